package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"mtbf"
	"mtbf/cluster/work"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/montecarlo/rare"
)

type simulateFlags struct {
	common
	sim             work.Simulation
	method          string
	relError        string
	horizon, warmup string
	at              []string
}

func (s *simulateFlags) page() *page {
	p := &page{
		command: "simulate", args: "SYSTEM --replications N | --method METHOD --engine ENGINE",
		about: `Simulate runs the missions of a system by the workers of a cluster, in shards, and
prints what 'mtbf simulate' prints, whatever the number of shards. So it does with the
cycles of an accelerated method, of which every shard runs the pilot anew.`,
		examples: []string{
			"simulate system.yaml --replications 100000000 --shards 64 --engine spark://head:7077",
			"simulate dataset:duplexed-discs --replications 1000000 --engine local",
			"simulate system.yaml --method zerovariance --rel-error 0.1% --engine local:8",
		},
	}
	s.common.register(p)
	f := p.group("What is simulated")
	f.Uint64Var(&s.sim.Replications, "replications", 0, "`N` missions in all")
	f.IntVar(&s.sim.Shards, "shards", 16, "`N` shards of the missions, a task each")
	f.Uint64Var(&s.sim.Seed, "seed", 1, "random seed `N`: one seed, one answer")
	f.StringVar(&s.method, "method", "auto", "`METHOD`: auto, which is plain in shards, plain, biasing, zerovariance, window or splitting")
	f.StringVar(&s.relError, "rel-error", "", "relative standard error `SHARE` that an accelerated method is to reach, such as 1%")
	f.StringVar(&s.horizon, "horizon", "", "`DURATION` of a mission")
	f.StringVar(&s.warmup, "warmup", "", "`DURATION` at the beginning of a mission that does not count")
	f.StringSliceVar(&s.at, "at", nil, "also estimate reliability and availability at these `TIMES`")
	s.common.registerAnswer(p.group("How the answer looks"))
	return p
}

func simulate(ctx context.Context, args []string, out, notes io.Writer) error {
	s := &simulateFlags{common: common{notes: notes}}
	paths, _, err := s.page().parse(args, out)
	if err != nil {
		return err
	}
	if len(paths) != 1 {
		return usagef("simulate needs one system file")
	}
	if err := s.check(paths[0]); err != nil {
		return err
	}
	return s.run(ctx, out, paths[0])
}

// check refuses by name what does not run in shards.
func (s *simulateFlags) check(path string) error {
	plain := s.method == "auto" || s.method == "plain"
	switch {
	case !slices.Contains([]string{"auto", "plain", "biasing", "zerovariance", "window", "splitting"}, s.method):
		return usagef("--method: %q is not auto, plain, biasing, zerovariance, window or splitting", s.method)
	case plain && s.relError != "":
		return usagef("--rel-error of missions does not run in shards: no shard sees the error of all; --replications says how many")
	case plain && s.sim.Replications == 0:
		return usagef("simulate needs --replications, the missions in all, or an accelerated --method")
	case !plain && s.sim.Replications > 0:
		return usagef("--replications is of missions, not of the method %s, whose pilot tells the number of its cycles", s.method)
	case !plain && s.sim.Shards > rare.MostShards:
		return usagef("--shards is at most %d of an accelerated method", rare.MostShards)
	case s.sim.Shards < 1:
		return usagef("--shards is 1 or more")
	case strings.HasSuffix(path, ".xml"), strings.HasSuffix(path, ".dft"):
		return usagef("a fault tree does not run in shards: 'mtbf simulate' does it on one machine")
	case path == "-":
		return usagef("a system from standard input: no worker can open it")
	}
	if err := s.checkEngine(); err != nil {
		return err
	}
	var err error
	if s.sim.Confidence, err = s.level(); err != nil {
		return err
	}
	if s.relError != "" {
		if s.sim.RelError, err = number.ParseFraction(s.relError); err != nil || !(s.sim.RelError > 0 && s.sim.RelError < 1) {
			return usagef("--rel-error: %q is not between 0 and 1, such as 1%% or 0.01", s.relError)
		}
	}
	if s.sim.Horizon, err = hours("horizon", s.horizon); err != nil {
		return err
	}
	if s.sim.Warmup, err = hours("warmup", s.warmup); err != nil {
		return err
	}
	for _, text := range s.at {
		h, err := hours("at", text)
		if err != nil {
			return err
		}
		s.sim.Times = append(s.sim.Times, h)
	}
	return nil
}

func hours(flag, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	h, err := when.ParseFlag(text)
	if err == nil && h < 0 {
		err = fmt.Errorf("%q is negative", text)
	}
	if err != nil {
		return 0, usagef("--%s: %w", flag, err)
	}
	return h, nil
}

func (s *simulateFlags) run(ctx context.Context, out io.Writer, path string) error {
	_, warnings, err := mtbf.ReadSystem(ctx, path, mtbf.SystemOptions{Confidence: s.sim.Confidence})
	if err != nil {
		return err
	}
	if len(warnings) > 0 {
		return fmt.Errorf("%s: %s: shards do not carry warnings of the system file; 'mtbf simulate' tells them", path, warnings[0].Text)
	}
	s.sim.System = path
	if s.sim.Method = rare.Method(s.method); s.sim.Method == rare.Auto {
		s.sim.Method = rare.Plain
	}
	if s.sim.Dir, err = os.Getwd(); err != nil {
		return err
	}
	if s.sim.Shards == 1 {
		s.sim.Shards = 2 // one shard would be the answer itself
	}
	j, end, err := s.job()
	if err != nil {
		return err
	}
	defer end()
	what := fmt.Sprintf("%d missions", s.sim.Replications)
	if s.sim.Method != rare.Plain {
		what = "the method " + s.method
	}
	s.note("%d shards of %s, in %s", s.sim.Shards, what, j.Work)
	parts, err := j.Simulate(ctx, &s.sim)
	if err != nil {
		return err
	}
	return s.merge(ctx, out, parts)
}
