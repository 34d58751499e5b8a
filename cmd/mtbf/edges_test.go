package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What a try may take at most. A child that is killed for it says so; the bounds
// are many times what an answer takes, and of processor time, so that a busy
// machine does not matter.
const (
	maxCPU    = 5 * time.Second
	maxMemory = 500 << 20
	maxWait   = 3 * time.Minute // for a child that sleeps for ever
)

// The shares of the tries that are made without -edges, so that the whole takes
// half a minute of processor time or so. The flags that every command has are tried less
// often.
const (
	flagShare   = 0.15
	globalShare = 0.05
	systemShare = 0.15
	tableShare  = 0.5
)

var allEdges = flag.Bool("edges", false, "try every number in every place and format, not a share of them")

// edgeValues are the numbers at which programs break: the ends of domains, what
// is no number, what is beyond a type, and other ways to write a whole number.
var edgeValues = []string{
	"0", "-0", "-1", "NaN", "Inf", "-Inf", "1e-320", "1e308", "9223372036854775807", "9223372036854775808",
	"010", "0x10", "1_000", "1e400", "", "text", "1e-30", "1e30", "1e15", "1e-9", "0.999999999",
}

// try is one run of the program with a number at an edge.
type try struct {
	about string   // what is tried: a command and its flag, or a field of a file
	value string   // the number
	args  []string // of the program, without --format; DIR is a folder of its own
	names []string // one of them is in the message of a refusal
	input bool     // the number is in a file, whose position a refusal names
	out   string   // a file that the program writes
	plain bool     // the command has one format only
	share float64  // chance of being made
}

// base is a run of a command that answers quickly, to which a number is added.
type base struct {
	args  []string
	out   string // -o, if the command writes a file
	plain bool   // one format only
	fails bool   // it ends with code 1 whatever the flags are
	skip  bool   // the flag is not tried
}

// runTries tries everything and reports what is wrong, one line a try.
func runTries(t *testing.T, tries []try) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the program a thousand times and more")
	}
	tries = slices.DeleteFunc(tries, func(x try) bool { return !*allEdges && chance(x, "kept") > x.share })
	forgetMemory()
	dir := t.TempDir()
	var next, failed atomic.Int64
	var cpu atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(tries)); i = next.Add(1) - 1 {
				used, err := tries[i].run(filepath.Join(dir, fmt.Sprint(i)))
				cpu.Add(int64(used))
				if err != nil {
					failed.Add(1)
					t.Errorf("%s = %q: %v\n\tmtbf %s", tries[i].about, tries[i].value, err, strings.Join(quoted(tries[i].args), " "))
				}
			}
		})
	}
	wait.Wait()
	t.Logf("%d tries, %d failures, %.1f s of processor time", len(tries), failed.Load(), time.Duration(cpu.Load()).Seconds())
}

// forgetMemory makes what this process once held be no part of what its children are
// said to have held, as Linux does with the peak of a parent.
func forgetMemory() {
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // elsewhere there is no such file
}

// chance is a number in [0, 1] that is drawn for a try and a purpose, always the
// same.
func chance(x try, purpose string) float64 {
	h := fnv.New64a()
	fmt.Fprint(h, x.about, "\x00", x.value, "\x00", x.args, "\x00", purpose)
	sum := h.Sum64() // its low bits mix best
	return float64(sum*0x9e3779b97f4a7c15>>11) / (1 << 53)
}

func quoted(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = a
		if a == "" || strings.ContainsAny(a, " '\"{}*") {
			out[i] = "'" + a + "'"
		}
	}
	return out
}

// formats returns those that a try is made in: all of them with -edges, else one
// that is drawn.
func (x try) formats() []string {
	all := []string{"table", "json", "csv", "markdown"}
	switch {
	case x.plain:
		return []string{"table"}
	case *allEdges:
		return all
	}
	return []string{all[int(chance(x, "format")*4)%4]}
}

func (x try) run(dir string) (cpu time.Duration, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	for _, format := range x.formats() {
		used, e := x.in(format, dir)
		cpu += used
		if e != nil {
			return cpu, fmt.Errorf("--format %s: %w", format, e)
		}
	}
	return cpu, nil
}

func (x try) in(format, dir string) (time.Duration, error) {
	args := make([]string, len(x.args))
	for i, a := range x.args {
		args[i] = strings.ReplaceAll(a, "DIR", dir)
	}
	if x.out != "" {
		args = append(args, "-o", filepath.Join(dir, x.out))
	}
	if !x.plain {
		args = append(args, "--format", format)
	}
	code, out, message, state, err := child(args)
	if err != nil {
		return 0, err
	}
	cpu := state.UserTime() + state.SystemTime()
	if x.out != "" {
		written, err := os.ReadFile(filepath.Join(dir, x.out))
		if err == nil {
			out = append(out, written...)
		}
	}
	return cpu, errors.Join(x.checkEnd(code, message, state), x.checkAnswer(format, code, out))
}

// child runs the program.
func child(args []string) (code int, out []byte, message string, state *os.ProcessState, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), maxWait)
	defer cancel()
	var stdout, stderr bytes.Buffer
	c := exec.CommandContext(ctx, "mtbf", args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		return 0, nil, "", nil, err
	}
	if err := limit(c); err != nil {
		c.Process.Kill()
		return 0, nil, "", nil, errors.Join(err, c.Wait())
	}
	err = c.Wait()
	if ctx.Err() != nil {
		return 0, nil, "", nil, fmt.Errorf("no end within %v", maxWait)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, nil, "", nil, err
	}
	return c.ProcessState.ExitCode(), stdout.Bytes(), stderr.String(), c.ProcessState, nil
}

var trace = regexp.MustCompile(`(?i)\bpanic\b|goroutine |fatal error|runtime error|SIG[A-Z]+:`)

// checkEnd checks how the program ended and what it said.
func (x try) checkEnd(code int, message string, s *os.ProcessState) error {
	short, _, _ := strings.Cut(message, "\n")
	switch cpu := s.UserTime() + s.SystemTime(); {
	case trace.MatchString(message):
		return fmt.Errorf("a stack trace: %.300s", message)
	case cpu > maxCPU || s.ExitCode() < 0:
		return fmt.Errorf("%v of processor time (%v)", cpu, s)
	case peakMemory(s) > maxMemory:
		return fmt.Errorf("%d MB of memory (%v)", peakMemory(s)>>20, s)
	case code > 3:
		return fmt.Errorf("exit code %d: %s", code, short)
	case code == 0 || code == 3:
		return nil
	case message == "":
		return fmt.Errorf("exit code %d without a message", code)
	case !x.namesPlace(message):
		return fmt.Errorf("the message does not name the place: %s", short)
	}
	return nil
}

var position = regexp.MustCompile(`\.(csv|yaml):[0-9]+`)

// namesPlace reports whether a refusal says what it refuses.
func (x try) namesPlace(message string) bool {
	if slices.Contains(x.args, "--time-limit") && strings.Contains(message, "time limit of") {
		return true
	}
	if x.input && position.MatchString(message) {
		return true
	}
	plain := strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(message))
	return slices.ContainsFunc(x.names, func(name string) bool {
		return strings.Contains(plain, strings.NewReplacer("-", " ", "_", " ").Replace(name))
	})
}

// checkAnswer checks that what was printed holds no false number.
func (x try) checkAnswer(format string, code int, out []byte) error {
	if format == "json" && code != 1 && code != 2 && len(out) > 0 {
		var doc any
		if err := json.Unmarshal(out, &doc); err != nil {
			return fmt.Errorf("not JSON: %w", err)
		}
		return checkTree("", doc)
	}
	if strings.HasSuffix(x.out, ".html") {
		out = scripts.ReplaceAll(out, nil)
	}
	return checkText(string(out))
}

var (
	scripts   = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>`)
	echoed    = regexp.MustCompile(`"[^"]*"|'[^']*'|&#34;.*?&#34;|&quot;.*?&quot;`) // what the user wrote
	noNumber  = regexp.MustCompile(`(?i)(^|[^a-z0-9_])[+-]?(nan|inf)($|[^a-z0-9_])`)
	unlikely  = regexp.MustCompile(`(^|_)(availability|unavailability|reliability|unreliability|share|coverage|p_value|survival|criticality|fussell_vesely|fill_rate|unfilled|no_shortage|shortage|confidence|probability|residual_error|fiducial|critical_error)(_lo|_hi)?$`)
	notShares = []string{"spent_share", "unavailability_factor"}
)

func checkText(text string) error {
	if at := noNumber.FindStringIndex(echoed.ReplaceAllString(text, `""`)); at != nil {
		text = echoed.ReplaceAllString(text, `""`)
		return fmt.Errorf("no number: ...%s...", text[max(0, at[0]-60):min(len(text), at[1]+20)])
	}
	return nil
}

// checkTree checks the probabilities and the words of a JSON document.
func checkTree(path string, node any) error {
	switch v := node.(type) {
	case map[string]any:
		for key, value := range v {
			if err := errors.Join(checkTree(path+"."+key, value), checkProbability(path, key, value)); err != nil {
				return err
			}
		}
	case []any:
		for i, value := range v {
			if err := checkTree(fmt.Sprintf("%s[%d]", path, i), value); err != nil {
				return err
			}
		}
	case string:
		if strings.HasSuffix(path, ".value") { // of a row that was rejected
			return nil
		}
		if err := checkText(v); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// checkProbability checks a number, or the point and the limits of an estimate,
// that its name makes a probability.
func checkProbability(path, key string, value any) error {
	if !unlikely.MatchString(key) || slices.Contains(notShares, key) {
		return nil
	}
	numbers := []any{value}
	if m, ok := value.(map[string]any); ok {
		numbers = []any{m["point"], m["lo"], m["hi"]}
	}
	if list, ok := value.([]any); ok {
		numbers = list
	}
	for _, n := range numbers {
		if p, ok := n.(float64); ok && !(p >= 0 && p <= 1) {
			return fmt.Errorf("%s.%s is %v, no probability", path, key, p)
		}
	}
	return nil
}
