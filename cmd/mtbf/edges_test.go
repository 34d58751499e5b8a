package main

import (
	"bytes"
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
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mtbf/cmd/mtbf/internal/cli"
	"mtbf/ingest"
)

var allEdges = flag.Bool("edges", false, "try every number in every place, not a sample")

// edgeNumbers are numbers at which programs break.
var edgeNumbers = []string{
	"0", "-0", "-1", "NaN", "Inf", "-Inf", "1e-320", "1e308", "1e400", "9223372036854775807", "9223372036854775808", "010", "0x10", "1_000", "", "text",
}

// shareOfEdges is the part of all tries that an ordinary run makes: one in so
// many, always the same ones.
const shareOfEdges = 4

// try is one call of the program.
type try struct {
	args  []string
	place string // the flag, or the file and field, that holds the number
	text  string // of the number
	files map[string]string
}

func (c try) String() string {
	return fmt.Sprintf("mtbf %s (%s %q)", strings.Join(c.args, " "), c.place, c.text)
}

// sampled reports whether an ordinary run makes the try.
func (c try) sampled() bool { return hash(c.args, c.place, c.text)%shareOfEdges == 0 }

func hash(of ...any) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, of...)
	return h.Sum32() >> 3
}

// A number at the edge of what is possible, in any flag and in any field of any
// file, is answered or refused by name: never by a crash, never without an end,
// never with a number that is none.
func TestEdges(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program more than a thousand times")
	}
	tries := slices.Concat(flagTries(t), systemTries(t), fileTries())
	if !*allEdges {
		tries = slices.DeleteFunc(tries, func(c try) bool { return !c.sampled() })
	}
	dir := t.TempDir()
	for name, text := range edgeFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var failed int
	var result sync.Mutex
	work := make(chan try)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for c := range work {
				if err := c.run(dir); err != nil {
					result.Lock()
					failed++
					t.Errorf("%v: %v", c, err)
					result.Unlock()
				}
			}
		})
	}
	for _, c := range tries {
		work <- c
	}
	close(work)
	workers.Wait()
	t.Logf("%d tries, %d failed", len(tries), failed)
}

// Bounds of one try. They are of processor time, not of the clock, and far above
// what any answer takes.
const (
	cpuMost    = 5 * time.Second
	memoryMost = 500 << 20
	clockMost  = 2 * time.Minute
)

// run makes the try, with files of its own in a folder of its own below dir, and
// says what is wrong with it.
func (c try) run(dir string) error {
	if len(c.files) > 0 {
		own, err := os.MkdirTemp(dir, "try")
		if err != nil {
			return err
		}
		defer os.RemoveAll(own)
		for _, files := range []map[string]string{edgeFiles, c.files} {
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o644); err != nil {
					return err
				}
			}
		}
		dir = own
	}
	var out, errs bytes.Buffer
	cmd := exec.Command("mtbf", c.args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	if err := cmd.Start(); err != nil {
		return err
	}
	late := time.AfterFunc(clockMost, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	late.Stop()
	return errors.Join(c.exit(err, errs.String()), cost(cmd.ProcessState), c.answer(out.Bytes()))
}

// cost says what a try took too much of.
func cost(s *os.ProcessState) error {
	if cpu := s.UserTime() + s.SystemTime(); cpu > cpuMost {
		return fmt.Errorf("%v of CPU", cpu)
	}
	if m := peakMemory(s); m > memoryMost {
		return fmt.Errorf("%d MiB", m>>20)
	}
	return nil
}

func (c try) exit(err error, errs string) error {
	if strings.Contains(errs, "panic") || strings.Contains(errs, "goroutine ") || strings.Contains(errs, "fatal error") {
		return fmt.Errorf("crashed: %.600s", errs)
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &exit):
		return err
	case exit.ExitCode() < 0 || exit.ExitCode() > 3:
		return fmt.Errorf("exit %d: %.300s", exit.ExitCode(), errs)
	case strings.TrimSpace(errs) == "":
		return fmt.Errorf("exit %d without a word", exit.ExitCode())
	case exit.ExitCode() == 2 && !c.named(errs):
		return fmt.Errorf("the message does not say where: %.300s", errs)
	}
	return nil
}

// named reports whether a message says where the mistake is: the flag, in its
// own words or the engine's, or the line of a file.
func (c try) named(errs string) bool {
	errs = strings.ToLower(errs)
	name := strings.TrimPrefix(c.place, "--")
	return strings.Contains(errs, name) || strings.Contains(errs, strings.ReplaceAll(name, "-", " ")) || filePlace.MatchString(errs)
}

var filePlace = regexp.MustCompile(`\.(csv|yaml):\d+`)

var noNumber = regexp.MustCompile(`(?i)(^|[^a-z_.])[-+]?(nan|inf(inity)?)([^a-z_]|$)`)

// answer looks for what is no number, and for probabilities that are none.
func (c try) answer(out []byte) error {
	if i := noNumber.FindIndex(out); i != nil {
		return fmt.Errorf("no number in the answer: %.80q", out[max(0, i[0]-40):])
	}
	if !slices.Contains(c.args, "json") || !bytes.HasPrefix(bytes.TrimSpace(out), []byte("{")) {
		return nil
	}
	var doc any
	if err := json.Unmarshal(out, &doc); err != nil {
		return fmt.Errorf("no JSON: %w", err)
	}
	return probabilities("", doc)
}

// probabilityKeys are the keys of JSON whose numbers are probabilities.
var probabilityKeys = regexp.MustCompile(`^((un)?(availability|reliability)(_lo|_hi)?|p|p_value|delivered_share|residual_error)$`)

// probabilities looks through a document for probabilities outside [0, 1].
func probabilities(key string, x any) error {
	switch x := x.(type) {
	case map[string]any:
		for k, v := range x {
			if k == "point" || k == "lo" || k == "hi" {
				k = key
			}
			if err := probabilities(k, v); err != nil {
				return err
			}
		}
	case []any:
		for _, v := range x {
			if err := probabilities(key, v); err != nil {
				return err
			}
		}
	case float64:
		if probabilityKeys.MatchString(key) && (x < 0 || x > 1) {
			return fmt.Errorf("%s is %v", key, x)
		}
	}
	return nil
}

// inFormat adds a format to a call, always the same one for the same call, and
// a limit to what could take long.
func inFormat(args []string, seed string) []string {
	format := []string{"table", "json", "csv", "markdown"}[hash("format", args, seed)%4]
	args = slices.Clone(args)
	if !slices.Contains([]string{"plot", "report", "serve", "datasets", "schema"}, args[0]) {
		args = append(args, "--format", format)
	}
	if slices.Contains(args, "--time-limit") {
		return args
	}
	return append(args, "--time-limit", "3s")
}

// flagTries are the tries of every flag of every command that takes a number.
func flagTries(t *testing.T) []try {
	var tries []try
	for _, c := range cli.Commands() {
		bases, ok := edgeCalls[c.Path]
		if c.Runs && !ok {
			t.Errorf("no call of %q is tried", c.Path)
		}
		for _, f := range c.Flags {
			forms, ok := formsOf(f)
			if !ok {
				t.Errorf("%s --%s: is it a number or not?", c.Path, f.Name)
			}
			for _, base := range bases {
				if slices.Contains(base, "--"+f.Name) && f.Name == "time-limit" {
					continue
				}
				for _, form := range forms {
					for _, number := range edgeNumbers {
						text := strings.ReplaceAll(form, "#", number)
						args := append(inFormat(base, f.Name+text), "--"+f.Name+"="+text)
						tries = append(tries, try{args: args, place: "--" + f.Name, text: text})
					}
				}
			}
		}
	}
	return tries
}

// formsOf are the forms in which numbers are written as the value of a flag;
// none for a flag that takes something else. It is false for a flag that the
// test does not know.
func formsOf(f cli.Flag) (forms []string, ok bool) {
	switch f.Type {
	case "int", "uint", "float", "ints", "floats":
		return []string{"#"}, true
	case "bool":
		return nil, true
	}
	if slices.Contains(wordFlags, f.Name) {
		return nil, true
	}
	forms, ok = textFlags[f.Name]
	return forms, ok
}

// systemTries are the tries of every field of a system file.
func systemTries(t *testing.T) []try {
	var tries []try
	tried := map[string]bool{}
	for field, text := range edgeFields {
		name := field[strings.LastIndex(field, ".")+1:]
		tried[name] = true
		units := []string{""}
		if slices.Contains(lengthFields, name) {
			units = append(units, "h")
		}
		for _, unit := range units {
			for _, number := range edgeNumbers {
				tries = append(tries, fieldTries(field, name, number+unit, text)...)
			}
		}
	}
	var schema any
	if err := json.Unmarshal(ingest.SystemSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, name := range schemaFields(schema) {
		if !tried[name] && !slices.Contains(wordFields, name) {
			t.Errorf("the field %q of a system file is not tried", name)
		}
	}
	return tries
}

// fieldTries are those of one number in one field, by each command that reads
// such a file.
func fieldTries(field, name, number, text string) (tries []try) {
	file := map[string]string{"edge.yaml": strings.ReplaceAll(text, "#", number)}
	for _, base := range [][]string{
		{"solve", "edge.yaml", "--at", "100h"}, {"simulate", "edge.yaml"}, {"size", "edge.yaml", "--target", "0.9"}, {"plot", "diagram", "edge.yaml", "-o", "out.svg"},
	} {
		tries = append(tries, try{args: inFormat(base, field+number), place: name, text: number, files: file})
	}
	return tries
}

// schemaFields lists the names of all properties of a JSON schema.
func schemaFields(x any) (names []string) {
	switch x := x.(type) {
	case map[string]any:
		if properties, ok := x["properties"].(map[string]any); ok {
			for name := range properties {
				names = append(names, name)
			}
		}
		for _, v := range x {
			names = append(names, schemaFields(v)...)
		}
	case []any:
		for _, v := range x {
			names = append(names, schemaFields(v)...)
		}
	}
	return names
}

// fileTries are the tries of numbers in the cells of tables.
func fileTries() []try {
	var tries []try
	for _, c := range edgeCells {
		for _, number := range edgeNumbers {
			file := map[string]string{c.file: strings.ReplaceAll(c.text, "#", number)}
			tries = append(tries, try{args: inFormat(c.args, c.place+number), place: c.place, text: number, files: file})
		}
	}
	return tries
}
