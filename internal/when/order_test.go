package when

import "testing"

func mustStamp(t testing.TB, text string) Stamp {
	t.Helper()
	st, err := ParseStamp(text)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestStampOrder(t *testing.T) {
	for _, c := range []struct {
		text                  string
		proves                Order
		ambiguous             bool
		none, dayMo, monthDay bool // possible
	}{
		{"13/2/2024", DayFirst, false, false, true, false},
		{"2/13/2024", MonthFirst, false, false, false, true},
		{"29/2/2024", DayFirst, false, false, true, false},
		{"3/4/2024", NoOrder, true, false, true, true},
		{"12/11/2024", NoOrder, true, false, true, true},
		{"5/5/2024", NoOrder, false, true, true, true},
		{"2024-03-04", NoOrder, false, true, true, true},
		{"3 Apr 2024", NoOrder, false, true, true, true},
		{"Apr 3, 2024", NoOrder, false, true, true, true},
	} {
		t.Run(c.text, func(t *testing.T) {
			s := mustStamp(t, c.text)
			if s.Proves() != c.proves || s.Ambiguous() != c.ambiguous {
				t.Errorf("%s: proves %s, ambiguous %v", c.text, s.Proves(), s.Ambiguous())
			}
			if s.Possible(NoOrder) != c.none || s.Possible(DayFirst) != c.dayMo || s.Possible(MonthFirst) != c.monthDay {
				t.Errorf("%s: possible %v %v %v", c.text, s.Possible(NoOrder), s.Possible(DayFirst), s.Possible(MonthFirst))
			}
		})
	}
}

// votes adds each text as often as its count says.
func votes(t *testing.T, counts map[string]int) *Votes {
	var v Votes
	for text, n := range counts {
		for range n {
			v.Add(mustStamp(t, text))
		}
	}
	v.Add(0)
	return &v
}

func TestVotesDecide(t *testing.T) {
	for name, c := range map[string]struct {
		counts  map[string]int
		order   Order
		verdict Verdict
	}{
		"nothing":             {nil, NoOrder, Free},
		"nothing open":        {map[string]int{"2024-03-04": 7, "3 Apr 2024": 2}, NoOrder, Free},
		"same either way":     {map[string]int{"5/5/2024": 3}, NoOrder, Free},
		"one proof":           {map[string]int{"3/4/2024": 500, "13/4/2024": 1}, DayFirst, Proved},
		"LANL":                {map[string]int{"9/6/2005 9:13": 40, "6/21/2005 10:54": 60}, MonthFirst, Proved},
		"proof beats AM":      {map[string]int{"3/4/2024 3 pm": 50, "13/4/2024 3 pm": 2}, DayFirst, Proved},
		"1 % the other way":   {map[string]int{"4/13/2024": 297, "13/4/2024": 3}, MonthFirst, Proved},
		"1.3 % the other way": {map[string]int{"4/13/2024": 296, "13/4/2024": 4}, NoOrder, Mixed},
		"one each":            {map[string]int{"4/13/2024": 1, "13/4/2024": 1}, NoOrder, Mixed},
		"assumed":             {map[string]int{"3/4/2024": 4, "2024-03-04": 3}, DayFirst, Assumed},
		"assumed by AM":       {map[string]int{"3/4/2024 3:00": 4, "3/4/2024 3:00 AM": 1}, MonthFirst, Assumed},
		"AM of no weight":     {map[string]int{"3/4/2024": 4, "3 Apr 2024 3 pm": 9, "5/5/2024 3 pm": 2}, DayFirst, Assumed},
	} {
		t.Run(name, func(t *testing.T) {
			order, verdict := votes(t, c.counts).Decide()
			if order != c.order || verdict != c.verdict {
				t.Errorf("%s: %s, %s; want %s, %s", name, order, verdict, c.order, c.verdict)
			}
		})
	}
}

func TestVotesMerge(t *testing.T) {
	start := votes(t, map[string]int{"3/4/2024 3 pm": 4, "2024-03-04": 3, "13/4/2024": 2})
	start.Merge(*votes(t, map[string]int{"6/7/2024": 5, "4/13/2024": 6, "6/7/2024 1 am": 7}))
	if want := (Votes{Stamps: 27, DayFirst: 2, MonthFirst: 6, Ambiguous: 16, Meridiem: 11}); *start != want {
		t.Errorf("merged: %+v, want %+v", *start, want)
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		NoOrder.String(): "no order", DayFirst.String(): "day-month", MonthFirst.String(): "month-day",
		Free.String(): "free", Proved.String(): "proved", Assumed.String(): "assumed", Mixed.String(): "mixed",
		Unique.String(): "unique", Repeated.String(): "repeated", Skipped.String(): "skipped",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
