package cli

import (
	"context"
	"math"
	"strings"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/number"
	"mtbf/model/gray"
	"mtbf/model/reconcile"
)

// runReconcile searches what the published table can stand for.
func (o *table1Options) runReconcile(ctx context.Context, published []gray.Published) error {
	opt := reconcile.Options{Nesting: reconcile.Overlapping} // an outage can have several causes
	var outages [2]float64
	var err error
	if outages, err = parseRange("outages", o.outages); err != nil {
		return err
	}
	years, err := parseRange("years", o.years)
	if err != nil {
		return err
	}
	const most = 1_000_000
	for _, n := range outages {
		if !(n >= 1 && n <= most) || n != math.Trunc(n) {
			return usagef("--outages: %q is not a range of whole numbers from 1 to %d", o.outages, most)
		}
	}
	opt.MinTotal, opt.MaxTotal = int(outages[0]), int(outages[1])
	opt.MinYears, opt.MaxYears = years[0], years[1]
	rows := gray.Printed(published)
	result, err := reconcile.Search(ctx, rows, opt)
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
	var errLo, errHi error
	r[0], errLo = number.Parse(strings.TrimSpace(lo))
	r[1], errHi = number.Parse(strings.TrimSpace(hi))
	if errLo != nil || errHi != nil {
		return r, usagef("--%s: %q is not a number or a range such as 1300..1400", flag, text)
	}
	return r, nil
}
