package ingest

import (
	"cmp"
	"fmt"

	"mtbf/internal/when"
	"mtbf/model"
)

// chooseOrder takes the order of day and month from the user, the profile, or
// the dates of the start and end columns together.
func (f *fileReader) chooseOrder() error {
	order, verdict := f.votes.Decide()
	if given := cmp.Or(f.opt.DateOrder, f.profile.DateOrder); given != "" {
		var err error
		f.order, err = parseOrder(given)
		if err == nil && verdict == when.Proved && order != f.order {
			err = fmt.Errorf("its dates are in %s order, not in %s as given: %d of them can be nothing else", order, f.order, max(f.votes.DayFirst, f.votes.MonthFirst))
		}
		return err
	}
	switch f.order = order; verdict {
	case when.Mixed:
		return fmt.Errorf("%d dates can only be day-month and %d only month-day; say which is meant with --date-order", f.votes.DayFirst, f.votes.MonthFirst)
	case when.Assumed:
		f.borrowOrder()
	case when.Proved:
		return f.proveOrder()
	}
	return nil
}

// borrowOrder reads a file that proves no order as the files before it, or
// else by convention, with a warning.
func (f *fileReader) borrowOrder() {
	if f.proved != when.NoOrder {
		f.order, f.borrowed = f.proved, true
		return
	}
	f.warn("date-order-assumed", "no date of %s tells day from month; read as %s; --date-order says otherwise", f.name, f.order)
	f.assumed = f.order
}

// proveOrder notes an order that dates prove. It is an error if a file before
// was read in the other one without proof.
func (f *fileReader) proveOrder() error {
	if f.assumed != when.NoOrder && f.assumed != f.order {
		return fmt.Errorf("its dates are in %s order, but a file before it, which does not tell, was read as %s; give --date-order, or this file first", f.order, f.assumed)
	}
	if f.proved == when.NoOrder {
		f.proved = f.order
	}
	return nil
}

func (f *fileReader) orderReason() string {
	if how := f.orderAccount(); how != "" {
		return how
	}
	return "any order of day and month"
}

func (f *fileReader) orderAccount() string {
	if f.numeric {
		return ""
	}
	if f.opt.DateOrder != "" || f.profile.DateOrder != "" {
		return fmt.Sprintf("%s order (given)", f.order)
	}
	if f.borrowed {
		return fmt.Sprintf("%s order (as in the files before it)", f.order)
	}
	order, verdict := f.votes.Decide()
	proofs := f.votes.DayFirst
	if order == when.MonthFirst {
		proofs = f.votes.MonthFirst
	}
	switch verdict {
	case when.Proved:
		return fmt.Sprintf("%s order (decided from %s)", order, model.Counted(proofs, "date"))
	case when.Assumed:
		return fmt.Sprintf("%s order (assumed)", order)
	}
	return ""
}
