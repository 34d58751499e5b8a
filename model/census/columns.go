package census

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"

	"mtbf/model"
)

// owners tell whose units are whose, where the column that a log is split by is an
// attribute of units: each unit has one value, in rows outside the window too.
type owners struct {
	of     map[string]int32 // unit -> group
	units  []int32          // those of the map
	itself bool             // the values are the units' names
	parts  []model.Exposure // of all units in service, those without an outage too
}

// byColumn analyses the outages of each value. Where the column is an attribute of
// units the exposure is that of the value's own units; otherwise each value is a kind of
// failure, and every group is exposed to the whole.
func (s *study) byColumn() ([]Group, error) {
	own, err := s.ownUnits()
	if err != nil {
		return nil, err
	}
	parts := make([][]model.Outage, len(s.log.Groups))
	show, shown := s.groupsShown(own)
	if shown > maxGroups {
		return nil, fmt.Errorf("by: the column has %d values; at most %d can be told apart", shown, maxGroups)
	}
	for o := range s.admitted() {
		if own == nil && s.opt.ExcusePlanned && o.Kind.Is(model.Planned) { // it excuses failures of any kind
			for value := range parts {
				parts[value] = append(parts[value], *o)
			}
			continue
		}
		for _, value := range s.valuesOf(o.Group) {
			parts[value] = append(parts[value], *o)
		}
	}
	var groups []Group
	for value, outages := range parts {
		if !show[value] {
			continue
		}
		g, err := s.columnGroup(s.log.Groups[value], outages, s.exposureOfGroup(int32(value), own))
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Total.Failures, a.Total.Failures) })
	return s.withSilent(groups, own, show)
}

// valuesOf returns the values of the column that an outage has: several where its cell
// is a list.
func (s *study) valuesOf(group int32) []int32 {
	if s.log.Members == nil || s.log.Members[group] == nil {
		return []int32{group}
	}
	return s.log.Members[group]
}

// groupsShown returns which groups have an outage, or else a unit in service, unless each
// unit is a group of its own.
func (s *study) groupsShown(own *owners) (show []bool, n int) {
	show = make([]bool, len(s.log.Groups))
	for o := range s.admitted() {
		for _, value := range s.valuesOf(o.Group) {
			show[value] = true
		}
	}
	if own != nil && !own.itself {
		for _, part := range own.parts {
			if g, ok := own.of[part.Unit]; ok && part.UnitHours(s.window) > 0 {
				show[g] = true
			}
		}
	}
	for _, yes := range show {
		if yes {
			n++
		}
	}
	return show, n
}

// columnGroup analyses some outages over an exposure of their own.
func (s *study) columnGroup(name string, outages []model.Outage, exposure ExposureRule) (Group, error) {
	sub, opt := *s.log, s.opt
	sub.Outages = outages
	opt.Window, opt.By, opt.Exposure, opt.served = &s.window, NoSplit, exposure, s.served
	opt.Exposure.part, opt.InfantPeriod = true, 0 // neither its outages nor its exposure have any
	return s.group(name, &sub, opt)
}

// withSilent adds a group of the units that are in none, so that the exposures of all add
// up.
func (s *study) withSilent(groups []Group, own *owners, show []bool) ([]Group, error) {
	if own == nil {
		return groups, nil
	}
	units, rest := own.silent(s.window, show)
	if len(rest) == 0 {
		return groups, nil
	}
	if !own.itself {
		s.warn("group-exposure", "%s of the fleet had no outage, so no row tells its group: the groups' exposure lacks it, and their MTBF reads low", model.Counted(units, "unit"))
	}
	g, err := s.columnGroup(silent, nil, ExposureRule{Fleet: rest})
	g.silent = true
	return append(groups, g), err
}

// admitted yields the outages of the log that take part.
func (s *study) admitted() iter.Seq[*model.Outage] {
	fate := s.exclusionReason()
	return func(yield func(*model.Outage) bool) {
		for i := range s.log.Outages {
			o := &s.log.Outages[i]
			if s.inWindow(o) && (fate == nil || fate(o) == "") && !yield(o) {
				return
			}
		}
	}
}

// ownUnits finds whose units are whose; nil where a unit has several values, so that
// they are kinds of failure. It is an error if nothing tells how many units a group has.
func (s *study) ownUnits() (*owners, error) {
	if s.log.Members != nil {
		s.acc.GroupExposure = "each group has that of all units: a row can list several groups"
		return nil, nil
	}
	own := &owners{of: map[string]int32{}, itself: true}
	outages := map[string]int{} // of each unit
	sizes := make([]int, len(s.log.Groups))
	for i := range s.log.Outages {
		o := &s.log.Outages[i]
		name := s.log.Units[o.Unit].Name
		g, known := own.of[name]
		if known && g != o.Group {
			s.exposeToWhole(name)
			return nil, nil
		}
		if !known {
			own.of[name], own.units = o.Group, append(own.units, o.Unit)
		}
		outages[name]++
		sizes[o.Group]++
		own.itself = own.itself && s.log.Groups[o.Group] == name
	}
	placed := 0 // units whose group rows tell while they serve
	for i := range s.log.Units {
		u := &s.log.Units[i]
		if u.Group == 0 {
			continue
		}
		placed++
		g, failed := own.of[u.Name]
		if u.Group == model.SeveralGroups || failed && g != u.Group-1 {
			s.exposeToWhole(u.Name)
			return nil, nil
		}
		if !failed {
			own.of[u.Name], own.units = u.Group-1, append(own.units, int32(i))
			own.itself = own.itself && s.log.Groups[u.Group-1] == u.Name
		}
	}
	var err error
	if own.parts, err = s.unitParts(own); err != nil {
		return nil, err
	}
	s.acc.GroupExposure = "each group has that of its own units: every unit has one value"
	if !own.itself && placed == 0 && byChance(outages, sizes) > chanceOfOneValue {
		s.warnings = append(s.warnings, model.Warning{Code: "groups-of-units", Assumed: true,
			Text: "each group has the exposure of its own units: no unit has two values, though so few have several outages that chance might do it; for kinds of failure, each exposed to the whole, --column category=NAME"})
	}
	return own, nil
}

// chanceOfOneValue is from which chance on it is said that every unit having one value may
// be chance.
const chanceOfOneValue = 0.05

// byChance returns how likely every unit has one value where the groups, of so many
// outages each, have nothing to do with units.
func byChance(outages map[string]int, sizes []int) float64 {
	all := 0
	for _, n := range sizes {
		all += n
	}
	p := 1.0
	for _, n := range outages {
		if n < 2 {
			continue
		}
		alike := 0.0
		for _, size := range sizes {
			alike += math.Pow(float64(size)/float64(all), float64(n))
		}
		p *= alike
		if p < chanceOfOneValue {
			break
		}
	}
	return p
}

// exposeToWhole says why groups are kinds of failure: the unit of that name has several
// values, or stands for units that have no name.
func (s *study) exposeToWhole(unit string) {
	why := "a unit has several values"
	if unit == "" && (s.opt.Exposure.Units > 1 || s.opt.Exposure.TotalHours > 0) {
		why = "no column names the unit, so that groups of units would have no exposure of their own"
		s.warnings = append(s.warnings, model.Warning{Code: "groups-of-failures", Assumed: true, Text: "each group is a kind of failure, exposed to the whole: " + why + "; --column unit=NAME names it"})
	}
	s.acc.GroupExposure = "each group is a kind of failure, exposed to the whole: " + why
}

// unitParts returns the exposure by unit. A number of units, or a total, must be that of
// the units that the log names, or each group be one unit.
func (s *study) unitParts(own *owners) ([]model.Exposure, error) {
	rule := s.opt.Exposure
	if rule.Units == 0 && rule.TotalHours == 0 {
		return s.exposure.parts, nil
	}
	var inWindow []int32
	for _, r := range s.runs {
		inWindow = append(inWindow, r.unit)
	}
	failed, nFailed := s.wholeWindow(inWindow)
	named, nNamed := s.wholeWindow(own.units)
	const way = "analyse each group apart, with --where and its own exposure, or, where the values are kinds of failure, use --column category=NAME"
	if rule.TotalHours > 0 {
		switch {
		case s.makesTotal(nFailed):
			return failed, nil
		case s.makesTotal(nNamed):
			return named, nil
		}
		return nil, &GroupExposureError{Why: "the exposure is given as a total, which does not tell what of it the units of each group have; give --units or --fleet in its place, " + way}
	}
	switch left := rule.Units - nNamed; {
	case nFailed == rule.Units:
		return failed, nil
	case left < 0:
		return nil, &GroupExposureError{Why: fmt.Sprintf("the log names %s, more than the %d given, and nothing tells how long each served; give --fleet", model.Counted(nNamed, "unit"), rule.Units)}
	case left == 0:
		return named, nil
	case own.itself:
		return append(named, model.Exposure{Unit: silent, Count: left, Interval: s.window}), nil
	default:
		return nil, &GroupExposureError{Why: fmt.Sprintf("%d of %d units have no outage, so that no row tells their group; %s", left, rule.Units, way)}
	}
}

// wholeWindow returns units in service over the whole window, and how many they are.
func (s *study) wholeWindow(units []int32) (parts []model.Exposure, n int) {
	for _, u := range units {
		part := model.Exposure{Unit: s.log.Units[u].Name, Count: s.capacity(u), Interval: s.window}
		parts, n = append(parts, part), n+part.Count
	}
	return parts, n
}

// makesTotal reports whether so many units over the whole window are the total given.
func (s *study) makesTotal(units int) bool {
	total := s.opt.Exposure.TotalHours
	return math.Abs(float64(units)*s.served.hours(s.window)-total) <= rounding*total
}

// GroupExposureError means that the column to split by is an attribute of units, and
// that nothing tells which exposure the units of a group have.
type GroupExposureError struct{ Why string }

func (e *GroupExposureError) Error() string {
	return "by: each unit has one value, so that a group is of units: " + e.Why
}

// exposureOfGroup returns that of a group's own units, of the whole where it is a kind
// of failure.
func (s *study) exposureOfGroup(value int32, own *owners) ExposureRule {
	if own == nil {
		return ExposureRule{TotalHours: s.exposure.hours}
	}
	parts := []model.Exposure{} // not nil: a fleet it is, if one without a unit
	for _, part := range own.parts {
		if g, ok := own.of[part.Unit]; ok && g == value {
			parts = append(parts, part)
		}
	}
	return ExposureRule{Fleet: parts, index: newFleet(parts)}
}

// silent returns the units in service inside a window that are in no group that is shown,
// and how many they are.
func (own *owners) silent(window model.Interval, show []bool) (units int, parts []model.Exposure) {
	for _, part := range own.parts {
		if g, ok := own.of[part.Unit]; (!ok || !show[g]) && part.UnitHours(window) > 0 {
			units += part.Count
			parts = append(parts, part)
		}
	}
	return units, parts
}
