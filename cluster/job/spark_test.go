package job

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// spark returns the master of a real cluster, which MTBF_SPARK names, with SPARK_HOME.
func spark(t *testing.T) []string {
	t.Helper()
	master := os.Getenv("MTBF_SPARK")
	if master == "" {
		t.Skip("MTBF_SPARK names no cluster; cluster/spark/up.sh starts one")
	}
	return []string{"--engine", master, "--tasks", "4", "--conf", "spark.executor.memory=700m", "--conf", "spark.driver.memory=700m"}
}

// On a real cluster the bytes are those of one process: of a log with rows that cannot be
// read, copies across files, quoted line ends and two zones, and of missions.
func TestAnalyzeOnSpark(t *testing.T) {
	dir := t.TempDir()
	names := writeLogs(t, dir, 4, 10_000)
	args := append([]string{"analyze", "--format", "json", "--fits", "no"}, names...)
	same(t, dir, args, append(spark(t), "--split-size", "400000"))
}

// The same of checks of units, with gaps.
func TestAnalyzeStatesOnSpark(t *testing.T) {
	dir := t.TempDir()
	args := append([]string{"analyze", "--format", "json"}, writeStates(t, dir, 3, 60, 400)...)
	same(t, dir, args, append(spark(t), "--split-size", "400000"))
}

func TestSimulateOnSpark(t *testing.T) {
	flags := spark(t)
	for _, system := range []string{"cold-standby-pump", "duplexed-discs", "two-of-three-shared-mains"} {
		t.Run(system, func(t *testing.T) {
			args := []string{"simulate", "dataset:" + system, "--replications", "4000", "--seed", "3", "--format", "json"}
			same(t, t.TempDir(), args, append(slices.Clone(flags), "--shards", "6"))
		})
	}
	for _, asked := range accelerated {
		t.Run(strings.Join(asked, " "), func(t *testing.T) {
			args := append([]string{"simulate", "--seed", "3", "--format", "json"}, asked...)
			same(t, t.TempDir(), args, append(slices.Clone(flags), "--shards", "6"))
		})
	}
}

// victim is a kind of process that is killed in the midst of a run.
type victim struct {
	name, in string // what its command line holds
	step     string // a pattern of the note after which it is killed
	driver   bool
}

// A run of which a worker, an executor, one that holds the shuffle, or the driver is
// killed prints the same bytes, or fails: never a short answer.
func TestKilledOnSpark(t *testing.T) {
	flags := spark(t)
	if os.Getenv("MTBF_SPARK_KILL") == "" {
		t.Skip("MTBF_SPARK_KILL asks for the runs that are killed in their midst, which take minutes")
	}
	dir := t.TempDir()
	names := writeLogs(t, dir, 4, 60_000)
	args := append([]string{"analyze", "--format", "json", "--fits", "no"}, names...)
	want, notes, err := run(t, dir, "mtbf", args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, notes)
	}
	for _, v := range []victim{
		{name: "worker", in: "mtbf-worker split", step: "split 1:"},
		{name: "executor", in: "CoarseGrainedExecutorBackend", step: "split 1:"},
		{name: "executor with shuffle data", in: "CoarseGrainedExecutorBackend", step: "survey-1: [0-3] of 4"},
		{name: "driver", in: "SparkSQLCLIDriver", step: "survey-1:", driver: true},
	} {
		t.Run(v.name, func(t *testing.T) {
			got, notes, killed, err := runAndKill(t, dir, v, append(args, append(flags, "--split-size", "1000000", "--tries", "3")...)...)
			t.Logf("killed %s\n%s", killed, notes)
			switch {
			case killed == "":
				t.Errorf("nothing was killed")
			case err != nil && len(got) > 0:
				t.Errorf("it failed, and printed %d bytes: %v", len(got), err)
			case err != nil:
				t.Logf("it failed: %v", err)
			case !bytes.Equal(got, want):
				t.Errorf("other bytes:\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// runAndKill runs mtbf-cluster, and kills the first process of its that the victim
// describes once it has said the step.
func runAndKill(t *testing.T, dir string, v victim, args ...string) (out, notes []byte, killed string, err error) {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(bin, "mtbf-cluster"), args...)
	var stdout bytes.Buffer
	var stderr watched
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := make(chan error, 1)
	go func() { end <- cmd.Wait() }()
	limit, step := time.After(5*time.Minute), regexp.MustCompile(v.step)
	for killed == "" {
		select {
		case err := <-end:
			return stdout.Bytes(), stderr.Bytes(), killed, err
		case <-limit:
			_ = cmd.Process.Kill()
			t.Fatalf("it takes more than 5 minutes\n%s", stderr.Bytes())
		case <-time.After(20 * time.Millisecond):
		}
		if !step.Match(stderr.Bytes()) {
			continue
		}
		if pid := processOf(v.in, bin, dir); pid > 0 && syscall.Kill(pid, syscall.SIGKILL) == nil {
			killed = fmt.Sprintf("%s, pid %d", v.name, pid)
		}
	}
	select {
	case err = <-end:
	case <-limit:
		_ = cmd.Process.Kill()
		t.Fatalf("it takes more than 5 minutes\n%s", stderr.Bytes())
	}
	return stdout.Bytes(), stderr.Bytes(), killed, err
}

// processOf returns the pid of a process that was started for this run: its program is
// one that was built for the tests, or it runs in a folder of theirs, or in that of the
// cluster that MTBF_SPARK_DIR names.
func processOf(in string, ours ...string) int {
	if dir := os.Getenv("MTBF_SPARK_DIR"); dir != "" {
		ours = append(ours, dir)
	}
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, proc := range all {
		text, err := os.ReadFile(filepath.Join(proc, "cmdline"))
		line := strings.ReplaceAll(string(text), "\x00", " ")
		if err != nil || !strings.Contains(line, in) || strings.Contains(line[:min(len(line), 12)], "bash") {
			continue
		}
		folder, _ := os.Readlink(filepath.Join(proc, "cwd"))
		program, _, _ := strings.Cut(line, " ")
		if slices.ContainsFunc(ours, func(dir string) bool {
			return strings.HasPrefix(folder, dir+"/") || strings.HasPrefix(program, dir+"/")
		}) {
			pid, _ := strconv.Atoi(filepath.Base(proc))
			return pid
		}
	}
	return 0
}

// watched is a buffer that may be read while it is written.
type watched struct {
	lock sync.Mutex
	buf  bytes.Buffer
}

func (w *watched) Write(b []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.buf.Write(b)
}

func (w *watched) Bytes() []byte {
	w.lock.Lock()
	defer w.lock.Unlock()
	return bytes.Clone(w.buf.Bytes())
}
