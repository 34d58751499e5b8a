package cli

import (
	"context"
	"fmt"
	"strings"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/model/census"
	"mtbf/model/gray"
)

// runReconcile searches what the published table can stand for.
func (o *table1Options) runReconcile(ctx context.Context, published []gray.Published) error {
	opt := census.ReconcileOptions{Nesting: census.Overlapping} // an outage can have several causes
	var outages [2]float64
	var err error
	if outages, err = parseRange("outages", o.outages); err != nil {
		return err
	}
	years, err := parseRange("years", o.years)
	if err != nil {
		return err
	}
	opt.MinTotal, opt.MaxTotal = int(outages[0]), int(outages[1])
	opt.MinYears, opt.MaxYears = years[0], years[1]
	rows := gray.Printed(published)
	result, err := census.Reconcile(ctx, rows, opt)
	if err != nil {
		return asUsage(err)
	}
	return o.write(render.NewReconciliation("Gray's Table 1 (TR 85.7, p. 10)", rows, opt, result))
}

// parseRange reads LO..HI, or one number for both.
func parseRange(flag, text string) (r [2]float64, err error) {
	lo, hi, isRange := strings.Cut(text, "..")
	if !isRange {
		hi = lo
	}
	_, errLo := fmt.Sscanf(lo, "%g", &r[0])
	_, errHi := fmt.Sscanf(hi, "%g", &r[1])
	if errLo != nil || errHi != nil {
		return r, usagef("--%s: %q is not a number or a range such as 1300..1400", flag, text)
	}
	return r, nil
}
