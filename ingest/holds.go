package ingest

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"mtbf/internal/when"
)

// holds is what the sample shows of a column, or of a date and a clock that stand in
// two. Shares are of the cells that say something.
type holds struct {
	origin
	rows        int
	filled      int
	stamps      float64 // dates, with or without a clock
	days        float64 // of the stamps: without a clock
	ordinals    float64 // 2024-005, which is a day of the year or a number of the year's
	clocks      float64 // a time of day alone
	numbers     float64
	durations   float64 // texts that tell a length of time
	flags       float64
	compact     float64 // numbers such as 20240301 that can be dates
	epochs      float64 // numbers that are seconds, or parts of one, since 1970
	epochUnit   float64 // hours
	different   int     // values
	longest     float64 // mean length of the texts
	unitsOfTime bool    // H, min: the values are units of a duration
	written     []when.Stamp
	hours       []float64 // of written, when the order of day and month is known
	lengths     []float64 // bare numbers and lengths of time, NaN where there is none
}

// fewRepeats is the number of rows from which a column of units is expected to name
// one of them twice.
const fewRepeats = 8

// holdsOf looks at a column.
func holdsOf(s origin, sample [][]string, missing []string) *holds {
	h := &holds{origin: s, rows: len(sample)}
	values := map[string]bool{}
	h.written = make([]when.Stamp, len(sample))
	h.lengths = make([]float64, len(sample))
	for i, record := range sample {
		h.lengths[i] = math.NaN()
		text := s.text(record, missing)
		if tellsNothing(text, missing) {
			continue
		}
		h.filled++
		h.longest += float64(len(text))
		values[text] = true
		h.written[i] = h.look(text, i)
	}
	h.different, h.unitsOfTime = len(values), len(values) > 0
	for text := range values {
		if _, unit := when.UnitHours(text); !unit {
			h.unitsOfTime = false
			break
		}
	}
	if h.compact > 0 && h.compact < float64(h.filled) && h.stamps == 0 { // numbers that look like dates by chance
		clear(h.written)
	}
	if h.filled > 0 {
		n := float64(h.filled)
		if h.stamps > 0 {
			h.days /= h.stamps
		}
		for _, share := range []*float64{&h.stamps, &h.ordinals, &h.clocks, &h.numbers, &h.durations, &h.flags, &h.compact, &h.epochs, &h.longest} {
			*share /= n
		}
	}
	return h
}

// look counts what one text is, and returns its stamp, 0 if it is none.
func (h *holds) look(text string, i int) (stamp when.Stamp) {
	if isCompact(text) {
		h.compact++
		stamp, _ = when.ParseStamp(expandCompact(text))
	}
	if v, ok := number(decimalPoint(text)); ok {
		h.numbers++
		h.lengths[i] = v
		if unit, ok := when.EpochUnit(v); ok {
			h.epochs++
			h.epochUnit = unit
		}
	}
	var flag flagCell
	if flag.UnmarshalCSV([]byte(text)) == nil {
		h.flags++
	}
	switch s, err := when.ParseStamp(text); {
	case isZoneDoubt(err):
		h.stamps++
		return unzoned(text, err)
	case err == nil && isOrdinal(text):
		h.ordinals++
		return s
	case err == nil:
		h.stamps++
		if !s.HasClock() {
			h.days++
		}
		return s
	}
	if isClock(text) {
		h.clocks++
	}
	if v, err := when.ParseHours(decimalPoint(text), 1); err == nil && strings.ContainsFunc(text, isUnitMark) {
		h.durations++
		h.lengths[i] = v
	}
	return stamp
}

// isOrdinal reports whether text is a year and three digits, as days of the year are
// written and things that are numbered by the year.
func isOrdinal(text string) bool {
	return len(text) == 8 && text[4] == '-' && leadingDigits(text) == 4 && leadingDigits(text[5:]) == 3
}

// unzoned is the stamp of a time in a doubtful zone, as if in UTC: it serves to compare
// it with others like it.
func unzoned(text string, err error) when.Stamp {
	var doubt *when.ZoneDoubtError
	if !errors.As(err, &doubt) {
		return 0
	}
	stamp, _ := when.ParseStampNamed(text, when.ZoneNames{doubt.Name: 0})
	return stamp
}

// isClock reports whether text is a time of day without a date.
func isClock(text string) bool {
	if _, isNumber := number(text); isNumber || !strings.ContainsAny(text, ":.aApP") || len(text) > 16 {
		return false
	}
	s, err := when.ParseStamp("2000-01-31 " + text)
	return err == nil && s.HasClock()
}

// resolveAll turns stamps into hours, for comparisons of columns, in the order of day
// and month that all of them together tell.
func resolveAll(columns []*holds) {
	var votes when.Votes
	for _, h := range columns {
		for _, s := range h.written {
			votes.Add(s)
		}
	}
	order, _ := votes.Decide()
	zone, _ := when.LoadZone("UTC")
	for _, h := range columns {
		h.hours = make([]float64, len(h.written))
		for i, s := range h.written {
			h.hours[i] = math.NaN()
			if s.Possible(order) {
				h.hours[i] = zone.Resolve(s, order).Hours
			}
		}
	}
}

// repeats reports whether some value comes again.
func (h *holds) repeats() bool { return h.different < h.filled }

// constant is whether all cells that say something say the same.
func (h *holds) constant() bool { return h.different <= 1 }

// String says in a few words what the column holds.
func (h *holds) String() string {
	switch {
	case h.filled == 0:
		return "nothing"
	case h.stamps >= mostly && h.days > mostly:
		return "dates"
	case h.stamps >= mostly:
		return "dates with a clock"
	case h.clocks >= mostly:
		return "times of day"
	case h.epochs >= mostly:
		return "numbers, such as seconds since 1970"
	case h.numbers >= mostly:
		return "numbers"
	case h.durations >= mostly:
		return "lengths of time"
	}
	return fmt.Sprintf("texts, %d different", h.different)
}

// mostly is the share of the cells from which a column is of a kind.
const mostly = 0.5
