package when

// Order is the order of day and month in a date written in numbers that ends
// with its year.
type Order uint8

const (
	NoOrder    Order = iota // not known, or not needed
	DayFirst                // 21/6/2005
	MonthFirst              // 6/21/2005
)

func (o Order) String() string {
	switch o {
	case DayFirst:
		return "day-month"
	case MonthFirst:
		return "month-day"
	}
	return "no order"
}

// Proves is the order the stamp proves by being impossible in the other, or
// NoOrder.
func (s Stamp) Proves() Order {
	switch {
	case s.layout() != openOrder:
		return NoOrder
	case s.former() > 12:
		return DayFirst
	case s.latter() > 12:
		return MonthFirst
	}
	return NoOrder
}

// Ambiguous is whether the stamp is a date in either order, and not the same
// one.
func (s Stamp) Ambiguous() bool {
	return s.layout() == openOrder && s.former() <= 12 && s.latter() <= 12 && s.former() != s.latter()
}

// Possible is whether the stamp is a date in the order o. One whose layout
// fixes its order is possible in any. NoOrder is enough for that, and for
// 5/5/2005, which needs no order; it is not enough for 21/6/2005, because
// reading such rows on their own is how the ambiguous ones beside them come to
// be misread. The zero Stamp is never possible.
func (s Stamp) Possible(o Order) bool {
	switch {
	case s == 0:
		return false
	case s.layout() != openOrder:
		return true
	case o == DayFirst:
		return s.latter() <= 12
	case o == MonthFirst:
		return s.former() <= 12
	}
	return s.former() == s.latter()
}

// Votes counts what the stamps of a column say about the order of day and
// month. The zero value has counted nothing.
type Votes struct {
	Stamps     int // all that were added, without zero Stamps
	DayFirst   int // that are possible only as day-month
	MonthFirst int // that are possible only as month-day
	Ambiguous  int // that are different dates in the two orders
	Meridiem   int // of the ambiguous, that were written with AM or PM
}

// Add counts one stamp. The zero Stamp is no stamp and does not count.
func (v *Votes) Add(s Stamp) {
	if s == 0 {
		return
	}
	v.Stamps++
	if s.layout() != openOrder {
		return
	}
	switch s.Proves() {
	case DayFirst:
		v.DayFirst++
	case MonthFirst:
		v.MonthFirst++
	default:
		v.addAmbiguous(s)
	}
}

func (v *Votes) addAmbiguous(s Stamp) {
	if !s.Ambiguous() {
		return
	}
	v.Ambiguous++
	if s.Meridiem() {
		v.Meridiem++
	}
}

// Merge adds the counts of another column, or another part of the column, that
// must have the same order: start and end of one file.
func (v *Votes) Merge(w Votes) {
	v.Stamps += w.Stamps
	v.DayFirst += w.DayFirst
	v.MonthFirst += w.MonthFirst
	v.Ambiguous += w.Ambiguous
	v.Meridiem += w.Meridiem
}

// Verdict is how an order was come to.
type Verdict uint8

const (
	Free    Verdict = iota // no stamp needs an order
	Proved                 // some stamps are possible in this order only
	Assumed                // nothing proves an order; it is convention
	Mixed                  // too many stamps prove either; the user must say
)

func (v Verdict) String() string {
	return [...]string{"free", "proved", "assumed", "mixed"}[min(v, Mixed)]
}

// strays is how many proofs of the majority it takes to bear one of the
// minority and still be called one order.
const strays = 99

// Decide is the order of the column, and how it was come to:
//
//	proofs of one order only             that order    Proved
//	of both, at most 1 % the other way   the majority  Proved
//	of both, more than that              NoOrder       Mixed
//	none, some ambiguous with AM or PM   MonthFirst    Assumed
//	none, some ambiguous                 DayFirst      Assumed
//	none, none ambiguous                 NoOrder       Free
//
// One proof is enough, because a program writes a column in one order; of
// dates spread over the year three in five are proofs, so a column without any
// is short. Up to 1 % the other way is taken for slips of the hand, and these
// rows are then not Possible in the order. More is two columns in one, of
// which the ambiguous rows cannot be told apart: that is not for a program to
// guess. Without a proof the clock is the best hint, since the places that
// write AM and PM are mostly those that write the month first; everywhere else
// the day comes first. An assumption must be shown to the user.
func (v *Votes) Decide() (Order, Verdict) {
	major, order := v.DayFirst, DayFirst
	if v.MonthFirst > v.DayFirst {
		major, order = v.MonthFirst, MonthFirst
	}
	minor := v.DayFirst + v.MonthFirst - major
	switch {
	case major > 0 && minor*strays <= major:
		return order, Proved
	case major > 0:
		return NoOrder, Mixed
	case v.Meridiem > 0:
		return MonthFirst, Assumed
	case v.Ambiguous > 0:
		return DayFirst, Assumed
	}
	return NoOrder, Free
}
