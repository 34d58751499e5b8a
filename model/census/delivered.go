package census

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// Weighting says that outages hit a part of those that are served, by the weights of
// the log.
type Weighting struct {
	Total float64 // of which a weight is a part, such as all users; 0: weights are shares
}

// Delivered is what was served, of all that would have been without an outage: with the
// weights w of the outages of h hours
//
//	1 - sum(w h) / (total x hours watched)
//
// where outages of one unit that run at the same time hit no more than the total.
type Delivered struct {
	Share, Lost float64 // Lost is 1 - Share, of which no digit is lost; both NaN where that is not known
	Assumed     int     // outages without a weight, which count in full
}

// check refuses a total that is none.
func (w *Weighting) check() error {
	if w != nil && (!(w.Total >= 0) || math.IsInf(w.Total, 0)) {
		return &model.ParamError{Param: "weight total", Value: w.Total, Want: "a positive number"}
	}
	return nil
}

// weighed is an outage that hits a part of those served.
type weighed struct {
	model.Interval
	weight float64
}

// delivered makes the share that was served.
func (s *study) delivered(all Row) (*Delivered, error) {
	total, d := s.opt.Weighting.Total, &Delivered{Share: math.NaN(), Lost: math.NaN()}
	most := 0.0
	of := map[int32][]weighed{} // by unit
	outages := 0
	for o := range s.admitted() {
		if o.Kind.Is(model.Planned) && !s.opt.IncludePlanned {
			continue
		}
		outages++
		w, told := s.log.Weights[o.Row()]
		if !told {
			d.Assumed++
			w = math.Inf(1)
		} else {
			most = max(most, w)
		}
		of[o.Unit] = append(of[o.Unit], weighed{model.Interval{From: o.Start, To: s.end(o)}.Clip(s.window), w})
	}
	switch {
	case total == 0 && most > 1:
		return nil, &model.ParamError{Param: "weight total", Value: "nothing", Want: "enough: some weights are above 1, so they are no shares; --weight-total gives the number of which they are parts"}
	case total > 0 && most > total:
		return nil, &model.ParamError{Param: "weight total", Value: total, Want: "as much as the greatest weight of an outage, or more"}
	}
	total = cmp.Or(total, 1)
	if d.Assumed > 0 {
		s.warnings = append(s.warnings, model.Warning{Code: "weight-assumed", Assumed: true, Text: fmt.Sprintf("%d of %s without a weight that can be read: counted in full", d.Assumed, model.Counted(outages, "outage"))})
	}
	lost := 0.0
	for _, r := range s.runs {
		lost += s.lost(r, of[r.unit], total)
	}
	if watched := s.exposure.hours - s.excludedHours(); watched > 0 && !math.IsNaN(all.DowntimeHours) {
		d.Lost = min(1, lost/total/watched)
		d.Share = max(0, (watched-lost/total)/watched)
	}
	return d, nil
}

// lost adds up weight times hours of the outages of a unit.
func (s *study) lost(r run, outages []weighed, total float64) float64 {
	up := s.unexcused(r, s.observedLevels(r))
	var times []float64
	for _, o := range outages {
		times = append(times, o.From, o.To)
	}
	for _, l := range up {
		times = append(times, l.from)
	}
	slices.Sort(times)
	slices.SortFunc(outages, func(a, b weighed) int { return cmp.Compare(a.From, b.From) })
	sum := 0.0
	var running []weighed
	for i, t := range times[:max(0, len(times)-1)] {
		running = slices.DeleteFunc(running, func(o weighed) bool { return o.To <= t })
		for len(outages) > 0 && outages[0].From <= t {
			if outages[0].To > t {
				running = append(running, outages[0])
			}
			outages = outages[1:]
		}
		hit := 0.0
		for _, o := range running {
			hit += min(o.weight, total)
		}
		units := s.capacity(r.unit)
		if up != nil {
			units = up.at(t)
		}
		if hit > 0 {
			sum += min(hit, total*float64(units)) * s.served.hours(model.Interval{From: t, To: times[i+1]})
		}
	}
	return sum
}
