package gray

import "mtbf/model/reconcile"

// Printed returns the published table as a question for census.Reconcile.
func Printed(rows []Published) []reconcile.Row {
	out := make([]reconcile.Row, len(rows))
	for i, p := range rows {
		out[i] = reconcile.Row{Category: p.Category, Share: &reconcile.Printed{Value: p.Percent}}
		if p.Years > 0 {
			out[i].MTBF = &reconcile.Printed{Value: p.Years}
		}
	}
	return out
}
