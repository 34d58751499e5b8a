package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/system"
)

// findings are what the engines say, in words.
func (s System) findings() []Finding {
	var all []Finding
	if s.Allowed != nil {
		all = append(all, s.meets(*s.Allowed))
	}
	if s.Exact == nil {
		why, _, _ := strings.Cut(s.Refused.Error(), "\n")
		all = append(all, Finding{"No exact engine takes this system: " + sentence(why), ""})
	} else {
		all = append(all, Finding{s.serves(), "measures"}, Finding{s.fails(), "measures"})
	}
	if text := s.mattersMost(); text != "" {
		all = append(all, Finding{text, "importance"})
	}
	if text := s.likeliest(); text != "" {
		all = append(all, Finding{text, "cuts"})
	}
	if c, ok := s.simulated(); ok {
		all = append(all, Finding{c.verdict(), "simulation"})
	}
	if n := len(s.warnings()); n > 0 {
		all = append(all, Finding{number.Counted(n, "warning") + " on what these numbers rest on.", "warnings"})
	}
	return all
}

// rounding is how far numbers that are the same may be apart.
const rounding = 1e-12

// meets says whether the system meets a target that allows so much unavailability, and by
// which factor it does or does not: by the exact answer, or else by the simulation.
func (s System) meets(allowed float64) Finding {
	u, section := s.unavailability()
	of := "The target of " + leastPercent(allowed) + " %"
	if !u.Estimable() {
		return Finding{of + " cannot be held against the system: its availability is not known.", section}
	}
	within := func(x float64) bool { return x <= allowed*(1+rounding) }
	text := of + " is missed"
	if within(u.Point) {
		text = of + " is met"
	}
	if section == "simulation" {
		text += " by the simulation"
	}
	if allowed == 0 {
		return Finding{text + ": it allows no downtime.", section}
	}
	factor, limits := number.Sig(u.Point/allowed, 3), ""
	if u.Lo < u.Hi {
		factor, limits = number.Limits(u, allowed, 3), " ("+percentText(u.Confidence)+" limits)"
	}
	text += fmt.Sprintf(": the system is down %s times%s as much as it allows, which is %s a year.", factor, limits, hours(allowed*model.HoursPerYear))
	if within(u.Lo) != within(u.Hi) {
		text += " That is not certain: the limits leave it open."
	}
	return Finding{text, section}
}

// unavailability is that of the exact answer, with limits where modules are uncertain, or
// else that of the simulation, and the section that has it.
func (s System) unavailability() (u model.Estimate, section string) {
	switch c, simulated := s.simulated(); {
	case s.Limits != nil:
		return s.Limits.Unavailability, "measures"
	case s.Exact != nil:
		exact := s.Exact.Unavailability
		return model.Estimate{Point: exact, Lo: exact, Hi: exact}, "measures"
	case simulated && c.seen():
		return c.Unavailability, "simulation"
	}
	return model.Estimate{Point: math.NaN()}, ""
}

// serves says which part of the time the system works.
func (s System) serves() string {
	m := s.Exact.Measures
	switch {
	case math.IsNaN(m.Availability) && math.IsNaN(m.ExpectedCapacity):
		return "The file does not define an availability: a module has none."
	case math.IsNaN(m.Availability):
		return fmt.Sprintf("The expected capacity is %s %%.", number.Sig(100*m.ExpectedCapacity, 6))
	}
	text := fmt.Sprintf("Availability is %s %%", number.Percent(m.Availability, m.Unavailability))
	if s.Limits != nil {
		l, u := s.Limits.Availability, s.Limits.Unavailability
		text += fmt.Sprintf(" (with the modules at their %s limits, %s to %s %%)", percentText(l.Confidence), number.Percent(l.Lo, u.Hi), number.Percent(l.Hi, u.Lo))
	}
	return text + fmt.Sprintf(", an unavailability of %s: %s of downtime a year. These values are exact for the numbers in the file.", number.Sig(m.Unavailability, 4), hours(m.Unavailability*model.HoursPerYear))
}

// fails says how often the system fails, and for how long.
func (s System) fails() string {
	m := s.Exact.Measures
	switch {
	case !math.IsNaN(m.MTBF):
		return fmt.Sprintf("It works for %s between failures (MTBF), and is down for %s at a time (MDT).", hours(m.MTBF), hours(m.MDT))
	case !math.IsNaN(s.Exact.UnrepairedMTTF):
		return fmt.Sprintf("New at the start and never repaired, it works for %s on average (MTTF).", hours(s.Exact.UnrepairedMTTF))
	}
	return "The file does not define how often the system fails: a module has no times."
}

// mattersMost names the unit whose improvement would help most.
func (s System) mattersMost() string {
	if s.Exact == nil || len(s.Exact.Importance) == 0 {
		return ""
	}
	top := byCriticality(s.Exact.Importance)[0]
	if !(top.Criticality > 0) {
		return ""
	}
	n := len(s.Exact.Importance) - len(slices.DeleteFunc(slices.Clone(s.Exact.Importance), func(i system.Importance) bool { return i.Criticality == top.Criticality }))
	if n > 1 {
		return fmt.Sprintf("%q and %s alike are the most important: each is critical in %s of the downtime.", top.Unit, number.Counted(n-1, "unit"), percentOf(top.Criticality))
	}
	return fmt.Sprintf("%q is the most important: it is critical in %s of the downtime.", top.Unit, percentOf(top.Criticality))
}

// byCriticality sorts units, those that matter most first.
func byCriticality(all []system.Importance) []system.Importance {
	return slices.SortedStableFunc(slices.Values(all), func(a, b system.Importance) int { return cmp.Compare(b.Criticality, a.Criticality) })
}

// likeliest names the cut set that is most probable.
func (s System) likeliest() string {
	if s.CutSets == nil || len(s.CutSets.Sets) == 0 || math.IsNaN(s.CutSets.Sets[0].Probability) {
		return ""
	}
	top := s.CutSets.Sets[0]
	chance := number.Sig(top.Probability, 3)
	switch {
	case len(top.Units) > 1:
		return fmt.Sprintf("The most probable minimal cut set is %s together, with probability %s.", strings.Join(top.Units, " and "), chance)
	case s.isGroup(top.Units[0]):
		return fmt.Sprintf("The most probable minimal cut set is the group %q as a whole, with probability %s.", top.Units[0], chance)
	}
	return fmt.Sprintf("The most probable minimal cut set is %s alone, with probability %s: a single point of failure.", top.Units[0], chance)
}

// isGroup reports whether a name of a cut set is that of a group of units.
func (s System) isGroup(name string) bool {
	return !slices.ContainsFunc(s.Model.Units, func(u system.Unit) bool { return u.Name == name })
}
