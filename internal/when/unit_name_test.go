package when

import "testing"

// The unit that the names of columns tell, as UnitHours knows it; "" for none.
func TestUnitOfName(t *testing.T) {
	for name, want := range map[string]string{
		"Min Delay": "min", "duration_h": "h", "downtime (in mins.)": "min", "Outage Minutes": "min", "Breakdown dur. (h)": "h",
		"dur_s": "s", "TTR [h]": "h", "seconds_to_resolve": "s", "Downtime hrs": "h", "lasted_ms": "ms", "duration_minutes": "min",
		"Down Time (hrs)": "h", "downtimeHours": "h", "DurationMin": "min", "durationInSeconds": "s", "downtimehours": "h", "Duration_Sec": "s",
		"Outage (days)": "d", "Outage [d]": "d", "Days down": "d", "duration (min)": "min", "Minutes of delay": "min", "DURATION_MINUTES": "min",
		"Dauer (Std)": "h", "Dauer in Stunden": "h", "Durée (heures)": "h", "Duración en horas": "h", "Stillstand [Min.]": "min", "Duree_min": "min",
		"duration_second": "s", "Second": "s", "weeks lost": "wk",
		"Duration (hh:mm)": "", "Length (mm:ss)": "", "Hours:Minutes": "",
		"duration": "", "Duration (m)": "", "length_m": "", "m": "", "Second shift downtime": "", "US downtime": "", "Std downtime": "",
		"Operator's downtime": "", "Operator’s downtime": "", "hours and minutes": "", "TTR": "", "": "", "()": "", "Down d": "d", "Mean": "",
		"Downtime this month": "", "Downtime last 30 days": "", "Repair hours (min 0.5)": "", "Downtime last 30 days (h)": "h", "Hours per year": "h",
		"Duration (see note)": "", "min/h": "", "Monday": "", "[": "",
	} {
		hours, ok := UnitOfName(name)
		unit, _ := UnitHours(want)
		if ok != (want != "") || hours != unit {
			t.Errorf("UnitOfName(%q) = %g, %v; want %q", name, hours, ok, want)
		}
	}
}

func TestUnitOfCell(t *testing.T) {
	for text, want := range map[string]string{
		"mins": "min", "hh:mm": "h", "[h]": "h", "(min)": "min", "in hours": "h", "Hours": "h", "[h]:mm:ss": "h", "h:mm": "h", "mm:ss": "min",
		" [min.] ": "min", "s": "s", "d": "d", "days": "d", "<hrs>": "h", "hhmm": "h",
		"m": "", "min delay": "", "45": "", "": "", "-": "", "1 h": "", "2024-01-05": "", "y": "", "us": "",
	} {
		hours, ok := UnitOfCell(text)
		unit, _ := UnitHours(want)
		if ok != (want != "") || hours != unit {
			t.Errorf("UnitOfCell(%q) = %g, %v; want %q", text, hours, ok, want)
		}
	}
}

func TestClockOfName(t *testing.T) {
	for name, want := range map[string]string{
		"Duration (hh:mm)": "h", "Duration ([h]:mm)": "h", "Time down hh:mm:ss": "h", "Length (mm:ss)": "min", "Downtime [h:mm]": "h", "Hours:Minutes": "h",
		"Duration (hrs)": "h", "Days down": "h", "duration_hours": "h",
		"Duration (min)": "", "Duration (s)": "", "Duration": "", "": "", "Min Delay": "",
	} {
		hours, ok := ClockOfName(name)
		unit, _ := UnitHours(want)
		if ok != (want != "") || hours != unit {
			t.Errorf("ClockOfName(%q) = %g, %v; want %q", name, hours, ok, want)
		}
	}
}

func FuzzUnitOfName(f *testing.F) {
	for _, name := range []string{"Down Time (hrs)", "Length [mm:ss]", "downtimeHours", "Operator's [h", "(]{)"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, read := range []func(string) (float64, bool){UnitOfName, UnitOfCell, ClockOfName} {
			if hours, ok := read(name); ok != (hours > 0) {
				t.Errorf("%q: %g, %v", name, hours, ok)
			}
		}
	})
}
