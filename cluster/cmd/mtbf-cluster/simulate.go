package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"mtbf"
	"mtbf/cluster/work"
	"mtbf/internal/when"
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
		command: "simulate", args: "SYSTEM --replications N --engine ENGINE",
		about: `Simulate runs the missions of a system by the workers of a cluster, in shards, and
prints what 'mtbf simulate' prints, whatever the number of shards.`,
		examples: []string{
			"simulate system.yaml --replications 100000000 --shards 64 --engine spark://head:7077",
			"simulate dataset:duplexed-discs --replications 1000000 --engine local",
		},
	}
	s.common.register(p)
	f := p.group("What is simulated")
	f.Uint64Var(&s.sim.Replications, "replications", 0, "`N` missions in all")
	f.IntVar(&s.sim.Shards, "shards", 16, "`N` shards of the missions, a task each")
	f.Uint64Var(&s.sim.Seed, "seed", 1, "random seed `N`: one seed, one answer")
	f.StringVar(&s.method, "method", "auto", "`METHOD`: auto or plain; accelerated methods do not run in shards")
	f.StringVar(&s.relError, "rel-error", "", "`SHARE`: not in shards")
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
	switch {
	case s.method != "auto" && s.method != "plain":
		return usagef("--method %s does not run in shards: an accelerated method learns from its own cycles; 'mtbf simulate' does it on one machine", s.method)
	case s.relError != "":
		return usagef("--rel-error does not run in shards: no shard sees the error of all; --replications says how many missions")
	case s.sim.Replications == 0:
		return usagef("simulate needs --replications, the missions in all")
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
	s.note("%d shards of %d missions, in %s", s.sim.Shards, s.sim.Replications, j.Work)
	parts, err := j.Simulate(ctx, &s.sim)
	if err != nil {
		return err
	}
	return s.merge(ctx, out, parts)
}
