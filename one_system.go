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
	overlapping, atOnce := concurrent(log.Log)
	if float64(overlapping) < several*float64(len(log.Outages)) {
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

// several is the share of outages that begin during another one from which they are
// hardly of one system.
const several = 0.15

// concurrent returns how many outages begin while another one lasts, and the greatest
// number at a time.
func concurrent(log *model.Log) (overlapping, atOnce int) {
	type change struct {
		at float64
		by int
	}
	var changes []change
	for i := range log.Outages {
		if o := &log.Outages[i]; o.Kind&(model.Open|model.NoDuration|model.Planned) == 0 && o.End > o.Start {
			changes = append(changes, change{o.Start, 1}, change{o.End, -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.by, b.by)) })
	running := 0
	for _, c := range changes {
		if running > 0 && c.by > 0 {
			overlapping++
		}
		running += c.by
		atOnce = max(atOnce, running)
	}
	return overlapping, atOnce
}
