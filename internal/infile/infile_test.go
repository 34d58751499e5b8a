//go:build unix

package infile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
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
		{"\x00a", "binary data (it holds NUL bytes), not a profile"}, {"\x01", ""},
		{strings.Repeat("x", 4095) + "\x00", "not a profile"}, {strings.Repeat("x", 4096) + "\x00", ""}, // its head alone tells
	} {
		t.Run(fmt.Sprintf("%.5q of %d", c.text, len(c.text)), func(t *testing.T) {
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

// What is too large is refused by its first byte too many: nothing waits for the
// rest of a pipe.
func TestReadLeavesTheRest(t *testing.T) {
	for _, most := range []int{10, 3 * headSize} {
		pipe := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := Read(pipe, most, "profile")
			done <- err
		}()
		in, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if _, err := in.WriteString(strings.Repeat("x", most+1)); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if want := fmt.Sprintf("larger than %d bytes", most); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, not %s", err, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("after %d bytes it waits for more", most+1)
		}
	}
}

func TestIsPipe(t *testing.T) {
	dir := t.TempDir()
	file, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(file, []byte("once"), 0o600), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{file: false, pipe: true, dir: false, filepath.Join(dir, "nothing"): false} {
		if IsPipe(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
	Keep(file)
	if k := kept.pipes[file]; k != nil {
		t.Error("a file is kept")
	}
}

// always is a reader that says it has read n bytes, of zeros.
type always int

func (n always) Read([]byte) (int, error) { return int(n), nil }

// A pipe that is read more than once may hold 256 MiB.
func TestKeptHasABound(t *testing.T) {
	k := &again{keeper: &keeper{path: "p", pipe: strings.NewReader("seven 7 more"), room: 7}}
	for _, n := range []int{4, 3} {
		if got, err := k.Read(make([]byte, n)); got != n || err != nil {
			t.Errorf("%d of %d, %v", got, n, err)
		}
	}
	want := "p: a pipe that is read more than once may hold 268435456 bytes: write it to a file first"
	if _, err := k.Read(make([]byte, 1)); err == nil || err.Error() != want {
		t.Errorf("%v, not %s", err, want)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	Keep(pipe)
	k = &again{keeper: kept.pipes[pipe]}
	k.path, k.pipe = pipe, always(256<<20+1)
	if _, err := k.Read(nil); err == nil || k.room != -1 {
		t.Errorf("room for %d bytes, %v", k.room, err)
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
	begun, _ := Open(pipe)
	if _, err := io.ReadFull(begun, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again, err := Open(pipe)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(again); err != nil || string(text) != "all of it" {
			t.Errorf("%q, %v", text, err)
		}
	}
	if rest, err := io.ReadAll(begun); err != nil || string(rest) != "l of it" {
		t.Errorf("%q, %v", rest, err)
	}
}
