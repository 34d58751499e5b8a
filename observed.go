package mtbf

import (
	"fmt"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
)

// checkObserved refuses a log that tells nothing: one without a row that could be
// read is no evidence that nothing failed, and one without any rows is only where
// the options say what was watched.
func (o LogOptions) checkObserved(log *ingest.Log) error {
	r := log.Reading
	if len(log.Outages) > 0 || len(log.Exposure) > 0 || r.ExposureRows > 0 {
		return nil
	}
	name := strings.Join(log.Files, ", ")
	switch where := r.ExcludedBy["where"]; {
	case r.Rejected > 0 && len(log.Account.Rejects) > 0:
		return fmt.Errorf("%s: no row could be read, so that the log tells nothing of failures: %s rejected, the first at %w",
			name, model.Counted(r.Rejected, "row"), log.Account.Rejects[0])
	case where > 0:
		return fmt.Errorf("%s: where: no row of %d is left by %s%s", name, where, strings.Join(o.Where, " and "), unseen(log.Account.Warnings))
	case r.RowsRead > r.ExcludedBy["blank"]+r.ExcludedBy["repeated-header"], o.watched():
		return nil
	}
	return fmt.Errorf("%s: it has no rows below its header; where nothing failed, --exposure, or --units with --from and --to, tell what was watched", name)
}

// watched reports whether the options say what was watched.
func (o LogOptions) watched() bool {
	return o.Hours != "" || o.Units > 0 || o.Fleet != "" || o.From != "" || o.To != ""
}

// unseen adds to a message what is known of the values that no row has.
func unseen(warnings []model.Warning) string {
	for _, w := range warnings {
		if w.Code == "where-unseen" {
			return ": " + w.Text
		}
	}
	return ""
}
