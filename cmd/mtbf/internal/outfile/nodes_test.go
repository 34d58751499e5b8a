//go:build linux

package outfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
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

// A pipe gets nothing of what was not completed.
func TestPipeGetsAllOrNothing(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Create(pipe)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "half")
	f.Abandon()
	if text, err := io.ReadAll(reader); err != nil || len(text) > 0 {
		t.Errorf("the reader got %q, %v", text, err)
	}
}

// A file that is new gets the mode that the umask leaves.
func TestModeOfNewFile(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := put(t, path, "x"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v under umask 077", info.Mode())
	}
}

// A link to an open file of the process is that file.
func TestLinkToDescriptor(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join("/proc/self/fd", strconv.Itoa(int(w.Fd()))), link); err != nil {
		t.Fatal(err)
	}
	if err := put(t, link, "x"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if text, _ := io.ReadAll(r); string(text) != "x" {
		t.Errorf("%q", text)
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

// Standard input, open for writing, is written to where it stands.
func TestDescriptorZero(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	file.WriteString("head ")
	stdin, err := syscall.Dup(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Dup3(int(file.Fd()), 0, 0); err != nil {
		t.Fatal(err)
	}
	defer func() {
		syscall.Dup3(stdin, 0, 0)
		syscall.Close(stdin)
	}()
	if err := put(t, "/dev/fd/0", "and tail"); err != nil || read(t, path) != "head and tail" {
		t.Errorf("%q, %v", read(t, path), err)
	}
}

// asNobody makes the files that this thread may write those that anybody may.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		syscall.Setfsuid(0)
		runtime.UnlockOSThread()
	})
}

// In a folder where nothing can be made, a file that can be written to is
// overwritten in place.
func TestFolderThatCannotBeWrittenTo(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, mode := range map[string]os.FileMode{"open": 0o666, "shut": 0o444} {
		if err := errors.Join(os.WriteFile(in(name), []byte("old and longer"), mode), os.Chmod(in(name), mode)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Chmod(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	asNobody(t)
	if err := put(t, in("open"), "new"); err != nil || read(t, in("open")) != "new" {
		t.Errorf("%v", err)
	}
	if err := put(t, in("shut"), "new"); !errors.Is(err, fs.ErrPermission) || read(t, in("shut")) != "old and longer" {
		t.Errorf("%v", err)
	}
	if err := put(t, in("made"), "new"); err == nil || !strings.Contains(err.Error(), "made: cannot write in its folder: permission denied") {
		t.Errorf("%v", err)
	}
}

func TestKindsOfErrors(t *testing.T) {
	for err, want := range map[syscall.Errno][2]bool{ // unwritable, mounted
		syscall.EACCES: {true, false}, syscall.EPERM: {true, false}, syscall.EROFS: {true, false}, syscall.EBUSY: {false, true}, syscall.ENOSPC: {},
	} {
		at := &fs.PathError{Op: "open", Path: "a", Err: err}
		if got := [2]bool{unwritable(at), mounted(at)}; got != want {
			t.Errorf("%v: %v, not %v", err, got, want)
		}
	}
}
