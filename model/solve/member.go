package solve

import (
	"context"
	"errors"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// member is a unit, or a group, of a cluster in steady state: the probabilities that it
// is down or up while the cluster is down or up, each a sum of positive terms.
type member struct {
	name    string
	copies  int // that are as likely
	unit    int // of those, the first; groups come last
	downBad float64
	downOK  float64
	upBad   float64
	upOK    float64
}

// members returns the units of a cluster, given the steady state of its chain. Like
// units, which the chain does not tell from each other, are as likely to be down.
func (w *whole) members(p []float64) []member {
	j := w.states
	n := len(j.places)
	sums := make([][4]float64, n)
	width := n + len(j.duties)
	for i, x := range p {
		for k := range sums {
			size := float64(len(j.places[k].gates))
			down := float64(j.book.crowds[j.found[i*width+k]].down) / size
			if w.Up[i] {
				sums[k][1] += x * down
				sums[k][3] += x * (1 - down)
			} else {
				sums[k][0] += x * down
				sums[k][2] += x * (1 - down)
			}
		}
	}
	for _, blocks := range j.alike { // which the chain puts in order
		for i := range blocks[0] {
			var mean [4]float64
			for _, block := range blocks {
				for v := range mean {
					mean[v] += sums[block[i]][v] / float64(len(blocks))
				}
			}
			for _, block := range blocks {
				sums[block[i]] = mean
			}
		}
	}
	var all []member
	for k, p := range j.places {
		all = append(all, j.named(&p, sums[k])...)
	}
	slices.SortStableFunc(all, func(a, b member) int { return a.unit - b.unit })
	return all
}

// manyAlike is the number of like units above which one stands for all.
const manyAlike = 50

// named returns the units of a place, all of the same sums.
func (j *joint) named(p *place, sums [4]float64) []member {
	var all []member
	for _, gate := range p.gates {
		l := j.leafOf(gate)
		x := member{copies: 1, unit: l.Unit, downBad: sums[0], downOK: sums[1], upBad: sums[2], upOK: sums[3]}
		if l.Group != nil {
			x.name, x.unit = l.Group.Name, len(j.gates.Model.Units)
		} else {
			x.name = j.gates.Model.Units[l.Unit].Name
		}
		all = append(all, x)
	}
	if len(all) > manyAlike {
		all[0].copies = len(all)
		return all[:1]
	}
	return all
}

// addMembers puts the units of clusters in the place of the cluster, where importance is
// told: what the system's unavailability Q is given that the unit is down, and given
// that it is up,
//
//	Q(fails) = Q(cluster fails) P(cluster down | unit down) + Q(cluster works) P(cluster up | unit down).
//
// Cut sets do not tell of units that depend on each other.
func (r *Result) addMembers() {
	var rows []system.Importance
	told := false
	for _, row := range r.Importance {
		members := r.groups.membersOf(row.Unit)
		if members == nil || !(r.Unavailability > 0 && r.Availability > 0) {
			rows = append(rows, row)
			continue
		}
		told = true
		fails, works := row.RiskAchievementWorth*r.Unavailability, r.Unavailability/row.RiskReductionWorth
		for _, m := range members {
			rows = append(rows, m.importance(r.Unavailability, fails, works))
		}
	}
	if told {
		r.Importance = rows
		r.Warnings = append(r.Warnings, model.Warning{Code: "conditional-importance", Text: "units depend on each other: their importance compares the steady states in which the unit is down with those in which it is up"})
	}
}

func (s *solver) membersOf(cluster string) []member {
	for g, members := range s.members {
		if g.Name == cluster {
			return members
		}
	}
	return nil
}

// importance of a member, given the unavailability of the system and what it is while the
// cluster is down and up.
func (m *member) importance(total, fails, works float64) system.Importance {
	down, up := m.downBad+m.downOK, m.upBad+m.upOK
	given := func(bad, ok, all float64) float64 {
		if all == 0 {
			return math.NaN()
		}
		return min((bad*fails+ok*works)/all, 1) // above it by rounding
	}
	ifDown, ifUp := given(m.downBad, m.downOK, down), given(m.upBad, m.upOK, up)
	x := system.Importance{
		Unit: m.name, Copies: m.copies, Birnbaum: ifDown - ifUp, FussellVesely: math.NaN(),
		RiskAchievementWorth: ifDown / total, RiskReductionWorth: total / ifUp, Diagnostic: min(down*ifDown/total, 1),
	}
	if x.Birnbaum < 0 { // a unit that is down when the others are up
		x.Birnbaum = math.NaN()
	}
	x.Criticality = math.Min(x.Birnbaum*down/total, 1)
	return x
}

// ErrNoCutSets tells that cut sets do not say how likely an outage is.
var ErrNoCutSets = errors.New("units depend on each other through shared crews, spares or rest, of which cut sets do not tell")

// CutSets returns the minimal cut sets of the system, whose units are independent but for
// those of groups; others are [ErrNoCutSets].
func (r *Result) CutSets(ctx context.Context, o system.SetOptions) (*system.Sets, error) {
	if len(r.groups.wholes) > 0 {
		return nil, ErrNoCutSets
	}
	return r.Structure.CutSets(ctx, o, Groups)
}
