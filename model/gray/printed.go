package gray

import "mtbf/model/census"

// Printed returns the published table as a question for census.Reconcile.
func Printed(rows []Published) []census.Published {
	out := make([]census.Published, len(rows))
	for i, p := range rows {
		out[i] = census.Published{Category: p.Category, Share: &census.Printed{Value: p.Percent}}
		if p.Years > 0 {
			out[i].MTBF = &census.Printed{Value: p.Years}
		}
	}
	return out
}
