package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
)

// moments is how often each command is interrupted. With -v a table tells how
// soon they ended:
//
//	go test ./cmd/mtbf -run Signals -moments 20 -v
var moments = flag.Int("moments", 2, "moments at which TestSignals interrupts each command")

// tooLate is when a command counts as one that does not end. It promises a
// second; a machine that is busy with other things gets more.
const tooLate = 5 * time.Second

// victim is a command that runs for long, or for ever.
type victim struct {
	name string
	args []string
	page bool // writes no JSON
	feed bool // standard input stays open
}

// victims are the commands that work the hardest, on files made for them.
func victims(t *testing.T) []victim {
	dir := t.TempDir()
	file := func(name string, fill func(w *bytes.Buffer, r *rand.Rand)) string {
		var text bytes.Buffer
		fill(&text, rand.New(rand.NewPCG(20261128, 60)))
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	lives, failures := file("lives.csv", manyLives), file("failures.csv", manyFailures)
	outages, grid := file("outages.csv", manyOutages), file("grid.yaml", gridNetwork)
	const never = "0.0001%"
	all := []victim{
		{name: "simulate plain", args: []string{"simulate", "dataset:cold-standby-pump", "--method", "plain", "--rel-error", never}},
		{name: "solve grid", args: []string{"solve", grid}},
		{name: "fit bootstrap", args: []string{"fit", lives, "--limits", "bootstrap", "--goodness"}},
		{name: "fit", args: []string{"fit", lives}},
		{name: "trend", args: []string{"trend", failures, "--times"}},
		{name: "size confident", args: []string{"size", "dataset:shop-front", "--target", "0.9999", "--draws", "100000"}},
		{name: "size spares", args: []string{"size", "spares", "--units", "10000000", "--mtbf", "1000h", "--lead-time", "900h", "--fill-rate", "0.999", "--finite"}},
		{name: "report", args: []string{"report", outages, "--units", "40"}, page: true},
		{name: "serve", args: []string{"serve", "dataset:shop"}, page: true},
		{name: "multiplex simulated", args: []string{"multiplex", "table", "--simulate", "--rel-error", never}},
		{name: "multiplex exact", args: []string{"multiplex", "table", "--lines", "1000,100000", "--organ", "majority", "--error", "0.01"}},
		{name: "selftest", args: []string{"selftest"}},
		{name: "analyze stdin", args: []string{"analyze", "-", "--units", "4"}, feed: true},
	}
	for _, method := range []string{"biasing", "zerovariance", "window", "splitting"} {
		all = append(all, victim{name: "simulate " + method, args: []string{"simulate", "dataset:duplexed-discs", "--method", method, "--rel-error", never}})
	}
	return all
}

func manyLives(w *bytes.Buffer, r *rand.Rand) {
	w.WriteString("time,status\n")
	for range 20_000 {
		fmt.Fprintf(w, "%.3f,1\n", 1000*r.ExpFloat64())
	}
}

func manyFailures(w *bytes.Buffer, r *rand.Rand) {
	w.WriteString("time\n")
	for i, t := 0, 0.0; i < 60_000; i++ {
		t += r.ExpFloat64()
		fmt.Fprintf(w, "%.4f\n", t)
	}
}

func manyOutages(w *bytes.Buffer, r *rand.Rand) {
	w.WriteString("unit,start,end,category\n")
	t := time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC)
	for range 20_000 {
		t = t.Add(time.Duration(r.ExpFloat64() * float64(time.Hour)))
		end := t.Add(time.Duration(r.ExpFloat64() * float64(20*time.Minute)))
		fmt.Fprintf(w, "u%d,%s,%s,c%d\n", r.IntN(40), t.Format(time.RFC3339), end.Format(time.RFC3339), r.IntN(7))
	}
}

// gridNetwork has ten times ten places, the opposite corners of which must be
// joined.
func gridNetwork(w *bytes.Buffer, _ *rand.Rand) {
	const side = 10
	w.WriteString("modules:\n  link: {mtbf: 900h, mttr: 7h}\nstructure:\n  network:\n    source: p0-0\n    target: p9-9\n    edges:\n")
	for i := range side {
		for j := range side {
			if j+1 < side {
				fmt.Fprintf(w, "      - [p%d-%d, p%d-%d, link]\n", i, j, i, j+1)
			}
			if i+1 < side {
				fmt.Fprintf(w, "      - [p%d-%d, p%d-%d, link]\n", i, j, i+1, j)
			}
		}
	}
}

// Every command ends soon after SIGINT and SIGTERM, whatever it is at: with 130
// and a message, or as if nothing had come where it was done before. On standard
// output is nothing, or a whole document that says that it is incomplete.
func TestSignals(t *testing.T) {
	r := rand.New(rand.NewPCG(1956, 85))
	table := &endings{}
	t.Run("commands", func(t *testing.T) {
		for _, v := range victims(t) {
			at := make([]shot, *moments)
			for i := range at {
				at[i] = newShot(r)
			}
			t.Run(strings.ReplaceAll(v.name, " ", "-"), func(t *testing.T) {
				t.Parallel()
				for _, s := range at {
					table.add(v, v.interrupted(t, s))
				}
			})
		}
	})
	if testing.Verbose() {
		table.print(os.Stdout)
	}
}

// shot is a signal and its moment.
type shot struct {
	signal os.Signal
	after  time.Duration
}

// newShot takes a moment from 30 ms to 2 s, the early ones as often as the late.
func newShot(r *rand.Rand) shot {
	s := shot{os.Interrupt, time.Duration(30e6 * (1 + 65*r.Float64()*r.Float64()))}
	if r.IntN(2) == 0 || signal.Ignored(os.Interrupt) { // as in a shell's background jobs
		s.signal = syscall.SIGTERM
	}
	return s
}

// ending is how a command ended.
type ending struct {
	code    int
	took    time.Duration // from the signal
	out     []byte
	message string
}

// interrupted runs the command, sends it the signal, and checks how it ends.
func (v victim) interrupted(t *testing.T, s shot) ending {
	t.Helper()
	e := v.shoot(t, s)
	for ; e.code == -1 && s.after < 2*time.Second; e = v.shoot(t, s) { // before the program began
		s.after *= 2
	}
	where := fmt.Sprintf("%v after %v", s.signal, s.after)
	if e.code != 130 && e.code != 0 {
		t.Errorf("%s: exit %d\n%s", where, e.code, e.message)
	}
	if e.code == 130 && !strings.Contains(e.message, "interrupted ("+s.signal.String()+")") {
		t.Errorf("%s: no message of it: %q", where, e.message)
	}
	if len(e.out) == 0 || v.page {
		return e
	}
	if !json.Valid(e.out) {
		t.Errorf("%s: exit %d, and no whole JSON: %.300q", where, e.code, e.out)
	}
	if e.code == 130 && !bytes.Contains(e.out, []byte(`"incomplete"`)) {
		t.Errorf("%s: the answer does not say that it is incomplete: %.300q", where, e.out)
	}
	return e
}

// shoot starts the command and sends the signal; code is -1 where that killed
// it.
func (v victim) shoot(t *testing.T, s shot) ending {
	t.Helper()
	var out, errs bytes.Buffer
	c := exec.Command("mtbf", v.args...)
	if !v.page {
		c.Args = append(c.Args, "--format", "json")
	}
	c.Stdout, c.Stderr = &out, &errs
	if v.feed {
		open, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(s.after)
	sent := time.Now()
	c.Process.Signal(s.signal) // it may have ended by itself
	late := time.AfterFunc(tooLate, func() { c.Process.Kill() })
	var status *exec.ExitError
	if err := c.Wait(); err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	e := ending{code: c.ProcessState.ExitCode(), took: time.Since(sent), out: out.Bytes(), message: errs.String()}
	if !late.Stop() {
		t.Fatalf("%v after %v: not ended within %v", s.signal, s.after, tooLate)
	}
	return e
}

// endings are the lines of the table.
type endings struct {
	sync.Mutex
	names   []string
	slowest map[string]time.Duration
	counts  map[string][3]int // done before, incomplete, nothing known
}

func (x *endings) add(v victim, e ending) {
	x.Lock()
	defer x.Unlock()
	if x.counts == nil {
		x.slowest, x.counts = map[string]time.Duration{}, map[string][3]int{}
	}
	counts, seen := x.counts[v.name]
	if !seen {
		x.names = append(x.names, v.name)
	}
	switch {
	case e.code == 0:
		counts[0]++
	case len(e.out) > 0:
		counts[1]++
	default:
		counts[2]++
	}
	x.counts[v.name] = counts
	x.slowest[v.name] = max(x.slowest[v.name], e.took)
}

func (x *endings) print(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "slowest end, ms\tdone before\tincomplete answer\tno answer\tmoments\t  command")
	for _, name := range x.names {
		c := x.counts[name]
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%d\t  %s\n", x.slowest[name].Milliseconds(), c[0], c[1], c[2], c[0]+c[1]+c[2], name)
	}
	table.Flush()
}
