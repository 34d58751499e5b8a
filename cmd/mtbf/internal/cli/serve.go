package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"mtbf/ingest"
	"mtbf/internal/infile"
	"mtbf/report/local"
)

type serveOptions struct {
	reportOptions
	port int
}

func newServeCmd(g *global) *cobra.Command {
	o := &serveOptions{reportOptions: *newReportOptions(g)}
	cmd := &cobra.Command{
		Use:   "serve [LOG|SYSTEM|TREE.xml|TREE.dft]",
		Short: "Reports and a what-if page in a browser on this machine",
		Long: `Serve shows pages on 127.0.0.1 until Ctrl-C. A log, a system file or a fault tree that
is named, or dropped on the first page, is answered by its report: the form there
has the flags of report that name no file, and where a log can be read in two ways
the page asks. A system has a what-if page too: a slider and a field for every
MTBF, MTTR, number of copies, coverage and beta, solved exactly as they change and
held against a target; the changed system is downloaded as a system file, or
reported. A system file that asks (choose:) is sized first, as report does.

The address is printed to standard error. Nothing leaves the machine, nothing is
written to disk, and no other site can ask. A file that is sent has at most 64 MiB
and 200,000 lines, and names no other file; a page takes at most a minute of work:
more is for mtbf report. A log is read as the flags of analyze say.`,
		Example: `  mtbf serve
  mtbf serve system.yaml --port 8080
  mtbf serve outages.csv --units 40 --slo 99.9%
  mtbf serve tree.xml --mission-time 8760h
  mtbf serve hall.yaml --target 99.99% --minimize cost`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("serve takes one log, system file or fault tree")
			case len(args) == 1 && args[0] == "-":
				return usagef("serve reads its file for every page, so it cannot be standard input")
			case len(args) == 1 && infile.IsPipe(args[0]):
				return usagef("serve reads its file for every page, so it cannot be a pipe: write what it holds to a file")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuseOther(cmd.Flags(), args); err != nil {
				return err
			}
			if err := refuse(cmd.Flags(), "is not for serve, which answers a browser with pages", "output", "format"); err != nil {
				return err
			}
			return runServe(cmd.Context(), o, args)
		},
	}
	o.reportFlags(cmd)
	intVar(cmd.Flags(), &o.port, "port", 0, "port of 127.0.0.1 (default: a free one)")
	return cmd
}

func runServe(ctx context.Context, o *serveOptions, args []string) error {
	if o.port < 0 || o.port > 65535 {
		return usagef("--port: %d is not a port", o.port)
	}
	entries, err := o.entries(ctx, args)
	if err != nil {
		return err
	}
	listener, err := listen(o.port)
	if err != nil {
		return err
	}
	defer listener.Close()
	addr := listener.Addr().String()
	handler, err := local.New(addr, local.Options{Entries: entries, Upload: o.uploaded, Profiles: ingest.ProfileNames(), Confidence: o.confidence})
	if err != nil {
		return err
	}
	defer frugal()()
	o.note("http://%s/ (Ctrl-C ends)", addr)
	return serve(ctx, listener, handler, o.Err)
}

// listen opens a port of this machine, 0 for a free one.
func listen(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	var why *os.SyscallError
	if errors.As(err, &why) {
		return nil, fmt.Errorf("--port: port %d of 127.0.0.1 cannot be opened: %w; name another one from 1024, or none for one that is free", port, why.Err)
	}
	return listener, err
}

// softMemory is the size in bytes from which the collector works harder.
const softMemory = 1 << 30

// frugal sets the soft limit of memory, unless GOMEMLIMIT does, and returns what
// takes it back.
func frugal() (back func()) {
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, softMemory))
	return func() { debug.SetMemoryLimit(before) }
}

// newServer bounds what a client may take: a head comes at once, a body or an answer
// in some minutes.
func newServer(ctx context.Context, handler http.Handler, notes io.Writer) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10, DisableGeneralOptionsHandler: true,
		BaseContext: func(net.Listener) context.Context { return ctx }, ErrorLog: log.New(oneLine{notes}, "mtbf serve: ", 0),
	}
}

// serve answers requests until ctx ends. Those under way end with it, and soon
// after the server does.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, notes io.Writer) error {
	const grace = 400 * time.Millisecond
	server := newServer(ctx, handler, notes)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	cut := ""
	if err := server.Shutdown(late); err != nil {
		server.Close()
		cut = "; requests under way were cut off"
	}
	fmt.Fprintf(notes, "mtbf serve: ended, %s%s\n", endOf(ctx), cut)
	return nil
}

// endOf says why a context has ended.
func endOf(ctx context.Context) string {
	if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
		return cause.Error()
	}
	return "the time limit was reached"
}

// oneLine writes each message in one line, without what a terminal would obey.
type oneLine struct{ to io.Writer }

func (o oneLine) Write(p []byte) (int, error) {
	const most = 4 << 10
	text := strconv.QuoteToGraphic(string(bytes.TrimRight(p[:min(len(p), most)], "\n")))
	_, err := io.WriteString(o.to, text[1:len(text)-1]+"\n")
	return len(p), err
}
