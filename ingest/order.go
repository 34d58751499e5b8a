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
		return f.borrowOrder()
	case when.Proved:
		f.proved = cmp.Or(f.proved, f.order)
	}
	return nil
}

// borrowOrder reads a file that proves no order as the files before it. The first
// of them is asked about.
func (f *fileReader) borrowOrder() error {
	if f.proved != when.NoOrder {
		f.order, f.borrowed = f.proved, true
		return nil
	}
	if f.dotted {
		f.order = when.DayFirst
		f.assume("date-order-assumed", "no date of %s tells day from month; those with dots begin with the day; --date-order says otherwise", f.name)
		return nil
	}
	q := &Question{Text: fmt.Sprintf("which comes first in the dates of %s, the day or the month? None of them tells", f.name)}
	for _, order := range []when.Order{when.DayFirst, when.MonthFirst} {
		q.Readings = append(q.Readings, Reading{Settings: []Setting{{"date-order", order.String()}}})
	}
	return q
}

// orderReason names the order for a row that cannot be read in it; in a part, by what
// stands for it until all parts are settled.
func (f *fileReader) orderReason() string {
	if f.part != nil {
		return orderUnsettled
	}
	if how := f.orderAccount(); how != "" {
		return how
	}
	return "any order of day and month"
}

// orderUnsettled stands in a message for the order of day and month, which all parts
// decide.
const orderUnsettled = "\x00"

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
	}
	return ""
}
