package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/mechanism"
)

type storageOptions struct {
	*mechanismFlags
	scheme, mttf, rebuild, unreadable, discSize, restore string
	parallel                                             bool
	decluster                                            float64
	sets                                                 int
	within                                               []string
}

func newMechanismStorageCmd(g *global) *cobra.Command {
	o := &storageOptions{}
	cmd := &cobra.Command{
		Use:   "storage --scheme SCHEME --mttf TIME --rebuild TIME",
		Short: "Mirrors, RAID, copies and codes: mean time to data loss, unreadable bits",
		Long: `Storage says when data are lost that are kept in several pieces, each on a disc of
its own, of which some are enough. Lost pieces are rebuilt one at a time, or with
--parallel all at once.

  mirror        two copies              raid5:8     8 discs, one may fail
  copies:3      three copies            raid6:8     8 discs, two may fail
  code:6+3      6 pieces of data and 3 more; any 6 are enough

The pieces are a chain of the number that are lost, solved exactly: the closed forms
in use agree with it for one tolerated failure only. With --unreadable and
--disc-size a rebuild with no redundancy left reads all pieces that are needed, and
one bit that cannot be read loses data: 1e-14 and 1TB make of the 744 million hours
of raid5:8 (10^6 h, 24 h) 291,484.

--decluster says by how much spreading a rebuild over other discs makes it faster.
--sets counts like sets of which none may lose data.`,
		Example: `  mtbf mechanism storage --scheme raid5:8 --mttf 50y --rebuild 1d --unreadable 1e-14 --disc-size 1TB
  mtbf mechanism storage --scheme code:6+3 --mttf 1000000h --rebuild 24h
  mtbf mechanism storage --scheme copies:3 --mttf 50y..120y --rebuild 10h --parallel --sets 1000
  mtbf mechanism storage --scheme mirror --mttf 10000h --rebuild 24h --restore 3d --as-module data`,
	}
	return mechanismCommand(g, cmd, func(m *mechanismFlags) {
		o.mechanismFlags = m
		f := cmd.Flags()
		f.StringVar(&o.scheme, "scheme", "", "mirror, raid5:N, raid6:N, copies:N or code:K+M")
		f.StringVar(&o.mttf, "mttf", "", "mean life of a disc: a time, 3/50000h, a range, CATEGORY:LOG")
		f.StringVar(&o.rebuild, "rebuild", "", "mean time to rebuild a piece, detection included")
		f.BoolVar(&o.parallel, "parallel", false, "lost pieces are rebuilt all at once")
		floatVar(f, &o.decluster, "decluster", 1, "by how much a rebuild is faster, spread over other discs")
		f.StringVar(&o.unreadable, "unreadable", "0", "probability that a bit cannot be read, such as 1e-14")
		f.StringVar(&o.discSize, "disc-size", "0", "bytes of a disc that a rebuild reads, such as 4TB")
		intVar(f, &o.sets, "sets", 1, "like sets, of which none may lose data")
		f.StringVar(&o.restore, "restore", "", "mean time to bring lost data back, for --as-module")
		wordsVar(f, &o.within, "within", "probability of loss within these times (default 1y,10y)")
	}, func(ctx context.Context) (mechanismDocument, *render.MechanismModule, error) {
		return runMechanismStorage(ctx, o)
	})
}

func runMechanismStorage(ctx context.Context, o *storageOptions) (mechanismDocument, *render.MechanismModule, error) {
	s, inputs, err := o.storage(ctx)
	if err != nil {
		return nil, nil, err
	}
	hours, err := o.hours(o.within)
	if err != nil {
		return nil, nil, err
	}
	at := func(x []float64) (mechanism.StorageResult, error) {
		s.MTTF, s.Rebuild, s.UnreadablePerBit = x[0], x[1], x[2]
		return s.Solve(ctx, hours...)
	}
	figures := []mechanism.Figure{
		{Name: "mttdl_hours", Label: "Mean time to data loss", Unit: "h"},
		{Name: "mttdl_readable_hours", Label: "All bits readable", Unit: "h"},
		{Name: "unreadable_in_rebuild", Label: "Rebuild meets a bad bit"},
		{Name: "losses_per_year", Label: "Losses a year, all sets", Unit: "1/y"},
	}
	for range hours {
		figures = append(figures, make([]mechanism.Figure, 3)...)
	}
	figures, err = carried(figures, func(x []float64) ([]float64, error) {
		r, err := at(x)
		values := []float64{r.MTTDL, r.MTTDLReadable, r.UnreadableInRebuild, r.LossesPerYear}
		for _, l := range r.Losses {
			values = append(values, l.Set, l.Any, l.Nines)
		}
		return values, err
	}, inputs...)
	if err != nil {
		return nil, nil, err
	}
	shown := append([]mechanism.Figure{}, figures[:4]...)
	shown = append(shown, exactFigure("overhead", "Bytes kept per byte", "", s.Scheme.Overhead()))
	doc := &render.Storage{Mechanism: *render.NewMechanism("storage", "Data in "+o.scheme, o.inputs, shown, s.Assumptions())}
	for i, h := range hours {
		for k, what := range []struct{ name, label string }{{"set_loss_probability", "One set loses data"}, {"loss_probability", "Any set loses data"}, {"nines", "Nines, one set"}} {
			if k != 1 || s.Sets > 1 {
				doc.AddWithin(h, what.name, what.label, figures[4+3*i+k].Estimate)
			}
		}
	}
	return doc, &render.MechanismModule{
		MTBF: figures[0].Scale(1 / float64(s.Sets)), MTTR: mechanism.Known(s.Restore), Repair: "restore",
		About: []string{"data in " + o.scheme + ", by mtbf mechanism storage: fails when data are lost"},
	}, nil
}

// hours are the times of --within.
func (o *mechanismFlags) hours(within []string) ([]float64, error) {
	if len(within) == 0 {
		within = []string{"1y", "10y"}
	}
	return hoursList("within", within)
}

// storage reads the flags.
func (o *storageOptions) storage(ctx context.Context) (s mechanism.Storage, inputs []model.Estimate, err error) {
	if o.scheme == "" || o.mttf == "" || o.rebuild == "" {
		return s, nil, usagef("storage needs --scheme, such as raid5:8, --mttf and --rebuild")
	}
	if err := wholeCounts([]string{"sets"}, o.sets); err != nil {
		return s, nil, err
	}
	if o.decluster == 0 { // left out, to the library
		return s, nil, usagef("--decluster: 0 is not a number from 1 to 1e9")
	}
	if s.Scheme, err = mechanism.ParseStorageScheme(o.scheme); err != nil {
		return s, nil, err
	}
	mttf, err := o.mtbfOf(ctx, "mttf", "Mean life of a disc", o.mttf)
	if err != nil {
		return s, nil, err
	}
	rebuild, err := o.timeOf(ctx, "rebuild", "Mean rebuild", o.rebuild)
	if err != nil {
		return s, nil, err
	}
	unreadable, err := o.chanceOf(ctx, "unreadable", "Bit that cannot be read", o.unreadable)
	if err != nil {
		return s, nil, err
	}
	s.Parallel, s.Decluster, s.Sets = o.parallel, o.decluster, o.sets
	if s.DiscBytes, err = parseBytes(o.discSize); err != nil {
		return s, nil, usagef("--disc-size: %w", err)
	}
	if (unreadable.Hi > 0) != (s.DiscBytes > 0) {
		return s, nil, usagef("--unreadable and --disc-size go together: the bits that a rebuild reads are those of the discs")
	}
	if s.Restore, err = o.only("restore", o.restore); err != nil {
		return s, nil, err
	}
	o.count("sets", "Sets", float64(o.sets))
	if o.decluster != 1 {
		o.count("decluster", "Rebuilds faster by", o.decluster)
	}
	if s.DiscBytes > 0 {
		o.keep("disc-size", "Bytes of a disc", o.discSize, "B", mechanism.Known(s.DiscBytes))
	}
	return s, []model.Estimate{mttf, rebuild, unreadable}, nil
}

// only reads a time that only --as-module uses; 0 where there is none.
func (o *mechanismFlags) only(flag, text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	if o.asModule == "" {
		return 0, usagef("--%s is for --as-module", flag)
	}
	h, err := when.ParseFlag(text)
	if err != nil || !(h > 0) {
		return 0, usagef("--%s: %q is not a positive length of time", flag, text)
	}
	return h, nil
}

// count keeps a number without limits for the document.
func (o *mechanismFlags) count(flag, label string, x float64) {
	o.keep(flag, label, formatFloat(x), "", mechanism.Known(x))
}
