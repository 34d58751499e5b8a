package recurrent

import "slices"

// Clock turns time into total time on test, the unit-hours that had been observed
// by then: straight lines between knots, flat where nothing was observed.
type Clock struct{ time, total []float64 }

// NewClock returns the clock of histories, which stands still where there are none.
func NewClock(histories []History) *Clock {
	type step struct {
		time  float64
		units int
	}
	steps := make([]step, 0, 2*len(histories))
	for i := range histories {
		h := &histories[i]
		steps = append(steps, step{h.From, h.units()}, step{h.To, -h.units()})
	}
	if len(steps) == 0 {
		return &Clock{time: []float64{0}, total: []float64{0}}
	}
	slices.SortFunc(steps, func(a, b step) int { return order(a.time, b.time) })
	c := &Clock{time: []float64{steps[0].time}, total: []float64{0}}
	active := 0
	for _, s := range steps {
		if last := len(c.time) - 1; s.time > c.time[last] {
			c.total = append(c.total, c.total[last]+float64(active)*(s.time-c.time[last]))
			c.time = append(c.time, s.time)
		}
		active += s.units
	}
	return c
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// end returns the unit-hours of the whole observation.
func (c *Clock) end() float64 { return c.total[len(c.total)-1] }

// TotalAt returns the unit-hours observed by time t.
func (c *Clock) TotalAt(t float64) float64 { return interpolate(c.time, c.total, t) }

// timeAt returns the earliest time by which u unit-hours had been observed.
func (c *Clock) timeAt(u float64) float64 { return interpolate(c.total, c.time, u) }

// interpolate returns the y at x of the lines through the knots, the first one
// where several have this x.
func interpolate(xs, ys []float64, x float64) float64 {
	i, exact := slices.BinarySearch(xs, x)
	switch {
	case exact:
		return ys[i]
	case i == 0:
		return ys[0]
	case i == len(xs):
		return ys[i-1]
	}
	share := (x - xs[i-1]) / (xs[i] - xs[i-1])
	return min(ys[i-1]+share*(ys[i]-ys[i-1]), ys[i])
}

// TotalTime returns the failures of all units as one history in total time on
// test: the unit-hours observed by the time of each failure,
//
//	u(t) = sum of the hours that each unit was observed up to t.
//
// If all units fail by Poisson processes of the same intensity, theirs in t is
// constant exactly where that of the result in u is. So
//
//	Laplace([]History{TotalTime(histories)})
//
// is the pooled test of trend. It is stronger than the combined one of the units
// themselves, and wrong if units differ: a bad unit that was observed early looks
// like improvement.
//
// A *model.ParamError tells of a bad history.
func TotalTime(histories []History) (History, error) {
	if err := check(histories); err != nil {
		return History{}, err
	}
	whole, _ := pool(histories)
	return whole, whole.check()
}

func pool(histories []History) (History, *Clock) {
	c := NewClock(histories)
	whole := History{Unit: "all units", To: c.end(), Times: make([]float64, 0, failures(histories))}
	for _, h := range histories {
		for _, t := range h.Times {
			whole.Times = append(whole.Times, c.TotalAt(t))
		}
	}
	slices.Sort(whole.Times)
	return whole, c
}
