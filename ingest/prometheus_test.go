package ingest

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// rangeQuery is the answer of Prometheus for one series: a sample every 15 s where value
// gives one.
func rangeQuery(labels string, value func(i int) string) string {
	var samples []string
	for i := range 400 {
		if v := value(i); v != "" {
			samples = append(samples, fmt.Sprintf("[%d,%q]", 1704067200+15*i, v))
		}
	}
	return fmt.Sprintf(`{"metric":{%s},"values":[%s]}`, labels, strings.Join(samples, ","))
}

func matrix(series ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}}`
}

func TestPrometheus(t *testing.T) {
	within := func(i, from, to int) bool { return from <= i && i < to }
	up := func(i int) string {
		if within(i, 40, 60) || within(i, 100, 110) {
			return "0"
		}
		return "1"
	}
	vanishes := func(i int) string {
		if within(i, 200, 240) {
			return ""
		}
		return "1"
	}
	alert := func(i int) string { // from 45 on it fires, from 40 on it pends
		if within(i, 45, 60) || within(i, 104, 110) {
			return "1"
		}
		return ""
	}
	pending := func(i int) string {
		if within(i, 40, 45) || within(i, 100, 104) {
			return "1"
		}
		return ""
	}
	since := func(i int) string {
		switch {
		case within(i, 40, 60):
			return "1704067800"
		case within(i, 100, 110):
			return "1704068700"
		}
		return ""
	}
	const down = `"alertname":"Down","instance":"a"`
	for _, c := range []struct {
		name, text string
		hours      []float64 // of the outages
		says       string
	}{
		{"up", matrix(rangeQuery(`"__name__":"up","instance":"a"`, up), rangeQuery(`"__name__":"up","instance":"b"`, vanishes)), []float64{5. / 60, 2.5 / 60}, "1 gap"},
		{"ALERTS", matrix(rangeQuery(`"__name__":"ALERTS",`+down+`,"alertstate":"firing"`, alert), rangeQuery(`"__name__":"ALERTS",`+down+`,"alertstate":"pending"`, pending)),
			[]float64{3.75 / 60, 1.5 / 60}, "too short"},
		{"ALERTS_FOR_STATE", matrix(rangeQuery(`"__name__":"ALERTS_FOR_STATE",`+down, since)), []float64{4.75 / 60, 2.25 / 60}, "began to pend"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := readLog(t, c.text, Options{})
			if len(log.Outages) != len(c.hours) || log.Units[log.Outages[0].Unit].Name != "a" {
				t.Fatalf("%+v of %+v", log.Outages, log.Units)
			}
			for i, o := range log.Outages {
				oracle.Near(t, "hours", o.End-o.Start, c.hours[i], 1e-6)
			}
			if text := fmt.Sprint(log.Account.Assumed()); !strings.Contains(text, c.says) {
				t.Errorf("%s, want %q", text, c.says)
			}
		})
	}
}

// TestGapsAreWatchedByNobody: a unit without checks is neither up nor down.
func TestGapsAreWatchedByNobody(t *testing.T) {
	var text strings.Builder
	text.WriteString("time,host,up\n")
	for i := range 1000 {
		state := 1
		switch {
		case 100 <= i && i < 160:
			state = 0
		case 300 <= i && i < 420, 800 <= i && i < 900: // no checks; down before and after the second
			state = -1
		case 790 <= i && i < 910:
			state = 0
		}
		if state >= 0 {
			fmt.Fprintf(&text, "%d,a,%d\n", 1704067200+60*i, state)
		}
		fmt.Fprintf(&text, "%d,b,1\n", 1704067200+60*i)
		if i > 500 {
			fmt.Fprintf(&text, "%d,late,1\n", 1704067200+60*i)
		}
	}
	log := readLog(t, text.String(), Options{})
	if len(log.Outages) != 2 {
		t.Fatalf("%d outages, want 2: one goes on over its gap", len(log.Outages))
	}
	hours := map[string]float64{}
	for _, e := range log.Exposure {
		hours[e.Unit] += e.Hours()
	}
	oracle.Near(t, "hours of a", hours["a"], float64(999-120-100)/60, 1e-6)
	oracle.Near(t, "hours of b", hours["b"], 999./60, 1e-6)
	oracle.Near(t, "hours of one that came late", hours["late"], float64(999-501)/60, 1e-6)
}
