package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/infile"
	"mtbf/internal/number"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

type simulateOptions struct {
	*global
	method, relError       string
	horizon, warmup        string
	at                     []string
	replications           uint64
	shard, out, checkpoint string
	treeFlags
}

func newSimulateCmd(g *global) *cobra.Command {
	o := &simulateOptions{global: g}
	cmd := &cobra.Command{
		Use:   "simulate SYSTEM | TREE.xml... | TREE.dft",
		Short: "Monte Carlo of a system file: any distribution, rare failures",
		Long: `Simulate answers for systems that the exact engines cannot take: any lifetimes and
repair times, crews, spares, coverage, common cause. Plain simulation runs whole
missions; where failures are so rare that it would take too long, auto turns to
importance sampling. The answer depends on the seed and the system alone, not on
the number of workers or shards. Of a fault tree (.xml) the unavailability is the
probability of its top event; of a dynamic fault tree (.dft) the unreliability at the
times of --at is estimated, of events of any laws.

What is known at --time-limit or a signal is the answer, marked incomplete, and is
written to --checkpoint first. A plain run without --replications or --time-limit is
left where 1e11 events, or what a thousandth of them tells, are not enough.`,
		Example: `  mtbf simulate dataset:cold-standby-pump --rel-error 2%
  mtbf simulate system.yaml --replications 1000000 --shard 3/10 --out part3.json
  mtbf merge part*.json`,
		Args: func(_ *cobra.Command, args []string) error {
			return g.oneSystem("simulate", args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if g.isDynamicTree(args[0]) {
				return runSimulateDynamic(cmd.Context(), o, args[0])
			}
			return runSimulate(cmd.Context(), o, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.method, "method", "auto", "auto, plain, biasing, zerovariance, window or splitting")
	f.StringVar(&o.relError, "rel-error", "", "stop at this relative standard error, such as 1% (the default without --replications)")
	uintVar(f, &o.replications, "replications", 0, "stop after so many missions")
	f.StringVar(&o.horizon, "horizon", "", "length of a mission (default: long enough for the steady state)")
	f.StringVar(&o.warmup, "warmup", "", "beginning of a mission that does not count")
	wordsVar(f, &o.at, "at", "also estimate reliability and availability at these times")
	f.StringVar(&o.shard, "shard", "", "i/n: simulate part i of n only, with --out, and --replications or an accelerated --method")
	f.StringVar(&o.out, "out", "", "write what was counted to this file, for merge")
	f.StringVar(&o.checkpoint, "checkpoint", "", "write what was counted to this file now and then, and go on from it")
	o.treeFlags.register(f)
	completeWords(cmd, "method", "auto", "plain", "biasing", "zerovariance", "window", "splitting")
	return cmd
}

func runSimulate(ctx context.Context, o *simulateOptions, paths []string) error {
	m, warnings, tree, err := readSystemOrTree(ctx, paths, o.global, &o.treeFlags)
	if err != nil {
		return err
	}
	if tree != nil {
		if err := refuse(o.flags, "is for systems whose units fail in time, and "+paths[0]+" is a fault tree, whose events have probabilities", "at", "horizon", "warmup"); err != nil {
			return err
		}
	}
	opt, err := o.options()
	if err != nil {
		return err
	}
	line, limit := o.newStatus(), o.limit()
	opt.Progress = func(p montecarlo.Progress) {
		line.show(func(elapsed time.Duration) string { return simulationLine(p, opt.Options, limit, elapsed) })
	}
	s, err := mtbf.Simulate(ctx, m, opt)
	line.clear()
	if err != nil {
		return asUsage(err)
	}
	switch counted := s.Counted(); {
	case o.out == "":
	case counted == nil:
		o.note("mtbf: --out: %s is not written: the run was cut short, and by an accelerated method only a whole one is a part", o.out)
	default:
		if err := writePart(o.out, counted); err != nil {
			return err
		}
	}
	if opt.Shards > 1 {
		return nil
	}
	doc := render.NewSimulation(m.Name, o.seed, s, warnings)
	if tree != nil {
		return o.finish(render.NewSimulatedTopEvent(doc), s.Complete())
	}
	return o.finish(doc, s.Complete())
}

func (g *global) finish(doc render.Document, complete bool) error {
	if err := g.write(doc); err != nil {
		return err
	}
	if !complete {
		return errIncomplete
	}
	return nil
}

// options turns the flags into those of the engine.
func (o *simulateOptions) options() (mtbf.SimulateOptions, error) {
	opt := mtbf.SimulateOptions{Method: rare.Method(o.method), Counts: o.out != ""}
	opt.Seed, opt.Workers, opt.MaxReplications, opt.Confidence = o.seed, o.processors(), o.replications, o.confidence
	if !knownMethod(o.method) {
		return opt, usagef("--method: %q is not auto, plain, biasing, zerovariance, window or splitting", o.method)
	}
	var err error
	if opt.RelError, err = fraction("rel-error", o.relError); err != nil {
		return opt, err
	}
	if opt.Times, err = hoursList("at", o.at); err != nil {
		return opt, err
	}
	for _, f := range []struct {
		name, text string
		to         *float64
	}{{"horizon", o.horizon, &opt.Horizon}, {"warmup", o.warmup, &opt.Warmup}} {
		h, err := optionalHours(f.name, f.text)
		if err != nil {
			return opt, err
		}
		if h != nil {
			*f.to = *h
		}
	}
	if o.timeLimit != "" { // then that is what bounds the run
		opt.MaxEvents = math.MaxUint64
	}
	if opt.Shard, opt.Shards, err = o.shardOf(); err != nil {
		return opt, err
	}
	return opt, o.checkpoints(&opt.Options)
}

// checkpoints writes what was counted now and then, and goes on from what an
// earlier run left.
func (o *simulateOptions) checkpoints(opt *montecarlo.Options) error {
	if o.checkpoint == "" {
		return nil
	}
	part, err := readPart(o.checkpoint, montecarlo.ReadPart)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w, or begin anew without this checkpoint", err)
	}
	opt.Resume = part
	opt.Checkpoint = func(p *montecarlo.Shard) {
		if err := writePart(o.checkpoint, p); err != nil {
			o.note("mtbf: checkpoint: %v", err)
		}
	}
	return nil
}

// shardOf reads i/n, i from 1.
func (o *simulateOptions) shardOf() (shard, shards int, err error) {
	if o.shard == "" {
		return 0, 1, nil
	}
	i, n, ok := strings.Cut(o.shard, "/")
	shard, errI := strconv.Atoi(i)
	shards, errN := strconv.Atoi(n)
	if !ok || errI != nil || errN != nil || shard < 1 || shard > shards {
		return 0, 0, usagef("--shard: %q is not of the form i/n with i from 1 to n", o.shard)
	}
	if o.out == "" {
		return 0, 0, usagef("--shard needs --out")
	}
	return shard - 1, shards, nil
}

func knownMethod(name string) bool {
	switch rare.Method(name) {
	case rare.Auto, rare.Plain, rare.Biasing, rare.ZeroVariance, rare.Window, rare.Splitting:
		return true
	}
	return false
}

// fraction reads 1% or 0.01, between 0 and 1; 0 for none.
func fraction(flag, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	x, err := number.ParseFraction(text)
	if err != nil {
		return 0, usagef("--%s: %w", flag, err)
	}
	if x == 0 || x == 1 {
		return 0, usagef("--%s: %q is not between 0 and 1, such as 1%% or 0.01", flag, text)
	}
	return x, nil
}

// hoursList reads a list of times.
func hoursList(flag string, texts []string) ([]float64, error) {
	var times []float64
	for _, text := range texts {
		h, err := optionalHours(flag, text)
		if err != nil {
			return nil, err
		}
		if h == nil {
			return nil, usagef("--%s: %q is not a time", flag, text)
		}
		times = append(times, *h)
	}
	return times, nil
}

func writePart(path string, part json.Marshaler) error {
	text, err := json.Marshal(part)
	if err != nil {
		return err
	}
	return writeFile(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// maxOfPart bounds a part, in bytes.
const maxOfPart = 64 << 20

func readPart[P any](path string, read func(io.Reader) (*P, error)) (*P, error) {
	text, err := infile.Read(path, maxOfPart, "part of a simulation")
	if err != nil {
		return nil, err
	}
	part, err := read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return part, nil
}
