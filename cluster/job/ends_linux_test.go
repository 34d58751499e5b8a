package job

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What mtbf-cluster has started ends with it when it is killed: spark-sql, a worker here,
// and mtbf.
func TestWhatItStartsEndsWithIt(t *testing.T) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	for name, flags := range map[string][]string{
		"spark":  {"--engine", "spark://127.0.0.1:1", "--spark-home", "."},
		"worker": {"--engine", "local", "--worker", "bin/spark-sql"},
		"merge":  {"--engine", "local", "--mtbf", "bin/spark-sql"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			lives := filepath.Join(dir, "lives") // a pipe, open for as long as the program lives
			if err := syscall.Mkfifo(lives, 0o600); err != nil {
				t.Fatal(err)
			}
			script := "#!/bin/sh\nexec 3>" + lives + "\necho begun >&3\nsleep 20 3>&-\necho went on >&3\n"
			if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "bin", "spark-sql"), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(filepath.Join(bin, "mtbf-cluster"), append(append([]string{"analyze", "--fits", "no"}, writeLogs(t, dir, 1, 50)...), flags...)...)
			var notes watched
			cmd.Dir, cmd.Stderr = dir, &notes
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan bool)
			go func() {
				_ = cmd.Wait()
				if w, err := os.OpenFile(lives, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
					_ = w.Close() // nobody else will open the pipe
				}
				close(ended)
			}()
			pipe, err := os.Open(lives)
			if err != nil {
				t.Fatal(err)
			}
			defer pipe.Close()
			said := bufio.NewReader(pipe)
			if line, err := said.ReadString('\n'); line != "begun\n" {
				t.Fatalf("%q: %v\n%s", line, err, notes.Bytes())
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-ended
			if more, err := io.ReadAll(said); strings.TrimSpace(string(more)) != "" || err != nil {
				t.Errorf("%q: %v", more, err)
			}
		})
	}
}
