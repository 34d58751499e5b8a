package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// verdict is what became of a change.
type verdict struct {
	broken   bool // it does not compile
	noticed  bool
	pkg      string // whose tests noticed it
	test     string
	timedOut bool
}

func (v verdict) word() string {
	switch {
	case v.broken:
		return "broken"
	case v.noticed:
		return "noticed"
	}
	return "SURVIVED"
}

func (v verdict) by() string {
	switch {
	case v.timedOut:
		return "  (" + v.pkg + " hung)"
	case v.noticed:
		return "  (" + v.pkg + " " + v.test + ")"
	}
	return ""
}

// try makes a change and runs the tests that can see it, until one notices.
func (m *module) try(ctx context.Context, o options, pkg string, c change) (verdict, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return verdict{}, err
	}
	defer os.RemoveAll(dir)
	overlay, err := c.overlay(dir)
	if err != nil {
		return verdict{}, err
	}
	if out, err := m.command(ctx, "build", "-overlay", overlay, pkg).CombinedOutput(); err != nil {
		return verdict{broken: true, test: string(out)}, ctx.Err()
	}
	for _, r := range m.runs(pkg, o.all) {
		v, err := m.test(ctx, o, overlay, r)
		if err != nil || v.noticed || v.broken {
			return v, err
		}
	}
	return verdict{}, nil
}

// A testRun is the tests of a package, all of them or those that are quick or
// have a name.
type testRun struct {
	pkg   string
	only  string // those that match, if not empty
	short bool
}

// runs are the test runs that should notice a change in a package, the most telling
// for their time first: its own tests that are quick, whole outputs of the program,
// its own tests in full where some of them are slow, and with all the rest of the
// program's and those of every package that imports it.
func (m *module) runs(pkg string, all bool) []testRun {
	var first, later []testRun
	program := m.path + "/cmd/mtbf"
	for _, tester := range m.testers[pkg] {
		switch {
		case tester == pkg:
			first = slices.Insert(first, 0, testRun{pkg: tester, short: true})
			if m.slow[tester] {
				later = slices.Insert(later, 0, testRun{pkg: tester})
			}
		case tester == program:
			first = append(first, testRun{pkg: tester, only: wholeOutputs, short: true})
			fallthrough
		case all:
			later = append(later, testRun{pkg: tester, short: true})
		}
	}
	if !all {
		later = slices.DeleteFunc(later, func(r testRun) bool { return r.pkg != pkg })
	}
	return slices.Concat(first, later)
}

// wholeOutputs are the program's tests that compare all it prints, tried before
// the rest of its tests.
const wholeOutputs = "Scripts/golden"

// ofTheMoment are tests of what happens when a program is interrupted: they are long,
// and on a busy machine they may fail for another reason.
const ofTheMoment = "Signals|Killed|Interrupted"

// test makes a run with the change in place.
func (m *module) test(ctx context.Context, o options, overlay string, r testRun) (verdict, error) {
	args := []string{"test", "-overlay", overlay, "-vet=off", "-failfast", "-timeout", o.timeout.String()}
	if r.only != "" {
		args = append(args, "-run", r.only)
	}
	if r.short {
		args = append(args, "-short", "-skip", ofTheMoment)
	}
	out, err := m.command(ctx, append(args, r.pkg)...).CombinedOutput()
	if ctx.Err() != nil {
		return verdict{}, ctx.Err()
	}
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		return verdict{}, err
	case bytes.Contains(out, []byte("[build failed]")):
		return verdict{broken: true, test: string(out)}, nil
	}
	return verdict{
		noticed: err != nil, pkg: strings.TrimPrefix(r.pkg, m.path+"/"), test: failed(out),
		timedOut: bytes.Contains(out, []byte("panic: test timed out")),
	}, nil
}

func (m *module) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = m.root
	return c
}

// overlay writes the changed file and the overlay that puts it into place.
func (c change) overlay(dir string) (string, error) {
	text, err := c.apply()
	if err != nil {
		return "", err
	}
	changed := filepath.Join(dir, "changed.go")
	if err := os.WriteFile(changed, text, 0o600); err != nil {
		return "", err
	}
	spec, err := json.Marshal(map[string]map[string]string{"Replace": {c.file: changed}})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, os.WriteFile(path, spec, 0o600)
}

var failLine = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)

// failed returns the name of the test that failed, the innermost first found.
func failed(out []byte) string {
	all := failLine.FindAllSubmatch(out, 3)
	if len(all) == 0 {
		return oneLine(string(out))
	}
	return string(all[len(all)-1][1])
}

// score counts the changes of a package.
type score struct {
	pkg           string
	made, noticed int
	hung          int // of the noticed
}

func (s *score) count(v verdict) {
	if v.broken {
		return
	}
	s.made++
	if v.noticed {
		s.noticed++
	}
	if v.timedOut {
		s.hung++
	}
}

func (s score) String() string {
	return fmt.Sprintf("== %s: %d of %d noticed, %d of them by hanging", s.pkg, s.noticed, s.made, s.hung)
}

func summary(all []score) error {
	var sum score
	fmt.Println("\n| package | noticed | of them by hanging | made |\n|---|---|---|---|")
	for _, s := range all {
		fmt.Printf("| %s | %d | %d | %d |\n", s.pkg, s.noticed, s.hung, s.made)
		sum.made += s.made
		sum.noticed += s.noticed
		sum.hung += s.hung
	}
	fmt.Printf("| all | %d | %d | %d |\n", sum.noticed, sum.hung, sum.made)
	return nil
}
