package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-zeromq/zmq4"
)

// kernel answers one Jupyter client.
type kernel struct {
	connection
	shell, control, iopub zmq4.Socket
	runner                *Runner
	count                 int
	publish               sync.Mutex

	running sync.Mutex
	halt    context.CancelFunc // of the cell under way
}

// serve is the kernel of a connection file until it is told to shut down.
func serve(ctx context.Context, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	k := &kernel{}
	if err := json.Unmarshal(text, &k.connection); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if k.runner, err = newRunner("."); err != nil {
		return err
	}
	if err := k.runner.enter(); err != nil {
		return err
	}
	heartbeat, stdin := zmq4.NewRep(ctx), zmq4.NewRouter(ctx)
	k.shell, k.control, k.iopub = zmq4.NewRouter(ctx), zmq4.NewRouter(ctx), zmq4.NewPub(ctx)
	for _, s := range []struct {
		socket zmq4.Socket
		port   int
	}{{k.shell, k.Shell}, {k.control, k.Control}, {k.iopub, k.IOPub}, {stdin, k.Stdin}, {heartbeat, k.Heartbeat}} {
		defer s.socket.Close()
		if err := s.socket.Listen(fmt.Sprintf("%s://%s:%d", k.Transport, k.IP, s.port)); err != nil {
			return err
		}
	}
	go func() { // echo
		for {
			m, err := heartbeat.Recv()
			if err != nil || heartbeat.Send(m) != nil {
				return
			}
		}
	}()
	go func() {
		k.answer(ctx, k.control)
		stop()
	}()
	k.answer(ctx, k.shell)
	return nil
}

// answer answers the requests on a socket until one is to shut down.
func (k *kernel) answer(ctx context.Context, socket zmq4.Socket) {
	for ctx.Err() == nil {
		raw, err := socket.Recv()
		if err != nil {
			return
		}
		m, err := parse(raw.Frames, k.Key)
		if err != nil {
			fmt.Fprintln(os.Stderr, "nb:", err)
			continue
		}
		k.tell(m, "status", map[string]any{"execution_state": "busy"})
		k.reply(ctx, socket, m)
		k.tell(m, "status", map[string]any{"execution_state": "idle"})
		if m.header.Type == "shutdown_request" {
			return
		}
	}
}

// reply answers one request.
func (k *kernel) reply(ctx context.Context, socket zmq4.Socket, m message) {
	content := map[string]any{"status": "ok"}
	switch m.header.Type {
	case "kernel_info_request":
		content["protocol_version"], content["implementation"], content["implementation_version"] = "5.3", "mtbf-nb", "1"
		content["banner"] = "Go, in GoNB's dialect, inside the module of mtbf"
		content["language_info"] = map[string]any{"name": "go", "version": "1.26", "mimetype": "text/x-go", "file_extension": ".go"}
	case "execute_request":
		content = k.execute(ctx, m)
	case "is_complete_request":
		content["status"] = "unknown"
	case "comm_info_request":
		content["comms"] = map[string]any{}
	case "shutdown_request":
		content["restart"] = false
	case "interrupt_request":
		k.interrupt()
	default:
		return
	}
	answer, err := compose(m, m.peers, strings.TrimSuffix(m.header.Type, "_request")+"_reply", k.Key, content)
	if err == nil {
		err = socket.Send(answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nb:", err)
	}
}

// interrupt ends the cell under way.
func (k *kernel) interrupt() {
	k.running.Lock()
	defer k.running.Unlock()
	if k.halt != nil {
		k.halt()
	}
}

// execute runs a cell and publishes what it wrote.
func (k *kernel) execute(ctx context.Context, m message) map[string]any {
	var request struct {
		Code   string `json:"code"`
		Silent bool   `json:"silent"`
	}
	if err := json.Unmarshal(m.content, &request); err != nil {
		return failure(err)
	}
	if !request.Silent {
		k.count++
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k.running.Lock()
	k.halt = cancel
	k.running.Unlock()
	outputs, err := k.runner.Cell(ctx, k.count, request.Code)
	for _, o := range outputs {
		switch o.Type {
		case "stream":
			k.tell(m, "stream", map[string]any{"name": o.Name, "text": string(o.Text)})
		case "display_data":
			k.tell(m, "display_data", map[string]any{"data": plain(o.Data), "metadata": o.Metadata})
		}
	}
	content := map[string]any{"status": "ok", "execution_count": k.count}
	if err != nil {
		content = failure(err)
		content["execution_count"] = k.count
		k.tell(m, "error", content)
	}
	return content
}

// plain gives text as one string, as messages have it.
func plain(data map[string]any) map[string]any {
	for mime, v := range data {
		if text, ok := v.(Lines); ok {
			data[mime] = string(text)
		}
	}
	return data
}

func failure(err error) map[string]any {
	return map[string]any{"status": "error", "ename": "error", "evalue": err.Error(), "traceback": strings.Split(err.Error(), "\n")}
}

// tell publishes a message to all clients.
func (k *kernel) tell(m message, kind string, content any) {
	k.publish.Lock()
	defer k.publish.Unlock()
	out, err := compose(m, [][]byte{[]byte(kind)}, kind, k.Key, content)
	if err == nil {
		err = k.iopub.Send(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nb:", err)
	}
}

// install builds this program into the user's Jupyter folder with a description
// of the kernel.
func install() error {
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	data := filepath.Join(home, ".local", "share", "jupyter")
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		data = dir
	}
	dir := filepath.Join(data, "kernels", "mtbf")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	module, err := findModule(".")
	if err != nil {
		return err
	}
	binary := filepath.Join(dir, "nb")
	build := exec.Command("go", "build", "-o", binary, "./nb")
	build.Dir = module
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	spec, err := json.MarshalIndent(map[string]any{
		"argv": []string{binary, "kernel", "{connection_file}"}, "display_name": "Go (mtbf)", "language": "go", "interrupt_mode": "message",
		"env": map[string]string{moduleVar: module},
	}, "", " ")
	if err != nil {
		return err
	}
	fmt.Println("kernel mtbf in", dir)
	return os.WriteFile(filepath.Join(dir, "kernel.json"), append(spec, '\n'), 0o644)
}
