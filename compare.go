package mtbf

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// Sides are two observations, the older one first, that [Compare] sets against each
// other.
type Sides struct {
	Old, New Side
	Warnings []model.Warning // of the log that both are parts of
}

// Side is a log, or a part of one, with the rules it is accounted for by.
type Side struct {
	Name  string
	Log   *ingest.Log
	Rules census.Options
}

// Comparison is what differs between two observations: failure rate, MTTR and
// availability of the whole and of each category, with limits, p-values and verdicts.
type Comparison struct {
	Sides
	*census.Contrast
}

// Compare sets two observations against each other, down to a depth of the category
// tree; 0 is all of it.
func Compare(ctx context.Context, s Sides, depth int) (*Comparison, error) {
	for _, side := range []Side{s.Old, s.New} {
		if err := checkLog(side.Log); err != nil {
			return nil, err
		}
		if side.Rules.By != census.NoSplit {
			return nil, optionf("by", "a comparison has two sides, and no groups")
		}
	}
	contrast, err := census.Compare(ctx, census.Side{Log: s.Old.Log.Log, Options: s.Old.Rules}, census.Side{Log: s.New.Log.Log, Options: s.New.Rules}, depth)
	if err != nil {
		return nil, err
	}
	if path, ok := contrast.OneTree(); !ok {
		return nil, optionf("category-separator", "the slash in %q separates levels in one log and not in the other: say --category-separator / or --category-separator ''", path)
	}
	return &Comparison{s, contrast}, nil
}

// Split divides a log that was read at a moment, a time in a form that logs have, into
// what comes before it and what comes from then on.
func (o LogOptions) Split(ctx context.Context, log *ingest.Log, rules census.Options, at string) (s Sides, err error) {
	if err := checkLog(log); err != nil {
		return s, err
	}
	moment, err := ingest.ParseTime(at, log.Account.Timezone, o.TimeUnit, log.Clock)
	if err != nil {
		return s, &OptionError{"split", err}
	}
	before, after, warnings, err := census.Cut(ctx, log.Log, rules, moment)
	if outside := (*model.ParamError)(nil); errors.As(err, &outside) && outside.Param == "split" {
		w, _ := census.Window(log.Log, rules)
		return s, optionf("split", "%q is not inside the window, which goes from %s to %s", at, momentOf(w.From, log.Clock), momentOf(w.To, log.Clock))
	}
	if err != nil {
		return s, err
	}
	at = strings.TrimSpace(at)
	return Sides{Side{"before " + at, log, before}, Side{"from " + at, log, after}, warnings}, nil
}

// OwnWindows gives each side that has no window the one of its own log, where both
// logs are of one fleet whose service is that of both together.
func (s *Sides) OwnWindows() {
	for _, side := range []*Side{&s.Old, &s.New} {
		if side.Rules.Window != nil {
			continue
		}
		side.Rules = side.Rules.OfItsOwn(side.Log.Log)
		s.Warnings = append(s.Warnings, model.Warning{
			Code: "window-inferred",
			Text: side.Name + ": of a fleet that both logs share, the window runs from the first start to the last event of the log; time observed before and after is missing",
		})
	}
}

// momentOf writes a moment on the clock of a log.
func momentOf(h float64, clock model.Clock) string {
	if clock == model.Calendar {
		return when.FormatInstant(when.QuantizeHours(h), nil)
	}
	return fmt.Sprintf("%g h", h)
}
