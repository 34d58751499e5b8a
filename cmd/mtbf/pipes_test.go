package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtbf/internal/oracle"
)

// Databases are read through their own clients, in a pipe: these tests use real ones,
// where the machine has them.

// tool returns the path of a program, or skips.
func tool(t *testing.T, name string, patterns ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, pattern := range patterns {
		if found, _ := filepath.Glob(filepath.Join(pattern, name)); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Skipf("%s is not installed here", name)
	return ""
}

// outages is a table of outages in SQL.
const outages = `create table outages (host text, start_time timestamp, end_time timestamp, cause text);
insert into outages values ('a','2024-01-05 10:00:00','2024-01-05 12:00:00','disc'),
 ('b','2024-02-05 10:00:00','2024-02-05 10:30:00','power, mains'),('a','2024-03-05 10:00:00','2024-03-05 11:15:00','disc'),
 ('c','2024-03-06 10:00:00',null,'the "new" disc');
`

// piped is what the tests look at of the answer.
type piped struct {
	Total struct {
		Failures int
		Downtime float64 `json:"downtime_hours"`
	}
	Units    int
	Exposure float64 `json:"exposure_hours"`
}

// analyzed runs the command of docs/logs.md that begins so, with more flags, in a folder;
// replace changes what it names.
func analyzed(t *testing.T, program, dir string, env []string, replace map[string]string, flags ...string) (a piped) {
	t.Helper()
	page, err := os.ReadFile("../../docs/logs.md")
	if err != nil {
		t.Fatal(err)
	}
	command := ""
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, program+" ") && strings.Contains(line, "| mtbf analyze -") {
			command = strings.TrimSpace(line)
		}
	}
	if command == "" {
		t.Fatalf("docs/logs.md pipes no %s", program)
	}
	for from, to := range replace {
		if !strings.Contains(command, from) {
			t.Fatalf("%s: no %q in it", command, from)
		}
		command = strings.ReplaceAll(command, from, to)
	}
	shell := exec.Command("bash", "-c", "set -o pipefail; "+command+" --format json --quiet "+strings.Join(flags, " "))
	shell.Dir, shell.Env = dir, append(os.Environ(), env...)
	out, err := shell.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", command, err, stderrOf(err))
	}
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func stderrOf(err error) []byte {
	if e, ok := err.(*exec.ExitError); ok {
		return e.Stderr
	}
	return nil
}

func (a piped) check(t *testing.T) {
	t.Helper()
	if a.Total.Failures != 4 || a.Units != 3 {
		t.Errorf("%d failures of %d units, want 4 of 3", a.Total.Failures, a.Units)
	}
	oracle.Near(t, "hours of downtime", a.Total.Downtime, 2+.5+1.25, 1e-9) // the last is open from the end of the window on
}

func TestSQLite(t *testing.T) {
	sqlite := tool(t, "sqlite3")
	dir := t.TempDir()
	if out, err := exec.Command(sqlite, filepath.Join(dir, "outages.db"), outages).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	analyzed(t, "sqlite3", dir, nil, nil).check(t)
}

func TestDuckDB(t *testing.T) {
	duckdb, dir := tool(t, "duckdb"), t.TempDir()
	make := exec.Command(duckdb, "-c", outages+"copy outages to 'outages.csv'")
	make.Dir = dir
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	analyzed(t, "duckdb", dir, nil, nil).check(t)
}

// TestPostgreSQL starts a server of its own on a socket in a folder.
func TestPostgreSQL(t *testing.T) {
	psql := tool(t, "psql")
	initdb := tool(t, "initdb", "/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")
	dir, err := os.MkdirTemp("/tmp", "pg") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := asServer(t, dir)
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.Command(as[0], append(append(as[1:], name), args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
	ctl := filepath.Join(filepath.Dir(initdb), "pg_ctl")
	data := filepath.Join(dir, "data")
	run(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-N")
	run(ctl, "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", "-c listen_addresses= -k "+dir, "start")
	t.Cleanup(func() { run(ctl, "-D", data, "-m", "immediate", "stop") })
	env := []string{"PGHOST=" + dir, "PGUSER=postgres", "PGDATABASE=postgres"}
	load := exec.Command(psql, "-q", "-v", "ON_ERROR_STOP=1")
	load.Stdin, load.Env = strings.NewReader(outages), append(os.Environ(), env...)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	analyzed(t, "psql", dir, env, nil).check(t)
}

// asServer returns the words before a command that run it as an ordinary user, whom dir
// is given to: the server refuses to run as root.
func asServer(t *testing.T, dir string) []string {
	t.Helper()
	if os.Getuid() != 0 {
		return []string{"env"}
	}
	if _, err := user.Lookup("postgres"); err != nil {
		t.Skip("the server must not run as root, and there is no user postgres")
	}
	runuser := tool(t, "runuser")
	if out, err := exec.Command("chown", "postgres", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return []string{runuser, "-u", "postgres", "--"}
}

// target is a page of metrics that can be stopped and started again at its address.
type target struct {
	address string
	server  *http.Server
}

func (p *target) start(t *testing.T) {
	t.Helper()
	if p.address == "" {
		p.address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	p.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "x 1") })}
	go p.server.Serve(l)
}

// TestPrometheus has a real one scrape a target that is stopped and started twice, and
// one that is taken off its list for a while, and reads its range query.
func TestPrometheus(t *testing.T) {
	if testing.Short() {
		t.Skip("takes most of a minute, nearly all of it waiting")
	}
	t.Parallel()
	prometheus := tool(t, "prometheus")
	dir := t.TempDir()
	flaky, steady := &target{}, &target{}
	flaky.start(t)
	steady.start(t)
	list := filepath.Join(dir, "targets.json")
	put := func(addresses ...string) {
		t.Helper()
		text, _ := json.Marshal([]map[string]any{{"targets": addresses}})
		if err := os.WriteFile(list+".new", text, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(list+".new", list); err != nil {
			t.Fatal(err)
		}
	}
	put(flaky.address, steady.address)
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, []byte("global: {scrape_interval: 1s, scrape_timeout: 900ms}\nscrape_configs: [{job_name: x, file_sd_configs: [{files: ['"+list+"'], refresh_interval: 1s}]}]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	server := exec.Command(prometheus, "--config.file", config, "--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", address, "--log.level", "error")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	ask := func(path string) (body []byte) {
		t.Helper()
		return fetched(t, "http://"+address+path)
	}
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(string(ask("/api/v1/query?query=count(up==1)==2")), `"2"`); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the targets are never up")
		}
	}
	begin := time.Now()
	time.Sleep(5 * time.Second)
	var down []float64 // seconds
	for _, pause := range []time.Duration{7 * time.Second, 4 * time.Second} {
		stopped := time.Now()
		flaky.server.Close()
		time.Sleep(pause)
		flaky.start(t)
		down = append(down, time.Since(stopped).Seconds())
		time.Sleep(5 * time.Second)
	}
	put(flaky.address)
	time.Sleep(8 * time.Second)
	put(flaky.address, steady.address)
	time.Sleep(6 * time.Second)
	env := []string{fmt.Sprintf("START=%d", begin.Unix()), fmt.Sprintf("END=%d", time.Now().Unix())}
	samples := ask(fmt.Sprintf("/api/v1/query_range?query=up&step=1&start=%s&end=%s", env[0][6:], env[1][4:]))
	analyze := func(flags ...string) piped {
		return analyzed(t, "curl", dir, env, map[string]string{"localhost:9090": address}, flags...)
	}
	checkRange(t, analyze(), samples, down)
	if only := analyze("--where", "series="+flaky.address); only.Total.Failures != len(down) {
		t.Errorf("%d failures of the flaky target", only.Total.Failures)
	}
}

// fetched returns a page, "" where there is none yet.
func fetched(t *testing.T, url string) []byte {
	t.Helper()
	out, err := exec.Command("curl", "-sSg", "--max-time", "10", strings.ReplaceAll(url, "==", "%3D%3D")).Output()
	if err != nil {
		return nil
	}
	return out
}

// checkRange checks what mtbf makes of a range query: the outages of the flaky target to
// within two scrapes, and a gap of the steady one that is neither up nor down.
func checkRange(t *testing.T, a piped, samples []byte, down []float64) {
	t.Helper()
	if a.Total.Failures != len(down) || a.Units != 2 {
		t.Fatalf("%d failures of %d units, want %d of 2: %.2000s", a.Total.Failures, a.Units, len(down), samples)
	}
	want := 0.0
	for _, s := range down {
		want += s
	}
	if got := a.Total.Downtime * 3600; got < want-2*float64(len(down)) || got > want+2*float64(len(down)) {
		t.Errorf("%.1f s down, want %.1f", got, want)
	}
	seen := strings.Count(string(samples), `"1"]`) + strings.Count(string(samples), `"0"]`)
	if got := a.Exposure * 3600; got > float64(seen)+4 || got < float64(seen)-4 {
		t.Errorf("%.1f s watched in %d samples a second apart", got, seen)
	}
}
