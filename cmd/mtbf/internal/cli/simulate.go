package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/montecarlo"
)

// fixedMissions is why missions were simulated whose number was given: the same
// words whether in one piece or in shards.
const fixedMissions = "missions, as many as were asked for"

type simulateOptions struct {
	*global
	method, relError       string
	horizon, warmup        string
	at                     []string
	replications           uint64
	shard, out, checkpoint string
}

func newSimulateCmd(g *global) *cobra.Command {
	o := &simulateOptions{global: g}
	cmd := &cobra.Command{
		Use:   "simulate SYSTEM",
		Short: "Monte Carlo of a system file, plain or accelerated, any distribution",
		Long: `Simulate answers for systems that the exact engines cannot take: any lifetimes and
repair times, crews, standby, coverage, common cause. Plain simulation runs whole
missions; where failures are so rare that it would take too long, auto turns to
importance sampling. The answer depends on the seed and the system alone, not on
the number of workers or shards.`,
		Example: `  mtbf simulate dataset:cold-standby-pump --rel-error 2%
  mtbf simulate system.yaml --replications 1000000 --shard 3/10 --out part3.json
  mtbf merge part*.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("simulate needs one system file; dataset:NAME is one that ships with the program")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runSimulate(cmd.Context(), o, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.method, "method", "auto", "auto, plain, biasing, zerovariance, window or splitting")
	f.StringVar(&o.relError, "rel-error", "", "stop at this relative standard error, such as 1% (the default, if nothing else stops it)")
	f.Uint64Var(&o.replications, "replications", 0, "stop after so many missions")
	f.StringVar(&o.horizon, "horizon", "", "length of a mission (default: long enough for the steady state)")
	f.StringVar(&o.warmup, "warmup", "", "beginning of a mission that does not count")
	f.StringSliceVar(&o.at, "at", nil, "also estimate reliability and availability at these times")
	f.StringVar(&o.shard, "shard", "", "i/n: simulate part i of n only, with --replications and --out")
	f.StringVar(&o.out, "out", "", "write what was counted to this file, for merge")
	f.StringVar(&o.checkpoint, "checkpoint", "", "write what was counted to this file now and then, and go on from it")
	completeWords(cmd, "method", "auto", "plain", "biasing", "zerovariance", "window", "splitting")
	return cmd
}

func runSimulate(ctx context.Context, o *simulateOptions, path string) error {
	m, warnings, err := readSystem(ctx, path, o.global)
	if err != nil {
		return err
	}
	opt, err := o.options()
	if err != nil {
		return err
	}
	method := montecarlo.RareMethod(o.method)
	reason := "as asked"
	if method == montecarlo.RareAuto {
		if method, reason, err = o.choose(ctx, m, opt); err != nil {
			return asUsage(err)
		}
	}
	if method == montecarlo.RarePlain && opt.MaxReplications > 0 {
		reason = fixedMissions
	}
	if method == montecarlo.RarePlain {
		return o.plain(ctx, m, opt, reason, warnings)
	}
	rare, err := montecarlo.Rare(ctx, m, montecarlo.RareOptions{Method: method, RelError: opt.RelError, Confidence: o.confidence, Seed: o.seed, Workers: opt.Workers})
	var refused *montecarlo.RareError
	if errors.As(err, &refused) && o.method == string(montecarlo.RareAuto) {
		return o.plain(ctx, m, opt, reason+", but "+refused.Reason, warnings)
	}
	if err != nil {
		return asUsage(err)
	}
	doc := render.NewRareSimulation(m.Name, o.seed, rare, reason)
	doc.AddWarnings(warnings)
	return o.finish(doc, rare.Complete)
}

// plain runs missions, or a shard of them.
func (o *simulateOptions) plain(ctx context.Context, m *system.Model, opt montecarlo.Options, reason string, warnings []model.Warning) error {
	line := o.newStatus()
	opt.Progress = func(p montecarlo.Progress) {
		line.show(func(elapsed time.Duration) string { return simulationLine(p, opt, elapsed) })
	}
	part, err := montecarlo.Run(ctx, m, opt)
	line.clear()
	if err != nil {
		return asUsage(err)
	}
	if o.out != "" {
		if err := writePart(o.out, part); err != nil {
			return err
		}
	}
	if opt.Shards > 1 {
		return nil
	}
	return o.answer(part, reason, warnings)
}

// answer writes the estimates of a whole run.
func (g *global) answer(part *montecarlo.Part, reason string, warnings []model.Warning) error {
	result, err := part.Result()
	if err != nil {
		return err
	}
	doc := render.NewSimulation(result, reason)
	doc.AddWarnings(warnings)
	return g.finish(doc, result.Complete)
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

// pilotMissions is how many missions tell whether plain simulation will do.
const pilotMissions = 512

// hopeless is the number of missions beyond which plain simulation is left for
// importance sampling.
const hopeless = 1e6

// choose runs a short plain pilot. Where plain simulation would need too many
// missions, a rare-event method is taken if one takes the system.
func (o *simulateOptions) choose(ctx context.Context, m *system.Model, opt montecarlo.Options) (montecarlo.RareMethod, string, error) {
	if len(opt.Times) > 0 || opt.Horizon > 0 || opt.Shards > 1 || opt.MaxReplications > 0 || o.checkpoint != "" || o.out != "" {
		return montecarlo.RarePlain, "times, missions and checkpoints are for plain simulation", nil
	}
	pilot := opt
	pilot.RelError, pilot.MaxReplications, pilot.FirstFailures = 0, pilotMissions, 1
	pilot.TimeLimit = 2 * time.Second
	pilot.Resume, pilot.Checkpoint = nil, nil
	const seldom = "the system is down too seldom for plain simulation"
	var param *model.ParamError
	part, err := montecarlo.Run(ctx, m, pilot)
	switch {
	case errors.As(err, &param) || ctx.Err() != nil:
		return "", "", err
	case err != nil: // no mission ended within the time of the pilot
		return montecarlo.RareAuto, seldom, nil
	}
	result, err := part.Result()
	if err != nil {
		return "", "", err
	}
	target := opt.RelError
	if target == 0 {
		target = 0.01
	}
	got := result.Measures.Unavailability.RelativeError
	need := float64(result.Replications) * (got / target) * (got / target)
	if need < hopeless {
		return montecarlo.RarePlain, fmt.Sprintf("a pilot of %d missions expects %.2g to be enough", result.Replications, need), nil
	}
	return montecarlo.RareAuto, seldom, nil
}

// options turns the flags into those of the engine.
func (o *simulateOptions) options() (montecarlo.Options, error) {
	opt := montecarlo.Options{Seed: o.seed, Workers: o.processors(), MaxReplications: o.replications, Confidence: o.confidence}
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
	limit, err := optionalHours("time-limit", o.timeLimit)
	if err != nil {
		return opt, err
	}
	if limit != nil {
		opt.TimeLimit = time.Duration(min(*limit, model.HoursPerYear) * float64(time.Hour))
	}
	if opt.Shard, opt.Shards, err = o.shardOf(); err != nil {
		return opt, err
	}
	return opt, o.checkpoints(&opt)
}

// checkpoints writes what was counted now and then, and goes on from what an
// earlier run left.
func (o *simulateOptions) checkpoints(opt *montecarlo.Options) error {
	if o.checkpoint == "" {
		return nil
	}
	part, err := readPart(o.checkpoint)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	opt.Resume = part
	opt.Checkpoint = func(p *montecarlo.Part) {
		if err := writePart(o.checkpoint, p); err != nil {
			fmt.Fprintf(o.Err, "mtbf: checkpoint: %v\n", err)
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
	switch montecarlo.RareMethod(name) {
	case montecarlo.RareAuto, montecarlo.RarePlain, montecarlo.RareBiasing, montecarlo.RareZeroVariance, montecarlo.RareWindow, montecarlo.RareSplitting:
		return true
	}
	return false
}

// fraction reads 1% or 0.01; 0 for none.
func fraction(flag, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	x, err := strconv.ParseFloat(number, 64)
	if percent {
		x /= 100
	}
	if err != nil || !(x > 0 && x < 1) {
		return 0, usagef("--%s: %q is not a fraction such as 1%% or 0.01", flag, text)
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

func writePart(path string, part *montecarlo.Part) error {
	text, err := json.Marshal(part)
	if err != nil {
		return err
	}
	return writeFile(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

func readPart(path string) (*montecarlo.Part, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	part, err := montecarlo.ReadPart(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return part, nil
}
