package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/model"
)

// An outage whose end is not known is open only where nothing speaks against it:
// no later outage of its unit, and no status that says closed. Otherwise it has
// ended, nobody knows when: it stays a failure, and its duration is not known.

// endCell is the end of an outage. A text that is no time says that it is not
// known, which makes no row a bad one: the outage began all the same.
type endCell struct {
	timeCell
	unread bool
	over   bool // it is a time all the same, such as a 30 February
}

func (c *endCell) UnmarshalCSV(text []byte) error {
	if c.timeCell.UnmarshalCSV(text) != nil {
		*c = endCell{unread: true, over: isSomeTime(string(text))}
	}
	return nil
}

// isSomeTime reports whether a text that is no time was to be one: it has digits,
// not those of 0, and no year that is never to come.
func isSomeTime(text string) bool {
	told := false
	for _, digits := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(digits) == 4 && digits >= "2200" {
			return false
		}
		told = told || strings.Trim(digits, "0") != ""
	}
	return told
}

// lengthCell is the duration of an outage, which a text that is none leaves
// unknown.
type lengthCell struct {
	durationCell
	unread bool
}

func (c *lengthCell) UnmarshalCSV(text []byte) error {
	err := c.durationCell.UnmarshalCSV(text)
	if err == nil || err == errNegative {
		return err
	}
	c.durationCell, c.unread = durationCell{}, true
	return nil
}

// statusWord is what a column of status says of the end of an outage.
type statusWord bool // it is over

func (c *statusWord) UnmarshalCSV(text []byte) error {
	*c = statusWord(isClosed(string(text)))
	return nil
}

// statusOver tells of the words that a status begins with whether the outage is
// over.
var statusOver = map[string]bool{
	"closed": true, "close": true, "resolved": true, "completed": true, "complete": true, "done": true, "finished": true,
	"fixed": true, "restored": true, "recovered": true, "cleared": true, "ended": true, "cancelled": true, "canceled": true,
	"comp": true, "can": true, "learning": true,
	"solved": true, "verified": true, "postmortem": true, "rejected": true,
	"open": false, "opened": false, "reopened": false, "new": false, "active": false, "ongoing": false, "unresolved": false,
	"in": false, "on": false, "pending": false, "awaiting": false, "waiting": false, "work": false, "assigned": false,
	"acknowledged": false, "triggered": false, "investigating": false, "identified": false, "monitoring": false, "hold": false,
	"inprg": false, "wappr": false, "appr": false, "wsch": false, "wmatl": false, "wpcond": false, // of Maximo
	"live": false, "triage": false,
	"to": false, "todo": false, "draft": false, "planned": false, "scheduled": false, "submitted": false, "started": false,
}

// statusLead returns the first word of a status, in lower case.
func statusLead(text string) string {
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' }
	lower := strings.ToLower(strings.TrimSpace(text))
	if i := strings.IndexFunc(lower, func(r rune) bool { return !isLetter(r) }); i >= 0 {
		return lower[:i]
	}
	return lower
}

func isClosed(text string) bool { return statusOver[statusLead(text)] }

// isStatus reports whether a text is a status of an outage or of the work on it.
func isStatus(text string) bool {
	_, known := statusOver[statusLead(text)]
	return known
}

// ends is what is known of the outages without an end that can be read.
type ends struct {
	unread int       // rows with a text that is no time, or no duration
	first  *RowError // of those
	open   int       // outages that go on, as far as their rows tell
	over   int       // that have ended, as a text says that cannot be read
	closed int       // that have ended, as the column of status says
	status string    // the column that does
	later  int       // that have ended, since their unit fails again later
}

// unreadEnd notes that the row just read holds an end or a duration that is none.
func (f *fileReader) unreadEnd(row *cells) {
	if row.End.set && f.checkTime(row.End.timeCell) != nil {
		row.End = endCell{unread: true, over: row.End.number != 0 || !row.End.numeric}
	}
	switch {
	case row.End.unread:
		f.noteUnread(f.bad(roleEnd, f.rows.cell(roleEnd), errUnread))
	case row.Duration.unread && !row.End.set:
		f.noteUnread(f.bad(roleDuration, f.rows.cell(roleDuration), errUnread))
	}
}

var errUnread = errors.New("cannot be read")

func (b *builder) noteUnread(e *RowError) {
	b.ends.unread++
	if b.ends.first == nil {
		e.Value = table.Shorten(strings.Clone(e.Value))
		b.ends.first = e
		if b.part != nil {
			b.part.account.Ends.First = new(b.placedInPart(e))
		}
	}
}

// unended returns what an outage is that has no end in its row.
func (f *fileReader) unended(d *draft) model.Kind {
	switch {
	case d.marks&over != 0:
		f.ends.over++
	case d.marks&closed != 0:
		f.ends.closed++
		f.ends.status = cmp.Or(f.ends.status, f.mapping.from[roleStatus].name)
		if f.part != nil && f.part.account.Ends.ClosedBy == nil {
			f.part.account.Ends.ClosedBy = &ClosedBy{f.part.file, f.ends.status}
		}
	default:
		f.ends.open++
		return model.Open
	}
	return model.NoDuration
}

// closeFollowed takes outages without an end for ended where their unit fails
// again later. What stands for several units does not tell.
func (b *builder) closeFollowed() {
	if b.ends.open == 0 {
		return
	}
	last := slices.Repeat([]float64{math.Inf(-1)}, len(b.log.Units))
	for i := range b.log.Outages {
		if o := &b.log.Outages[i]; !b.farOff(o.Start) {
			last[o.Unit] = max(last[o.Unit], o.Start)
		}
	}
	for i := range b.log.Outages {
		o := &b.log.Outages[i]
		if o.Kind.Is(model.Open) && o.Start < last[o.Unit] && !b.log.Units[o.Unit].Several {
			o.Kind = o.Kind&^model.Open | model.NoDuration
			b.ends.later++
		}
	}
}

// reportEnds says which ends could not be read, and how many durations are not
// known for want of an end.
func (b *builder) reportEnds() {
	e := &b.ends
	if e.unread > 0 {
		b.warn("ends-unread", "%s of an end or a duration could not be read, the first is %v: the outages count as if they had none", model.Counted(e.unread, "text"), e.first)
	}
	var why []string
	for _, reason := range []struct {
		n    int
		text string
	}{
		{e.later, "of a unit that fails again later"},
		{e.closed, fmt.Sprintf("that %q calls closed", e.status)},
		{e.over, "with a text for it that cannot be read"},
	} {
		if reason.n > 0 {
			why = append(why, fmt.Sprintf("%d %s", reason.n, reason.text))
		}
	}
	if why != nil {
		b.assume("ends-unknown", "the durations of %s are not known and count in no downtime or repair: they are over, but have no end (%s)", model.Counted(e.later+e.closed+e.over, "outage"), strings.Join(why, ", "))
	}
}
