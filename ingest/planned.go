package ingest

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/num"
	"mtbf/internal/table"
	"mtbf/model"
)

// choosePlanned finds the rows of planned work: by the user's conditions, else by the
// profile's, else by a column of kinds whose values set planned work against failures.
func (f *fileReader) choosePlanned(sample [][]string) error {
	header := f.mapping.header
	f.planned = bindMarks(f.profile.Planned, header)
	for _, c := range f.opt.PlannedWhere {
		i := table.Find(header, c.Column)
		if i < 0 {
			return fmt.Errorf("planned-where: no column %q; the columns are %s%s", c.Column, table.QuoteNames(header, 40), near.Hint(c.Column, header))
		}
		f.planned = append(f.planned, boundCondition{column: i, Condition: c})
	}
	_, told := f.mapping.from[rolePlanned]
	if told || f.opt.PlannedWhere != nil || len(f.planned) > 0 {
		return nil
	}
	for i, name := range header {
		if c := valuesOf(i, name, sample); c != nil && stateWords().named("work", name) && !f.asked(i) {
			if values := plannedValues(c); len(values) > 0 {
				f.planned = []boundCondition{{column: i, Condition: Condition{Column: name, Values: values}}}
				f.work = name
				return nil
			}
		}
	}
	return nil
}

// asked reports whether a condition of the user looks at a column, or it tells states.
func (f *fileReader) asked(i int) bool {
	named := func(c Condition) bool { return table.Find(f.mapping.header, c.Column) == i }
	return slices.ContainsFunc(f.opt.Where, named) || f.states != nil && f.states.column == i
}

// knownWork is the part of what a column says that must be words of work or failures.
const knownWork = 0.8

// plannedValues returns the values of a column that mean planned work, if it has others
// that mean the opposite.
func plannedValues(c *valuesColumn) []string {
	for _, work := range stateWords().Work {
		if values := work.planned(c); len(values) > 0 {
			return values
		}
	}
	return nil
}

// planned returns those that mean it in the words of a family. A value may be a list.
func (w workFamily) planned(c *valuesColumn) []string {
	of := func(words []string) func(string) bool {
		return func(value string) bool {
			return slices.ContainsFunc(strings.Split(value, ","), func(part string) bool { return slices.Contains(words, plainWord(part)) })
		}
	}
	isPlanned, isUnplanned, isNeither := of(w.Planned), of(w.Unplanned), of(w.Neither)
	opposed := slices.ContainsFunc(c.values, func(v string) bool { return isUnplanned(v) && !isPlanned(v) })
	known := c.share(func(v string) bool { return isPlanned(v) || isUnplanned(v) || isNeither(v) })
	if !opposed || known < knownWork {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.values), func(v string) bool { return !isPlanned(v) })
}

// sumKinds tells in the heading how much was taken for planned work, and how much may
// be such.
func (f *fileReader) sumKinds() {
	drains := f.states != nil && f.states.use != paired
	if f.work == "" && !drains {
		return
	}
	planned, drained := f.kinds()
	if f.work != "" && planned.rows > 0 {
		f.assume("planned-found", "planned work and no failure: %s of %s, %.4g h, where %q is %s; --planned-where '' counts every row", model.Counted(planned.rows, "row"), f.name, planned.hours.Value(), f.work, strings.Join(f.planned[0].Values, " or "))
	}
	if drains && drained.rows > 0 {
		f.assume("drain-counted", "counted as failures: %s of %s, %.4g h, where %q is %s, which may be planned work; --planned-where %s leaves them out",
			model.Counted(drained.rows, "row"), f.name, drained.hours.Value(), f.states.name, strings.Join(f.states.drains, " or "), quoted(f.states.name+"="+strings.Join(f.states.drains, ",")))
	}
	if drains && len(f.states.plans) > 0 && planned.rows > 0 && f.work == "" {
		f.assume("planned-found", "planned work and no failure: %s of %s, %.4g h, where %q is %s; --state '' counts every row", model.Counted(planned.rows, "row"), f.name, planned.hours.Value(), f.states.name, strings.Join(f.states.plans, " or "))
	}
}

// kinds adds up the outages of the file that are planned work, and those that may be.
func (f *fileReader) kinds() (planned, drained tally) {
	if f.whole != nil {
		a := f.whole.of(int(f.index))
		return tally{a.PlannedRows, a.PlannedHours}, tally{a.States.DrainedRows, a.States.DrainedHours}
	}
	for i := range f.log.Outages[f.first:] {
		o := &f.log.Outages[f.first+i]
		switch {
		case o.Kind.Is(model.Planned):
			planned.add(o)
		case o.Kind.Is(drainRow):
			drained.add(o)
		}
		o.Kind &^= drainRow
	}
	return planned, drained
}

// tally is a number of outages and their hours, as far as they have ended.
type tally struct {
	rows  int
	hours num.Fixed
}

func (t *tally) add(o *model.Outage) {
	t.rows++
	if o.Kind&(model.Open|model.NoDuration) == 0 {
		t.hours.Add(max(0, o.End-o.Start))
	}
}

// doubtPlanned tells that no row is planned work as the user describes it.
func (b *builder) doubtPlanned() {
	if len(b.opt.PlannedWhere) == 0 || b.whole != nil && b.whole.Planned > 0 || slices.ContainsFunc(b.log.Outages, func(o model.Outage) bool { return o.Kind.Is(model.Planned) }) {
		return
	}
	b.warn("planned-unseen", "no outage is planned by --planned-where; its values are those of %q", b.opt.PlannedWhere[0].Column)
}
