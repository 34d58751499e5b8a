package report

import (
	"fmt"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/dynamic"
)

// events is the table of the basic events: the law of each, where it has a mean time to
// failure that, and the gates that it goes into.
func (t DynamicTree) events() Table {
	x := Table{Caption: "Basic events", Text: 2, Head: []string{"Event", "Law", "Mean life, h", "Failed at the start", "Dormancy", "Input of"}}
	if t.Tree == nil {
		return x
	}
	into := map[int][]string{}
	for _, e := range t.Tree.Elements {
		for _, i := range e.Of {
			into[i] = append(into[i], e.Name)
		}
	}
	for i, e := range t.Tree.Elements {
		if e.Kind == dynamic.Basic {
			x.add([]string{e.Name, law(e.Event), meanLife(e.Event), start(e.Event), number.Plain(e.Event.Dormancy), strings.Join(into[i], ", ")})
		}
	}
	return x
}

func (t DynamicTree) eventCount() int {
	n := 0
	if t.Tree != nil {
		for _, e := range t.Tree.Elements {
			if e.Kind == dynamic.Basic {
				n++
			}
		}
	}
	return n
}

// law says how an event fails with time.
func law(e dynamic.Event) string {
	switch {
	case e.Life != nil:
		return model.Written(e.Life.Family())
	case e.Rate > 0 && e.Phases > 1:
		return fmt.Sprintf("Erlang of %d phases, each %s per hour", e.Phases, plain(e.Rate))
	case e.Rate > 0:
		return "exponential, " + plain(e.Rate) + " per hour"
	case e.Probability > 0:
		return "at the start alone"
	}
	return "only when forced"
}

// meanLife is the mean of the time to failure, "" where there is none.
func meanLife(e dynamic.Event) string {
	switch {
	case e.Life != nil:
		return exactly(e.Life.Mean())
	case e.Rate > 0:
		return exactly(float64(max(1, e.Phases)) / e.Rate)
	}
	return ""
}

func start(e dynamic.Event) string {
	if e.Probability > 0 {
		return plain(e.Probability)
	}
	return ""
}
