package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest/systemfile"
	"mtbf/internal/near"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/sizing"
	"mtbf/model/system"
)

// goalOptions are the flags of what a system must reach.
type goalOptions struct {
	*global
	target  string
	mission string
}

type sizeOptions struct {
	goalOptions
	maximize bool
	minimize string
	limits   []string
	draws    int
	work     int
	asSystem bool

	sensitivity bool
}

func newSizeCmd(g *global) *cobra.Command {
	o := &sizeOptions{goalOptions: goalOptions{global: g}}
	cmd := &cobra.Command{
		Use:   "size SYSTEM",
		Short: "The cheapest redundancy that meets a target, with a proof",
		Long: `Size answers the questions (choose:) of a system file: which parts and how many
copies meet the target for the least of a resource, or give the most within the
limits. It says whether that is proved, what each addition buys, what the designs
next to it cost, and where more copies stop helping.

Where modules take their numbers from a log (from:), or are uncertain (error_factor,
lo and hi, failures), the target is met with the --confidence, in so many of the
draws of what that leaves open (within its 90 % limits and beyond); otherwise the
numbers are taken as they stand. dataset:NAME
reads a system that ships with the program.`,
		Example: `  mtbf size dataset:shop-front --target 99.99% --confidence 90%
  mtbf size system.yaml --target 99.999% --minimize cost --limit weight=191
  mtbf size system.yaml --maximize --limit cost=130 --mission 5000h
  mtbf size spares --units 40 --mtbf 10000h --lead-time 30d --fill-rate 95%
  mtbf size require system.yaml --what mtbf=cpu --target 0.9999`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && !exists(args[0]) && near.Word(args[0], kidNames(cmd)) != "" {
				return unknownSubcommand(cmd, args[0])
			}
			return oneSystem("size", args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runSize(cmd.Context(), o, args[0]) },
	}
	o.sizeFlags(cmd)
	cmd.Flags().BoolVar(&o.asSystem, "as-system", false, "write the system file of the chosen design, which solve, simulate and report read")
	cmd.Flags().BoolVar(&o.sensitivity, "sensitivity", false, "what the choice would be if one number of a module were half, double or at its limits")
	cmd.AddCommand(newSizeSparesCmd(g), newSizeRequireCmd(g))
	return cmd
}

// sizeFlags are what is asked of a file with questions.
func (o *sizeOptions) sizeFlags(cmd *cobra.Command) {
	o.goalFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.maximize, "maximize", false, "the greatest availability within the limits, in place of a target")
	f.StringVar(&o.minimize, "minimize", "", "the resource to spend least of (default: the only one)")
	wordsVar(f, &o.limits, "limit", "greatest total of a resource, such as cost=130, over that of the file")
	intVar(f, &o.draws, "draws", 0, "Monte Carlo draws of uncertain parameters (default 1000)")
	intVar(f, &o.work, "work", 0, "combinations to look at, about (default 20 million)")
}

func (o *goalOptions) goalFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.target, "target", "", "least availability, such as 0.9999 or 99.99%; of a mission, reliability")
	f.StringVar(&o.mission, "mission", "", "length of a mission without repairs, such as 5000h (default: the long run)")
}

func oneSystem(command string, args []string) error {
	if len(args) != 1 {
		return usagef("%s needs one system file; dataset:NAME is one that ships with the program", command)
	}
	return nil
}

func runSize(ctx context.Context, o *sizeOptions, path string) error {
	if o.asSystem && o.format != "table" {
		return usagef("--format: --as-system writes a system file, and no table; without it size has --format %s", o.format)
	}
	s, err := o.size(ctx, path)
	if err != nil {
		return err
	}
	if !o.asSystem {
		return o.finish(s.doc, s.complete())
	}
	if err := o.writeDesign(s, path); err != nil {
		return err
	}
	if !s.complete() {
		return errIncomplete
	}
	return nil
}

// sized is a file with questions and their answer.
type sized struct {
	file     *systemfile.File
	warnings []model.Warning // of reading the file
	options  sizing.Options
	result   *sizing.Result
	offs     []sizing.Off // where that is asked
	doc      *render.Sizing
}

// complete reports whether the search was not cut short.
func (s *sized) complete() bool {
	return !slices.ContainsFunc(s.result.Warnings, func(w model.Warning) bool { return w.Code == "incomplete" })
}

// size answers the questions of a file.
func (o *sizeOptions) size(ctx context.Context, path string) (*sized, error) {
	return o.sizeOf(ctx, path, func(g *global) (*systemfile.File, []model.Warning, error) { return readSystemFile(ctx, path, g) })
}

// sizeOf is size for a file of a name that is read in another way.
func (o *sizeOptions) sizeOf(ctx context.Context, name string, read func(*global) (*systemfile.File, []model.Warning, error)) (*sized, error) {
	s := &sized{}
	var err error
	if s.options, err = o.options(); err != nil {
		return nil, err
	}
	known := *o.global
	known.confidence = mtbf.LimitsConfidence
	if s.file, s.warnings, err = read(&known); err != nil {
		return nil, err
	}
	return s, o.answer(ctx, s, name)
}

// answer answers the questions of a file that was read.
func (o *sizeOptions) answer(ctx context.Context, s *sized, path string) (err error) {
	m := s.file.Model
	if s.options.Limits, err = o.allLimits(m); err != nil {
		return err
	}
	if !hasLimits(m) {
		o.noEffect("confidence", "seed", "draws")
	}
	s.result, err = mtbf.Size(ctx, m, s.options, o.seed)
	var infeasible *sizing.InfeasibleError
	if errors.As(err, &infeasible) {
		return o.infeasible(fmt.Sprintf(" (%s)", infeasible.Reason), err)
	}
	if errors.Is(err, sizing.ErrNoQuestion) {
		return fmt.Errorf("%s: %w; 'mtbf solve' answers for the system as it is", path, err)
	}
	if err != nil {
		return asUsage(err)
	}
	s.doc = render.NewSizing(m.Name, &s.options, s.result)
	s.doc.AddWarnings(s.warnings)
	if !o.sensitivity {
		return nil
	}
	offs, left, err := sizing.Sensitivity(ctx, m, s.options, &s.result.Best)
	if err != nil {
		return asUsage(err)
	}
	s.offs = offs
	s.doc.AddSensitivity(offs, left)
	return nil
}

// writeDesign writes the chosen design as a system file, which names other files from where
// it stands.
func (o *sizeOptions) writeDesign(s *sized, path string) error {
	about := append([]string{fmt.Sprintf("Written by mtbf size --as-system from %q.", filepath.ToSlash(path))}, s.doc.About()...)
	if o.output == "" {
		return mtbf.WriteDesign(o.Out, s.file, &s.result.Best, ".", about...)
	}
	return writeFile(o.output, func(w io.Writer) error {
		return mtbf.WriteDesign(w, s.file, &s.result.Best, filepath.Dir(o.output), about...)
	})
}

// options turns the flags into those of the search, but for the limits.
func (o *sizeOptions) options() (sizing.Options, error) {
	opt := sizing.Options{
		Maximize: o.maximize, Minimize: o.minimize, Draws: o.draws, Work: o.work,
		Confidence: o.confidence,
	}
	if (o.target == "") == !o.maximize {
		return opt, usagef("size needs a --target, or --maximize, and not both")
	}
	if !(o.confidence > 0 && o.confidence < 1) {
		return opt, usagef("--confidence: %g is not a number between 0 and 1", o.confidence)
	}
	if o.maximize {
		var err error
		opt.Mission, err = o.missionHours()
		return opt, err
	}
	goal, err := o.goal()
	opt.Target, opt.AllowedUnavailability, opt.Mission = goal.Target, goal.AllowedUnavailability, goal.Mission
	return opt, err
}

// goal reads the target and the mission. A target near 1 is given by what it
// leaves unmet, so that none of its nines is lost.
func (o *goalOptions) goal() (goal sizing.Requirement, err error) {
	if goal.Mission, err = o.missionHours(); err != nil {
		return goal, err
	}
	number, percent := strings.CutSuffix(strings.TrimSpace(o.target), "%")
	x, _, err := big.ParseFloat(strings.TrimSpace(number), 10, digits(number), big.ToNearestEven)
	if err != nil {
		return goal, o.badTarget()
	}
	if percent {
		x.Quo(x, big.NewFloat(100))
	}
	goal.Target, _ = x.Float64()
	if !(goal.Target > 0) || x.Cmp(big.NewFloat(1)) > 0 {
		return goal, o.badTarget()
	}
	if unmet, _ := new(big.Float).Sub(big.NewFloat(1), x).Float64(); unmet > 0 && unmet < 0.5 {
		goal.Target, goal.AllowedUnavailability = 0, unmet
	}
	return goal, nil
}

// allowed is the unavailability that the target allows in the long run; nil where none is
// given, or one of a mission.
func (o *goalOptions) allowed() (*float64, error) {
	if o.target == "" || o.mission != "" {
		return nil, nil
	}
	goal, err := o.goal()
	if err != nil {
		return nil, err
	}
	allowed := goal.AllowedUnavailability
	if goal.Target > 0 {
		allowed = 1 - goal.Target
	}
	return &allowed, nil
}

// digits is the precision, in bits, that holds a number with all of its nines.
func digits(number string) uint {
	const aDigit, least, most = 4, 256, 1 << 16
	return uint(min(max(least, aDigit*len(number)), most))
}

func (o *goalOptions) badTarget() error {
	if x, err := number.Parse(o.target); err == nil && x >= 50 && x < 100 { // in per cent, and not a slip above 1
		return usagef("--target: %q is above 1: for %s %% write %s%%", o.target, o.target, o.target)
	}
	return usagef("--target: %q is not an availability above 0 and up to 1, such as 0.9999 or 99.99%%", o.target)
}

// infeasible tells that nothing meets the target, and in which mission.
func (o *goalOptions) infeasible(why string, err error) error {
	if o.mission != "" {
		why += " with --mission " + o.mission
	}
	return fmt.Errorf("infeasible%s: %w", why, err)
}

func (o *goalOptions) missionHours() (float64, error) {
	if o.mission == "" {
		return 0, nil
	}
	return positiveHours("mission", o.mission)
}

// allLimits are those of the file, with those of the flags in their place.
func (o *sizeOptions) allLimits(m *system.Model) (map[string]float64, error) {
	known := map[string]bool{}
	for _, p := range m.Components {
		for name := range p.Resources {
			known[name] = true
		}
	}
	if len(known) == 0 {
		known["copies"] = true
	}
	all := maps.Clone(m.Limits)
	if all == nil {
		all = map[string]float64{}
	}
	for _, text := range o.limits {
		name, value, ok := strings.Cut(text, "=")
		x, err := strconv.ParseFloat(value, 64)
		switch {
		case !ok || err != nil || !(x >= 0):
			return nil, usagef("--limit: %q is not of the form RESOURCE=NUMBER, such as cost=130", text)
		case !known[name]:
			return nil, usagef("--limit: no module has the resource %q; there are: %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		all[name] = x
	}
	return all, nil
}
