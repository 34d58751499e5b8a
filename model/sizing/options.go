package sizing

import (
	"fmt"
	"math"

	"mtbf/model"
)

// Options say what to look for. The zero value asks for nothing: give a Target,
// an Unmet or Maximize.
type Options struct {
	Target                float64 // least availability, or reliability, in (0, 1]
	AllowedUnavailability float64 // greatest unavailability, in place of Target where that is too near to 1
	Maximize              bool    // the greatest availability within the limits, with no target

	Minimize string             // resource to spend least of; default: the only one
	Limits   map[string]float64 // greatest totals of resources; nil: those of the model
	Mission  float64            // hours; > 0: reliability of a mission without repairs, 0: steady state

	Work int // greatest number of combinations looked at, about; 0: 20 million

	Confidence float64     // > 0: the target is met with at least this chance, by Uncertain parts and those from a log
	Uncertain  []Uncertain // what is known of parts, in place of their estimates
	Draws      int         // of the uncertain parameters; 0: 1,000
	Stream     Stream      // where draws come from; needed with a Confidence
}

// Stream is a source of random numbers, uniform on [0, 1).
type Stream interface{ Float64() float64 }

const (
	maxResources = 6
	maxNeed      = 1000
	defaultWork  = 20_000_000
	defaultDraws = 1000
	maxDraws     = 100_000
	maxWork      = 1_000_000_000_000
)

// slack is the greatest unavailability that is enough; 1 where there is no
// target.
func (o *Options) slack() float64 {
	switch {
	case o.AllowedUnavailability > 0:
		return o.AllowedUnavailability
	case o.Target > 0:
		return 1 - o.Target
	}
	return 1
}

// rounding is how far above a target or a limit rounding may carry a sum that
// meets it, relative.
const rounding = 1e-12

func (o *Options) meets(c chance) bool { return c.down <= o.slack()*(1+rounding) }

func (o *Options) work() int {
	if o.Work == 0 {
		return defaultWork
	}
	return o.Work
}

func (o *Options) check() error {
	number := func(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
	goals := 0
	for _, given := range []bool{o.Target != 0, o.AllowedUnavailability != 0, o.Maximize} {
		if given {
			goals++
		}
	}
	for _, c := range []struct {
		ok    bool
		name  string
		value any
		want  string
	}{
		{goals == 1, "goal", goals, "one goal: a target or maximize"},
		{o.Target >= 0 && o.Target <= 1, "target", o.Target, "a number in (0, 1]"},
		{o.AllowedUnavailability >= 0 && o.AllowedUnavailability < 1, "unavailability target", o.AllowedUnavailability, "a number in (0, 1)"},
		{number(o.Mission), "mission", o.Mission, "a finite time of 0 hours or more"},
		{o.Work >= 0 && o.Work <= maxWork, "work", o.Work, fmt.Sprintf("a number from 0 to %d", maxWork)},
		{o.Confidence >= 0 && o.Confidence < 1, "confidence", o.Confidence, "a number in (0, 1)"},
		{o.Draws >= 0 && o.Draws <= maxDraws, "draws", o.Draws, fmt.Sprintf("a number from 1 to %d", maxDraws)},
		{o.Confidence == 0 || o.Stream != nil, "stream", "nothing", "a random stream: a confidence needs one"},
	} {
		if !c.ok {
			return &model.ParamError{Param: c.name, Value: c.value, Want: c.want}
		}
	}
	for name, limit := range o.Limits {
		if !(limit >= 0) {
			return &model.ParamError{Param: "limit of " + name, Value: limit, Want: "a number of 0 or more"}
		}
	}
	return nil
}
