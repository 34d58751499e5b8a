package mtbf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// A log too large for one machine is analysed in parts, each of which has all rows of
// some units: the plan cuts the files into splits, workers put the rows of splits into
// parts, survey the parts, and measure them once all columns and the window are decided.
// What the parts come to merges to the analysis of the whole log, bit by bit.

// Schemas of what is passed between those who plan, work and merge.
const (
	planSchema = "mtbf.analyze.plan/1"
	partSchema = "mtbf.analyze.part/1"
	logSchema  = "mtbf.analyze.log/1"
)

// AnalysisPlan says how a log is analysed in parts. It goes through JSON unchanged.
type AnalysisPlan struct {
	Build    string // of the program that planned, see buildRevision
	Options  LogOptions
	Fits     Fits
	Depth    int    // levels of the category tree to show, as of the command
	RateUnit string // as of the command
	Paths    []string
	Parts    int
	Splits   []ingest.Split

	Understanding *ingest.Understanding // of the beginnings of the files

	// What the splits hold, once they are read.
	FirstLines []int // by split: lines of the file before it
	RowsOf     []int // by part, without those that could not be split into cells
	Unsplit    ingest.SplitAccount

	// What all rows decide, once they are surveyed.
	Decisions *ingest.Decisions
	Window    *model.Interval
	Inferred  bool
	Watched   []model.Exposure // that the log itself records, of all units
	Gathered  bool             // the outages of all parts are put into one log, and analysed there
}

// PlanAnalysis plans the analysis of a log in so many parts, over splits of about so many
// bytes. The notes are for the user. A *census.NotMergeableError names what cannot be
// done in parts.
func PlanAnalysis(ctx context.Context, o LogOptions, fits Fits, parts int, splitSize int64, paths ...string) (p *AnalysisPlan, notes []string, err error) {
	if parts < 1 || parts > maxParts || splitSize < 1 {
		return nil, nil, optionf("parts", "%d parts of splits of %d bytes are none: 1 to %d parts", parts, splitSize, maxParts)
	}
	if fits != "" && fits != FitsAuto && fits != FitsNo && fits != FitsYes {
		return nil, nil, optionf("fits", "%q is not yes, no or auto", string(fits))
	}
	o.Workers, o.Confidence = 1, orDefault(o.Confidence)
	p = &AnalysisPlan{Build: buildRevision(), Options: o, Fits: fits, Paths: paths, Parts: parts}
	whole := (*census.NotMergeableError)(nil)
	if err := p.checkRules(); err != nil && !errors.As(err, &whole) {
		return nil, nil, err
	}
	layout, opt, err := p.layout(ctx)
	if err != nil {
		return nil, nil, err
	}
	if p.Splits, err = layout.Splits(splitSize); err != nil {
		return nil, nil, err
	}
	p.Understanding = layout.Understood()
	preview, err := layout.Preview(ctx, opt)
	if err != nil {
		return nil, nil, err
	}
	p.guess(ctx, opt, preview)
	return p, layout.Notes, nil
}

// maxParts bounds the parts of an analysis.
const maxParts = 100_000

// checkRules refuses what does not merge before anything is read.
func (p *AnalysisPlan) checkRules() error {
	o := &p.Options
	rules := census.Options{}
	if err := o.Grouping.rules(&rules); err != nil {
		return err
	}
	var err error
	if rules.Weighting, err = o.Weighting.rules(); err != nil {
		return err
	}
	if rules.Objective, err = o.Objective.rules(); err != nil {
		return err
	}
	if o.ServiceHours != "" || o.Holidays != "" {
		rules.Service = &census.Calendar{}
	}
	return rules.CheckMergeable()
}

// layout looks at the beginnings of the files.
func (p *AnalysisPlan) layout(ctx context.Context) (*ingest.Layout, ingest.Options, error) {
	opt, err := p.Options.Ingest()
	if err != nil {
		return nil, opt, err
	}
	layout, err := ingest.LayOut(ctx, p.Paths, opt)
	return layout, opt, err
}

// guess decides the order of day and month for the survey by the beginnings of the files,
// where they tell.
func (p *AnalysisPlan) guess(ctx context.Context, opt ingest.Options, preview *ingest.PartAccount) {
	if s, err := ingest.Settle(ctx, p.Paths, opt, nil, preview); err == nil && s.Decisions.Known() {
		p.Decisions = s.Decisions.Reading()
	}
}

// ofThisBuild refuses a plan of another build than this one: two that read a row in
// different ways would give an answer that is nobody's. Builds whose revision is not known
// are let through.
func (p *AnalysisPlan) ofThisBuild(build string) error {
	if p.Build == "" || build == "" || p.Build == build {
		return nil
	}
	return fmt.Errorf("the analysis was planned by another build of mtbf (%s) than this one (%s): mtbf, mtbf-cluster and mtbf-worker must be of one", p.Build, build)
}

// buildRevision returns the revision of the sources that the toolchain stamped into the
// program, marked where they were changed since; "" where it did not.
func buildRevision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed"
		}
	}
	return revision + changed
}

// TakeSplits takes the accounts of all splits of the plan. It returns the files whose
// splits do not fit together, as a record goes from one into the next: their rows must be
// read again, by [AnalysisPlan.Uncut].
func (p *AnalysisPlan) TakeSplits(accounts []ingest.SplitAccount) (broken []int, err error) {
	of := map[ingest.Split]*ingest.SplitAccount{}
	for i := range accounts {
		a := &accounts[i]
		if of[a.Split] != nil || len(a.ByPart) != p.Parts {
			return nil, fmt.Errorf("split %d of %s has come twice, or with other parts", a.Number, p.pathOf(a.File))
		}
		of[a.Split] = a
	}
	p.FirstLines, p.RowsOf, p.Unsplit = make([]int, len(p.Splits)), make([]int, p.Parts), ingest.SplitAccount{}
	before := map[int]int{}
	for i, s := range p.Splits {
		a := of[s]
		if a == nil {
			return nil, fmt.Errorf("split %d of %s has not come back", s.Number, p.pathOf(s.File))
		}
		if a.Broken != "" && (len(broken) == 0 || broken[len(broken)-1] != s.File) {
			broken = append(broken, s.File)
		}
		p.take(i, a, before[s.File])
		before[s.File] += a.Lines
	}
	if len(of) != len(p.Splits) {
		return nil, errors.New("a split has come that is not of this plan")
	}
	return broken, nil
}

func (p *AnalysisPlan) pathOf(file int) string {
	if file < 0 || file >= len(p.Paths) {
		return fmt.Sprintf("file %d", file)
	}
	return p.Paths[file]
}

// take takes the account of split number i, with so many lines of the file's splits
// before it.
func (p *AnalysisPlan) take(i int, a *ingest.SplitAccount, before int) {
	if !a.Whole() {
		p.FirstLines[i] = before + a.Before
	}
	for k := range a.Bad {
		a.Bad[k].Line += p.FirstLines[i]
	}
	for part, n := range a.ByPart {
		p.RowsOf[part] += n
	}
	p.Unsplit.Rows += a.Rows
	p.Unsplit.BadRows += a.BadRows
	p.Unsplit.Bad = append(p.Unsplit.Bad, a.Bad...)
}

// Uncut reads files of the plan as one split each.
func (p *AnalysisPlan) Uncut(files []int) {
	for _, f := range files {
		p.Splits = ingest.Uncut(p.Splits, f)
	}
}

// Settle takes what all parts have told. again is true where they were surveyed under
// other decisions than they make, such as the order of day and month: they must be
// surveyed once more.
func (p *AnalysisPlan) Settle(ctx context.Context, all *ingest.PartAccount) (again bool, err error) {
	s, err := p.settled(ctx, all)
	if err != nil {
		return false, err
	}
	if all.Undecided || p.Decisions == nil || !p.Decisions.ReadAlike(&s.Decisions) {
		p.Decisions = s.Decisions.Reading()
		return true, nil
	}
	if all.Outages == 0 {
		return false, errors.New("no row is an outage: 'mtbf analyze' says what the rows are")
	}
	if p.Gathered, err = p.gathers(all.Outages); err != nil {
		return false, err
	}
	p.Decisions = &s.Decisions
	extent := cmp.Or(s.Log.Watched, all.Extent)
	rules, err := p.rules(ctx, s.Log, extent)
	if err != nil {
		return false, err
	}
	s.Log.Watched = extent
	w, inferred := census.Window(s.Log.Log, rules)
	p.Window, p.Inferred, p.Watched = &w, inferred, s.Log.Exposure
	return false, nil
}

// maxGathered is the number of outages up to which those of all parts are put into one
// log where what is asked for needs them all: about 2 GB.
const maxGathered = 10_000_000

// gathers reports whether what is asked for needs all outages at once; it is an error if
// they are too many for that.
func (p *AnalysisPlan) gathers(outages int) (bool, error) {
	err := p.checkRules()
	if p.Fits == FitsYes || p.Fits != FitsNo && outages <= maxFitted {
		err = cmp.Or(err, error(&census.NotMergeableError{What: "families fitted to times (--fits yes)", Why: "a fit looks at all times at once"}))
	}
	if err == nil || outages <= maxGathered {
		return err != nil, nil
	}
	return false, fmt.Errorf("%s, more than the %d that are put together for it: %w", model.Counted(outages, "outage"), maxGathered, err)
}

// settled makes the log of all parts, without its outages, and checks that all rows of
// the splits are in it.
func (p *AnalysisPlan) settled(ctx context.Context, all *ingest.PartAccount) (*ingest.Settled, error) {
	rows := 0
	for _, n := range p.RowsOf {
		rows += n
	}
	if all.Reading.RowsRead != rows || rows+p.Unsplit.BadRows != p.Unsplit.Rows {
		return nil, fmt.Errorf("the parts have %d rows, the splits %d, of which %d could not be split into cells: some are lost, or come twice", all.Reading.RowsRead, p.Unsplit.Rows, p.Unsplit.BadRows)
	}
	opt, err := p.Options.Ingest()
	if err != nil {
		return nil, err
	}
	return ingest.Settle(ctx, p.Paths, opt, []ingest.SplitAccount{p.Unsplit}, all)
}

// rules are those of the census, of a log whose outages reach over an extent.
func (p *AnalysisPlan) rules(ctx context.Context, log *ingest.Log, extent *model.Interval) (census.Options, error) {
	own := log.Watched
	log.Watched = extent
	rules, err := p.Options.Rules(ctx, log)
	log.Watched = own
	return rules, err
}
