package ingest

import "mtbf/model"

// exportSlack is how far before the end of an export an outage may end that goes on: a
// minute, as durations are often told in whole ones.
const exportSlack = 1. / 60

// reachExport opens the outages that last to the end of what the file shows, where the
// profile says that its intervals reach up to the export. upTo is the end of the rows
// that are no outages: without one nothing tells that an outage is the last of its unit.
func (f *fileReader) reachExport(upTo float64) {
	if !f.profile.UntilExport {
		return
	}
	rows := f.log.Outages[f.first:]
	for i := range rows {
		if rows[i].Kind&(model.Open|model.NoDuration) == 0 {
			upTo = max(upTo, rows[i].End)
		}
	}
	for i := range rows {
		if o := &rows[i]; o.Kind&(model.Open|model.NoDuration) == 0 && o.End >= upTo-exportSlack && o.End > o.Start {
			o.End, o.Kind = 0, o.Kind|model.Open
			f.ends.open++
		}
	}
	f.seenRows = widened(f.seenRows, upTo)
}
