package solve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// Point is the state of a system at a time, from all new. What is not defined, or not
// known, is NaN; a warning says why.
type Point struct {
	T float64 // hours

	// Reliability is the probability of no system outage in [0, T] with repairs going
	// on (IEC 60050-192), Unreliability that of one.
	Reliability, Unreliability float64

	// UnrepairedReliability is that with no unit repaired; UnrepairedUnreliability is its
	// complement.
	UnrepairedReliability, UnrepairedUnreliability float64

	Availability, Unavailability float64
	Error                        float64 // by estimate, of the availability: see [system.Point]

	Importance []system.Importance // at that time, of every unit and group; nil where it takes too long

	Warnings []model.Warning

	unknown error  // why the reliability is, if it is
	between string // the bounds of one that is
}

// At returns the state of a system, of which System has found r, at each of the times,
// in hours of 0 or more. Where
// the first outage cannot be told, a warning (reliability-unknown) gives what it lies
// between: no system is more reliable than it is available, and with repairs it is as
// reliable as without or more, but for groups with takeovers, of which there are more
// the more units are good.
func At(ctx context.Context, m *system.Model, r *Result, times ...float64) ([]Point, error) {
	s := r.Structure
	groups := &groupPoints{r.groups, map[*system.Group][2][]float64{}}
	state, err := s.At(ctx, groups.at, times...)
	if err != nil {
		return nil, err
	}
	repaired, unknown, err := firstOutages(ctx, m, false, times)
	if err != nil {
		return nil, err
	}
	var unrepaired []Passage
	if dependent(m) {
		if unrepaired, _, err = firstOutages(ctx, m, true, times); err != nil {
			return nil, err
		}
	}
	importance, err := s.ImportanceAt(ctx, groups.at, times...)
	if err != nil && (ctx.Err() != nil || !errors.Is(err, system.ErrTooLarge)) {
		return nil, err
	}
	points := make([]Point, len(times))
	takeovers := takesOver(m.Top)
	for i, x := range state {
		points[i] = Point{
			T: x.T, Reliability: math.NaN(), Unreliability: math.NaN(), UnrepairedReliability: x.UnrepairedReliability, UnrepairedUnreliability: x.UnrepairedUnreliability,
			Availability: x.Availability, Unavailability: x.Unavailability, Error: x.Error, Warnings: x.Warnings,
		}
		if importance != nil {
			points[i].Importance = importance[i]
		}
		if unrepaired != nil {
			points[i].UnrepairedReliability, points[i].UnrepairedUnreliability = unrepaired[i].Reliability, unrepaired[i].Unreliability
		}
		switch {
		case repaired != nil && !math.IsNaN(repaired[i].Reliability):
			points[i].Reliability, points[i].Unreliability = repaired[i].Reliability, repaired[i].Unreliability
		case x.T == 0 && x.Availability == 1:
			points[i].Reliability, points[i].Unreliability = 1, 0
		case unknown != nil:
			points[i].bound(unknown, takeovers)
		}
	}
	return points, nil
}

// takesOver reports whether a group at or below n can be down with enough units good.
func takesOver(n system.Node) bool {
	if _, duty := n.(*system.Duty); duty {
		return true
	}
	if g, ok := n.(*system.Group); ok && (g.Coverage.P() < 1 || g.IdleCoverage.P() < 1 || g.Detection > 0 || g.Switchover > 0) {
		return true
	}
	return slices.ContainsFunc(system.Children(n), takesOver)
}

// bound tells between what an unknown reliability lies.
func (p *Point) bound(unknown error, takeovers bool) {
	p.unknown = unknown
	switch lo, hi := p.UnrepairedReliability, p.Availability; {
	case !takeovers && lo <= hi:
		p.between = fmt.Sprintf("it lies between %.6g (no repairs) and %.6g (the availability)", lo, hi)
	case !math.IsNaN(hi):
		p.between = fmt.Sprintf("it is at most %.6g (the availability)", hi)
	}
	p.Warnings = append(p.Warnings, unknownAt([]*Point{p}))
}

// boundsMost is how many times are named in one warning.
const boundsMost = 4

// unknownAt is the one warning of unknown reliabilities, with the bounds of the first.
func unknownAt(of []*Point) model.Warning {
	when := fmt.Sprintf("at %g h", of[0].T)
	if len(of) > 1 {
		when = fmt.Sprintf("at %d times", len(of))
	}
	text := fmt.Sprintf("%s the reliability with repairs is not known exactly: %v; a simulation tells it", when, of[0].unknown)
	for _, p := range of[:min(len(of), boundsMost)] {
		switch {
		case p.between == "":
		case len(of) == 1:
			text += "; " + p.between
		default:
			text += fmt.Sprintf("; at %g h %s", p.T, p.between)
		}
	}
	if more := len(of) - boundsMost; more > 0 {
		text += fmt.Sprintf("; and likewise at %s", model.Counted(more, "more time"))
	}
	return model.Warning{Code: "reliability-unknown", Text: text}
}

// Warnings returns those of all points, each once: what is not known at several times
// is told in one.
func Warnings(points []Point) []model.Warning {
	var all []model.Warning
	var unknown []*Point
	for i := range points {
		if points[i].unknown != nil {
			unknown = append(unknown, &points[i])
		}
		for _, w := range points[i].Warnings {
			if w.Code != "reliability-unknown" && !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	if unknown != nil {
		all = append(all, unknownAt(unknown))
	}
	return all
}

// firstOutages returns the reliabilities, or why they are not known; the error is what
// ended ctx.
func firstOutages(ctx context.Context, m *system.Model, unrepaired bool, times []float64) (known []Passage, why, err error) {
	f, why := NewFirstOutage(ctx, m, unrepaired)
	if why == nil {
		known, why = f.At(ctx, times...)
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	return known, why, nil
}

// groupPoints are what is known of groups, each at the same times.
type groupPoints struct {
	*solver
	known map[*system.Group][2][]float64
}

// at answers for a group at each of the times. It is a [system.GroupPoints].
func (p *groupPoints) at(ctx context.Context, g *system.Group, c *system.Component, times []float64) (up, down []float64, err error) {
	if x, ok := p.known[g]; ok {
		return x[0], x[1], nil
	}
	up, down, err = p.groupAt(ctx, g, c, times)
	if err == nil {
		p.known[g] = [2][]float64{up, down}
	}
	return up, down, err
}

func (p *groupPoints) groupAt(ctx context.Context, g *system.Group, c *system.Component, times []float64) (up, down []float64, err error) {
	chain, err := p.chainOf(ctx, g, c)
	if err != nil {
		return nil, nil, fmt.Errorf("group of %s: %w", c.Name, err)
	}
	return chain.Availabilities(ctx, times...)
}
