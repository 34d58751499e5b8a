package cli

import (
	"context"

	"mtbf"
	"mtbf/model/recurrent"
	"mtbf/plots"
)

// histories reads a log, or with --times a file of failure times; without a
// file it returns the growth test.
func (o *plotOptions) histories(ctx context.Context, path string) ([]recurrent.History, error) {
	if path == "" {
		return []recurrent.History{growthTest()}, nil
	}
	trend := &trendOptions{logFlags: o.logFlags, times: o.times, age: o.age}
	r, err := trend.histories(ctx, path)
	o.read = trend.read
	if err != nil {
		return nil, err
	}
	return r.Histories, nil
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
	return "hours since " + (&trendOptions{times: o.times, age: o.age}).origin()
}

func (o *plotOptions) mcf(ctx context.Context, path string) (*plots.Figure, error) {
	h, err := o.histories(ctx, path)
	if err != nil {
		return nil, err
	}
	curve, err := recurrent.MCF(ctx, h, o.confidence, recurrent.Log)
	if err != nil {
		return nil, err
	}
	rate, err := recurrent.ConstantRate(h, o.confidence)
	if err != nil {
		return nil, err
	}
	law, err := recurrent.FitPowerLaw(h, o.confidence)
	if err != nil && !mtbf.Unanswered(err) {
		return nil, err
	}
	return plots.MCF(curve, rate, law, o.clock()), nil
}

func (o *plotOptions) trend(ctx context.Context, path string) (*plots.Figure, error) {
	h, err := o.histories(ctx, path)
	if err != nil {
		return nil, err
	}
	verdict, err := recurrent.Trend(h, o.confidence)
	if err != nil {
		return nil, err
	}
	segments, err := recurrent.Segments(ctx, h, mtbf.DefaultPenalty, o.confidence)
	if err != nil && !mtbf.Unanswered(err) {
		return nil, err
	}
	return plots.Trend(h, verdict, segments, o.clock()), nil
}

// growth draws one unit in its age, several in the total time on test.
func (o *plotOptions) growth(ctx context.Context, path string) (*plots.Figure, error) {
	h, err := o.histories(ctx, path)
	if err != nil {
		return nil, err
	}
	one, time := h[0], "age, hours"
	if recurrent.Units(h) > 1 {
		time = "total time on test, hours"
		if one, err = recurrent.TotalTime(h); err != nil {
			return nil, err
		}
	}
	law, err := recurrent.FitPowerLaw([]recurrent.History{one}, o.confidence)
	if err != nil && !mtbf.Unanswered(err) {
		return nil, err
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
