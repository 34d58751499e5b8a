package ingest

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// kinds writes what is known of the ends: hours, open, or unknown.
func kinds(log *Log) string {
	var all []string
	for _, o := range log.Outages {
		text := fmt.Sprintf("%.6g", o.End-o.Start)
		switch {
		case o.Kind.Is(model.Open):
			text = "open"
		case o.Kind.Is(model.NoDuration):
			text = "unknown"
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// Whatever stands for an end that is not known, the outage is over where its unit
// fails again, and open where nothing follows; a text that was to be a time says that
// it is over.
func TestUnknownEnds(t *testing.T) {
	for end, last := range map[string]string{
		"": "open", "NA": "open", "-": "open", "null": "open", "Unknown": "open", "TBD": "open", "Ongoing": "open", "9999-12-31": "open",
		"31/12/9999": "open", "0000-00-00": "open", "1970-01-01 00:00": "open", "later": "open",
		"2024-02-30 10:00": "unknown", "2024-02-01 25:00": "unknown", "45353.4": "unknown",
	} {
		t.Run(end, func(t *testing.T) {
			const known = "a,2024-01-01 10:00,2024-01-01 11:00\na,2024-01-02 10:00,2024-01-02 11:00\n"
			row := "a,2024-02-01 10:00," + end + "\n"
			followed := readLog(t, "unit,start,end\n"+row+known+"a,2024-03-01 10:00,2024-03-01 11:30\nb,2024-03-05 10:00,2024-03-05 11:00\n", Options{})
			oracle.Equal(t, "followed", kinds(followed), "unknown 1 1 1.5 1")
			alone := readLog(t, "unit,start,end\n"+known+row+"b,2024-03-05 10:00,2024-03-05 11:00\n", Options{})
			oracle.Equal(t, "last of its unit", kinds(alone), "1 1 "+last+" 1")
		})
	}
}

// Without a unit column the log is one system; a pool of units that are not named
// does not tell that one of them works again.
func TestFollowedBy(t *testing.T) {
	oracle.Equal(t, "one system", kinds(readLog(t, "start,end,cause\n2024-01-01 10:00,,x\n2024-02-01 10:00,2024-02-01 12:00,y\n", Options{})), "unknown 2")
	const header = "number,incident_state,sys_mod_count,opened_at,sys_updated_at,category,subcategory,cmdb_ci,resolved_at,closed_at\n"
	row := func(n int, state, ci, end string) string {
		return fmt.Sprintf("INC%d,%s,3,%d-03-2016 00:00,27-03-2016 00:00,c,s,%s,%s,?\n", n, state, n+12, ci, end)
	}
	log := readLog(t, header+row(1, "New", "?", "?")+row(2, "Closed", "?", "?")+row(3, "Resolved", "?", "25-03-2016 00:00"), Options{})
	oracle.Equal(t, "not named", kinds(log), "open unknown 240")
	log = readLog(t, header+row(1, "New", "x", "?")+row(2, "Closed", "y", "?")+row(3, "Resolved", "x", "25-03-2016 00:00"), Options{})
	oracle.Equal(t, "named", kinds(log), "unknown unknown 240")
}

// A column of ends that many rows leave blank tells no ends at all.
func TestBlankEnds(t *testing.T) {
	text := "unit,start,end\n"
	for i := range fewRows {
		text += fmt.Sprintf("u%d,2024-01-0%d 10:00,\n", i, i+1)
	}
	oracle.Equal(t, "many", kinds(readLog(t, text, Options{})), "unknown unknown unknown unknown unknown")
	oracle.Equal(t, "one", kinds(readLog(t, "unit,start,end\na,2024-01-01 10:00,\n", Options{})), "open")
}

// rowsAt is a log of outages of an hour at these starts, and further rows.
func rowsAt(starts string, more ...string) string {
	text := "unit,start,end\n"
	for _, start := range strings.Fields(starts) {
		text += "a," + start + "T10:00Z," + start + "T11:00Z\n"
	}
	return text + strings.Join(more, "\n") + "\n"
}

func TestFarOff(t *testing.T) {
	const year = "2011-01-12 2011-02-13 2011-05-14 2011-08-20 2011-12-20"
	for name, c := range map[string]struct{ log, kinds, watched string }{
		"an end":         {rowsAt(year, "b,2011-11-20T07:00Z,2077-11-20T10:00Z"), "1 1 1 1 1 unknown", ""},
		"a start":        {rowsAt(year, "b,2077-11-20T07:00Z,2077-11-20T10:00Z"), "1 1 1 1 1 unknown", "2011-01-12T10:00:00Z 2011-12-20T11:00:00Z"},
		"an early start": {rowsAt(year, "b,1911-11-20T07:00Z,2011-11-20T10:00Z"), "1 1 1 1 1 unknown", "2011-01-12T10:00:00Z 2011-12-20T11:00:00Z"},
		"few rows":       {rowsAt("2011-01-12 2011-02-13", "b,2077-11-20T07:00Z,2077-11-20T10:00Z"), "1 1 3", ""},
		"a quiet time":   {rowsAt("2011-01-12 2011-01-13 2011-01-14 2011-01-20 2011-01-21 2012-11-20"), "1 1 1 1 1 1", ""},
		"another season": {rowsAt("2011-01-12 2011-01-13 2011-01-14 2011-01-20 2011-01-21 2016-07-20"), "1 1 1 1 1 1", ""},
		"a long outage":  {rowsAt(year, "b,2011-11-20T07:00Z,2012-11-20T07:00Z"), "1 1 1 1 1 8784", ""},
		"two sides":      {rowsAt(year+" 2011-03-03 2011-04-04 2011-06-06", "b,2077-11-20T07:00Z,2077-11-20T10:00Z", "b,1911-11-20T07:00Z,1911-11-20T10:00Z"), "1 1 1 1 1 1 1 1 unknown unknown", "2011-01-12T10:00:00Z 2011-12-20T11:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			log := readLog(t, c.log, Options{})
			oracle.Equal(t, "durations", kinds(log), c.kinds)
			oracle.Equal(t, "watched", watchedOf(log), c.watched)
			oracle.Equal(t, "said", strings.Contains(codes(log), "time-far-off"), strings.Contains(c.kinds, "unknown"))
		})
	}
}
