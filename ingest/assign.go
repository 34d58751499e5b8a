package ingest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// candidate is a column, or two, for a role.
type candidate struct {
	*holds
	weight float64
	named  bool // by its name, not by what it holds alone
}

// assignment gives columns to the roles that tell an outage.
type assignment struct {
	role   map[Role]*candidate
	weight float64
}

// scored are the roles that are given together, so that one assignment of all of
// them wins.
var scored = []Role{roleStart, roleEnd, roleDuration, roleUnit, roleCategory}

// assigner finds the best assignment.
type assigner struct {
	columns []*holds
	pairs   []*holds // a date and a clock in two columns
	known   map[Role]Names
	best    map[Role][]*candidate // of a role, the best first
	fixed   map[Role]*holds       // of roles that have a column already
}

// maxCandidates bounds the candidates of a role that are tried.
const maxCandidates = 6

func newAssigner(header []string, sample [][]string, p *Profile) *assigner {
	a := &assigner{known: p.Columns, best: map[Role][]*candidate{}}
	for i, name := range header {
		a.columns = append(a.columns, holdsOf(origin{columns: []int{i}, name: name}, sample, p.Missing))
	}
	a.pair(sample, p.Missing)
	resolveAll(slices.Concat(a.columns, a.pairs))
	for _, role := range scored {
		for _, h := range slices.Concat(a.columns, a.pairs) {
			if w, named := a.score(role, h); w > 0 {
				a.best[role] = append(a.best[role], &candidate{h, w, named})
			}
		}
		slices.SortStableFunc(a.best[role], func(x, y *candidate) int { return cmp.Compare(y.weight, x.weight) })
	}
	return a
}

// assign returns the best assignment of the roles that are not fixed.
func (a *assigner) assign(fixed map[Role]origin) *assignment {
	a.fixed = map[Role]*holds{}
	for role, s := range fixed {
		for _, h := range slices.Concat(a.columns, a.pairs) {
			if slices.Equal(h.columns, s.columns) {
				a.fixed[role] = h
			}
		}
	}
	best := &assignment{weight: math.Inf(-1)}
	a.try(scored, &assignment{role: map[Role]*candidate{}}, fixed, best)
	return best
}

func (a *assigner) try(left []Role, made *assignment, fixed map[Role]origin, best *assignment) {
	if len(left) == 0 {
		if w := made.weight + a.fit(made); w > best.weight {
			*best = assignment{role: maps.Clone(made.role), weight: w}
		}
		return
	}
	role := left[0]
	a.try(left[1:], made, fixed, best)
	if _, ok := fixed[role]; ok {
		return
	}
	for _, c := range a.best[role][:min(maxCandidates, len(a.best[role]))] {
		if made.uses(c) || uses(fixed, c.origin) {
			continue
		}
		made.role[role] = c
		made.weight += c.weight
		a.try(left[1:], made, fixed, best)
		made.weight -= c.weight
		delete(made.role, role)
	}
}

// uses reports whether a column of c has a role already. A date may stand beside two
// clocks.
func (m *assignment) uses(c *candidate) bool {
	for _, other := range m.role {
		if shares(other.origin, c.origin) {
			return true
		}
	}
	return false
}

func uses(fixed map[Role]origin, s origin) bool {
	for _, other := range fixed {
		if shares(other, s) {
			return true
		}
	}
	return false
}

// shares reports whether two origins have a column in common, but for the date of
// two clocks.
func shares(a, b origin) bool {
	if len(a.columns) == 2 && len(b.columns) == 2 && a.columns[0] == b.columns[0] && a.columns[1] != b.columns[1] {
		return false
	}
	return slices.ContainsFunc(a.columns, func(c int) bool { return slices.Contains(b.columns, c) })
}

// What columns that go together weigh.
const (
	ordered   = 3   // ends that come after starts
	disorders = -20 // ends that come before
	agrees    = 4   // durations that are end - start
	disagrees = -1
	lonely    = -6 // an end without a start

	clocksBack = 1 // hours that an end may lie before its start where clocks are put back
)

// fit is what the columns of an assignment weigh together.
func (a *assigner) fit(m *assignment) float64 {
	start, end, lasts := a.of(m, roleStart), a.of(m, roleEnd), a.of(m, roleDuration)
	if start == nil {
		if m.role[roleEnd] != nil {
			return lonely
		}
		return 0
	}
	w := 0.0
	if end != nil {
		if start.numeric() != end.numeric() {
			return disorders
		}
		w += follow(start, end)
		w += furtherWord * float64(kin(start.name, end.name))
		if lasts != nil {
			agreed := agreement(start, end, lasts)
			if c := m.role[roleEnd]; c != nil && !c.named && agreed <= 0 {
				return disorders // the durations tell the ends
			}
			w += agreed
		}
	}
	return w
}

// of is what the column of a role holds, nil where it has none.
func (a *assigner) of(m *assignment, role Role) *holds {
	if c := m.role[role]; c != nil {
		return c.holds
	}
	return a.fixed[role]
}

// follow weighs whether ends come after starts.
func follow(start, end *holds) float64 {
	after, before := 0, 0
	overnight := len(start.columns) == 2 && len(end.columns) == 2 && start.columns[0] == end.columns[0]
	for i := range start.hours {
		switch d := elapsed(start, end, i); {
		case d >= 0, overnight && d < 0:
			after++
		case d < -clocksBack:
			before++
		}
	}
	switch {
	case before > after:
		return disorders
	case after > 0:
		return ordered * float64(after-before) / float64(after+before)
	}
	return 0
}

// elapsed is end - start, NaN where that is not known: an offset beside a time without
// one waits for the zone.
func elapsed(start, end *holds, i int) float64 {
	if start.written[i].HasOffset() != end.written[i].HasOffset() {
		return math.NaN()
	}
	return end.at(i) - start.at(i)
}

// numeric reports whether the column holds numbers, not dates.
func (h *holds) numeric() bool { return h.stamps < mostly && h.numbers >= mostly && h.compact < 1 }

// at is the time of a row: hours of a date, or a number; NaN for none.
func (h *holds) at(i int) float64 {
	if !math.IsNaN(h.hours[i]) {
		return h.hours[i]
	}
	switch {
	case h.epochs >= mostly:
		return h.lengths[i] * h.epochUnit
	case h.numbers >= mostly:
		return h.lengths[i]
	}
	return math.NaN()
}

// agreement weighs whether durations are end - start in some unit.
func agreement(start, end, lasts *holds) float64 {
	told, ratios := 0, map[int]int{}
	for i := range start.hours {
		d, l := elapsed(start, end, i), lasts.lengths[i]
		if !(d > 0) || !(l > 0) {
			continue
		}
		told++
		ratios[int(math.Round(20*math.Log(l/d)))]++
	}
	most := 0
	for _, n := range ratios {
		most = max(most, n)
	}
	switch {
	case told == 0:
		return 0
	case told > 1 && 2*most > told:
		return agrees
	}
	return disagrees
}

// kin counts the words that two names share.
func kin(a, b string) int {
	n := 0
	other := wordsOf(b)
	for _, word := range wordsOf(a) {
		if slices.Contains(other, word) {
			n++
		}
	}
	return n
}

// pair makes times of a date in one column and a clock in another: in the next one,
// or in one that shares a word with it beyond those of any date.
func (a *assigner) pair(sample [][]string, missing []string) {
	var dates, clocks []*holds
	for _, h := range a.columns {
		switch {
		case h.stamps >= mostly && h.days > mostly:
			dates = append(dates, h)
		case h.clocks >= mostly && h.stamps == 0 && !a.isDuration(h):
			clocks = append(clocks, h)
		}
	}
	for _, clock := range clocks {
		var best *holds
		most := 0.0
		for _, date := range dates {
			if w := companion(date, clock, len(dates)); w > most {
				best, most = date, w
			}
		}
		if best == nil {
			continue
		}
		s := origin{columns: []int{best.columns[0], clock.columns[0]}, joint: " ", name: best.name + "+" + clock.name}
		a.pairs = append(a.pairs, holdsOf(s, sample, missing))
	}
}

// isDuration reports whether the name of a column of clocks says that they are lengths
// of time, and not times of day.
func (a *assigner) isDuration(h *holds) bool {
	lasts, _ := nameWeight(roleDuration, h.name, a.known[roleDuration])
	start, _ := nameWeight(roleStart, h.name, a.known[roleStart])
	end, _ := nameWeight(roleEnd, h.name, a.known[roleEnd])
	return lasts > max(start, end)
}

// companion weighs whether a clock belongs to a date.
func companion(date, clock *holds, dates int) float64 {
	w := 2 * float64(kin(bareName(date.name), bareName(clock.name)))
	switch clock.columns[0] - date.columns[0] {
	case 1:
		w += 3
	case 2, -1:
		w++
	}
	if dates == 1 {
		w++
	}
	return w
}

// bareName is a name without the words that every date and clock has.
func bareName(name string) string {
	words := slices.DeleteFunc(wordsOf(name), func(w string) bool { return w == "date" || w == "time" || w == "day" || w == "clock" })
	return strings.Join(words, " ")
}

// unitCandidates are columns that may tell the unit, though no name says so: words or
// codes of which some come again. Those of more values come first.
func (a *assigner) unitCandidates(taken map[Role]origin) []ValueCount {
	var found []*holds
	for _, h := range a.columns {
		if _, never := a.nameOf(roleUnit, h); never {
			continue
		}
		names := h.stamps < mostly && h.clocks < mostly && h.durations < mostly && h.longest <= longName && (h.numbers < mostly || isKey(h.name))
		if names && h.repeats() && !h.constant() && 2*h.filled >= h.rows && !uses(taken, h.origin) {
			found = append(found, h)
		}
	}
	slices.SortStableFunc(found, func(x, y *holds) int { return cmp.Compare(y.different, x.different) })
	var shown []ValueCount
	for _, h := range found[:min(maxShownUnits, len(found))] {
		shown = append(shown, ValueCount{h.name, h.different})
	}
	return shown
}

// maxShownUnits bounds the candidates for the unit that are shown.
const maxShownUnits = 3

// isKey reports whether a name says that its numbers are names.
func isKey(name string) bool {
	words := wordsOf(name)
	return len(words) > 0 && slices.Contains([]string{"id", "no", "number", "code", "nr", "num"}, words[len(words)-1])
}
