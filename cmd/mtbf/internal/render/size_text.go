package render

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/printable"
)

// Blocks returns the choice, what each addition buys, where copies stop helping,
// and what confidence changes.
func (s *Sizing) Blocks() []Block {
	blocks := []Block{s.choice()}
	if len(s.Steps) > 1 {
		blocks = append(blocks, s.additions())
	}
	blocks = append(blocks, s.saturation())
	if s.Confidence != nil {
		blocks = append(blocks, s.confidence()...)
	}
	if s.Sensitivity != nil {
		blocks = append(blocks, s.sensitivity())
	}
	return withNotes(blocks, noteLines(s.Warnings))
}

// word is the probability that is sized.
func (s *Sizing) word() string {
	if s.Mission != nil {
		return "reliability"
	}
	return "availability"
}

func (s *Sizing) title() string {
	var goal string
	if s.Target == nil {
		goal = "the greatest " + s.word()
	} else {
		goal = fmt.Sprintf("the least %s with %s of %s %% or more", s.Objective, s.word(), targetPercent(*s.Target, *s.Allowed))
	}
	if s.Mission != nil {
		goal += fmt.Sprintf(" in %s h without repair", amount(*s.Mission))
	}
	for i, name := range slices.Sorted(maps.Keys(s.Limits)) {
		goal += [...]string{" within ", ", "}[min(i, 1)] + name + " " + amount(s.Limits[name])
	}
	if s.Confidence != nil {
		goal += fmt.Sprintf(", with %.10g %% confidence", 100*s.Confidence.Confidence)
	}
	return s.System + ": " + goal
}

// About tells in lines of text what was asked and what was chosen, and whether that is
// proved.
func (s *Sizing) About() []string {
	spent := ""
	for _, name := range s.Counted {
		spent += name + " " + amount(s.Best.Resources[name]) + ", "
	}
	return []string{
		s.title() + ".",
		fmt.Sprintf("Chosen: %s; %sun%s %s.", s.Best.text, spent, s.word(), number.Sig(s.Best.Unavailability, 6)),
		s.proof(),
	}
}

// choiceWidth is the width at which the text of a design is wrapped.
const choiceWidth = 32

// maxShown bounds the resources in a table.
const maxShown = 2

// columns are the resources that a table of designs shows.
func (s *Sizing) columns() []string { return s.Counted[:min(len(s.Counted), maxShown)] }

// row is a design in a table.
func (s *Sizing) row(d *Design, first string) []string {
	row := []string{first, d.text}
	for _, name := range s.columns() {
		row = append(row, amount(d.Resources[name]))
	}
	return append(row, number.Sig(d.Unavailability, 4))
}

// unavailability are the columns of a table of designs that hold it: that of the header, and so many after it.
func (s *Sizing) unavailability(more int) alike {
	first := 2 + len(s.columns())
	return columnsAlike([]int{first, first + 1}[:1+more])
}

func (s *Sizing) header() []string {
	head := append([]string{"", "Choice"}, s.columns()...)
	return append(head, "Un"+s.word())
}

// choice shows the best design between its neighbours.
func (s *Sizing) choice() Block {
	g := &Grid{Left: 2, Alike: s.unavailability(0), Header: s.header(), Wrap: map[int]int{1: choiceWidth}}
	uncertain := s.Confidence != nil && s.Confidence.Meets != nil
	if uncertain {
		g.Alike, g.Header = s.unavailability(1), append(g.Header, "at most")
	}
	for _, x := range []struct {
		name   string
		design *Design
	}{{"next cheaper", s.Cheaper}, {"chosen", &s.Best}, {"next costlier", s.Dearer}} {
		if x.design == nil {
			continue
		}
		row := s.row(x.design, x.name)
		if uncertain {
			row = append(row, s.atMost(x.design))
		}
		g.Rows = append(g.Rows, row)
	}
	b := Block{Title: s.title(), Grid: g, Foot: []string{s.proof(), s.miss()}}
	if uncertain {
		b.Foot = append(b.Foot, fmt.Sprintf("At most: not exceeded with %.10g %% confidence, which decides; un%s is at the estimates.", 100*s.Confidence.Confidence, s.word()))
	}
	return b
}

// atMost is the unavailability of a design that the draws do not exceed with the confidence.
func (s *Sizing) atMost(d *Design) string {
	if d.text == s.Best.text {
		return number.Sig(s.Confidence.AtMost, 4)
	}
	for _, x := range s.Confidence.Levels {
		if x.text == d.text {
			return number.Sig(x.AtMost, 4)
		}
	}
	return number.Absent
}

// proof says in words what is proved.
func (s *Sizing) proof() string {
	than := "nothing within the limits has a greater " + s.word()
	bound := "un" + s.word() + " may come down to " + number.Sig(s.Bound, 4)
	if s.Target != nil {
		than = "nothing that meets the target takes less " + s.Objective
		bound = fmt.Sprintf("the %s may come down to %s", s.Objective, amount(s.Bound))
	}
	if s.Confidence != nil {
		than += fmt.Sprintf(", by the %s draws", number.Count(s.Confidence.Draws))
	}
	if s.ProvedOptimal {
		return fmt.Sprintf("Proved: %s (%s looked at).", than, number.Counted(s.Evaluated, "combination"))
	}
	return fmt.Sprintf("Not proved: %s, no further.", bound)
}

// miss says how the next cheaper design falls short.
func (s *Sizing) miss() string {
	switch {
	case s.Cheaper == nil:
		return "Nothing cheaper is possible."
	case s.Missed == nil && s.Confidence != nil:
		return "Unavailability is that at the estimates, by which the choice was not made."
	case s.Missed == nil:
		return fmt.Sprintf("The next cheaper is down %s times as much.", number.Sig(s.Cheaper.Unavailability/s.Best.Unavailability, 3))
	case s.Confidence != nil:
		return fmt.Sprintf("With that confidence, the next cheaper is down up to %s times as much as the target allows.", number.Sig(*s.Missed, 3))
	}
	return fmt.Sprintf("The next cheaper is down %s times as much as the target allows.", number.Sig(*s.Missed, 3))
}

// Lines shown before and after that of the best design.
const (
	linesBefore = 6
	linesAfter  = 3
)

// about is the range of n lines to show, of which those before at spend less
// than the best design, or as much.
func about(at, n int) (from, to int) { return max(0, at-linesBefore), min(n, at+linesAfter+1) }

// mark marks the best design.
func (s *Sizing) mark(d *Design) string {
	if d.text == s.Best.text {
		return "*"
	}
	return ""
}

// dearer reports whether a design spends more than the best.
func (s *Sizing) dearer(d *Design) bool {
	return d.Resources[s.Counted[0]] > s.Best.Resources[s.Counted[0]]
}

// additions shows the steps about the best design.
func (s *Sizing) additions() Block {
	g := &Grid{Left: 2, Alike: s.unavailability(0), Header: append(s.header(), "Times"), Wrap: map[int]int{1: choiceWidth}}
	at := slices.IndexFunc(s.Steps, func(x SizingStep) bool { return s.dearer(&x.Design) })
	if at < 0 {
		at = len(s.Steps)
	}
	from, to := about(at-1, len(s.Steps))
	chosen := false
	for i := from; i < to; i++ {
		step, times := &s.Steps[i], ""
		chosen = chosen || s.mark(&step.Design) != ""
		if i > from {
			times = number.Sig(step.Factor, 3)
		}
		g.Rows = append(g.Rows, append(s.row(&step.Design, s.mark(&step.Design)), times))
	}
	b := Block{Title: fmt.Sprintf("What each addition of %s buys", s.Counted[0]), Grid: g}
	if s.Confidence != nil {
		b.Title += ", at the estimates"
	}
	mark := "* chosen."
	if !chosen {
		mark = fmt.Sprintf("The design chosen (%s, %s %s) is none of these: at the estimates another is as good for less or the same %s.", s.Best.text, s.Counted[0], amount(s.Best.Resources[s.Counted[0]]), s.Counted[0])
	}
	b.Foot = append(b.Foot, fmt.Sprintf("%s Times: un%s over that of the line above.", mark, s.word()))
	if to-from < len(s.Steps) || len(s.Frontier) > len(s.Steps) {
		b.Foot = append(b.Foot, fmt.Sprintf("%s in all, %s on the Pareto frontier of %s: --format csv lists them.",
			number.Counted(len(s.Steps), "step"), number.Counted(len(s.Frontier), "design"), strings.Join(s.Counted, ", ")))
	}
	return b
}

// saturation shows what more copies at each question do, around the choice.
func (s *Sizing) saturation() Block {
	g := &Grid{Left: 1, Alike: columnsAlike([]int{3, 4, 5, 6}), Header: []string{"Copies of", "Chosen", "Enough", "One less", "As chosen", "One more", "Two more"}, Wrap: map[int]int{0: choiceWidth}}
	for _, x := range s.Saturation {
		chosen := s.Best.Choices[x.Choice]
		row := []string{x.Choice, number.Count(chosen), number.Count(x.Enough)}
		for n := chosen - 1; n <= chosen+2; n++ {
			cell := number.Absent
			if i := n - x.From; i >= 0 && i < len(x.Unavailability) {
				cell = number.Sig(x.Unavailability[i], 3)
			}
			row = append(row, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return Block{Title: fmt.Sprintf("Saturation of redundancy: un%s of the system by copies", s.word()), Grid: g,
		Foot: []string{"Enough: every further copy gains less than 1 % of what is left."}}
}

// sensitivity shows what numbers that are off do to the choice.
func (s *Sizing) sensitivity() Block {
	g := &Grid{Left: 3, Alike: columnsAlike([]int{3}), Header: []string{"Module", "Parameter", "If it were", "Un" + s.word(), "Target", "Then chosen", s.Counted[0]}, Wrap: map[int]int{5: choiceWidth}}
	for _, off := range s.Sensitivity {
		verdict, then, spent := "met", "nothing would do", number.Absent
		if !off.Meets {
			verdict = "missed"
		}
		if s.Target == nil {
			verdict = number.Absent
		}
		if off.Best != nil {
			then, spent = off.Best.text, amount(off.Best.Resources[s.Counted[0]])
			if then == s.Best.text {
				then = "the same"
			}
		}
		g.Rows = append(g.Rows, []string{printable.Clip(off.Module, 24), parameterLabel(off.Parameter), off.Why, number.Sig(off.Unavailability, 4), verdict, then, spent})
	}
	return Block{Title: "Sensitivity: the choice if one number is off", Grid: g, Foot: []string{
		fmt.Sprintf("Un%s and target: of the design chosen, with that number. Then chosen: with that number, at the points of the others.", s.word())}}
}

// confidence shows how the choice follows the confidence, and which inputs
// matter.
func (s *Sizing) confidence() []Block {
	c := s.Confidence
	b := Block{Title: fmt.Sprintf("Parameter uncertainty, in %s draws", number.Count(c.Draws))}
	b.Lines = []string{fmt.Sprintf("The choice has an un%s of at most %s with %.10g %% confidence.", s.word(), number.Sig(c.AtMost, 4), 100*c.Confidence)}
	if c.Meets == nil {
		return append([]Block{b}, s.inputs())
	}
	b.Lines = append(b.Lines,
		fmt.Sprintf("It meets the target in %s %% of the draws; what the estimates alone would choose (%s) in %s %%.", share(*c.Meets), c.Point.text, share(*c.PointMeets)))
	b.Grid = s.levels()
	b.Foot = []string{fmt.Sprintf("* chosen. Each is the cheapest found for its share of the draws; at most: not exceeded in %.10g %%.", 100*c.Confidence)}
	return []Block{b, s.inputs()}
}

// levels shows the designs that more and less confidence would choose.
func (s *Sizing) levels() *Grid {
	levels := s.Confidence.Levels
	g := &Grid{Left: 2, Alike: s.unavailability(1), Header: append(s.header(), "at most", "Target met, %"), Wrap: map[int]int{1: choiceWidth}}
	at := slices.IndexFunc(levels, func(x SizingAssured) bool { return s.dearer(&x.Design) })
	if at < 0 {
		at = len(levels)
	}
	from, to := about(at-1, len(levels))
	for i := from; i < to; i++ {
		x := &levels[i]
		g.Rows = append(g.Rows, append(s.row(&x.Design, s.mark(&x.Design)), number.Sig(x.AtMost, 4), share(x.Meets)))
	}
	return g
}

// inputs shows which uncertain numbers matter.
func (s *Sizing) inputs() Block {
	g := &Grid{Left: 2, Header: []string{"Uncertain module", "Parameter", "Variance contribution, %", "More unit-hours"}}
	for _, in := range s.Confidence.Inputs {
		more := sigOrAbsent(in.MoreHours, 3)
		if in.never {
			more = "∞"
		}
		g.Rows = append(g.Rows, []string{printable.Clip(in.Module, 24), parameterLabel(in.Parameter), share(in.Share), more})
	}
	return Block{Title: "Variance contribution of each parameter", Grid: g, Foot: []string{
		"Variance contribution: the part of the variance of the choice's log unavailability that the parameter brings. " +
			"More unit-hours: to watch the module, failing as before, until a cheaper design would do; ∞: none would."}}
}

// parameterLabel writes what kind of number is uncertain.
func parameterLabel(parameter string) string {
	if parameter == "mtbf" || parameter == "mttr" {
		return strings.ToUpper(parameter)
	}
	return parameter
}

// share writes a fraction as a percentage.
func share(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) }

// targetPercent writes a target with the figures that it has.
func targetPercent(target, allowed float64) string {
	if allowed > 1e-9 {
		return strconv.FormatFloat(100*target, 'g', 12, 64)
	}
	return strings.TrimSuffix(strings.TrimRight(number.Percent(target, allowed), "0"), ".")
}

// amount writes a total of a resource.
func amount(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e9 {
		return number.Count(int(x))
	}
	return number.Sig(x, 5)
}
