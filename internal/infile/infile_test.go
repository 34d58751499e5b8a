//go:build unix

package infile

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	listener, err := net.Listen("unix", in("socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for path, want := range map[string]string{"": "is empty", dir: "is a directory, not a file", in("socket"): "is a socket, not a file"} {
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", path, err, want)
		}
	}
	if _, err := Open(in("nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestRead(t *testing.T) {
	const most = 3 * headSize
	path := filepath.Join(t.TempDir(), "a")
	for _, c := range []struct {
		text, want string
	}{
		{"", ""}, {"short", ""}, {strings.Repeat("x", headSize), ""}, {strings.Repeat("x", most), ""},
		{strings.Repeat("x", most+1), "larger than 12288 bytes, the most a profile may have"}, {"a\x00", "not a profile"},
	} {
		t.Run(c.text, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Read(path, most, "profile")
			if c.want == "" && (err != nil || string(got) != c.text) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%d bytes: %d and %v, want %q", len(c.text), len(got), err, c.want)
			}
		})
	}
}

// A device without an end is left after its first block.
func TestReadZeros(t *testing.T) {
	zero := filepath.Join(t.TempDir(), "zero")
	const memoryZero = 1<<8 | 5
	if err := syscall.Mknod(zero, syscall.S_IFCHR|0o666, memoryZero); err != nil {
		t.Skip("no device can be made: ", err)
	}
	if _, err := Read(zero, 1<<40, "profile"); err == nil || !strings.Contains(err.Error(), "NUL") {
		t.Error(err)
	}
}

// A pipe that is kept gives its text as often as it is opened, also where the
// first reader has left it in its middle.
func TestKeep(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	go os.WriteFile(pipe, []byte("all of it"), 0)
	Keep(pipe)
	first, err := Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(first, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	first.Close()
	for range 2 {
		again, err := Open(pipe)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(again); err != nil || string(text) != "all of it" {
			t.Errorf("%q, %v", text, err)
		}
	}
}
