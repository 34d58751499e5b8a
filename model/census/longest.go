package census

import (
	"cmp"
	"context"
	"slices"

	"mtbf/model"
)

// LongOutage is an outage and its downtime.
type LongOutage struct {
	Start  float64 // hours on the log's clock; it may lie before the window
	Hours  float64 // inside the window, the service of its unit and the hours of service
	Unit   int32   // index into Log.Units
	Causes int32   // index into Log.Causes
	Open   bool    // no end is known: its hours run to the end of the window or of its unit's service
}

// LongestOutages returns those of the outages that count as downtime which last longest,
// at most so many: the longest first, then the earliest. Planned work counts where the
// options include it; what it excuses, and what has no duration, is left out. Errors are
// those of [Analyze].
func LongestOutages(ctx context.Context, log *model.Log, opt Options, most int) ([]LongOutage, error) {
	opt.By = NoSplit
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	var all []LongOutage
	for i, r := range s.runs {
		if err := s.check(i); err != nil {
			return nil, err
		}
		for k := r.first; k < r.last; k++ {
			o := &s.outages[k]
			hours := s.served.hours(s.spell(o))
			planned := o.kind&(model.Planned|excused) != 0
			if !(hours > 0) || planned && !opt.IncludePlanned {
				continue
			}
			all = append(all, LongOutage{o.start, hours, r.unit, o.causes, o.kind.Is(model.Open)})
		}
		if len(all) > 2*most+unitsAtOnce {
			all = longest(all, most)
		}
	}
	return longest(all, most), nil
}

// longest keeps the longest of outages, in order.
func longest(all []LongOutage, most int) []LongOutage {
	slices.SortStableFunc(all, func(a, b LongOutage) int {
		return cmp.Or(cmp.Compare(b.Hours, a.Hours), cmp.Compare(a.Start, b.Start))
	})
	return all[:min(len(all), most)]
}
