package ingest

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"

	"mtbf/internal/table"
	"mtbf/model"
)

// Nagios and Icinga write lines such as
//
//	[1746812345] HOST ALERT: web-01;DOWN;HARD;3;CRITICAL - Host Unreachable
//	[1746812345] SERVICE ALERT: web-01;disk;WARNING;SOFT;1;DISK WARNING
//
// among others that tell no state. They are read as a table of the same lines.

// alertHeader is the names of its columns; the category is the service, or hostCategory.
var alertHeader = []string{"time", "unit", "state", "state type", "category"}

// hostCategory is the category of an outage of a host.
const hostCategory = "host"

// alertKinds are the lines that tell states, with the number of cells before the state.
var alertKinds = map[string]int{
	"HOST ALERT": 1, "SERVICE ALERT": 2,
	"CURRENT HOST STATE": 1, "CURRENT SERVICE STATE": 2, "INITIAL HOST STATE": 1, "INITIAL SERVICE STATE": 2,
}

// isAlertLog reports whether a sample is such a log: each of its first lines begins
// with a time in brackets, and one of all tells a state.
func isAlertLog(sample []byte) bool {
	const looked = 5
	found := false
	n := 0
	for line := range bytes.Lines(sample) {
		text := strings.TrimSpace(string(line))
		if text == "" {
			continue
		}
		if _, _, ok := cutTime(text); !ok && n < looked {
			return false
		}
		n++
		found = found || alertCells(text) != nil
	}
	return found
}

// cutTime splits a line into the seconds in its brackets and the rest.
func cutTime(line string) (seconds, rest string, ok bool) {
	seconds, rest, ok = strings.Cut(strings.TrimPrefix(line, "["), "] ")
	if !ok || len(seconds) == len(line) || !strings.HasPrefix(line, "[") {
		return "", "", false
	}
	_, err := strconv.ParseUint(seconds, 10, 40)
	return seconds, rest, err == nil
}

// alertCells returns the cells of a line that tells a state, nil for any other.
func alertCells(line string) []string {
	seconds, rest, ok := cutTime(line)
	kind, text, told := strings.Cut(rest, ": ")
	names, known := alertKinds[kind]
	if !ok || !told || !known {
		return nil
	}
	cells := strings.SplitN(text, ";", names+3)
	if len(cells) < names+2 {
		return nil
	}
	category := hostCategory
	if names > 1 {
		category = cells[names-1]
	}
	return []string{seconds, strings.Join(cells[:names], "/"), cells[names], cells[names+1], category}
}

// beginsDowntime reports whether a line tells the start of scheduled downtime, such as
//
//	[1746812345] HOST DOWNTIME ALERT: web-01;STARTED; Host has entered a period of scheduled downtime
func beginsDowntime(line string) bool {
	_, rest, ok := cutTime(line)
	kind, text, told := strings.Cut(rest, ": ")
	return ok && told && (kind == "HOST DOWNTIME ALERT" || kind == "SERVICE DOWNTIME ALERT") && strings.Contains(text, ";STARTED;")
}

// sayDowntimes tells that outages in scheduled downtime count as failures.
func (f *fileReader) sayDowntimes(s *sheet) {
	if s.planned == nil {
		return
	}
	if n := s.planned(); n > 0 {
		f.assume("downtime-not-planned", "%s: the log tells of %s, which is not taken into account: what was down then counts as failed", f.name, model.Counted(n, "period")+" of scheduled downtime")
	}
}

// longestAlert is the most bytes that a line may have.
const longestAlert = 1 << 20

// alertTable writes the lines as records, a blank one for each that tells no state.
type alertTable struct {
	lines *bufio.Scanner
	csv   *table.Writer
	text  bytes.Buffer
	begun int // scheduled downtimes
	err   error
}

// Read returns more of the table.
func (a *alertTable) Read(p []byte) (int, error) {
	for a.text.Len() == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.err = a.write(); a.err == nil {
			a.err = a.csv.Flush()
		}
	}
	return a.text.Read(p)
}

// write writes the next line.
func (a *alertTable) write() error {
	if !a.lines.Scan() {
		if err := a.lines.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	line := strings.TrimSpace(a.lines.Text())
	cells := alertCells(line)
	if cells == nil {
		if beginsDowntime(line) {
			a.begun++
		}
		a.text.WriteByte('\n')
		return nil
	}
	return a.csv.Write(cells)
}

// alerts reads a text as a log of alerts.
func alerts(text *table.Text) (*sheet, error) {
	a := &alertTable{lines: bufio.NewScanner(text)}
	a.lines.Buffer(nil, longestAlert)
	a.csv = table.NewWriter(&a.text)
	converted, err := text.Converted(a)
	return &sheet{text: converted, dialect: table.Dialect{Comma: ',', Header: alertHeader, Fields: len(alertHeader), Headerless: true}, planned: func() int { return a.begun }}, err
}
