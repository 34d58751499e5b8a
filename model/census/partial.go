package census

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// PartialSchema names the form in which partial results are written.
const PartialSchema = "mtbf.census.part/1"

// Partial is what some of the units of a log come to under some rules: all that the
// category table needs of their outages, as counts, as sums without an order and as the
// repair times in order. Partial results of a log whose units were divided in any way
// merge, in any order, to that of the whole log, bit by bit. It goes through JSON
// unchanged.
type Partial struct {
	Schema   string
	Window   model.Interval
	Inferred bool
	Outages  int // admitted
	Units    int // with an admitted outage
	Seen     int // that the log shows, without one
	Named    int // that the log names

	Accounting Counts
	Joined     int // outages that are part of a failure that began before its unit was observed
	Shares     shares
	All        covered // unplanned and planned together
	Planned    covered
	Places     []Place    // of the category tree, in order of their paths
	Sets       []SetTimes // in order of their causes
}

// SetTimes are the repair times of the failures with one set of causes; those of a place
// in the tree are the times of all sets that count there.
type SetTimes struct {
	Causes   []model.Category
	Times    Multiset // of the completed repairs, hours
	Censored Multiset
}

func (t *SetTimes) compare(o SetTimes) int { return slices.Compare(t.Causes, o.Causes) }

// Counts are those of Accounting that each outage adds to on its own.
type Counts struct {
	OutOfWindow    int
	Left           map[string]int
	InfantBy       map[model.Category]int
	Open           int
	ZeroLength     int
	NoDuration     int
	OngoingAtStart int
	Planned        int
	Excused        int
}

// Place is what a place in the category tree has gathered.
type Place struct {
	Path        model.Category
	Failures    int
	Instant     int
	Joined      int
	ByRule      []int
	Restoration num.Fixed
	Covered     covered
	Zeros       int
}

// NotMergeableError tells what of an analysis cannot be put together from partial
// results.
type NotMergeableError struct{ What, Why string }

func (e *NotMergeableError) Error() string {
	return fmt.Sprintf("%s cannot be put together from parts of a log: %s; 'mtbf analyze' does it on one machine", e.What, e.Why)
}

// CheckMergeable refuses by name the rules whose results do not merge: *NotMergeableError.
func (opt *Options) CheckMergeable() error {
	for _, r := range []struct {
		asked     bool
		what, why string
	}{
		{opt.IncidentGap != nil, "incidents (--incident-gap)", "they are of failures of different units"},
		{opt.By != NoSplit, "groups (--by)", "each is an analysis of its own"},
		{opt.Objective != nil, "an error budget (--slo)", "its periods are of all units together"},
		{opt.Weighting != nil, "the share delivered (--weight)", "its total is that of the whole log"},
		{opt.Service != nil, "hours of service (--service-hours)", "they reach back to the first event of the log"},
		{opt.IgnoreShorter > 0, "outages passed over (--ignore-shorter)", "their units count as seen"},
	} {
		if r.asked {
			return &NotMergeableError{r.what, r.why}
		}
	}
	return nil
}

// mergeable refuses by name what of a log does not merge.
func (s *study) mergeable() error {
	rule := s.opt.Exposure
	byUnits := len(s.log.Exposure) == 0 && rule.Fleet == nil && rule.Units == 0 && rule.TotalHours == 0
	dated := func(u model.Unit) bool {
		in := serviceOf(&u)
		return !math.IsInf(in.From, -1) || !math.IsInf(in.To, 1)
	}
	for _, r := range []struct {
		there     bool
		what, why string
	}{
		{len(s.log.Exposure) > 0 && s.opt.ofPart.exposure == nil, "a log that records time in service", "the exposure is that of all rows"},
		{len(s.log.Acknowledged) > 0, "times of acknowledgement", "they are told by row"},
		{s.log.Watched != nil, "a window that the log itself tells", "it is that of all rows"},
		{byUnits && slices.ContainsFunc(s.log.Units, dated), "dates of service in the log", "the share of the exposure that had passed when a failure began is that of all units; --fleet gives them"},
	} {
		if r.there {
			return &NotMergeableError{r.what, r.why}
		}
	}
	return nil
}

// Measure walks through the outages of some units of a log, all those of each, under
// rules whose window is that of the whole log; inferred says that nobody gave it. watched
// is when how many of all units were watched, where the log itself records it. It
// returns a *NotMergeableError for what does not merge, and the errors of Analyze.
func Measure(ctx context.Context, log *model.Log, opt Options, inferred bool, watched []model.Exposure) (*Partial, error) {
	if opt.Window == nil {
		return nil, &model.ParamError{Param: "window", Value: "none", Want: "that of the whole log"}
	}
	if err := opt.CheckMergeable(); err != nil {
		return nil, err
	}
	opt.ofPart, opt.Exposure.part = &partOf{inferred: inferred, exposure: watched}, true
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	if err := s.mergeable(); err != nil {
		return nil, err
	}
	t, err := s.tally()
	if err != nil {
		return nil, err
	}
	return s.partial(t), nil
}

// partOf says that the log is a part of one, or stands for all of its parts.
type partOf struct {
	inferred bool             // the window of the whole was
	exposure []model.Exposure // that the log records, of all parts
	whole    *Partial         // nil: it is a part
}

// partial returns what a study has found.
func (s *study) partial(t *tallies) *Partial {
	a := &s.acc
	p := &Partial{
		Schema: PartialSchema, Window: s.window, Inferred: s.inferred, Outages: len(s.outages), Units: s.units, Seen: len(s.seenParts) - s.units, Named: len(s.log.Units),
		Accounting: Counts{
			OutOfWindow: a.OutOfWindow, Left: maps.Clone(a.Left), InfantBy: maps.Clone(a.InfantBy), Open: a.Open, ZeroLength: a.ZeroLength,
			NoDuration: a.NoDuration, OngoingAtStart: a.OngoingAtStart, Planned: a.Planned, Excused: a.Excused,
		},
		Joined: t.joined, Shares: t.shares, All: t.all, Planned: t.planned,
	}
	p.Seen = max(0, p.Seen)
	for n, g := range t.of {
		if g != nil {
			p.Places = append(p.Places, g.place(s.sets.paths[n]))
		}
	}
	slices.SortFunc(p.Places, func(a, b Place) int { return cmp.Compare(a.Path, b.Path) })
	var sets []SetTimes
	for _, r := range t.bySet {
		if len(r.times)+len(r.censored) > 0 {
			sets = append(sets, SetTimes{s.sets.sets[r.set], NewMultiset(r.times), NewMultiset(r.censored)})
		}
	}
	slices.SortFunc(sets, func(a, b SetTimes) int { return a.compare(b) })
	for i := range sets { // two may be of the same causes, once failures are joined
		if n := len(p.Sets); n > 0 && p.Sets[n-1].compare(sets[i]) == 0 {
			p.addTimes(sets[i : i+1])
			continue
		}
		p.Sets = append(p.Sets, sets[i])
	}
	return p
}

// place returns what a place of the tree has gathered.
func (t *tally) place(path model.Category) Place {
	return Place{
		Path: path, Failures: t.failures, Instant: t.instant, Joined: t.joined, ByRule: slices.Clone(t.byRule), Restoration: t.restoration,
		Covered: t.covered, Zeros: t.repairs.Zeros,
	}
}

// Merge adds what other units of the same log have come to under the same rules. It
// returns an error, and p is of no more use, for results that are not of one log.
func (p *Partial) Merge(o *Partial) error {
	switch {
	case p.Schema != PartialSchema || o.Schema != PartialSchema:
		return fmt.Errorf("census: a partial result of the form %q, not %q", cmp.Or(o.Schema, p.Schema), PartialSchema)
	case p.Window != o.Window || p.Inferred != o.Inferred:
		return fmt.Errorf("census: partial results of different windows")
	}
	p.Outages, p.Units, p.Seen, p.Joined = p.Outages+o.Outages, p.Units+o.Units, p.Seen+o.Seen, p.Joined+o.Joined
	p.Named += o.Named
	p.Accounting.add(&o.Accounting)
	p.Shares.merge(o.Shares)
	p.All.merge(o.All)
	p.Planned.merge(o.Planned)
	p.addTimes(o.Sets)
	return p.addPlaces(o.Places)
}

func (c *Counts) add(o *Counts) {
	c.OutOfWindow += o.OutOfWindow
	c.Open += o.Open
	c.ZeroLength += o.ZeroLength
	c.NoDuration += o.NoDuration
	c.OngoingAtStart += o.OngoingAtStart
	c.Planned += o.Planned
	c.Excused += o.Excused
	c.Left, c.InfantBy = added(c.Left, o.Left), added(c.InfantBy, o.InfantBy)
}

// added adds the counts of one map to those of another.
func added[K comparable](to, from map[K]int) map[K]int {
	if to == nil {
		to = map[K]int{}
	}
	for k, n := range from {
		to[k] += n
	}
	return to
}

// addPlaces merges two lists of places that are in order.
func (p *Partial) addPlaces(others []Place) error {
	var all []Place
	a, b := p.Places, others
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Path < b[0].Path:
			all, a = append(all, a[0]), a[1:]
		case len(a) == 0 || b[0].Path < a[0].Path:
			all, b = append(all, b[0]), b[1:]
		default:
			if err := a[0].add(&b[0]); err != nil {
				return err
			}
			all, a, b = append(all, a[0]), a[1:], b[1:]
		}
	}
	p.Places = all
	return nil
}

func (p *Place) add(o *Place) error {
	p.Failures, p.Instant, p.Joined, p.Zeros = p.Failures+o.Failures, p.Instant+o.Instant, p.Joined+o.Joined, p.Zeros+o.Zeros
	switch {
	case p.ByRule == nil:
		p.ByRule = slices.Clone(o.ByRule)
	case o.ByRule != nil && len(o.ByRule) != len(p.ByRule):
		return fmt.Errorf("census: partial results with %d and %d rules of reporting", len(p.ByRule), len(o.ByRule))
	default:
		for i, n := range o.ByRule {
			p.ByRule[i] += n
		}
	}
	p.Restoration.Merge(o.Restoration)
	p.Covered.merge(o.Covered)
	return nil
}

// addTimes merges lists of times that are in order.
func (p *Partial) addTimes(others []SetTimes) {
	var all []SetTimes
	a, b := p.Sets, others
	for len(a) > 0 && len(b) > 0 {
		switch a[0].compare(b[0]) {
		case -1:
			all, a = append(all, a[0]), a[1:]
		case 1:
			all, b = append(all, b[0]), b[1:]
		default:
			both := SetTimes{a[0].Causes, a[0].Times.with(b[0].Times), a[0].Censored.with(b[0].Censored)}
			all, a, b = append(all, both), a[1:], b[1:]
		}
	}
	p.Sets = append(append(all, a...), b...)
}

// Table makes the category table of a log from what its units have come to, under the
// rules that they were measured by. log has what is known of the whole but its outages,
// and the account of its reading.
func (p *Partial) Table(ctx context.Context, log *model.Log, opt Options) (*Table, error) {
	if p.Schema != PartialSchema {
		return nil, fmt.Errorf("census: a partial result of the form %q, not %q", p.Schema, PartialSchema)
	}
	if err := opt.CheckMergeable(); err != nil {
		return nil, err
	}
	if err := p.checkTimes(); err != nil {
		return nil, err
	}
	opt.Window, opt.ofPart = &p.Window, &partOf{inferred: p.Inferred, whole: p}
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	t := p.tallies(s)
	if err := s.judge(t); err != nil {
		return nil, err
	}
	return s.tableOf(t)
}

// checkTimes refuses more repair times than there are outages, before they take memory:
// a failure has one, and is an outage or several.
func (p *Partial) checkTimes() error {
	left := p.Outages
	for _, s := range p.Sets {
		for _, times := range []Multiset{s.Times, s.Censored} {
			for _, c := range times {
				if c.Count < 1 || c.Count > left {
					return fmt.Errorf("census: a partial result of %d outages with more repair times than that", p.Outages)
				}
				left -= c.Count
			}
		}
	}
	return nil
}

// takeCounts takes those of the whole for the study's own.
func (s *study) takeCounts(p *Partial) {
	c, a := &p.Accounting, &s.acc
	a.OutOfWindow, a.Left, a.InfantBy, a.Open, a.ZeroLength = c.OutOfWindow, added(nil, c.Left), added(nil, c.InfantBy), c.Open, c.ZeroLength
	a.NoDuration, a.OngoingAtStart, a.Planned, a.Excused = c.NoDuration, c.OngoingAtStart, c.Planned, c.Excused
	a.Accepted, s.units = p.Outages+s.log.Reading.ExposureRows, p.Units
}

// seen returns the exposure of the units that the log shows, which are in service over
// the whole window, and how many they are.
func (p *Partial) seen() (parts []model.Exposure, units int) {
	if units = p.Units + p.Seen; units > 0 {
		parts = []model.Exposure{{Count: units, Interval: p.Window}}
	}
	return parts, units
}

// tallies are those of a study that stands for all parts.
func (p *Partial) tallies(s *study) *tallies {
	t := &tallies{planned: p.Planned, all: p.All, shares: p.Shares, joined: p.Joined}
	for i := range p.Places {
		g := &p.Places[i]
		place := t.at(s.sets.place(g.Path))
		place.failures, place.instant, place.joined, place.byRule = g.Failures, g.Instant, g.Joined, g.ByRule
		place.restoration, place.covered = g.Restoration, g.Covered
		place.repairs.Zeros = g.Zeros
	}
	times, censored := map[node][]Multiset{}, map[node][]Multiset{}
	for i := range p.Sets {
		r := &p.Sets[i]
		for _, n := range s.sets.of(s.sets.add(r.Causes)) {
			times[n], censored[n] = append(times[n], r.Times), append(censored[n], r.Censored)
		}
	}
	for n := range times {
		place := t.at(n)
		place.repairs.Times, place.repairs.Censored = union(times[n]).Values(), union(censored[n]).Values()
	}
	return t
}
