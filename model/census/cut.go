package census

import (
	"context"
	"slices"

	"mtbf/model"
)

// Cut divides an observation at a moment into what comes before it and what comes
// after, as options for the same log. An outage that reaches over the moment is a
// failure of the side on which it begins, where its repair is known to have lasted so
// long at least, and downtime of each side that has a part of it. Each side has the
// exposure of its own window: of a total its share of the time; of units seen in the
// log, all that are seen on either side.
//
// The warnings are those of what was assumed about the whole. A *model.ParamError
// tells of a moment that is not inside the window.
func Cut(ctx context.Context, log *model.Log, opt Options, at float64) (before, after Options, warnings []model.Warning, err error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return before, after, nil, err
	}
	if !(s.window.From < at && at < s.window.To) {
		return before, after, nil, &model.ParamError{Param: "split", Value: at, Want: "a moment inside the window"}
	}
	side := func(window model.Interval) Options {
		part := opt
		part.Window, part.Exposure = &window, s.exposureOfPeriod(window)
		part.Exposure.source, part.inferred, part.served = s.exposure.source, s.inferred, s.served
		return part
	}
	before = side(model.Interval{From: s.window.From, To: at})
	after = side(model.Interval{From: at, To: s.window.To})
	return before, after, slices.DeleteFunc(s.warnings, ofPassed), nil // each side tells its own
}

// OfItsOwn returns the options with the window of the log itself, where the service of
// a fleet, which may be that of other logs too, would make it longer.
func (opt Options) OfItsOwn(log *model.Log) Options {
	bare := opt
	bare.Exposure.Fleet = nil
	w, inferred := Window(log, bare)
	opt.Window, opt.inferred = &w, inferred
	return opt
}
