package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runMain(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Main(Streams{Out: &o, Err: &e}, args)
	return code, o.String(), e.String()
}

// The path goes to standard output, all else to standard error, and analyze
// reads the path.
func TestDatasetsFetch(t *testing.T) {
	const log = "incident_id,downtime_start,downtime_end,duration_minutes,source,title,impact\n" +
		"1,2022-03-26T01:43:00Z,2022-03-26T03:35:00Z,112,updates,Incident with Codespaces,minor\n" +
		"2,2022-04-25T17:35:00Z,2022-04-25T19:05:00Z,90,updates,Incident with Pages,major\n"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(log)) }))
	defer s.Close()
	dir := filepath.Join(t.TempDir(), "a folder")
	args := []string{"datasets", "fetch", "github-status", "--url", s.URL, "--dir", dir}
	path := filepath.Join(dir, "github-status.csv")

	code, out, errs := runMain(args...)
	if code != 0 || out != path+"\n" {
		t.Fatalf("exit %d, %q, %q", code, out, errs)
	}
	for _, want := range []string{"checksum: none, the file changes", "terms: MIT", "mtbf analyze '" + path + "' --units 1"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %q", want, errs)
		}
	}
	if code, out, errs := runMain("analyze", path, "--units", "1"); code != 0 || !strings.Contains(out, "2 failures") {
		t.Errorf("analyze: exit %d, %s%s", code, out, errs)
	}

	code, out, errs = runMain(append(args, "--quiet", "--format", "json")...)
	var doc struct {
		Schema, Path string
		Bytes        int
		Checked      bool
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 0 || errs != "" {
		t.Fatalf("exit %d, %v, %q", code, err, errs)
	}
	if doc.Schema != "mtbf.datasets.fetch/1" || doc.Path != path || doc.Bytes != len(log) || doc.Checked {
		t.Errorf("%+v", doc)
	}
}

// The cache folder of the user is the default; a wrong file is an error that
// leaves nothing.
func TestDatasetsFetchWrong(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		w.Write(bytes.Repeat([]byte("x"), 2939652))
	}))
	defer s.Close()
	cache := t.TempDir()
	t.Setenv("HOME", cache)
	t.Setenv("XDG_CACHE_HOME", "")
	code, out, errs := runMain("datasets", "fetch", "lanl", "--url", s.URL)
	if code != 1 || out != "" || !strings.Contains(errs, "wrong checksum") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
	root, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(root, "mtbf"))
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
