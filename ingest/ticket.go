package ingest

import (
	"math"
	"strconv"
	"strings"
)

// reasonSuperseded is the reason in Reading.ExcludedBy of a row that another
// row of the same outage replaces.
const reasonSuperseded = "superseded"

// ticket is the row that speaks for an outage so far, where the profile has
// several rows an outage.
type ticket struct {
	f       *fileReader
	draft   int     // -1: a row that is left out
	version float64 // of Profile.LastBy; NaN if there is none
}

// supersede makes the row just read speak for its outage, as the draft of that
// number, or as none. It reports false for a row that is older than the one
// that speaks already.
func (f *fileReader) supersede(draft int) bool {
	if f.profile.LastOf == "" {
		return true
	}
	key := ""
	for name := range strings.SplitSeq(f.profile.LastOf, "+") {
		key += f.rows.column(strings.TrimSpace(name)) + "\x00"
	}
	if strings.Trim(key, "\x00") == "" {
		return true
	}
	now := ticket{f, draft, f.version()}
	before, known := f.tickets[key]
	if known && now.version < before.version {
		return false
	}
	if known {
		before.f.drop(before.draft)
	}
	f.tickets[strings.Clone(key)] = now
	return true
}

// version returns the number that orders the rows of an outage, NaN where the
// order of the file does.
func (f *fileReader) version() float64 {
	v, err := strconv.ParseFloat(f.rows.column(f.profile.LastBy), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// drop takes back a draft, or the outage it has become.
func (f *fileReader) drop(draft int) {
	switch {
	case draft < 0:
		return
	case f.settled == nil:
		f.marks[draft] |= superseded
	case f.settled[draft] < 0:
		return // rejected, and counted as that
	default:
		f.dropped[f.settled[draft]] = true
	}
	f.log.Reading.ExcludedBy[reasonSuperseded]++
}

// compact takes the outages out of the log that a later file has replaced.
func (b *builder) compact() {
	if len(b.dropped) == 0 {
		return
	}
	kept, stacked, next := b.log.Outages[:0], b.stacked[:0], b.stacked
	for i, o := range b.log.Outages {
		stacks := len(next) > 0 && int(next[0]) == i
		if stacks {
			next = next[1:]
		}
		if b.dropped[i] {
			continue
		}
		if stacks {
			stacked = append(stacked, int32(len(kept)))
		}
		kept = append(kept, o)
	}
	b.log.Outages, b.stacked = kept, stacked
}
