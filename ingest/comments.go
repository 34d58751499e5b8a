package ingest

import (
	"slices"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
)

// told is what the comment lines above a header say of the whole file.
type told struct {
	zone   string // of its times; "" where they do not say
	unit   string // whose outages its rows are
	window string // from when to when it was written
}

// windowNames and zoneNames are what comments call the window and the zone.
var (
	windowNames = []string{"time interval", "interval", "time range", "date range", "period", "time period", "reporting period", "window", "observation period", "range"}
	zoneNames   = []string{"time zone", "timezone", "tz", "zone"}
)

// surelyUnit is the weight from which on a name is that of a unit.
const surelyUnit = 6

// readComments reads comment lines of the form "name: value".
func readComments(lines []string) (t told) {
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); !ok || value == "" {
			continue
		}
		words := strings.Join(wordsOf(name), " ")
		weight, _ := nameWeight(roleUnit, name, nil)
		switch {
		case slices.Contains(zoneNames, words):
			t.zone = value
		case slices.Contains(windowNames, words):
			t.window = value
		case weight >= surelyUnit && t.unit == "":
			t.unit = value
		}
	}
	return t
}

// zoneTold returns the zone that the comments name, "" for none that is known.
func (t told) zoneTold() string {
	if _, err := when.LoadZone(t.zone); t.zone == "" || err != nil {
		return ""
	}
	return t.zone
}

// declareWindow makes the window that the comments tell part of the log's.
func (f *fileReader) declareWindow() {
	w, ok := f.windowTold()
	if !ok {
		return
	}
	f.declared++
	if f.window == (model.Interval{}) {
		f.window = w
	}
	f.window = model.Interval{From: min(f.window.From, w.From), To: max(f.window.To, w.To)}
}

// windowTold reads two times with a dash, "to" or a slash between them, as in
// "2019-01-01 00:00:00 - 2020-01-01 00:00:00 (365 days)".
func (f *fileReader) windowTold() (w model.Interval, ok bool) {
	text, _, _ := strings.Cut(f.told.window, "(")
	for _, between := range []string{" - ", " – ", " to ", "/"} {
		from, to, found := strings.Cut(text, between)
		if !found || f.numeric {
			continue
		}
		a, errA := when.ParseStamp(strings.TrimSpace(from))
		b, errB := when.ParseStamp(strings.TrimSpace(to))
		if errA != nil || errB != nil || !a.Possible(f.order) || !b.Possible(f.order) {
			continue
		}
		w = model.Interval{From: f.zone.Resolve(a, f.order).Hours, To: f.zone.Resolve(b, f.order).Hours}
		if !b.HasClock() {
			w.To += model.HoursPerDay
		}
		return w, w.From < w.To
	}
	return w, false
}
