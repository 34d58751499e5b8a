package job

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// programs are mtbf, mtbf-cluster and mtbf-worker, built once, beside each other.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "mtbf-cluster-test-")
	if err != nil {
		return "", err
	}
	for from, what := range map[string]string{"..": "./cmd/...", "../..": "./cmd/mtbf"} {
		build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), what)
		build.Dir, build.Env = from, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%w: %s", err, out)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := programs(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// run runs one of the programs in a folder, and returns what it prints.
func run(t *testing.T, dir, program string, args ...string) (out, notes []byte, err error) {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, program), args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	err = cmd.Run()
	return stdout.Bytes(), stderr.Bytes(), err
}

// writeLogs writes so many files of a log: rows in two zones, rows that cannot be read,
// quoted texts with line ends, and rows that come again in another file.
func writeLogs(t *testing.T, dir string, files, rows int) (names []string) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 7))
	notes := []string{`"disc, said ""dead"" again"`, "\"line one\nline two\"", "plain", "\"a\n\n,,,,\nb\""}
	categories := []string{"hardware/disc", "hardware/memory", "software/os", "Software/OS", "network"}
	zones := []*time.Location{time.FixedZone("", 3600), time.FixedZone("", -5*3600)}
	var before []string
	for i := range files {
		var b bytes.Buffer
		b.WriteString("id,unit,category,start,end,note\n")
		for k := range rows {
			start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(float64(i*rows+k) / float64(files*rows) * 8000 * float64(time.Hour)))
			end := start.Add(time.Duration(60+r.ExpFloat64()*3600) * time.Second)
			zone := zones[r.IntN(2)]
			row := fmt.Sprintf("%d,node-%04d,%s,%s,%s,%s", i*rows+k, r.IntN(2000), categories[r.IntN(5)], start.In(zone).Format(time.RFC3339), end.In(zone).Format(time.RFC3339), notes[r.IntN(4)])
			switch r.IntN(400) {
			case 0:
				row = fmt.Sprintf("%d,node-%04d,network,soon,later,x", i*rows+k, r.IntN(2000))
			case 1:
				row = "too,few"
			case 2:
				row = fmt.Sprintf("%d,node-0001,network,%s,%s,\"never closed", i*rows+k, start.Format(time.RFC3339), end.Format(time.RFC3339))
			case 3:
				row = fmt.Sprintf("%d,node-%04d,network,%s,,x", i*rows+k, r.IntN(2000), start.Format(time.RFC3339))
			case 4, 5, 6, 7:
				if len(before) > 0 {
					row = before[r.IntN(len(before))]
				}
			}
			before = append(before, row)
			b.WriteString(row + "\n")
		}
		names = append(names, fmt.Sprintf("log-%d.csv", i))
		if err := os.WriteFile(filepath.Join(dir, names[i]), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// same fails where the cluster's answer is not that of mtbf, byte for byte.
func same(t *testing.T, dir string, args, clusterArgs []string) {
	t.Helper()
	want, notes, err := run(t, dir, "mtbf", args...)
	if err != nil {
		t.Fatalf("mtbf %v: %v\n%s", args, err, notes)
	}
	got, notes, err := run(t, dir, "mtbf-cluster", append(args, clusterArgs...)...)
	if err != nil {
		t.Fatalf("mtbf-cluster %v: %v\n%s", clusterArgs, err, notes)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("mtbf-cluster %v prints\n%s\nmtbf\n%s", clusterArgs, got, want)
	}
}

// Analyses by workers here have the bytes of one process, in every form.
func TestAnalyzeHere(t *testing.T) {
	dir := t.TempDir()
	names := writeLogs(t, dir, 3, 4000)
	for name, flags := range map[string][]string{
		"json":   {"--format", "json"},
		"table":  {"--depth", "1", "--rate-unit", "fit"},
		"csv":    {"--format", "csv", "--units", "2500", "--from", "2024-02-01", "--confidence", "95%"},
		"fits":   {"--format", "json", "--fits", "yes", "--by", "month", "--incident-gap", "10m"},
		"window": {"--format", "json", "--to", "2024-09-01", "--planned", "include", "--join-touching", "--reported", "hardware=50%"},
	} {
		t.Run(name, func(t *testing.T) {
			if !slices.Contains(flags, "--fits") {
				flags = append(flags, "--fits", "no")
			}
			args := append(append([]string{"analyze"}, names...), flags...)
			same(t, dir, args, []string{"--engine", "local:2", "--split-size", "60000", "--parts", "7"})
		})
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "mtbf-cluster-*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// writeStates writes so many files of checks of units every five minutes, of which some
// are missing.
func writeStates(t *testing.T, dir string, files, units, checks int) (names []string) {
	t.Helper()
	r := rand.New(rand.NewPCG(6, 8))
	at, down, away := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), make([]int, units), make([]int, units)
	for i := range files {
		var b bytes.Buffer
		b.WriteString("time,host,state\n")
		for range checks {
			for unit := range units {
				switch {
				case away[unit] > 0:
					away[unit]--
					continue
				case r.IntN(2000) == 0:
					away[unit] = r.IntN(30)
				case down[unit] > 0:
					down[unit]--
				case r.IntN(100) == 0:
					down[unit] = r.IntN(12)
				}
				fmt.Fprintf(&b, "%s,host-%03d,%s\n", at.Format(time.RFC3339), unit, map[bool]string{true: "up", false: "down"}[down[unit] == 0])
			}
			at = at.Add(5 * time.Minute)
		}
		names = append(names, fmt.Sprintf("states-%d.csv", i))
		if err := os.WriteFile(filepath.Join(dir, names[i]), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// So have analyses of logs that tell states.
func TestAnalyzeStatesHere(t *testing.T) {
	dir := t.TempDir()
	args := append([]string{"analyze", "--format", "json", "--fits", "no"}, writeStates(t, dir, 3, 40, 300)...)
	same(t, dir, args, []string{"--engine", "local:2", "--split-size", "100000", "--parts", "7"})
}

// Help tells what a command does, and where the flags belong.
func TestHelp(t *testing.T) {
	for command, want := range map[string]string{"": "Commands:", "analyze": "What needs all outages at once", "simulate": "What is simulated"} {
		args := []string{"--help"}
		if command != "" {
			args = []string{command, "--help"}
		}
		out, notes, err := run(t, t.TempDir(), "mtbf-cluster", args...)
		if err != nil || len(notes) > 0 || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s%s, want %q", command, err, out, notes, want)
		}
	}
}

// Simulations in shards here have the bytes of one process.
func TestSimulateHere(t *testing.T) {
	for _, system := range []string{"dataset:cold-standby-pump", "dataset:duplexed-discs"} {
		t.Run(system, func(t *testing.T) {
			args := []string{"simulate", system, "--replications", "3000", "--seed", "7", "--format", "json"}
			same(t, t.TempDir(), args, []string{"--engine", "local:2", "--shards", "5"})
		})
	}
	for _, flags := range accelerated {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			args := append([]string{"simulate", "--seed", "7", "--format", "json"}, flags...)
			same(t, t.TempDir(), args, []string{"--engine", "local:2", "--shards", "5"})
		})
	}
}

// accelerated are simulations by each of the accelerated methods.
var accelerated = [][]string{
	{"dataset:duplexed-discs", "--method", "zerovariance", "--rel-error", "2%"},
	{"dataset:raid6", "--method", "biasing", "--at", "1y,0h", "--rel-error", "5%"},
	{"dataset:process-pair", "--method", "splitting", "--rel-error", "5%"},
	{"dataset:two-of-three-shared-mains", "--method", "window", "--confidence", "95%"},
}

// What does not run in parts, or not at all, is refused by name.
func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	names := writeLogs(t, dir, 1, 50)
	for name, c := range map[string]struct {
		args []string
		want string
		code int
	}{
		"acknowledged": {[]string{"analyze", names[0], "--column", "acknowledged=start"}, "acknowledge", 1},
		"weights":      {[]string{"analyze", names[0], "--weight", "id"}, "weights", 1},
		"standard":     {[]string{"analyze", "-"}, "standard input", 1},
		"no file":      {[]string{"analyze", "none.csv"}, "none.csv", 1},
		"cycles":       {[]string{"simulate", "dataset:raid6", "--method", "biasing", "--replications", "10"}, "--replications", 2},
		"magic":        {[]string{"simulate", "dataset:raid6", "--method", "magic"}, "--method", 2},
		"blocks":       {[]string{"simulate", "dataset:raid6", "--method", "biasing", "--shards", "65"}, "--shards", 2},
		"half":         {[]string{"simulate", "dataset:raid6", "--method", "biasing", "--rel-error", "100%"}, "--rel-error", 2},
		"no missions":  {[]string{"simulate", "dataset:cold-standby-pump"}, "--replications", 2},
		"error":        {[]string{"simulate", "dataset:cold-standby-pump", "--rel-error", "1%"}, "--rel-error", 2},
		"size":         {[]string{"size"}, "size", 2},
		"command":      {[]string{"fit"}, "fit", 2},
		"flag":         {[]string{"analyze", names[0], "--nonsense"}, "nonsense", 2},
	} {
		t.Run(name, func(t *testing.T) {
			out, notes, err := run(t, dir, "mtbf-cluster", append(c.args, "--engine", "local")...)
			ended, _ := err.(*exec.ExitError)
			if ended == nil || ended.ExitCode() != c.code || !strings.Contains(string(notes), c.want) || len(out) > 0 {
				t.Errorf("%v: %s%s, want %q and exit code %d", err, out, notes, c.want, c.code)
			}
		})
	}
}

// A worker that fails fails the run, with what it said, and nothing is printed.
func TestAWorkerThatFails(t *testing.T) {
	dir := t.TempDir()
	names := writeLogs(t, dir, 1, 500)
	script := filepath.Join(dir, "worker")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho 'mtbf-worker: out of luck' >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	out, notes, err := run(t, dir, "mtbf-cluster", "analyze", names[0], "--fits", "no", "--engine", "local", "--worker", script)
	if err == nil || len(out) > 0 || !strings.Contains(string(notes), "out of luck") {
		t.Errorf("%v: %s%s", err, out, notes)
	}
}
