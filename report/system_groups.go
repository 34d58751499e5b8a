package report

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"mtbf/internal/number"
	"mtbf/model/system"
)

// dependent is the table of the groups of units that depend on each other, with what they
// are taken to do: times in hours, coverages and the common cause as probabilities. None
// without such groups.
func (s System) dependent() []Table {
	t := Table{Caption: "Groups of units that depend on each other", Text: 2, Head: []string{"Group", "Kind", "Units", "Needed", "Crews", "Coverage", "Coverage of idle units",
		"Detection, h", "Switchover, h", "MTTR if uncovered, h", "Beta", "Dormancy factor"}}
	for _, g := range groupsOf(s.Model.Top, nil) {
		t.add(s.groupRow(g))
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []Table{t}
}

// groupsOf are the groups below a node, each once, in the order of the structure.
func groupsOf(n system.Node, found []*system.Group) []*system.Group {
	if g, ok := n.(*system.Group); ok && g != nil && g.Kind != system.Cluster && !slices.Contains(found, g) {
		return append(found, g)
	}
	for _, kid := range system.Children(n) {
		found = groupsOf(kid, found)
	}
	return found
}

// groupRow are the cells of a group; what it does not have, or does not apply to its kind,
// is empty.
func (s System) groupRow(g *system.Group) []string {
	kind := map[system.GroupKind]string{system.Redundant: "all active", system.Duplex: "duplex", system.Standby: "standby"}[g.Kind]
	crews, uncovered, dormancy, beta := number.Count(len(g.Units)), positive(g.UncoveredMTTR), "", positive(g.Beta)
	if g.Crews > 0 {
		crews = number.Count(g.Crews)
	}
	covered, idle := g.Coverage.P(), g.IdleCoverage.Or(g.Coverage).P()
	if uncovered == "" && min(covered, idle) < 1 {
		uncovered = "that of a unit"
	}
	if g.Kind == system.Standby {
		dormancy = plain(g.DormancyFactor)
	}
	if g.CommonCause != nil {
		beta = "another model"
	}
	return []string{s.groupName(g), kind, number.Count(len(g.Units)), number.Count(g.K), crews, plain(covered), plain(idle),
		positive(g.Detection), positive(g.Switchover), uncovered, beta, dormancy}
}

// positive is a time in hours or a number; empty where there is none.
func positive(x float64) string {
	if !(x > 0) {
		return ""
	}
	return exactly(x)
}

// groupName is that of the file, or what the group is of.
func (s System) groupName(g *system.Group) string {
	if g.Name != "" || len(g.Units) == 0 {
		return g.Name
	}
	return fmt.Sprintf("%d of %s", len(g.Units), s.Model.Components[s.Model.Units[g.Units[0]].Component].Name)
}

// spent is the table of what the units of the system take of each resource, one without any
// taking none; no table where no module has resources.
func (s System) spent() []Table {
	sum := map[string]float64{}
	for _, u := range s.Model.Units {
		for name, x := range s.Model.Components[u.Component].Resources {
			sum[name] += x
		}
	}
	t := Table{Caption: "Resources of all units", Text: 1, Head: []string{"Resource", "Total", "Limit of the file"}}
	for _, name := range slices.Sorted(maps.Keys(sum)) {
		limit := ""
		if x, ok := s.Model.Limits[name]; ok {
			limit = plain(x)
		}
		total := plain(sum[name])
		if sum[name] == math.Trunc(sum[name]) && sum[name] < 1e12 {
			total = number.Thousands(fmt.Sprintf("%.0f", sum[name]))
		}
		t.add([]string{name, total, limit})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []Table{t}
}
