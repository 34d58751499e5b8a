package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// TestLayouts: where the table stands in a file changes nothing of what is read
// of it. The right values are those of the tables alone.
func TestLayouts(t *testing.T) {
	const rows = "a,2024-03-01 10:00,2024-03-01 11:00,disc\nb,2024-03-02 10:00,2024-03-02 12:30,power\nc,2024-03-03 10:00,2024-03-03 10:15,fan\n"
	const plain = "unit,start,end,cause\n" + rows
	trailing := strings.ReplaceAll(rows, "\n", ",\n")
	for _, c := range []struct {
		name, in      string
		columns       map[Role]string
		header, units int // lines
		rows, outages int
		hours         float64 // of all outages
		excluded      map[string]int
		reject        string
	}{
		{name: "as it should be", in: plain, header: 1, rows: 3, outages: 3, hours: 3.75},
		{name: "words that are known names among the values", in: "Opened On,Closed On,Asset No,Fault Class\n2024-01-05 10:00,2024-01-05 12:00,Pump A,Mechanical\n2024-02-05 10:00,2024-02-05 11:00,Machine,Maintenance\n" +
			"2024-03-05 10:00,2024-03-05 11:30,Pump B,Electrical\n2024-04-05 10:00,2024-04-05 11:30,Pump B,Electrical\n", header: 1, rows: 4, outages: 4, hours: 6},
		{name: "title and blank column", in: "OE-417 Electric Emergency and Disturbance Report - Calendar Year 2016,,,\nDate Event Began,Date of Restoration,NERC Region,\n" +
			"1/17/2016,1/18/2016,MRO,\n1/22/2016,1/24/2016,RFC,\n2/22/2016,2/24/2016,RFC,\n", header: 2, rows: 3, outages: 3, hours: 120},
		{name: "decimal commas and a delimiter at each end", columns: map[Role]string{roleDuration: "duration_h"}, in: "start;unit;cause;duration_h;\n01.03.2024 10:00;pump-1;seal;1,5;\n05.03.2024 10:00;pump-2;motor;2,25;\n" +
			"06.05.2024 10:00;pump-1;seal;0,125;\n25.05.2024 10:00;pump-1;seal;3,125;\n", header: 1, rows: 4, outages: 4, hours: 7},
		{name: "a delimiter at the ends of the rows only", in: "unit,start,end,cause\n" + trailing, header: 1, rows: 3, outages: 3, hours: 3.75},
		{name: "delimiters at the end of the header only", in: "unit,start,end,cause,,,\n" + rows, header: 1, rows: 3, outages: 3, hours: 3.75},
		{name: "a filled column without a name", in: "unit,start,end,cause,\n" + strings.ReplaceAll(rows, "\n", ",seen\n"), header: 1, rows: 3, outages: 3, hours: 3.75},
		{name: "epoch seconds and a delimiter at each end", in: "unit,start,end,\na,1709287200,1709290800,\nb,1709387200,1709390800,\n", header: 1, rows: 2, outages: 2, hours: 2},
		{name: "one column and a delimiter at each end", in: "start;\n01.03.2024;\n02.03.2024;\n15.03.2024;\n", header: 1, rows: 3, outages: 3},
		{name: "the same row with and without its delimiter", in: "unit,start,end,cause,\n" + trailing + rows, header: 1, rows: 6, outages: 3, hours: 3.75},
		{name: "comments above", in: "# Status log\n# Time zone: UTC\n# Time interval: 2019-01-01 00:00:00 - 2020-01-01 00:00:00 (365 days)\n#\n# a, b\n" + plain, header: 6, rows: 3, outages: 3, hours: 3.75},
		{name: "report parameters above", in: "Outages\nPeriod:,2024-01-01 to 2024-12-31,,\nGenerated at,2024-05-01 10:00\n\n" + plain, header: 5, rows: 3, outages: 3, hours: 3.75},
		{name: "a header that is a comment", in: "# time host event\n1709287200 n1 down\n1709287300 n2 down\n# gap\n1709387200 n1 down\n", header: 1, rows: 3, outages: 3},
		{name: "minutes below the header", in: "unit,start,duration,cause\n,,mins,\na,2024-03-01 10:00,60,disc\nb,2024-03-02 10:00,150,power\n", header: 1, units: 2, rows: 2, outages: 2, hours: 3.5},
		{name: "hours below the header", in: "unit,start,duration,cause\n,[local],[h],\na,2024-03-01 10:00,60,disc\nb,2024-03-02 10:00,150,power\n", header: 1, units: 2, rows: 2, outages: 2, hours: 210},
		{name: "days below times in numbers", in: "unit,start,end\n,d,d\na,1,1.5\nb,2,2.5\n", header: 1, units: 2, rows: 2, outages: 2, hours: 24},
		{name: "patterns below the header", in: "unit,start,duration\n,dd.mm.yyyy hh:mm,(hh:mm)\na,01.03.2024 10:00,01:30\nb,15.03.2024 10:00,00:30\n", header: 1, units: 2, rows: 2, outages: 2, hours: 2},
		{name: "pages", in: "Page 1,,,\nunit,start,end,cause\n,,[local],\na,2024-03-01 10:00,2024-03-01 11:00,disc\nPage 2,,,\nunit,start,end,cause\n,,[local],\nb,2024-03-02 10:00,2024-03-02 12:30,power\n",
			header: 2, units: 3, rows: 5, outages: 2, hours: 3.5, excluded: map[string]int{"repeated-header": 2}, reject: "log:5: start: is blank: when did the outage start?"},
		{name: "pages of unknown names", in: "Asset,Opened,Closed\na,2024-03-01 10:00,2024-03-01 11:00\nAsset,Opened,Closed\nb,2024-03-02 10:00,2024-03-02 12:30\nAsset,Opened,Closed\nb,2024-03-04 10:00,2024-03-04 12:30\n",
			header: 1, rows: 5, outages: 3, hours: 6, excluded: map[string]int{"repeated-header": 2}},
		{name: "totals", in: plain + "Total,,,12\n", header: 1, rows: 4, outages: 3, hours: 3.75, reject: `log:5: unit: "Total" names a row of totals, not an outage`},
		{name: "totals of numbers", in: "unit,start,end\na,1,1.5\nb,2,2.5\nTotal:,3,4\n", header: 1, rows: 3, outages: 2, hours: 1, reject: `log:4: unit: "Total:" names a row of totals, not an outage`},
		{name: "sums beside a number", columns: map[Role]string{roleStart: "at"}, in: "No,at,duration\n1,1,1.5\n2,2,2.5\nSum,3,4\n", header: 1, rows: 3, outages: 2, hours: 4, reject: `log:4: No: "Sum" names a row of totals, not an outage`},
		{name: "a unit called Total", in: "unit,start,end\nTotal,2024-03-01,2024-03-02\nb,2024-03-02,2024-03-03\n", header: 1, rows: 2, outages: 2, hours: 48},
		{name: "pipes at both ends", in: "| unit | start | end |\n|---|---|---|\n| a | 2024-03-01 10:00 | 2024-03-01 11:00 |\n| b | 2024-03-02 10:00 | 2024-03-02 12:30 |\n", header: 1, units: 2, rows: 2, outages: 2, hours: 3.5},
		{name: "blanks", in: "  unit   start                end\n  a  2024-03-01T10:00:00  2024-03-01T11:00:00\n  b  2024-03-02T10:00:00  2024-03-02T12:30:00\n", header: 1, rows: 2, outages: 2, hours: 3.5},
		{name: "line ends in the names", in: "\nunit,\"start\n(local)\",\"end\n(local)\",cause,\n" + trailing, header: 2, rows: 3, outages: 3, hours: 3.75},
	} {
		for workers := range 3 {
			t.Run(fmt.Sprintf("%s/%d", c.name, workers), func(t *testing.T) {
				log, err := ReadLog(context.Background(), "log", strings.NewReader(c.in), Options{Workers: workers, Columns: c.columns})
				if err != nil {
					t.Fatal(err)
				}
				sum := 0.0
				for _, o := range log.Outages {
					sum += max(0, o.End-o.Start) // an end that is not known is 0
				}
				read, file := log.Reading, log.Account.Files[0]
				oracle.Near(t, "hours", sum, c.hours, 1e-12)
				if read.RowsRead != c.rows || len(log.Outages) != c.outages || file.HeaderLine != c.header || file.UnitsLine != c.units {
					t.Errorf("%d rows, %d outages, header in line %d, units in %d", read.RowsRead, len(log.Outages), file.HeaderLine, file.UnitsLine)
				}
				excluded := 0
				for n := range maps.Values(read.ExcludedBy) {
					excluded += n
				}
				if read.RowsRead != len(log.Outages)+read.Rejected+read.Duplicates+excluded || len(c.excluded) > 0 && !maps.Equal(read.ExcludedBy, c.excluded) {
					t.Errorf("%+v", read)
				}
				if c.reject == "" && read.Rejected == 0 {
					return
				}
				if read.Rejected != 1 || log.Account.Rejects[0].Error() != c.reject {
					t.Errorf("rejects %v", log.Account.Rejects)
				}
			})
		}
	}
}

// TestUnitOfNoTime: times in numbers of a unit that is none are refused, and so is
// a row of units where a table has none.
func TestUnitOfNoTime(t *testing.T) {
	const in = "unit,start,end\n,[cycles],[cycles]\na,1,1.5\nb,2,2.5\n"
	const want = `log: its times are numbers in "cycles", by line 2, which is not a unit of time; give --time-unit`
	if _, err := ReadLog(context.Background(), "log", strings.NewReader(in), Options{}); err == nil || err.Error() != want {
		t.Error(err)
	}
	log, err := ReadLog(context.Background(), "log", strings.NewReader(in), Options{TimeUnit: "d"})
	if err != nil || len(log.Outages) != 2 || log.Outages[0].End != 36 {
		t.Errorf("%v, %v", log, err)
	}
	if s, err := ReadSample(context.Background(), "-", TimesOptions{Stdin: strings.NewReader("time,status\n[min],\n60,1\n")}); err == nil {
		t.Errorf("%+v", s)
	}
	s, err := ReadSample(context.Background(), "-", TimesOptions{Stdin: strings.NewReader("time;status;\n60;1;\n90;0;\n")})
	if err != nil || len(s.Observations) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	fleet, err := ReadFleet(context.Background(), "-", "", "", strings.NewReader("unit,count,\na,2,\nb,3,\n"))
	if err != nil || len(fleet) != 2 || fleet[1].Count != 3 {
		t.Errorf("%+v, %v", fleet, err)
	}
}

// TestNoHeader: data without names are refused, also where the user names
// columns, and so are names below data.
func TestNoHeader(t *testing.T) {
	const rows = "a,2024-03-01 10:00,2024-03-01 11:00,disc\nb,2024-03-02 10:00,2024-03-02 12:30,power\nc,2024-03-03 10:00,2024-03-03 10:15,fan\n"
	for in, want := range map[string]string{
		rows:                                   "log:1: the first row holds data, not column names; add a line that names the columns",
		"Outages\n" + rows:                     "log:2: the first row holds data, not column names; add a line that names the columns",
		rows + "unit,start,end,cause\n" + rows: "log: line 4 looks like the column names, but line 1 above it holds data; put the names first, or take out what is above them",
	} {
		for _, columns := range []map[Role]string{nil, {roleStart: "start"}, {roleStart: "2"}} {
			if _, err := ReadLog(context.Background(), "log", strings.NewReader(in), Options{Columns: columns}); err == nil || err.Error() != want {
				t.Errorf("%q, %v: %v", in, columns, err)
			}
		}
	}
}

// TestSheetsWithTotals: each row of totals is refused for what it is, also a copy.
func TestSheetsWithTotals(t *testing.T) {
	log := readLog(t, "No,unit,start,end\n1,a,2024-03-01 10:00,2024-03-01 11:00\nTotal,,,\n2,a,2024-04-01 10:00,2024-04-01 11:00\nTotal,,,\n", Options{})
	if log.Reading.Rejected != 2 || log.Reading.Duplicates != 0 || len(log.Outages) != 2 {
		t.Fatalf("%+v", log.Reading)
	}
	for _, e := range log.Account.Rejects {
		if !errors.Is(e, errTotal) {
			t.Error(e)
		}
	}
}
