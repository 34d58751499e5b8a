package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/plots"
)

// Question is what the report of a system file that asks (choose:) is made from: the answer,
// and the chosen design as a system.
type Question struct {
	Model       *system.Model // that asks
	Options     sizing.Options
	Result      *sizing.Result
	Sensitivity []sizing.Off
	Buys        []plots.Step // the redundancy of the design, one part after the other; nil where it cannot be told
	Text        string       // the design as a system file
	Design      System

	Warnings []model.Warning // of reading the question
	Source   Source
}

// Page returns the report: the choice, the frontier, what each step buys, what numbers that
// are off would do, then the chosen design as the report of a system has it.
func (q Question) Page() *Page {
	if q.Model == nil || q.Result == nil {
		return nothing("Sizing: ", "a question and its answer", q.Source)
	}
	design := q.Design.Page()
	p := &Page{Title: "Sizing: " + q.Model.Name, Source: q.Source}
	p.Warnings = q.warnings(design)
	p.Findings = q.findings()
	for _, f := range design.Findings {
		if f.Section != "warnings" {
			p.Findings = append(p.Findings, f)
		}
	}
	if n := len(p.Warnings); n > 0 {
		p.Findings = append(p.Findings, Finding{number.Counted(n, "warning") + " on what these numbers rest on.", "warnings"})
	}
	p.Sections = append(p.Sections, q.asked(), q.choice(), q.frontier(), q.steps())
	if len(q.Result.Saturation) > 0 {
		p.Sections = append(p.Sections, q.saturation())
	}
	if len(q.Sensitivity) > 0 {
		p.Sections = append(p.Sections, q.sensitivity())
	}
	if q.Result.Confident != nil {
		p.Sections = append(p.Sections, q.uncertainty())
	}
	for _, s := range design.Sections {
		if s.ID == "diagram" {
			s.Title = "The chosen design"
		}
		p.Sections = append(p.Sections, s)
	}
	p.Sections = append(p.Sections, Section{ID: "file", Title: "The design as a system file", Listing: q.Text,
		Prose: []string{"As 'mtbf size --as-system' writes it. Saved as a file, solve, simulate, report and serve give its numbers."}})
	return p
}

// warnings are those of the question, its answer and the design.
func (q Question) warnings(design *Page) []model.Warning {
	return slices.Concat(q.Warnings, q.Result.Warnings, design.Warnings)
}

// word is the probability that is sized.
func (q Question) word() string {
	if q.Options.Mission > 0 {
		return "reliability"
	}
	return "availability"
}

// goal says what was asked for.
func (q Question) goal() string {
	text := "the greatest " + q.word()
	if !q.Options.Maximize {
		text = fmt.Sprintf("the least %s with %s of %s %% or more", q.Result.Objective, q.word(), leastPercent(q.allowed()))
	}
	if q.Options.Mission > 0 {
		text += fmt.Sprintf(" in a mission of %s without repair", hours(q.Options.Mission))
	}
	between := " within "
	for _, name := range slices.Sorted(maps.Keys(q.Options.Limits)) {
		if most := q.Options.Limits[name]; !math.IsInf(most, 1) {
			text += between + name + " " + number.Plain(most)
			between = ", "
		}
	}
	if c := q.Result.Confident; c != nil {
		text += ", with " + percentText(c.Confidence) + " confidence"
	}
	return text
}

// allowed is the greatest unavailability that meets the target; NaN without one.
func (q Question) allowed() float64 {
	switch {
	case q.Options.Maximize:
		return math.NaN()
	case q.Options.AllowedUnavailability > 0:
		return q.Options.AllowedUnavailability
	}
	return 1 - q.Options.Target
}

// spent tells what a design takes of the resources that count.
func (q Question) spent(d *sizing.Design) string {
	var parts []string
	for _, name := range q.Result.Resources {
		parts = append(parts, name+" "+number.Plain(d.Resources[name]))
	}
	return strings.Join(parts, ", ")
}

func (q Question) findings() []Finding {
	r := q.Result
	proof := "That is proved."
	if !r.ProvedOptimal {
		proof = "That is not proved: the true optimum may be as good as the bound."
	}
	all := []Finding{{fmt.Sprintf("Asked for: %s.", q.goal()), "question"},
		{fmt.Sprintf("Chosen: %s (%s). Its un%s is %s. %s", r.Words(&r.Best), q.spent(&r.Best), q.word(), number.Sig(r.Best.Unavailability, 4), proof), "choice"}}
	if r.Cheaper != nil {
		all = append(all, Finding{q.misses(), "frontier"})
	}
	if text := q.fragile(); text != "" {
		all = append(all, Finding{text, "sensitivity"})
	}
	if c := r.Confident; c != nil && !math.IsNaN(c.ProbabilityOfCompliance) {
		all = append(all, Finding{fmt.Sprintf("It meets the target in %s of %s draws of what the data leave open; what the estimates alone would choose, in %s.",
			percentOf(c.ProbabilityOfCompliance), number.Count(c.Draws), percentOf(c.PointMeets)), "uncertainty"})
	}
	return all
}

// misses says what the next cheaper design lacks.
func (q Question) misses() string {
	c := q.Result.Cheaper
	text := fmt.Sprintf("The next cheaper is %s (%s): ", q.Result.Words(c), q.spent(c))
	if q.Options.Maximize || !(q.Result.TargetRatio > 0) {
		return text + fmt.Sprintf("down %s times as much.", number.Sig(c.Unavailability/q.Result.Best.Unavailability, 3))
	}
	return text + fmt.Sprintf("down %s times as much as the target allows.", number.Sig(q.Result.TargetRatio, 3))
}

// fragile says which numbers the choice hangs on.
func (q Question) fragile() string {
	if len(q.Sensitivity) == 0 || q.Options.Maximize {
		return ""
	}
	var misses []string
	for _, off := range q.Sensitivity {
		if !off.Meets {
			misses = append(misses, fmt.Sprintf("the %s of %s at its %s", parameterWord(off.Parameter), off.Component, off.Why))
		}
	}
	switch {
	case len(misses) == 0:
		return fmt.Sprintf("It still meets the target with any one of its %s numbers off: half, double, or at a limit where one is known.", number.Count(len(q.Sensitivity)))
	case len(misses) > 3:
		return fmt.Sprintf("It misses the target with %s of the %s numbers that were put off, such as %s.", number.Count(len(misses)), number.Count(len(q.Sensitivity)), misses[0])
	}
	return "It misses the target with " + strings.Join(misses, ", or ") + "."
}

func parameterWord(parameter string) string {
	if parameter == "mtbf" || parameter == "mttr" {
		return strings.ToUpper(parameter)
	}
	return parameter
}

// asked is the section of the question.
func (q Question) asked() Section {
	t := Table{Caption: "What there is to choose", Text: 2, Head: []string{"Question", "Copies", "Needed", "Least", "Most"}}
	for i, c := range sizing.Questions(q.Model) {
		t.add([]string{q.Result.Questions[i].Name, depend(c), strconv.Itoa(c.Need), strconv.Itoa(max(c.Min, c.Need)), strconv.Itoa(c.Max)})
	}
	resources := slices.Sorted(maps.Keys(q.Result.Best.Resources))
	parts := Table{Caption: "Modules and what one unit takes", Text: 1, Head: append([]string{"Module", "MTTF, h", "MTTR, h", "Availability, if given", "Reliability, if given"}, resources...)}
	for i := range q.Model.Components {
		c := &q.Model.Components[i]
		availability, reliability := c.Fixed()
		row := []string{c.Name, mean(c.Life), mean(c.Repair), given(availability), given(reliability)}
		for _, name := range resources {
			row = append(row, number.Plain(c.Resources[name]))
		}
		parts.add(row)
	}
	return Section{ID: "question", Title: "The question", Prose: []string{"Asked for: " + q.goal() + "."}, Figures: []*plots.Figure{plots.Diagram(q.Model)}, Tables: []Table{t, parts}}
}

// depend says how the copies of a question depend on each other.
func depend(c *system.Choose) string {
	text := "alike"
	if c.Mix && len(c.Components)+len(c.Structures) > 1 {
		text = "mixed"
	}
	g := c.Group
	if g == nil {
		return text + ", independent"
	}
	text += [...]string{", all serve", ", those needed serve", ", the others wait"}[g.Kind]
	for _, x := range []struct {
		is   bool
		text string
	}{
		{g.Coverage.P() < 1, fmt.Sprintf("coverage %.10g", g.Coverage.P())}, {g.Detection+g.Switchover > 0, "takeover " + hours(g.Detection+g.Switchover)},
		{g.Crews > 0, number.Counted(g.Crews, "crew")}, {g.Beta > 0, fmt.Sprintf("beta %.10g", g.Beta)}, {g.DormancyFactor > 0, fmt.Sprintf("dormancy %.10g", g.DormancyFactor)},
	} {
		if x.is {
			text += ", " + x.text
		}
	}
	return text
}

// designs is a table of designs, each after its name.
func (q Question) designs(caption, first string) Table {
	return Table{Caption: caption, Text: 2, Designs: true, Head: slices.Concat([]string{first, "Design"}, q.Result.Resources, []string{strings.ToUpper(q.word()[:1]) + q.word()[1:] + ", %", "Un" + q.word()})}
}

func (q Question) row(name string, d *sizing.Design) []string {
	row := []string{name, q.Result.Words(d)}
	for _, resource := range q.Result.Resources {
		row = append(row, number.Plain(d.Resources[resource]))
	}
	return append(row, number.Percent(d.Availability, d.Unavailability), plain(d.Unavailability))
}

func (q Question) choice() Section {
	t := q.designs("The choice, and the designs next to it", "")
	for _, x := range []struct {
		name string
		of   *sizing.Design
	}{{"next cheaper", q.Result.Cheaper}, {marked, &q.Result.Best}, {"next costlier", q.Result.Costlier}} {
		if x.of != nil {
			t.add(q.row(x.name, x.of))
		}
	}
	bound := fmt.Sprintf("Bound: no design has less %s than %s.", q.Result.Objective, number.Plain(q.Result.Bound))
	if q.Options.Maximize {
		bound = fmt.Sprintf("Bound: no design within the limits has an un%s below %s.", q.word(), number.Plain(q.Result.Bound))
	}
	return Section{ID: "choice", Title: "The choice", Tables: []Table{t}, Notes: []string{bound, number.Counted(q.Result.Evaluated, "combination") + " looked at."}}
}

func (q Question) frontier() Section {
	t := q.designs("Designs that no other beats in all", "")
	t.Folded = len(q.Result.Frontier) > longTable
	for i := range q.Result.Frontier {
		name := ""
		if slices.EqualFunc(q.Result.Frontier[i].Choices, q.Result.Best.Choices, slices.Equal[[]int]) {
			name = marked
		}
		t.add(q.row(name, &q.Result.Frontier[i]))
	}
	return Section{ID: "frontier", Title: "Pareto frontier", Figures: []*plots.Figure{plots.Frontier(q.Result, q.allowed())}, Tables: []Table{t}, Notes: left(len(q.Result.Frontier), "size")}
}

// steps is the section of what more of the first resource buys, and the redundancy of the
// design.
func (q Question) steps() Section {
	resource := q.Result.Resources[0]
	t := q.designs("What each addition of "+resource+" buys", "")
	t.Head = append(t.Head, "More "+resource, "Times")
	steps := q.Result.Steps()
	for i := range steps {
		more, times := "", ""
		if i > 0 {
			more, times = number.Plain(steps[i].Spent), number.Sig(steps[i].Factor, 3)
		}
		name := ""
		if slices.EqualFunc(steps[i].Design.Choices, q.Result.Best.Choices, slices.Equal[[]int]) {
			name = marked
		}
		t.add(append(q.row(name, &steps[i].Design), more, times))
	}
	t.Folded = len(steps) > longTable
	out := Section{ID: "steps", Title: "What each step buys", Tables: []Table{t}, Notes: append([]string{"Times: un" + q.word() + " over that of the line above."}, left(len(steps), "size")...)}
	if len(q.Buys) > 1 {
		out.Figures = []*plots.Figure{plots.Buys(q.Design.Model.Name, q.Buys)}
		bought := Table{Caption: "The redundancy of the design, one part after the other", Text: 1, Head: []string{"With", "MTBF, h", "Unavailability", "Nines"}}
		for _, s := range q.Buys {
			bought.add([]string{s.Name, definedTime(s.MTBF), defined(s.Unavailability), number.Sig(-math.Log10(s.Unavailability), 3)})
		}
		out.Tables = append([]Table{bought}, out.Tables...)
	}
	return out
}

// saturation is the section of where more copies stop helping.
func (q Question) saturation() Section {
	t := Table{Caption: "Un" + q.word() + " of the system by copies, all else as chosen", Text: 1, Head: []string{"Copies of", "Chosen", "Enough", "One less", "As chosen", "One more", "Two more"}}
	for _, x := range q.Result.Saturation {
		chosen := q.Result.Best.Choices[x.Question][x.Component]
		row := []string{q.Result.Questions[x.Question].Choices[x.Component], strconv.Itoa(chosen), strconv.Itoa(x.Enough)}
		for n := chosen - 1; n <= chosen+2; n++ {
			cell := ""
			if i := n - x.From; i >= 0 && i < len(x.Unavailability) {
				cell = number.Sig(x.Unavailability[i], 4)
			}
			row = append(row, cell)
		}
		t.add(row)
	}
	return Section{ID: "saturation", Title: "Where more copies stop helping", Tables: []Table{t}, Notes: []string{"Enough: every further copy gains less than 1 % of what is left."}}
}

// sensitivity is the section of numbers that are off.
func (q Question) sensitivity() Section {
	t := Table{Caption: "The choice if one number is off", Text: 3, Head: []string{"Module", "Number", "If it were", "Un" + q.word() + " of the choice", "Target", "Then chosen", q.Result.Resources[0]}}
	for _, off := range q.Sensitivity {
		verdict, then, spent := "met", "nothing would do", ""
		switch {
		case q.Options.Maximize:
			verdict = "none"
		case !off.Meets:
			verdict = "missed"
		}
		if off.Best != nil {
			then, spent = q.Result.Words(off.Best), number.Plain(off.Best.Resources[q.Result.Resources[0]])
			if then == q.Result.Words(&q.Result.Best) {
				then = "the same"
			}
		}
		t.add([]string{off.Component, parameterWord(off.Parameter), whyText(off), plain(off.Unavailability), verdict, then, spent})
	}
	return Section{ID: "sensitivity", Title: "Sensitivity", Tables: []Table{t},
		Prose: []string{"One number of a module at a time is put to half and to double of what it was taken for, or to its limits where these are known, all others at their points."}}
}

// uncertainty is the section of what the data leave open.
func (q Question) uncertainty() Section {
	c := q.Result.Confident
	of := percentText(c.Confidence)
	s := Section{ID: "uncertainty", Title: "Parameter uncertainty", Prose: []string{fmt.Sprintf("In %s draws of the uncertain numbers the choice has an un%s of at most %s with %s confidence.", number.Count(c.Draws), q.word(), number.Sig(c.UpperLimit, 4), of)}}
	if len(c.Levels) > 0 {
		t := q.designs("The cheapest found for each share of the draws", "")
		t.Head = append(t.Head, "not exceeded with "+of, "Target met, % of draws")
		for i := range c.Levels {
			l := &c.Levels[i]
			name := ""
			if slices.EqualFunc(l.Design.Choices, q.Result.Best.Choices, slices.Equal[[]int]) {
				name = marked
			}
			t.add(append(q.row(name, &l.Design), plain(l.UpperLimit), number.Sig(100*l.ProbabilityOfCompliance, 3)))
		}
		s.Tables = append(s.Tables, t)
	}
	t := Table{Caption: "Variance contribution of each parameter", Text: 2, Head: []string{"Module", "Parameter", "Share of the variance, %", "More unit-hours until a cheaper design would do"}}
	for _, in := range c.Inputs {
		more := "not asked"
		switch {
		case math.IsInf(in.AdditionalTestHours, 1):
			more = "none would"
		case !math.IsNaN(in.AdditionalTestHours):
			more = number.Sig(in.AdditionalTestHours, 3)
		}
		t.add([]string{in.Component, parameterWord(in.Parameter), number.Sig(100*in.VarianceShare, 3), more})
	}
	s.Tables = append(s.Tables, t)
	return s
}

// whyText is what a number may be, and why.
func whyText(off sizing.Off) string {
	if off.Parameter == "mtbf" || off.Parameter == "mttr" {
		return off.Why + ", " + hours(off.Value)
	}
	return off.Why + ", " + number.Plain(off.Value)
}
