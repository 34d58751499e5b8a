package mechanism

import (
	"context"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
)

// Stage is a part of an outage: the stages follow each other.
type Stage struct {
	Name string
	Mean model.Estimate // hours; 0: it takes no time
	// Phases are those of the law of its length: 1 exponential, k Erlang (k exponential
	// phases of the same mean), 0 a fixed length.
	Phases int
}

// Stages are an outage as stages, and how often it comes.
type Stages struct {
	List []Stage
	// Every is the time from the start of an outage to the start of the next, in hours;
	// if Operating, from the end of one instead: the MTBF.
	Every     model.Estimate
	Operating bool
}

// StagesResult is what is known of an outage.
type StagesResult struct {
	Total          model.Estimate   // mean length, hours: the MTTR
	SD             model.Estimate   // standard deviation, hours
	Shares         []model.Estimate // of each stage in the mean length: what a per cent less of it takes off
	MTBF           model.Estimate   // hours of operation between outages
	Availability   model.Estimate
	Unavailability model.Estimate
}

// maxPhases bounds the phases of all stages together.
const maxPhases = 1000

// Solve returns the means. With stage means m and outages every T hours
//
//	total = sum m,   share = m / total,   sd^2 = sum m^2 / phases
//	U = total / T                where T is from start to start
//	U = total / (T + total)      where T is time of operation
//
// The error is a *model.ParamError.
func (s Stages) Solve() (StagesResult, error) {
	inputs, err := s.checked()
	if err != nil {
		return StagesResult{}, err
	}
	f, err := Carry(s.at, inputs...)
	if err != nil {
		return StagesResult{}, err
	}
	if u := f[4]; u.Estimable() && u.Point == 1 || u.Lo == 1 {
		return StagesResult{}, &model.ParamError{Param: "every", Value: s.Every.Point, Want: "more hours than an outage takes"}
	}
	return StagesResult{f[0], f[1], f[5:], f[2], f[3], f[4]}, nil
}

// at are the figures at given means, of which the last is the time between outages.
func (s Stages) at(x []float64) ([]float64, error) {
	means, every := x[:len(x)-1], x[len(x)-1]
	total, square := 0.0, 0.0
	for i, m := range means {
		total += m
		if k := s.List[i].Phases; k > 0 {
			square += m * m / float64(k)
		}
	}
	up := every
	if !s.Operating {
		up = every - total
	}
	f := []float64{total, math.Sqrt(square), up, up / (up + total), total / (up + total)}
	if !(up > 0) || math.IsInf(total, 1) { // the next begins before it is over
		f[2], f[3], f[4] = math.NaN(), 0, 1
	}
	for _, m := range means {
		f = append(f, m/total)
	}
	return f, nil
}

// checked returns the means, and the time between outages behind them.
func (s Stages) checked() (inputs []model.Estimate, err error) {
	phases, some := 0, false
	for _, stage := range s.List {
		if err := checkPause("stage "+stage.Name, stage.Mean); err != nil {
			return nil, err
		}
		if stage.Phases < 0 || stage.Phases > maxPhases {
			return nil, &model.ParamError{Param: "phases of " + stage.Name, Value: stage.Phases, Want: "a count from 0 to 1000"}
		}
		phases += stage.Phases
		some = some || stage.Mean.Hi > 0
		inputs = append(inputs, stage.Mean)
	}
	switch {
	case !some:
		return nil, &model.ParamError{Param: "stages", Value: "none", Want: "one or more that take time"}
	case phases > maxPhases:
		return nil, &model.ParamError{Param: "phases", Value: phases, Want: "a thousand in all stages together"}
	}
	return append(inputs, s.Every), checkTime("every", s.Every)
}

// Within returns the probability that the outage is over within a time, in hours, and
// that it lasts longer, each by sums of positive terms: those of the chain of its phases,
// one after the other, behind the stages of fixed length. The error is a
// *model.ParamError, or a *markov.WorkError where the time is far too long for the chain.
func (s Stages) Within(ctx context.Context, hours float64) (over, longer model.Estimate, err error) {
	inputs, err := s.checked()
	if err != nil {
		return over, longer, err
	}
	if err := model.CheckNotNegative("time", hours); err != nil {
		return over, longer, err
	}
	f, err := Carry(func(x []float64) ([]float64, error) { return s.within(ctx, x, hours) }, inputs[:len(s.List)]...)
	if err != nil {
		return over, longer, err
	}
	return f[0], f[1], nil
}

func (s Stages) within(ctx context.Context, means []float64, hours float64) ([]float64, error) {
	var rates []float64
	allowed := rounding * hours
	for i, m := range means {
		switch k := s.List[i].Phases; {
		case m == 0:
		case k == 0:
			hours -= m
		default:
			for range k {
				rates = append(rates, float64(k)/m)
			}
		}
	}
	switch {
	case len(rates) == 0 && hours >= -allowed:
		return []float64{1, 0}, nil
	case hours <= 0:
		return []float64{0, 1}, nil
	}
	b := markov.NewBuilder(len(rates) + 1)
	up := make([]bool, len(rates)+1)
	for i, rate := range rates {
		b.Add(i, i+1, rate)
		up[i] = true
	}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	p, err := (&markov.Model{Chain: chain, Up: up}).FirstPassage(ctx, hours)
	if err != nil {
		return nil, err
	}
	return []float64{p[0].Unreliability, p[0].Reliability}, nil
}

// Shrunk returns the stages with one of them of another length; false if there is none
// of that name.
func (s Stages) Shrunk(name string, mean model.Estimate) (Stages, bool) {
	list, found := append([]Stage{}, s.List...), false
	for i := range list {
		if list[i].Name == name {
			list[i].Mean, found = mean, true
		}
	}
	s.List = list
	return s, found
}

// GrayFigure1 are the stages of the 90 minutes of Figure 1 of TR 85.7, p. 2, which the
// table gray1985-figure1 has as a time line: an operator's decision at 3 minutes, the
// dump at 8, the operating system at 12, the data base at 17, the network at 70, the
// users at 90.
func GrayFigure1() []Stage {
	var list []Stage
	for _, s := range []struct {
		name    string
		minutes float64
	}{{"notice", 3}, {"dump", 5}, {"os", 4}, {"database", 5}, {"network", 53}, {"users", 20}} {
		list = append(list, Stage{s.name, Known(s.minutes / 60), 1})
	}
	return list
}

// StagesAssumptions are those of [Stages].
func StagesAssumptions() []Assumption {
	return []Assumption{
		{"The stages follow each other, and each waits for the one before", "Gray 1985, p. 2, Figure 1"},
		{"Their lengths do not depend on each other; means add up whether they do or not", "derived here"},
		{"A stage has an exponential length unless another law is given", "derived here"},
		{"A stage that is made shorter leaves the others, and the failures, as they are", "derived here"},
		{"Figure 1 is of a conventional system, which fails about once every two weeks", "Gray 1985, pp. 1-2"},
	}
}
