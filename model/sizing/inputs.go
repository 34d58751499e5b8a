package sizing

import (
	"cmp"
	"math"
	"slices"
)

// Input is an uncertain number and what it matters.
type Input struct {
	Component string
	Parameter string // "mtbf", "mttr", "availability" or "reliability"
	// VarianceShare of the variance of the chosen design's log unavailability that
	// would go away if this number were known to be at its median.
	VarianceShare float64
	// AdditionalTestHours is for how many more unit-hours the module would have to be
	// observed, with failures and repairs as before, until a cheaper design
	// would be chosen; +Inf where no observation would do, NaN where that is
	// not asked (repair times, whose observation comes with that of failures,
	// and Maximize) or where it is not known how long it has been observed.
	AdditionalTestHours float64
}

const (
	maxObserved = 4096 // times as long
	maxRivals   = 16   // cheaper designs that are looked at
)

// inputs says which unknowns matter for a design.
func (v *drawnDesigns) inputs(at int, table [][]float64) ([]Input, error) {
	total := spread(table[at])
	var out []Input
	for i := range v.unknown {
		u := &v.unknown[i]
		in := Input{Component: v.tree.m.Components[u.part].Name, Parameter: u.parameter, AdditionalTestHours: math.NaN()}
		middle := u.value(0.5, 1)
		rows, err := v.table(v.designs[at:at+1], func(draw, k int) float64 {
			if k == i {
				return middle
			}
			return v.values[draw][k]
		})
		if err != nil {
			return nil, err
		}
		if total > 0 {
			in.VarianceShare = max(0, 1-spread(rows[0])/total)
		}
		if u.hours() > 0 && !v.o.Maximize {
			if in.AdditionalTestHours, err = v.moreHours(at, u); err != nil {
				return nil, err
			}
		}
		out = append(out, in)
	}
	return out, nil
}

// spread is the variance of the logarithms.
func spread(row []float64) float64 {
	mean, sum := 0.0, 0.0
	for i, u := range row {
		x := math.Log(max(u, math.SmallestNonzeroFloat64))
		d := x - mean
		mean += d / float64(i+1)
		sum += d * (x - mean)
	}
	return sum / float64(len(row))
}

// moreHours finds how long to observe the part of u until a cheaper design
// would do, to a twentieth.
func (v *drawnDesigns) moreHours(at int, u *unknown) (float64, error) {
	rivals := v.rivals(at)
	enough := func(observed float64) (bool, error) {
		rows, err := v.table(rivals, func(draw, k int) float64 {
			if v.unknown[k].part == u.part {
				return v.unknown[k].value(v.drawn[draw][k], observed)
			}
			return v.values[draw][k]
		})
		return slices.ContainsFunc(rows, func(row []float64) bool { return v.o.meets(chance{down: v.atMost(row)}) }), err
	}
	if ok, err := enough(maxObserved); !ok || err != nil {
		return math.Inf(1), err
	}
	low, high := 1.0, 1.0*maxObserved
	for high > 1.05*low {
		middle := math.Sqrt(low * high)
		ok, err := enough(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			high = middle
		} else {
			low = middle
		}
	}
	return (high - 1) * u.hours(), nil
}

// rivals are the designs next cheaper than one.
func (v *drawnDesigns) rivals(at int) []Design {
	name := v.resources.names[0]
	var cheaper []Design
	for _, d := range v.designs {
		if d.Resources[name] < v.designs[at].Resources[name] {
			cheaper = append(cheaper, d)
		}
	}
	slices.SortStableFunc(cheaper, func(a, b Design) int { return cmp.Compare(b.Resources[name], a.Resources[name]) })
	return cheaper[:min(len(cheaper), maxRivals)]
}
