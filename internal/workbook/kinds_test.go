package workbook

import "testing"

func TestParseFormat(t *testing.T) {
	var (
		none     = format{}
		counting = format{time: true, elapsed: true}
		fraction = format{time: true, fraction: true}
	)
	for code, want := range map[string]format{
		"General": none, "GENERAL": none, "": none, "0": none, "0.00": none, "#,##0": none, "0.00E+00": none, "##0.0E+0": none, "@": none, "0%": none, "# ?/?": none,
		`_("$"* #,##0.00_);_("$"* \(#,##0.00\)`: none, `"day"`: none, `\d\a\y`: none, `0.0" hours"`: none, `0\h`: none, "[$€-407] #,##0": none, "[Red]0": none, "_d0": none,
		"[Yellow]General": none, "[$-409]@": none,

		"yyyy-mm-dd": dateOnly, "m/d/yy": dateOnly, "mm-dd-yy": dateOnly, "d-mmm": dateOnly, "mmm-yy": dateOnly, "mmmm": dateOnly, "mm": dateOnly, "dddd": dateOnly, "yyyy": dateOnly,
		"dd.mm.yyyy": dateOnly, "YYYY/MM/DD": dateOnly, `[$-409]dddd\,\ mmmm\ d\,\ yyyy;@`: dateOnly, `yyyy"年"m"月"d"日"`: dateOnly, "yyyy年m月d日": dateOnly, "[$-411]ge.m.d": dateOnly, "d/m/bb": dateOnly,
		`[Blue]yyyy-mm-dd`: dateOnly, `d" hours "m`: dateOnly, "[$-F800]dddd, mmmm dd, yyyy": dateOnly, `yyyy-mm-dd;"none"`: dateOnly, "aaaa": dateOnly,

		"h:mm": timeOnly, "hh:mm:ss": timeOnly, "mm:ss": timeOnly, "h:mm AM/PM": timeOnly, "h:mm a/p": timeOnly, "[$-F400]h:mm:ss AM/PM": timeOnly, `h" h "mm" min"`: timeOnly, "H:MM": timeOnly,
		"dd:hh:mm": timeOnly, "d.hh:mm:ss": timeOnly, `d" d "h" h"`: timeOnly, "ss": timeOnly, "h": timeOnly,
		"[h]:mm": counting, "[hh]:mm:ss": counting, "[mm]:ss": counting, "[s]": counting, "[HH]:MM": counting,
		"mm:ss.0": fraction, "hh:mm:ss.000": fraction,

		"yyyy-mm-dd hh:mm:ss": dateTime, "m/d/yy h:mm": dateTime, "d-mmm h:mm": dateTime, `[$-409]m/d/yy\ h:mm\ AM/PM;@`: dateTime, "hh:mm dd/mm/yyyy": dateTime, "h:mm mm/dd": dateTime,
		`yyyy-mm-dd"T"hh:mm:ss"Z"`: dateTime, "mm/dd hh": dateTime,
		"yyyy-mm-dd hh:mm:ss.000": {date: true, time: true, fraction: true},
		`"never closed`:           none, "[h": none, `yyyy\`: dateOnly,
	} {
		if got := parseFormat(code); got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
}

// Serial numbers: day 1 is 1900-01-01, day 61 is 1900-03-01, and day 60 is a day
// that was not; in workbooks from 1904, day 0 is 1904-01-01. 45355 is 2024-03-04.
func TestMoment(t *testing.T) {
	exact := format{date: true, time: true, fraction: true}
	for _, c := range []struct {
		raw  string
		f    format
		mac  bool
		want string
	}{
		{"45355", dateOnly, false, "2024-03-04"}, {"45355.0", dateOnly, false, "2024-03-04"}, {"45355", dateTime, false, "2024-03-04 00:00:00"},
		{"45355.5", dateOnly, false, "2024-03-04 12:00:00"}, {"43893", dateOnly, true, "2024-03-04"}, {"43893.25", dateTime, true, "2024-03-04 06:00:00"},
		{"45355.99999999", dateTime, false, "2024-03-05 00:00:00"}, {"45354.999999999", dateOnly, false, "2024-03-04"}, {"45355.21256944444", dateTime, false, "2024-03-04 05:06:06"},
		{"45355.2125810185", dateTime, false, "2024-03-04 05:06:07"}, {"45355.21258391204", dateTime, false, "2024-03-04 05:06:07.250"},
		{"45355.00000001157", dateTime, false, "2024-03-04 00:00:00"}, {"45355.00000001157", exact, false, "2024-03-04 00:00:00.001"},
		{"1", dateOnly, false, "1900-01-01"}, {"59", dateOnly, false, "1900-02-28"}, {"60", dateOnly, false, "1900-02-29"}, {"61", dateOnly, false, "1900-03-01"},
		{"0.5", dateTime, false, "1899-12-31 12:00:00"}, {"0", dateOnly, true, "1904-01-01"}, {"60", dateOnly, true, "1904-03-01"},
		{"2958465", dateOnly, false, "9999-12-31"}, {"2958466", dateOnly, false, "2958466"}, {"2958465.999999999", dateTime, false, "2958465.999999999"}, {"-1", dateOnly, false, "-1"}, {"1e300", dateTime, false, "1e+300"},
		{"2957003", dateOnly, true, "9999-12-31"}, {"2957004", dateOnly, true, "2957004"},

		{"1.2534722222222222", timeOnly, false, "30:05:00"}, {"1.2534722222222222", timeOnly, true, "30:05:00"}, {"1.25347", timeOnly, false, "30:04:59.808"},
		{"1.2534722222222222", format{time: true, elapsed: true}, true, "30:05:00"}, {"-0.0625", timeOnly, false, "-01:30:00"}, {"0", timeOnly, false, "00:00:00"},
		{"0.99999999", timeOnly, false, "24:00:00"}, {"100.5", timeOnly, false, "2412:00:00"}, {"9999", timeOnly, false, "239976:00:00"},
		{"45355.25", timeOnly, false, "2024-03-04 06:00:00"}, {"43893.25", timeOnly, true, "2024-03-04 06:00:00"}, {"45355", timeOnly, false, "2024-03-04 00:00:00"},
		{"45355.25", format{time: true, elapsed: true}, false, "1088526:00:00"}, {"-1e300", timeOnly, false, "-1e+300"},

		{"0.25", format{unclear: true}, false, "06:00:00"}, {"45355", format{unclear: true}, false, "2024-03-04"}, {"45355.25", format{unclear: true}, false, "2024-03-04 06:00:00"},
		{"none", dateOnly, false, "none"}, {"NaN", dateOnly, false, "NaN"}, {"0x10", dateTime, false, "0x10"}, {"1_0", timeOnly, false, "1_0"},
	} {
		t.Run(c.raw+" "+c.want, func(t *testing.T) {
			if got := moment(c.raw, c.f, c.mac); got != c.want {
				t.Errorf("%s as %+v, from 1904 %v: %s, want %s", c.raw, c.f, c.mac, got, c.want)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	for raw, want := range map[string]string{
		"12.5": "12.5", "12.50": "12.5", "1.25E1": "12.5", "1E-3": "0.001", "-0": "0", "0.0": "0", "1e5": "100000", "12345678901234567": "12345678901234567",
		"-7": "-7", "007": "7", "1e25": "1e+25", "1e-12": "1e-12", "INF": "INF", "": "", "-": "-", "0.1": "0.1", "99999999999999999999999": "99999999999999999999999",
	} {
		if got := number(raw); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestWritten(t *testing.T) {
	for _, c := range []struct {
		raw  string
		f    format
		want string
	}{
		{"2024-03-04", dateOnly, "2024-03-04"}, {"2024-03-04", dateTime, "2024-03-04 00:00:00"}, {"2024-03-04", format{}, "2024-03-04"},
		{"2024-03-04T00:00:00", dateOnly, "2024-03-04"}, {"2024-03-04T00:00:00", dateTime, "2024-03-04 00:00:00"}, {"2024-03-04T05:06:07.000", dateTime, "2024-03-04 05:06:07"},
		{"2024-03-04T05:06:07.25", dateOnly, "2024-03-04 05:06:07.25"}, {"2024-03-04T05:06:07Z", dateTime, "2024-03-04 05:06:07Z"}, {"05:06:07", timeOnly, "05:06:07"}, {"05:06:07", dateTime, "05:06:07"},
	} {
		t.Run(c.raw, func(t *testing.T) {
			if got := written(c.raw, c.f); got != c.want {
				t.Errorf("%s: %s, want %s", c.raw, got, c.want)
			}
		})
	}
}

func TestParseCell(t *testing.T) {
	for _, c := range []struct {
		name        string
		row, column int
		ok          bool
	}{
		{"A1", 1, 1, true}, {"c7", 7, 3, true}, {"$AA$10", 10, 27, true}, {"XFD1048576", 1048576, 16384, true},
		{"XFE1", 0, 0, false}, {"A1048577", 0, 0, false}, {"A0", 0, 0, false}, {"A", 0, 0, false}, {"7", 0, 0, false}, {"", 0, 0, false}, {"A-1", 0, 0, false}, {"A+1", 0, 0, false},
		{"ZZZZZZZZZZZZZZZZZZZZZZZZZ1", 0, 0, false}, {"A99999999999999999999", 0, 0, false}, {"A1:B2", 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			row, column, ok := parseCell(c.name)
			if ok != c.ok || ok && (row != c.row || column != c.column) {
				t.Errorf("%s: %d, %d, %v", c.name, row, column, ok)
			}
		})
	}
	if b, ok := parseBox("B3:$C$7"); !ok || b != (box{3, 2, 7, 3}) {
		t.Errorf("%v, %v", b, ok)
	}
	for _, s := range []string{"B3", "B3:A4", "B3:C2", ":", ""} {
		if b, ok := parseBox(s); ok {
			t.Errorf("%s: %v", s, b)
		}
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{"a_x000D__x000a_b": "a\r\nb", "_x005F_x000D_": "_x000D_", "_x00": "_x00", "_xGGGG_": "_xGGGG_", "_x20AC_": "€"} {
		if got := string(unescape([]byte(in))); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
