//go:build unix

package infile

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// confinedVar is set for the process of the test that is confined, which is so for good.
const confinedVar = "MTBF_TEST_CONFINED"

// TestConfine reads in a process of its own what may be read and what may not.
func TestConfine(t *testing.T) {
	if folder := os.Getenv(confinedVar); folder != "" {
		readConfined(t, folder)
		return
	}
	base := t.TempDir()
	in := func(name string) string { return filepath.Join(base, name) }
	err := errors.Join(
		os.MkdirAll(in("root/sub"), 0o700), os.WriteFile(in("secret"), []byte("secret"), 0o600),
		os.WriteFile(in("root/file"), []byte("file"), 0o600), os.WriteFile(in("root/sub/below"), []byte("below"), 0o600),
		os.Symlink("../secret", in("root/out")), os.Symlink(in("secret"), in("root/absolute")), os.Symlink(in("root/file"), in("root/back")),
		os.Symlink("..", in("root/up")), os.Symlink("sub/below", in("root/inside")), os.Symlink("loop", in("root/loop")),
		syscall.Mkfifo(in("root/pipe"), 0o600), os.Symlink("/dev/zero", in("root/zero")),
	)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(os.Args[0], "-test.run=^TestConfine$", "-test.v")
	command.Env = append(os.Environ(), confinedVar+"="+in("root"))
	out, err := command.CombinedOutput()
	t.Logf("%s", out)
	if err != nil || !strings.Contains(string(out), "--- PASS: TestConfine/inside") {
		t.Error(err)
	}
}

func readConfined(t *testing.T, folder string) {
	if err := errors.Join(os.Chdir(folder), Confine(".")); err != nil {
		t.Fatal(err)
	}
	if Confine("/") == nil {
		t.Error("a confined process can be confined anew")
	}
	// Moved away, the folder is still the one that is read, and its path leads elsewhere.
	base := filepath.Dir(folder)
	err := errors.Join(os.Rename(folder, folder+".old"), os.Mkdir(folder, 0o700), os.WriteFile(filepath.Join(folder, "file"), []byte("another"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	const outside, irregular = "is not below the folder", "is no regular file"
	for path, want := range map[string]string{
		"file": "", "sub/below": "", "sub/../file": "", "inside": "", "./file": "",
		"../secret": outside, "sub/../../secret": outside, filepath.Join(base, "secret"): outside, filepath.Join(base, "nothing"): outside,
		folder + "/file": "relative to the folder that may be read: file", folder + "/none/../x": "be read: x", "../root/file": "be read: file", folder: outside, "out": outside, "absolute": outside, "back": outside, "up/secret": outside, "up/nothing": outside,
		"zero": outside, "pipe": irregular, ".": "is a directory", "sub": "is a directory", "": "is empty",
		"nothing": "no such file", "file/below": "not a directory", "/dev/zero": outside, "/proc/self/environ": outside, "/dev/stdin": outside,
		"a\x00b": "invalid argument", "loop": "",
	} {
		t.Run(strings.ReplaceAll(path, "/", "|"), func(t *testing.T) {
			text := ""
			file, err := Open(path)
			if err == nil {
				read, failed := io.ReadAll(file)
				text, err = string(read), failed
				file.Close()
			}
			switch {
			case path == "loop":
				if err == nil {
					t.Error("a link to itself was read")
				}
			case want == "" && (err != nil || text != "file" && text != "below"):
				t.Errorf("%q, %v", text, err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("%q, %v, want %s", text, err, want)
			case want == outside && Check(path) == nil:
				t.Error("its check finds nothing")
			case want == outside && strings.Contains(strings.TrimPrefix(err.Error(), path), "secret"):
				t.Errorf("%v tells where a link leads", err)
			}
		})
	}
	if IsPipe("/dev/stdin") || comes("../secret") {
		t.Error("a file outside is looked at")
	}
}

// comes reports whether anything is said of what is at a path.
func comes(path string) bool {
	_, err := Stat(path)
	return err == nil
}
