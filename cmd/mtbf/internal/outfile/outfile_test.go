package outfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// put writes text to path as a command does.
func put(t *testing.T, path, text string) error {
	t.Helper()
	f, err := Create(path)
	if err != nil {
		return err
	}
	defer f.Abandon()
	if _, err := io.WriteString(f, text); err != nil {
		return err
	}
	return f.Commit()
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// names returns what is in a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestRegularFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	if err := put(t, path, "new"); err != nil || read(t, path) != "new" {
		t.Fatalf("%v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := put(t, path, "newer"); err != nil || read(t, path) != "newer" {
		t.Fatalf("%v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want that of the old file", info.Mode())
	}
	if got := names(t, dir); got != "a.txt" {
		t.Errorf("the folder holds %s", got)
	}
}

// Until a file is complete the old one stands, and what is abandoned leaves
// nothing.
func TestAbandon(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	if err := put(t, path, "old"); err != nil {
		t.Fatal(err)
	}
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, "half of the n")
	if read(t, path) != "old" {
		t.Error("a file that is not complete has its name")
	}
	f.Abandon()
	if got := names(t, dir); got != "a.txt" || read(t, path) != "old" {
		t.Errorf("the folder holds %s", got)
	}
	if _, err = Create(path); err != nil {
		t.Fatal(err)
	}
	AbandonAll()
	if got := names(t, dir); got != "a.txt" {
		t.Errorf("after the end in the middle the folder holds %s", got)
	}
}

func TestLinksAreFollowed(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for link, target := range map[string]string{"link": "target", "dangling": "made", "chain": "link", "loop": "loop"} {
		if err := os.Symlink(target, in(link)); err != nil {
			t.Skip(err)
		}
	}
	os.WriteFile(in("target"), []byte("old"), 0o644)
	for link, target := range map[string]string{"link": "target", "chain": "target", "dangling": "made"} {
		if err := put(t, in(link), "by "+link); err != nil || read(t, in(target)) != "by "+link {
			t.Errorf("%s: %v", link, err)
		}
		if info, err := os.Lstat(in(link)); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", link)
		}
	}
	if err := put(t, in("loop"), "x"); err == nil {
		t.Error("a loop of links was written to")
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "a"), nil, 0o644)
	for path, want := range map[string]string{
		dir:                               "name a file in it",
		filepath.Join(dir, "no", "a.txt"): "there is no folder " + filepath.Join(dir, "no") + ": make it first",
		dir + "/no/":                      "there is no such folder, and a file needs a name",
		filepath.Join(dir, "a", "b.txt"):  "not a ",
	} {
		if err := put(t, path, "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A temporary file is left behind by a killed run: the next run takes it away,
// but not that of a run under way, nor anybody else's files.
func TestLitter(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".b.txt.mtbf-77.tmp", ".profile", "notes.mtbf-1.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	under, err := Create(filepath.Join(dir, "b.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := put(t, filepath.Join(dir, "a.txt"), "a"); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, dir), filepath.Base(under.file.Name())+" .profile a.txt notes.mtbf-1.tmp"; got != want {
		t.Errorf("the folder holds %s, want %s", got, want)
	}
	if err := under.Commit(); err != nil {
		t.Error(err)
	}
}

func TestSame(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	os.WriteFile(in("a"), nil, 0o644)
	os.WriteFile(in("b"), nil, 0o644)
	os.Mkdir(in("sub"), 0o755)
	os.Link(in("a"), in("hard"))
	os.Symlink("a", in("soft"))
	os.Symlink("new", in("dangling"))
	t.Chdir(dir)
	if !Same("new", in("new")) || !Same("new", "./new") || Same("new", "newer") {
		t.Error("a name without a folder is not that in the current one")
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a", "a", true}, {"a", "hard", true}, {"a", "soft", true}, {"a", "b", false}, {"new", "new", true}, {"new", "./new", true},
		{"new", "dangling", true}, {"new", "newer", false}, {"a", "new", false}, {"new", "a", false},
		{"new", "sub/new", false}, {"new", "sub/../new", true}, {"new", "no/new", false},
	} {
		t.Run(c.a+" "+c.b, func(t *testing.T) {
			if got := Same(in(c.a), dir+"/"+c.b); got != c.want {
				t.Errorf("%s and %s: %v", c.a, c.b, got)
			}
		})
	}
}

// What cannot be renamed into its place is copied there, long texts too.
func TestCopied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	os.WriteFile(path, []byte("old and much longer than the new one"), 0o640)
	to, err := find(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{3, maxHeld + 7} {
		f := &File{to: to}
		want := bytes.Repeat([]byte("x"), size)
		f.Write(want[:2])
		f.Write(want[2:])
		if err := f.Commit(); err != nil || read(t, path) != string(want) {
			t.Errorf("%d bytes: %v", size, err)
		}
		if f.Abandon(); f.text.rest != nil {
			if _, err := os.Stat(f.text.rest.Name()); err == nil {
				t.Error("the temporary file is still there")
			}
		}
	}
}

// A text is held in memory up to a bound, and then in a file; its length is that
// of both.
func TestSpool(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int
		held  int
	}{
		{"as much as is held", []int{maxHeld - 3, 3}, maxHeld},
		{"a byte more", []int{maxHeld - 3, 4}, maxHeld - 3},
		{"and again", []int{maxHeld, 5, 2}, maxHeld},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s spool
			defer s.abandon()
			all := 0
			for _, n := range c.sizes {
				s.Write(make([]byte, n))
				all += n
			}
			if got := s.held.Len(); got != c.held || (s.rest == nil) != (c.held == all) {
				t.Errorf("%d bytes are held, not %d", got, c.held)
			}
			if n, err := s.WriteTo(io.Discard); n != int64(all) || err != nil {
				t.Errorf("%d bytes written, not %d: %v", n, all, err)
			}
		})
	}
}

// Links are followed as far as the system follows them.
func TestChainOfLinks(t *testing.T) {
	for links, fine := range map[int]bool{39: true, 40: false} {
		dir := t.TempDir()
		in := func(n int) string { return filepath.Join(dir, strconv.Itoa(n)) }
		for n := range links {
			if err := os.Symlink(strconv.Itoa(n+1), in(n)); err != nil {
				t.Skip(err)
			}
		}
		if err := put(t, in(0), "x"); (err == nil) != fine {
			t.Errorf("%d links: %v", links, err)
		} else if fine && read(t, in(links)) != "x" {
			t.Errorf("%d links lead elsewhere", links)
		}
	}
}

func TestNumber(t *testing.T) {
	for path, want := range map[string]int{
		"-": 1, "/dev/stdout": 1, "/dev/stderr": 2, "/dev/fd/0": 0, "/dev/fd/3": 3, "/dev//fd/./7": 7, "/proc/self/fd/12": 12,
		"/dev/fd/-1": -1, "/dev/fd/x": -1, "/dev/fd/": -1, "3": -1, "fd/3": -1, "/dev/null": -1,
	} {
		if got := number(path); got != want {
			t.Errorf("%s: %d, not %d", path, got, want)
		}
	}
}

// A name may be as long as the system lets it be.
func TestLongName(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("ä", 120)+".txt")
	if err := put(t, path, "x"); err != nil || read(t, path) != "x" {
		t.Error(err)
	}
}

func TestShort(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt":                       "a.txt",
		strings.Repeat("x", 100):      strings.Repeat("x", 100),
		strings.Repeat("x", 101):      strings.Repeat("x", 100),
		strings.Repeat("ä", 51):       strings.Repeat("ä", 50),
		"x" + strings.Repeat("ä", 51): "x" + strings.Repeat("ä", 49), // no half of a letter
		strings.Repeat("\x80", 120):   "",                            // no letter at all
	} {
		if got := short(name); got != want {
			t.Errorf("%q: %q, not %q", name, got, want)
		}
	}
}

// The ".." of a link is that of the folder where the link is, however one got
// there.
func TestLinkThroughFolder(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	os.MkdirAll(in("deep/er"), 0o755)
	if os.Symlink("deep/er", in("short")) != nil || os.Symlink("../made", in("deep/er/link")) != nil {
		t.Skip("no links here")
	}
	if err := put(t, in("short/link"), "x"); err != nil || read(t, in("deep/made")) != "x" {
		t.Error(err)
	}
}

// Where an open file can be neither renamed nor removed it is closed before, and one that
// cannot get its name leaves nothing.
func TestWhereOpenFilesStay(t *testing.T) {
	defer func(was bool) { openStays = was }(openStays)
	openStays = true
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	for _, text := range []string{"old", "new"} {
		if err := put(t, path, text); err != nil || read(t, path) != text {
			t.Errorf("%s: %v", text, err)
		}
	}
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	if f.Commit() == nil {
		t.Error("a file got the name of a folder")
	}
	f.Abandon()
	if got := names(t, dir); got != "a.txt" {
		t.Errorf("the folder holds %s", got)
	}
}

// A process that refuses to write writes nothing, and says so before it is asked to.
func TestRefuse(t *testing.T) {
	defer refused.Store(false)
	Refuse()
	path := filepath.Join(t.TempDir(), "file")
	if _, err := Create(path); !errors.Is(err, errRefused) || !errors.Is(Check(path), errRefused) {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it was made")
	}
}
