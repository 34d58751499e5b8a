package cli

import (
	"context"

	"mtbf"
	"mtbf/model/recurrent"
	"mtbf/plots"
)

// recurring are failures that come again, or their counts, with their times at the
// ends of intervals.
type recurring struct {
	histories  []recurrent.History
	counts     []recurrent.Count // nil where the times are known
	confidence float64
}

// recurring reads a log, or with --times a file of failure times or counts; without
// a file it returns the growth test.
func (o *plotOptions) recurring(ctx context.Context, path string) (*recurring, error) {
	if path == "" {
		return &recurring{[]recurrent.History{growthTest()}, nil, o.confidence}, nil
	}
	trend := &trendOptions{logFlags: o.logFlags, times: o.times, age: o.age}
	r, counts, err := trend.histories(ctx, path)
	o.read = trend.read
	if err != nil {
		return nil, err
	}
	return &recurring{r.Histories, counts, o.confidence}, nil
}

func (r *recurring) rate() (*recurrent.HPP, error) {
	if r.counts != nil {
		return recurrent.GroupedRate(r.counts, r.confidence)
	}
	return recurrent.ConstantRate(r.histories, r.confidence)
}

// law returns the power law of histories, nil where none fits; of counts it is theirs.
func (r *recurring) law(of []recurrent.History) (law *recurrent.PowerLaw, err error) {
	if r.counts != nil {
		law, err = recurrent.FitGrouped(r.counts, r.confidence)
	} else {
		law, err = recurrent.FitPowerLaw(of, r.confidence)
	}
	if mtbf.Unanswered(err) {
		return nil, nil
	}
	return law, err
}

// growthTest is one unit that was mended and tried again until its 22nd
// failure: the example of reliability growth in the documentation of the Python
// package reliability.
func growthTest() recurrent.History {
	return recurrent.History{Unit: "example", To: 620, Times: []float64{
		2.7, 10.3, 12.5, 30.6, 57, 61.3, 80, 109.5, 125, 128.6, 143.8, 167.9, 229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620,
	}}
}

// clock names the time of histories.
func (o *plotOptions) clock() string {
	return "Time since " + (&trendOptions{times: o.times, age: o.age}).origin() + ", h"
}

func (o *plotOptions) mcf(ctx context.Context, path string) (*plots.Figure, error) {
	r, err := o.recurring(ctx, path)
	if err != nil {
		return nil, err
	}
	curve, err := recurrent.MCF(ctx, r.histories, o.confidence, recurrent.Log)
	if err != nil {
		return nil, err
	}
	rate, err := r.rate()
	if err != nil {
		return nil, err
	}
	law, err := r.law(r.histories)
	if err != nil {
		return nil, err
	}
	return plots.MCF(curve, rate, law, o.clock()), nil
}

func (o *plotOptions) trend(ctx context.Context, path string) (*plots.Figure, error) {
	r, err := o.recurring(ctx, path)
	if err != nil {
		return nil, err
	}
	if r.counts != nil {
		return nil, usagef("%s counts failures by interval, and plot trend needs their times: plot mcf or growth", path)
	}
	verdict, err := recurrent.Trend(r.histories, o.confidence)
	if err != nil {
		return nil, err
	}
	segments, err := recurrent.Segments(ctx, r.histories, mtbf.DefaultPenalty, o.confidence)
	if err != nil && !mtbf.Unanswered(err) {
		return nil, err
	}
	return plots.Trend(r.histories, verdict, segments, o.clock()), nil
}

// growth draws one unit in its age, several, and one that was not watched all the
// time, in the total time on test.
func (o *plotOptions) growth(ctx context.Context, path string) (*plots.Figure, error) {
	r, err := o.recurring(ctx, path)
	if err != nil {
		return nil, err
	}
	one, time := r.histories[0], "Age, h"
	if len(r.histories) > 1 {
		time = "Total time on test, h"
		if r.counts != nil {
			return nil, usagef("%s counts failures by interval, and plot growth takes those of one unit: plot mcf", path)
		}
		if one, err = recurrent.TotalTime(r.histories); err != nil {
			return nil, err
		}
	}
	law, err := r.law([]recurrent.History{one})
	if err != nil {
		return nil, err
	}
	if r.counts != nil {
		return plots.Growth(one, law, nil, time), nil
	}
	var line *recurrent.DuaneLine
	d, err := recurrent.Duane(one)
	switch {
	case err == nil:
		line = &d
	case !mtbf.Unanswered(err):
		return nil, err
	}
	return plots.Growth(one, law, line, time), nil
}
