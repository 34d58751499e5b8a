package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"mtbf/internal/table"
)

// The boots and shutdowns of a machine, as "last -x -F" of util-linux prints them, the
// last first:
//
//	reboot   system boot  6.1.0-18-amd64   Tue May 20 08:00:01 2025 - Wed May 21 09:00:00 2025 (1+00:59)
//	shutdown system down  6.1.0-18-amd64   Wed May 21 09:00:00 2025 - Wed May 21 09:10:00 2025  (00:10)
//
// The end that is printed of a boot is the next shutdown on record, even where the machine
// crashed and booted in between. So ends are not read: a shutdown lasts until the next
// boot, and a boot without a shutdown before it shows a crash, some time before.

var (
	bootLine  = regexp.MustCompile(`^(reboot +system boot|shutdown +system down) `)
	bootTime  = regexp.MustCompile(`[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}`)
	aliveLine = regexp.MustCompile(`^\S.* - (crash|down) `)
)

// isBootLog reports whether a sample is such a list.
func isBootLog(sample []byte) bool {
	found := 0
	for line := range bytes.Lines(sample) {
		if bootLine.Match(line) {
			found++
		} else if len(bytes.TrimSpace(line)) > 0 && !bootTime.Match(line) && !bytes.HasPrefix(line, []byte("wtmp")) && len(line) > 1 && found == 0 {
			return false
		}
	}
	return found > 0
}

// boot is a row of the list.
type boot struct {
	at       time.Time // as the clock of the machine showed it
	shutdown bool
	user     bool // only that somebody came, which shows that the machine was up
}

const maxBoots = 1_000_000

// boots reads a text as such a list.
func boots(text *table.Text) (*sheet, error) {
	rows, tells, err := readBoots(text)
	if err != nil {
		return nil, err
	}
	if !tells && len(rows) > 1 {
		return nil, errors.New("it lists boots and no shutdowns, so that a crash cannot be told from a reboot; print it with last -x -F")
	}
	var csv bytes.Buffer
	w := table.NewWriter(&csv)
	for i, row := range rows {
		if err := w.Write(row.cells(rows, i)); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	converted, err := text.Converted(&csv)
	return &sheet{text: converted, dialect: table.Dialect{Comma: ',', Header: bootHeader, Fields: len(bootHeader), Headerless: true}}, err
}

var bootHeader = []string{"start", "end", "cause", "planned", "event", "status"}

// cells are those of the outage that a row shows; of a boot after a shutdown, of the
// first row and of the last user, only that it was up.
func (b boot) cells(rows []boot, i int) []string {
	at := b.at.Format(time.DateTime)
	switch {
	case b.shutdown && i+1 < len(rows):
		return []string{at, rows[i+1].at.Format(time.DateTime), "shutdown", "yes", "outage", "closed"}
	case b.shutdown:
		return []string{at, "", "shutdown", "yes", "outage", "open"}
	case i > 0 && !rows[i-1].shutdown && !b.user:
		return []string{at, "", "crash", "no", "outage", "closed"}
	}
	return []string{at, at, "", "no", "up", "closed"}
}

// readBoots returns the rows in order of time, and whether shutdowns are told where there
// are any.
func readBoots(text *table.Text) (rows []boot, tells bool, err error) {
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, longestAlert)
	last := boot{user: true}
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		tells = tells || aliveLine.MatchString(line) || strings.HasPrefix(line, "shutdown")
		at, err := time.Parse("Mon Jan _2 15:04:05 2006", bootTime.FindString(line))
		if !bootLine.MatchString(line) {
			if err == nil && at.After(last.at) {
				last.at = at
			}
			continue
		}
		if err != nil {
			return nil, false, fmt.Errorf("line %d has no time with a year; print it with last -x -F", n)
		}
		if len(rows) == maxBoots {
			return nil, false, fmt.Errorf("more than %d boots and shutdowns", maxBoots)
		}
		rows = append(rows, boot{at: at, shutdown: strings.HasPrefix(line, "shutdown")})
	}
	slices.Reverse(rows)
	slices.SortStableFunc(rows, func(a, b boot) int { return a.at.Compare(b.at) })
	if n := len(rows); n > 0 && last.at.After(rows[n-1].at) && !rows[n-1].shutdown {
		rows = append(rows, last)
	}
	return rows, tells, lines.Err()
}
