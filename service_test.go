package mtbf

import (
	"strings"
	"testing"
	"time"

	"mtbf/model/census"
)

// What texts of service hours mean, in the shifts that they make.
func TestParseShifts(t *testing.T) {
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	each := func(days []time.Weekday, from, to int) (all []census.Shift) {
		for _, d := range days {
			all = append(all, census.Shift{Day: d, From: from, To: to})
		}
		return all
	}
	every := weekdays(time.Monday, time.Sunday)
	for text, want := range map[string][]census.Shift{
		"Sat 08:00-18:00":                  each(weekend[:1], 480, 1080),
		"sat-SUN 8-18":                     each(weekend, 480, 1080),
		"Saturday – Sunday 08:00 – 18:00":  each(weekend, 480, 1080),
		"Sat, Sun 08:00-18:00":             each(weekend, 480, 1080),
		"Fri 22:00-06:00":                  each([]time.Weekday{time.Friday}, 1320, 1800),
		"Sat 22:00-24:00":                  each(weekend[:1], 1320, 1440),
		"Sat 22:00-00:00":                  each(weekend[:1], 1320, 1440),
		"24x7":                             each(every, 0, 1440),
		"00:00-24:00":                      each(every, 0, 1440),
		"Sat 08:00-12:00 13:00-17:30":      append(each(weekend[:1], 480, 720), each(weekend[:1], 780, 1050)...),
		"Sat 08:00-18:00, Sun 09:00-13:00": append(each(weekend[:1], 480, 1080), each(weekend[1:], 540, 780)...),
	} {
		got, err := parseShifts(text)
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
	for text, why := range map[string]string{
		"": "names no hours", "Mon 08:00-18:00,": "names no hours", "Mon-Fri": "have no hours", "Mon-Fri 25:00": `"25:00"`, "Mon-Fri 08:00-25:00": `"08:00-25:00"`,
		"Mon 08:60-09:00": `"08:60-09:00"`, "Mon 24:00-25:00": "no hours of a day", "Mon 08:00-08:00": "no time at all", "Mo 08:00-18:00": `"Mo"`, "Mon-Fri-Sat 08:00-18:00": "day of the week", "always": `"always"`,
	} {
		if got, err := parseShifts(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v %v, want one with %s", text, got, err, why)
		}
	}
}

// A replay takes every hour and every outage, and refuses rules that say otherwise.
func TestReplayRefusesHoursOfService(t *testing.T) {
	log, err := LogOptions{Stdin: strings.NewReader("unit,start,end\na,2024-03-01T17:00Z,2024-03-04T09:00Z\n")}.Read(t.Context(), "-")
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := ParseSystem(t.Context(), "one.yaml", strings.NewReader("name: one\nmodules: {m: {mtbf: 100h, mttr: 5h}}\nshared: {a: m}\nstructure: a\n"), SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range []Grouping{{ServiceHours: "24x7"}, {IgnoreShorter: "30s"}} {
		rules, err := LogOptions{Grouping: g}.Rules(t.Context(), log)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Replay(t.Context(), m, log, rules); err == nil || !strings.Contains(err.Error(), "every outage") {
			t.Errorf("%+v: %v", g, err)
		}
	}
}
