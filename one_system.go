package mtbf

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/number"
	"mtbf/model"
)

// oneSystem looks at a log in which no column names the unit, where the options do not
// say either how much was observed: it notes that all is taken for one system, or asks
// where too many outages overlap for that.
func (o LogOptions) oneSystem(log *ingest.Log) *ingest.Question {
	if !log.Account.OneSystem || o.Units != 0 || o.Hours != "" || o.Fleet != "" || len(log.Outages) == 0 || len(log.Exposure) > 0 {
		return nil
	}
	candidates := make([]string, len(log.Account.UnitCandidates))
	for i, c := range log.Account.UnitCandidates {
		candidates[i] = fmt.Sprintf("%s, %s values", c.Value, number.Count(c.Count))
	}
	among := ""
	if len(candidates) > 0 {
		among = " (candidates: " + strings.Join(candidates, "; ") + ")"
	}
	down, union, span, atOnce := concurrent(log.Log)
	if down <= materially*union && (atOnce < 2 || union < span/2) {
		log.Account.Warnings = append(log.Account.Warnings, model.Warning{
			Code: "one-system", Assumed: true, Text: "read as ONE system: no column names the unit" + among + "; --column unit=NAME does, --units N says how many there are",
		})
		return nil
	}
	q := &ingest.Question{Text: fmt.Sprintf("whose outages are these? No column names the unit%s, and up to %s at the same time", among, model.Counted(atOnce, "outage"))}
	for _, c := range log.Account.UnitCandidates {
		q.Readings = append(q.Readings, ingest.Reading{Settings: []ingest.Setting{{Option: "column", Value: "unit=" + c.Value}}, About: "a unit a value"})
	}
	for _, r := range []struct {
		units int
		about string
	}{{1, "one system, hours of several outages once"}, {atOnce, "as many units as were down at once; give yours"}} {
		q.Readings = append(q.Readings, ingest.Reading{Settings: []ingest.Setting{{Option: "units", Value: strconv.Itoa(r.units)}}, About: r.about})
	}
	return q
}

// concurrent returns the hours of all outages, those in which there was one or more,
// those from the first to the last, and the greatest number at a time.
func concurrent(log *model.Log) (down, union, span float64, atOnce int) {
	type change struct {
		at float64
		by int
	}
	var changes []change
	for i := range log.Outages {
		if o := &log.Outages[i]; o.Kind&(model.Open|model.NoDuration|model.Planned) == 0 && o.End > o.Start {
			down += o.End - o.Start
			changes = append(changes, change{o.Start, 1}, change{o.End, -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	if n := len(changes); n > 0 {
		span = changes[n-1].at - changes[0].at
	}
	running := 0
	for i, c := range changes {
		if running > 0 {
			union += c.at - changes[i-1].at
		}
		running += c.by
		atOnce = max(atOnce, running)
	}
	return down, union, span, atOnce
}
