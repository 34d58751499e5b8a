package reconcile

import (
	"fmt"
	"math"

	"mtbf/model"
)

func checkPublished(rows []Row, cells []Cell, opt Options) error {
	if len(cells) == 0 {
		return &model.ParamError{Param: "published table", Value: model.Counted(len(rows), "row"), Want: "a table with at least one printed figure"}
	}
	seen := map[model.Category]bool{}
	for _, r := range rows {
		if seen[r.Category] {
			return &model.ParamError{Param: "category", Value: string(r.Category), Want: "the name of one row only"}
		}
		seen[r.Category] = true
	}
	times := false
	for _, c := range cells {
		times = times || c.Column == MTBFColumn
		if !c.valid() {
			return &model.ParamError{Param: c.name(), Value: c.Value, Want: wantPrinted}
		}
	}
	return opt.check(times)
}

// name says where the cell stands, for an error that tells its value apart.
func (c Cell) name() string {
	if c.Category == "" {
		return string(c.Column) + " of the total"
	}
	return string(c.Column) + " of " + string(c.Category)
}

func (opt Options) check(times bool) error {
	if !(1 <= opt.MinTotal && opt.MinTotal <= opt.MaxTotal && opt.MaxTotal <= maxTotals) {
		return &model.ParamError{Param: "totals", Value: fmt.Sprintf("%d to %d", opt.MinTotal, opt.MaxTotal), Want: "a range of whole numbers from 1 to 1000000"}
	}
	if lo, hi := opt.MinYears, opt.MaxYears; times && !(0 < lo && lo <= hi && hi <= 1e9 && !math.IsNaN(hi)) {
		return &model.ParamError{Param: "exposures", Value: fmt.Sprintf("%g to %g years", lo, hi), Want: "a range of years above 0 and up to 1e9"}
	}
	if opt.Nesting > Disjoint {
		return &model.ParamError{Param: "nesting", Value: int(opt.Nesting), Want: "apart, overlapping or disjoint"}
	}
	if opt.Best < 0 {
		return &model.ParamError{Param: "best", Value: opt.Best, Want: "a number of readings, 0 or more"}
	}
	return nil
}
