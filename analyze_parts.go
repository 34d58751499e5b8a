package mtbf

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
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
	if fits == FitsYes {
		return nil, nil, &census.NotMergeableError{What: "families fitted to times (--fits yes)", Why: "a fit looks at all times at once"}
	}
	o.Workers, o.Confidence = 1, orDefault(o.Confidence)
	p = &AnalysisPlan{Build: buildRevision(), Options: o, Fits: fits, Paths: paths, Parts: parts}
	if err := p.checkRules(); err != nil {
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
		p.Decisions = &ingest.Decisions{Files: s.Decisions.Files}
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

// AnalysisWorker does the work of a plan, split by split and part by part.
type AnalysisWorker struct {
	plan   *AnalysisPlan
	layout *ingest.Layout
	opt    ingest.Options
	lines  map[ingest.Split]int // of the file before the split
}

// Worker returns one that does what the plan says; it does not look at the beginnings of
// the files again.
func (p *AnalysisPlan) Worker(ctx context.Context) (*AnalysisWorker, error) {
	if err := p.ofThisBuild(buildRevision()); err != nil {
		return nil, err
	}
	if p.Understanding == nil {
		return nil, errors.New("a plan without an understanding of its files")
	}
	opt, err := p.Options.Ingest()
	if err != nil {
		return nil, err
	}
	layout, err := ingest.Resume(ctx, p.Understanding, opt)
	w := &AnalysisWorker{p, layout, opt, map[ingest.Split]int{}}
	for i := range p.FirstLines {
		w.lines[p.Splits[i]] = p.FirstLines[i]
	}
	return w, err
}

// Split reads a split and gives its rows by part, in blocks whose memory is used again.
func (w *AnalysisWorker) Split(ctx context.Context, split ingest.Split, give func(part int, b *ingest.RowBlock) error) (*ingest.SplitAccount, error) {
	return w.layout.Split(ctx, split, w.plan.Parts, give)
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

// read reads the rows of a part.
func (w *AnalysisWorker) read(ctx context.Context, blocks []*ingest.RowBlock) (*ingest.Log, *ingest.PartAccount, error) {
	files := ingest.Gather(blocks, func(s ingest.Split) int { return w.lines[s] })
	return w.layout.ReadPart(ctx, w.opt, files, w.plan.Decisions)
}

// Survey reads the rows of a part, in any order of the blocks, for what they decide.
func (w *AnalysisWorker) Survey(ctx context.Context, blocks []*ingest.RowBlock) (*ingest.PartAccount, error) {
	_, account, err := w.read(ctx, blocks)
	return account, err
}

// Settle takes what all parts have told. again is true where they were surveyed under
// another order of day and month than they decide: they must be surveyed once more.
func (p *AnalysisPlan) Settle(ctx context.Context, all *ingest.PartAccount) (again bool, err error) {
	s, err := p.settled(ctx, all)
	if err != nil {
		return false, err
	}
	if all.Undecided || p.Decisions != nil && !p.Decisions.SameOrders(&s.Decisions) {
		p.Decisions = &ingest.Decisions{Files: s.Decisions.Files}
		return true, nil
	}
	if all.Outages == 0 {
		return false, errors.New("no row is an outage: 'mtbf analyze' says what the rows are")
	}
	if all.Outages <= maxFitted && p.Fits != FitsNo {
		return false, &census.NotMergeableError{What: fmt.Sprintf("families fitted to the times of %s, which analyze does up to %d unless --fits is no,", model.Counted(all.Outages, "outage"), maxFitted), Why: "a fit looks at all times at once"}
	}
	p.Decisions = &s.Decisions
	rules, err := p.rules(ctx, s.Log, all.Extent)
	if err != nil {
		return false, err
	}
	s.Log.Watched = all.Extent
	w, inferred := census.Window(s.Log.Log, rules)
	p.Window, p.Inferred = &w, inferred
	return false, nil
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
	log.Watched = extent
	rules, err := p.Options.Rules(ctx, log)
	log.Watched = nil
	return rules, err
}

// AnalysisPart is what one part of a log has come to. It goes through JSON unchanged.
type AnalysisPart struct {
	Part    int
	Account *ingest.PartAccount
	Census  *census.Partial
}

// Measure reads the rows of a part, in any order of the blocks, and walks through them.
func (w *AnalysisWorker) Measure(ctx context.Context, part int, blocks []*ingest.RowBlock) (*AnalysisPart, error) {
	p := w.plan
	if p.Window == nil || p.Decisions == nil {
		return nil, errors.New("a plan that is not settled: its parts must be surveyed first")
	}
	log, account, err := w.read(ctx, blocks)
	if err != nil {
		return nil, err
	}
	rules, err := p.rules(ctx, log, p.Window)
	if err != nil {
		return nil, err
	}
	rules.Window = p.Window
	measured, err := census.Measure(ctx, log.Log, rules, p.Inferred)
	return &AnalysisPart{part, account, measured}, err
}

// MergeAnalysis puts the parts of an analysis together, in any order: the result is that
// of the analysis in one piece. It is an error if one is missing, comes twice or has not
// all of its rows.
func MergeAnalysis(ctx context.Context, p *AnalysisPlan, parts []*AnalysisPart) (*Analysis, error) {
	if err := p.ofThisBuild(buildRevision()); err != nil {
		return nil, err
	}
	if p.Window == nil || p.Decisions == nil || len(p.RowsOf) != p.Parts {
		return nil, errors.New("a plan that is not settled")
	}
	account, measured, err := p.sum(parts)
	if err != nil {
		return nil, err
	}
	s, err := p.settled(ctx, account)
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(s.Decisions, *p.Decisions) {
		return nil, errors.New("the parts were not read as the plan decides")
	}
	rules, err := p.rules(ctx, s.Log, p.Window)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Log: s.Log, Complete: true}
	if a.Table, err = measured.Table(ctx, s.Log.Log, rules); err != nil {
		return nil, err
	}
	if t := a.Table.Accounting; t.RowsRead != t.Accepted+t.Rejected+t.Duplicates+t.OutOfWindow+t.Excluded() {
		return nil, fmt.Errorf("rows are missing: %d read, but %d accepted, %d rejected, %d duplicates, %d out of the window and %d excluded", t.RowsRead, t.Accepted, t.Rejected, t.Duplicates, t.OutOfWindow, t.Excluded())
	}
	if p.Fits != FitsNo {
		a.warnOfFits()
	}
	return a, nil
}

// sum adds up all parts.
func (p *AnalysisPlan) sum(parts []*AnalysisPart) (*ingest.PartAccount, *census.Partial, error) {
	there := make([]bool, p.Parts)
	account, whole := &ingest.PartAccount{}, (*census.Partial)(nil)
	for _, part := range parts {
		switch {
		case part == nil || part.Account == nil || part.Census == nil || part.Part < 0 || part.Part >= p.Parts:
			return nil, nil, errors.New("a part that is none of this plan")
		case there[part.Part]:
			return nil, nil, fmt.Errorf("part %d comes twice", part.Part+1)
		case part.Account.Reading.RowsRead != p.RowsOf[part.Part]:
			return nil, nil, fmt.Errorf("part %d has %d rows, not %d", part.Part+1, part.Account.Reading.RowsRead, p.RowsOf[part.Part])
		}
		there[part.Part] = true
		account.Merge(part.Account)
		if whole == nil {
			whole = part.Census
		} else if err := whole.Merge(part.Census); err != nil {
			return nil, nil, fmt.Errorf("part %d: %w", part.Part+1, err)
		}
	}
	for i, n := range p.RowsOf {
		if n > 0 && !there[i] {
			return nil, nil, fmt.Errorf("part %d of %d is missing", i+1, p.Parts)
		}
	}
	if whole == nil {
		return nil, nil, errors.New("there are no parts")
	}
	return account, whole, nil
}

// sealed is a line of a file of parts.
type sealed struct {
	Schema   string
	Checksum string // SHA-256 of Body as it is written
	Body     json.RawMessage
}

func seal(schema string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return json.Marshal(sealed{schema, hex.EncodeToString(sum[:]), body})
}

func (s *sealed) open(schema string, v any) error {
	sum := sha256.Sum256(s.Body)
	switch {
	case s.Schema != schema:
		return fmt.Errorf("has the form %q, not %q", s.Schema, schema)
	case s.Checksum != hex.EncodeToString(sum[:]):
		return errors.New("was damaged or changed since it was written: its checksum is another")
	}
	in := json.NewDecoder(bytes.NewReader(s.Body))
	in.DisallowUnknownFields() // what another version of the program has written is not half read
	return in.Decode(v)
}

// Line writes a plan as a line of a file of parts.
func (p *AnalysisPlan) Line() ([]byte, error) { return seal(planSchema, p) }

// Line writes a part as a line of a file of parts.
func (p *AnalysisPart) Line() ([]byte, error) { return seal(partSchema, p) }

// ReadPlan reads the line of a plan.
func ReadPlan(line []byte) (*AnalysisPlan, error) {
	var s sealed
	p := &AnalysisPlan{}
	if err := cmp.Or(json.Unmarshal(line, &s), s.open(planSchema, p)); err != nil {
		return nil, fmt.Errorf("plan of an analysis: %w", err)
	}
	return p, p.whole()
}

// whole refuses a plan that cannot be one.
func (p *AnalysisPlan) whole() error {
	bad := p.Parts < 1 || p.Parts > maxParts || len(p.FirstLines) != 0 && len(p.FirstLines) != len(p.Splits) || len(p.RowsOf) != 0 && len(p.RowsOf) != p.Parts
	for _, s := range p.Splits {
		bad = bad || s.File < 0 || s.File >= len(p.Paths)
	}
	if bad {
		return errors.New("plan of an analysis: its fields do not go together")
	}
	return nil
}

// IsAnalysisPart reports whether a text begins as a file of the parts of an analysis.
func IsAnalysisPart(head []byte) bool {
	return bytes.HasPrefix(head, []byte(`{"Schema":"mtbf.analyze.`))
}

// AnalysisLines reads the lines of files of parts, a plan and its parts in any order.
type AnalysisLines struct {
	Plan  *AnalysisPlan
	Parts []*AnalysisPart

	plan string // its checksum
}

// Take reads a line.
func (l *AnalysisLines) Take(line []byte) error {
	var s sealed
	if err := json.Unmarshal(line, &s); err != nil {
		return fmt.Errorf("part of an analysis: %w", err)
	}
	if s.Schema == planSchema {
		if l.Plan != nil && l.plan != s.Checksum {
			return errors.New("parts of different analyses")
		}
		p, err := ReadPlan(line)
		l.Plan, l.plan = p, s.Checksum
		return err
	}
	p := &AnalysisPart{}
	if err := s.open(partSchema, p); err != nil {
		return fmt.Errorf("part of an analysis: %w", err)
	}
	l.Parts = append(l.Parts, p)
	return nil
}

// Merge puts together what was read.
func (l *AnalysisLines) Merge(ctx context.Context) (*Analysis, error) {
	if l.Plan == nil {
		return nil, errors.New("the plan of the analysis is missing")
	}
	return MergeAnalysis(ctx, l.Plan, l.Parts)
}
