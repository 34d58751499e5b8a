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
