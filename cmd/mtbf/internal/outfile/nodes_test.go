//go:build linux

package outfile

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// What is neither a file nor a folder is written to and stays what it is.
func TestNodes(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		f, err := os.Open(pipe)
		if err != nil {
			got <- err.Error()
			return
		}
		text, _ := io.ReadAll(f)
		got <- string(text)
	}()
	if err := put(t, pipe, "through the pipe"); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "through the pipe" {
		t.Errorf("the reader got %q", text)
	}
	null := filepath.Join(dir, "null")
	const memoryNull = 1<<8 | 3 // the numbers of the device that swallows all
	if err := syscall.Mknod(null, syscall.S_IFCHR|0o666, memoryNull); err != nil {
		t.Logf("no device could be made: %v", err)
	} else if err := put(t, null, "swallowed"); err != nil {
		t.Error(err)
	}
	for _, path := range []string{pipe, null} {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			t.Errorf("%s is a regular file now", path)
		}
	}
}

func TestOpenDescriptors(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	other, err := syscall.Dup(int(w.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("/dev/fd", strconv.Itoa(other))
	for range 2 { // it stays open
		if err := put(t, path, "x"); err != nil {
			t.Fatal(err)
		}
	}
	syscall.Close(other)
	w.Close()
	if text, _ := io.ReadAll(r); string(text) != "xx" {
		t.Errorf("%q", text)
	}
}
