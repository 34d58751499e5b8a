package table

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// repeat returns head and n rows made from format, which holds one %d.
func repeat(head, format string, n int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		fmt.Fprintf(&b, format, 10+i)
	}
	return b.String()
}

func TestSniff(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     Dialect
		header   string // joined by "|"
	}{
		{"comma", repeat("id,start,cause\n", "%d,2024-01-02T10:00:00Z,disc\n", 5), Dialect{Comma: ',', Fields: 3, HeaderLine: 1}, "id|start|cause"},
		{"semicolon", repeat("id;start;cause\n", "%d;2024-01-02 10:00;disc, or not\n", 5), Dialect{Comma: ';', Fields: 3, HeaderLine: 1}, "id|start|cause"},
		{"tab", repeat("id\tstart time\tcause\n", "%d\t2024-01-02 10:00\tdisc, cpu\n", 5), Dialect{Comma: '\t', Fields: 3, HeaderLine: 1}, "id|start time|cause"},
		{"pipe", repeat("id|start|cause\n", "%d|2024-01-02 10:00|disc; cpu\n", 5), Dialect{Comma: '|', Fields: 3, HeaderLine: 1}, "id|start|cause"},
		{"header alone", "start,end,cause\n", Dialect{Comma: ',', Fields: 3, HeaderLine: 1}, "start|end|cause"},
		{"CR LF", repeat("id,start\r\n", "%d,2024-01-02\r\n", 5), Dialect{Comma: ',', Fields: 2, HeaderLine: 1}, "id|start"},
		{
			"German, one decimal comma", repeat("Nr;Beginn;Dauer\n", "%d;01.02.2024 10:00;3,5\n", 9),
			Dialect{Comma: ';', Fields: 3, HeaderLine: 1}, "Nr|Beginn|Dauer",
		},
		{
			"German, decimal commas win by number", repeat("Dauer;Kosten;Strom\n", "3,5;%d,25;0,75\n", 9),
			Dialect{Comma: ';', Fields: 3, HeaderLine: 1}, "Dauer|Kosten|Strom",
		},
		{
			"German, thousands", repeat("Dauer;Kosten\n", "1.234,5;%d.000,25\n", 9),
			Dialect{Comma: ';', Fields: 2, HeaderLine: 1}, "Dauer|Kosten",
		},
		{
			"padded title", repeat("\"LA-UR-05-7318 failure data, all systems\",,,,\nSystem,nodes,Prob Started (mm/dd/yy hh:mm),Prob Fixed,Down Time\n",
				"2,%d,6/21/2005 10:54,6/21/2005 11:00,6\n", 9),
			Dialect{Comma: ',', Fields: 5, Skip: 1, HeaderLine: 2}, "System|nodes|Prob Started (mm/dd/yy hh:mm)|Prob Fixed|Down Time",
		},
		{
			"bare title", repeat("LA-UR-05-7318 failure data, all systems\nSystem,nodes,Started,Fixed,Down Time\n", "2,%d,6/21/2005 10:54,6/21/2005 11:00,6\n", 9),
			Dialect{Comma: ',', Fields: 5, Skip: 1, HeaderLine: 2}, "System|nodes|Started|Fixed|Down Time",
		},
		{
			"title, blank lines, trailing empty columns", repeat("Outages of 2024\n\n\nstart,end,cause,,\n", "2024-01-%d,2024-02-01,disc,,\n", 9),
			Dialect{Comma: ',', Fields: 5, Skip: 3, HeaderLine: 4}, "start|end|cause",
		},
		{
			"trailing delimiter in the rows", repeat("start,end,cause\n", "2024-01-%d,2024-02-01,disc,\n", 9),
			Dialect{Comma: ',', Fields: 4, HeaderLine: 1}, "start|end|cause",
		},
		{"sep line", repeat("sep=;\r\nstart;cause\r\n", "2024-01-%d;a,b,c\r\n", 9), Dialect{Comma: ';', Fields: 2, Skip: 1, HeaderLine: 2}, "start|cause"},
		{
			"comments before", repeat("# exported 2024-01-01, by ops\n# all, of, it\nstart,end,cause\n", "2024-01-%d,2024-02-01,disc\n", 9),
			Dialect{Comma: ',', Fields: 3, Skip: 2, HeaderLine: 3, Comments: []string{"exported 2024-01-01, by ops", "all, of, it"}}, "start|end|cause",
		},
		{
			"padded trace", repeat("# Availability trace of a desktop grid\n# event_id node_id event_type   event_start_time\n", "  %d   77    1   1.2300e9 \n", 9),
			Dialect{Comma: Blanks, Fields: 4, Skip: 1, HeaderLine: 2, Commented: true, Comments: []string{"Availability trace of a desktop grid"}}, "event_id|node_id|event_type|event_start_time",
		},
		{
			"mark touches the name", repeat("#event_id\tnode_id\n", "%d\t77\n", 9),
			Dialect{Comma: '\t', Fields: 2, HeaderLine: 1, Commented: true}, "event_id|node_id",
		},
		{"a column called #", repeat("#,start\n", "%d,2024-01-02\n", 9), Dialect{Comma: ',', Fields: 2, HeaderLine: 1}, "#|start"},
		{"ticket numbers with #", repeat("#Ticket,start\n", "#%d,2024-01-02\n", 9), Dialect{Comma: ',', Fields: 2, HeaderLine: 1}, "#Ticket|start"},
		{
			"repeated names", repeat("Summary,Labels,Labels,Created\n", "power %d,ops,,30/Jul/18 23:33\n", 9),
			Dialect{Comma: ',', Fields: 4, HeaderLine: 1}, "Summary|Labels|Labels|Created",
		},
		{"names are trimmed", repeat(" id , start \n", "%d, 2024-01-02\n", 9), Dialect{Comma: ',', Fields: 2, HeaderLine: 1}, "id|start"},
		{
			"name with a line end", repeat("id,\"start\n(UTC)\",cause\n", "%d,2024-01-02,disc\n", 9),
			Dialect{Comma: ',', Fields: 3, HeaderLine: 1}, "id|start\n(UTC)|cause",
		},
		{"no header", repeat("", "%d,2024-01-02T10:00:00Z,disc\n", 9), Dialect{Comma: ',', Fields: 3, Headerless: true}, ""},
		{"no header, all text", repeat("", "rack%d,disc,failed\n", 9), Dialect{Comma: ',', Fields: 3, Headerless: true}, ""},
		{"title but no header", repeat("Outages\n", "%d,2024-01-02,disc\n", 9), Dialect{Comma: ',', Fields: 3, Skip: 1, Headerless: true}, ""},
		{
			"quoted delimiters", repeat("id,cause,start\n", "%d,\"disc; said, so; twice; \"\"x\"\"\",2024-01-02\n", 9),
			Dialect{Comma: ',', Fields: 3, HeaderLine: 1}, "id|cause|start",
		},
		{
			"header at every page", strings.Repeat("id,start,cause\n10,2024-01-02,disc\n", 3),
			Dialect{Comma: ',', Fields: 3, HeaderLine: 1}, "id|start|cause",
		},
		{
			"a name in a quarter of the rows", "site,cause\nnorth,disc\nsouth,fan\neast,cause\nwest,cpu\n",
			Dialect{Comma: ',', Fields: 2, Headerless: true}, "",
		},
		{
			"a name in fewer", "site,cause\nnorth,disc\nsouth,fan\neast,cause\nwest,cpu\nhere,fan\n",
			Dialect{Comma: ',', Fields: 2, HeaderLine: 1}, "site|cause",
		},
		{"one column", repeat("time\n", "%d.5\n", 9), Dialect{Comma: ',', Fields: 1, HeaderLine: 1}, "time"},
		{"one column of decimal commas", repeat("Dauer\n", "%d,5\n", 9), Dialect{Comma: ';', Fields: 1, HeaderLine: 1}, "Dauer"},
		{"one column of dates", repeat("start\n", "2024-01-%d 10:00\n", 9), Dialect{Comma: ',', Fields: 1, HeaderLine: 1}, "start"},
		{"one column, no name", repeat("", "%d.5\n", 9), Dialect{Comma: ',', Fields: 1, Headerless: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Sniff([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			header := strings.Join(got.Header, "|")
			if tt.want.HeaderLine > 0 {
				tt.want.Skip = tt.want.HeaderLine - 1
			}
			got.Header = nil
			if fmt.Sprint(got) != fmt.Sprint(tt.want) || header != tt.header {
				t.Errorf("\ngot  %+v %q\nwant %+v %q", got, header, tt.want, tt.header)
			}
		})
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, in := range []string{"", "\n\r\n", "  \n\t\n"} {
		if _, err := Sniff([]byte(in)); !errors.Is(err, ErrEmpty) {
			t.Errorf("%q: %v", in, err)
		}
	}
	prose := "We request that if you use these data\nin your research, you recognize us, please.\n" +
		"The file is a comma separated file csv, Excel should read it.\n\nA system is one machine. It has many nodes,\n" +
		"nodes fail, and so on, and so forth.\nNothing here is a table\n"
	if d, err := Sniff([]byte(prose)); !errors.Is(err, ErrNoTable) {
		t.Errorf("prose: %+v, %v", d, err)
	}
}

// TestSniffKnown: known names decide where shape cannot.
func TestSniffKnown(t *testing.T) {
	in := repeat("Report,Outages\nunit,start\n", "rack%d,2024-01-02\n", 9)
	d, err := Sniff([]byte(in))
	if err != nil || d.HeaderLine != 1 {
		t.Fatalf("%+v, %v", d, err)
	}
	known := Sniffer{Known: func(name string) bool { return name == "unit" || name == "start" }}
	d, err = known.Sniff([]byte(in))
	if err != nil || d.HeaderLine != 2 || d.Skip != 1 {
		t.Errorf("%+v, %v", d, err)
	}
	one := Sniffer{Known: func(name string) bool { return name == "time" }}
	d, err = one.Sniff([]byte("time\n"))
	if err != nil || d.Fields != 1 || !slices.Equal(d.Header, []string{"time"}) {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestBody: the reader stands at the first record, and its lines are those of
// the file.
func TestBody(t *testing.T) {
	for in, want := range map[string]string{
		"Title \"of it\n\nid,\"start\n(UTC)\"\n7,2024-01-02\n8,2024-01-03\n":      "5:7|2024-01-02 6:8|2024-01-03",
		"7,2024-01-02\n8,2024-01-03\n":                                            "1:7|2024-01-02 2:8|2024-01-03",
		"# trace\n# id  start kind\n7   1.5e9 0\n# gap\n8 1.6e9   1\n9 1.7e9 0\n": "3:7|1.5e9|0 5:8|1.6e9|1 6:9|1.7e9|0",
		"id,start\n": "",
	} {
		d, err := Sniff([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.Body(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(outcomes(r), " "); got != want {
			t.Errorf("%q (%+v): got %q, want %q", in, d, got, want)
		}
	}
}

// TestSniffSample: a full sample ends within a line, which must not count.
func TestSniffSample(t *testing.T) {
	in := repeat("id,start,cause\n", "%d,2024-01-02,disc\n", 40_000)
	text, err := NewText("log", strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	sample := text.Sample()
	if len(sample) != SampleSize {
		t.Fatalf("sample of %d bytes", len(sample))
	}
	d, err := Sniff(sample)
	if err != nil || d.Fields != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	r, err := d.Body(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := outcomes(r); len(got) != 40_000 {
		t.Errorf("%d rows", len(got))
	}
}

// TestSniffReal sniffs the logs beside the project, where they are.
func TestSniffReal(t *testing.T) {
	for name, want := range map[string]struct {
		fields, rows int
	}{
		"lanl/failures.csv":                  {26, 23739},
		"github_status/downtime_windows.csv": {7, 819},
		"infinitehbd_gpu/derived_faults.csv": {6, 584},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := Open(oracle.SharedPath(t, "data/"+name), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer text.Close()
			d, err := Sniff(text.Sample())
			if err != nil || d.Fields != want.fields || d.HeaderLine != 1 || d.Comma != ',' {
				t.Fatalf("%+v, %v", d, err)
			}
			r, err := d.Body(text)
			if err != nil {
				t.Fatal(err)
			}
			if got := outcomes(r); len(got) != want.rows {
				t.Errorf("%d rows", len(got))
			}
		})
	}
}

func TestIsValue(t *testing.T) {
	for _, s := range []string{
		"3", "-3.5", "1,5", "1e6", "2024-01-02", "2024-01-02T10:00:00Z", "6/21/2005 10:54", "30/Jul/18 23:33", "02/Oct/26 11:12 AM",
		"5-Apr", "Nov-96", "10:00", "12 h", "INC0012345", "50%", "?", "N/A",
	} {
		if !isValue(s) {
			t.Errorf("%q is a value", s)
		}
	}
	for _, s := range []string{"", "start", "May", "Down Time", "P95", "Custom field (10010)", "Prob Started (mm/dd/yy hh:mm)", "#", "Q1", "rack7"} {
		if isValue(s) {
			t.Errorf("%q is a name", s)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add("id;start\n1;2,5\n2;3,5\n")
	f.Add("# a b\n1 2\n")
	f.Add("sep=|\na|b\n")
	f.Add("#\n#\n#\n,\n")
	f.Add("# a\nid,start,\n,[h],\n1,2,\n")
	f.Fuzz(func(t *testing.T, in string) {
		d, err := Sniffer{Units: true, Known: func(s string) bool { return len(s)%2 == 1 }}.Sniff([]byte(in))
		if err != nil {
			return
		}
		if d.Headerless == (d.HeaderLine > 0) || d.Headerless != (len(d.Header) == 0) || d.Fields < 1 ||
			d.UnitsLine > 0 != (len(d.Units) > 0) || d.UnitsLine > 0 && (len(d.Units) != len(d.Header) || d.UnitsLine <= d.HeaderLine) {
			t.Errorf("%q: %+v", in, d)
		}
		r, err := d.Body(strings.NewReader(in))
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if got := outcomes(r); len(got) > len(in) {
			t.Errorf("%d records of %q", len(got), in)
		}
	})
}

// A table may be as wide as a record; one that is wider says so, and where.
func TestWidth(t *testing.T) {
	wide := func(fields int, name string) string {
		var names []string
		for i := range fields {
			names = append(names, name+" "+strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(i)))
		}
		row := func(cell string) string { return strings.Repeat(cell+",", fields-1) + cell + "\n" }
		return strings.Join(names, ",") + "\n" + row("1") + row("2")
	}
	for _, fields := range []int{999, 1001, DefaultMaxFields} {
		if d, err := Sniff([]byte(wide(fields, "name"))); err != nil || d.Fields != fields || len(d.Header) != fields {
			t.Errorf("%d columns: %d, %d names, %v", fields, d.Fields, len(d.Header), err)
		}
	}
	for _, c := range []struct {
		text, want string
	}{
		{wide(DefaultMaxFields+1, "a"), "line 1 has more than 10000 columns"},
		{wide(9000, "a name that is rather long for a column")[:SampleSize], "line 1 goes on beyond 262144 bytes"},
	} {
		t.Run(c.text, func(t *testing.T) {
			if _, err := Sniff([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// Names that stand below data are refused, and data that could be names are not
// taken for them.
func TestHeaderBelowData(t *testing.T) {
	known := Sniffer{Known: func(name string) bool {
		return slices.Contains([]string{"unit", "start", "end", "cause", "machine", "maintenance"}, Fold(name))
	}}
	rows := repeat("", "a,2024-01-%d,2024-02-01,disc\n", 9)
	for _, c := range []struct {
		name, in string
		line     int // of the header, 0 if there is an error
		err      string
	}{
		{"known words in a row", "No,Opened,Closed,Fault\na,2024-01-02,2024-01-03,x\nb,2024-01-02,Machine,Maintenance\n" + rows, 1, ""},
		{"words only in a row", "No,Opened,Closed,Fault\n" + rows + "b,Evening,Machine,Maintenance\n", 1, ""},
		{"names in the midst", rows + "unit,start,end,cause\n" + rows, 0, "line 10 looks like the column names, but line 1 above it holds data"},
		{"parameters as wide as the table", "From,2024-01-01,To,2024-12-31\nunit,start,end,cause\n" + rows, 0, "line 2 looks like the column names, but line 1 above it holds data"},
		{"a wider table above", "7,2024-01-02,3,4,x\nunit,start,end,cause\n" + rows, 0, "line 2 looks like the column names, but line 1 above it holds data"},
		{"parameters", "Period:,2024-01-01,,\nGenerated at 2024-05-01 10:00\n\nunit,start,end,cause\n" + rows, 4, ""},
		{"a title as wide as the table", "Outages, all sites, all causes, revised\nNo,Opened,Closed,Fault\n" + rows, 2, ""},
		{"years among the names", "unit,start,end,2019\n" + repeat("", "a,2024-01-%d,2024-02-01,3\n", 9), 1, ""},
		{"a name that is a value below", "unit,start,end,planned\n" + repeat("", "a,2024-01-%d,2024-02-01,planned\n", 9), 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := known.Sniff([]byte(c.in))
			switch {
			case c.err == "":
				if err != nil || d.HeaderLine != c.line {
					t.Errorf("%+v, %v", d, err)
				}
			case err == nil || !strings.Contains(err.Error(), c.err):
				t.Errorf("%+v, %v", d, err)
			}
		})
	}
}

// A row of units, or a rule, below the header is no record.
func TestUnits(t *testing.T) {
	row := "pump;2024-01-02 10:00;12,5\n"
	for _, c := range []struct {
		units, want string // "" for a row of data
	}{
		{";;mins", "||mins"},
		{";;h;", "||h"},
		{"-;[UTC];[min]", "|UTC|min"},
		{"text;yyyy-mm-dd hh:mm;(hh:mm)", "text|yyyy-mm-dd hh:mm|hh:mm"},
		{"----;----;----", "||"},
		{"h;;", ""}, // a pump called h, of which nothing else is known
		{"pump;;min", ""},
		{";;5", ""},
		{";;[5]", ""},
	} {
		t.Run(c.units, func(t *testing.T) {
			in := "Asset;Opened;Loss\n" + c.units + "\n" + strings.Repeat(row, 3)
			d, err := Sniffer{Units: true}.Sniff([]byte(in))
			if err != nil || strings.Join(d.Units, "|") != c.want || (d.UnitsLine == 2) != (c.want != "") {
				t.Fatalf("%+v, %v", d, err)
			}
			if again := strings.Split(c.units, ";")[:3]; d.Repeats(again) != (c.want != "") || d.Repeats([]string{"x"}) {
				t.Errorf("%q again: %v", again, d.Repeats(again))
			}
			r, err := d.Body(strings.NewReader(in))
			if err != nil {
				t.Fatal(err)
			}
			want := 3
			if c.want == "" {
				want = 4
			}
			if unheeded, err := Sniff([]byte(in)); err != nil || unheeded.UnitsLine > 0 {
				t.Errorf("without Units: %+v, %v", unheeded, err)
			}
			if got := outcomes(r); len(got) != want {
				t.Errorf("%q", got)
			}
		})
	}
}
