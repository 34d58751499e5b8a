package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// A run that is killed with no chance to tidy up leaves its last checkpoint;
// the same command goes on from it and prints what a run in one piece prints.
func TestKilledRunGoesOnFromItsCheckpoint(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept.json")
	args := []string{"simulate", "dataset:cold-standby-pump", "--method", "plain", "--checkpoint", kept, "--replications"}
	endless := exec.Command("mtbf", append(args, "1000000000")...)
	if err := endless.Start(); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		if _, err := os.Stat(kept); err == nil {
			break
		}
		if i == 3000 {
			endless.Process.Kill()
			t.Fatal("no checkpoint within 30 s")
		}
		time.Sleep(10 * time.Millisecond)
	}
	endless.Process.Kill()
	if err := endless.Wait(); err == nil {
		t.Fatal("the run ended before it was killed")
	}

	text, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	var part struct{ Blocks, PerBlock uint64 }
	if err := json.Unmarshal(text, &part); err != nil {
		t.Fatal(err)
	}
	most := strconv.FormatUint(2*part.Blocks*part.PerBlock, 10)
	resumed := output(t, append(args, most)...)
	whole := output(t, "simulate", "dataset:cold-standby-pump", "--method", "plain", "--workers", "1", "--replications", most)
	if !bytes.Equal(resumed, whole) {
		t.Errorf("resumed:\n%s\nin one piece:\n%s", resumed, whole)
	}
	os.Remove(kept)
	if fresh := output(t, append(args, most)...); !bytes.Equal(fresh, whole) {
		t.Error("the same command without a checkpoint to go on from prints something else")
	}
}

// output runs the program and returns what it prints.
func output(t *testing.T, args ...string) []byte {
	t.Helper()
	var errs bytes.Buffer
	c := exec.Command("mtbf", args...)
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("mtbf %v: %v\n%s", args, err, errs.String())
	}
	return out
}

// Runs that are killed at any moment leave files that are whole, and temporary
// files that the next run takes away, but not those of a run under way.
func TestKilledRunsLeaveNoLitter(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept.json")
	args := []string{"simulate", "dataset:cold-standby-pump", "--method", "plain", "--checkpoint", kept, "--replications"}
	output(t, append(args, "1024")...)
	for i := range 12 {
		endless := exec.Command("mtbf", append(args, "1000000000")...)
		if err := endless.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+17*i) * time.Millisecond)
		endless.Process.Kill()
		endless.Wait()
		text, err := os.ReadFile(kept)
		if err != nil || !json.Valid(text) {
			t.Fatalf("after kill %d the checkpoint is broken: %v", i, err)
		}
	}
	for _, dead := range []string{".kept.json.mtbf-dead.tmp", ".other.mtbf-dead.tmp"} { // as a kill leaves one, if none did
		if err := os.WriteFile(filepath.Join(dir, dead), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	output(t, "analyze", "dataset:shop", "-o", filepath.Join(dir, "out.txt"))
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
}

// A signal ends a run that waits for a pipe, with its temporary files.
func TestInterruptedRunLeavesNoLitter(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip("no pipes here: ", err)
	}
	run := exec.Command("mtbf", "analyze", pipe, "--rejects", filepath.Join(dir, "rejects.csv"))
	var errs bytes.Buffer
	run.Stderr = &errs
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		if left, _ := filepath.Glob(filepath.Join(dir, ".*.tmp")); len(left) > 0 {
			break
		}
		if i == 3000 {
			run.Process.Kill()
			t.Fatal("no temporary file within 30 s")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := run.Process.Signal(os.Interrupt); err != nil {
		run.Process.Kill()
		t.Skip("no signals here: ", err)
	}
	run.Wait()
	if code := run.ProcessState.ExitCode(); code != 130 || !bytes.Contains(errs.Bytes(), []byte("until its writer closes it: "+pipe)) {
		t.Errorf("exit %d, %s", code, errs.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
}
