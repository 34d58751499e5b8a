package selftest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
	"mtbf/model/reconcile"
)

// table1Cases are the cells of Gray's Table 1 that agree with the log, and what
// the printed table can stand for.
func table1Cases() []Case {
	first, second := exposures(42), exposures(45)
	whole, kept := sampleOf1985(true), sampleOf1985(false)
	return slices.Concat(
		of("table1", "Gray, TR 85.7 (1985), Table 1, p. 10", "share of failures by cause", shareCases()...),
		of("table1", "Gray, TR 85.7 (1985), p. 7, 8 and 10", "the sample",
			count("outages", "failures reported", 166, number(whole, failures)),
			printed("mtbf", "MTBF of a system, years", 7.8, 1, number(whole, years)),
			printed("environment-mtbf", "MTBF for environment, years", 87, 0, cell("environment", gray.MTBFYears)),
			count("kept", "without infants and single discs", 107, number(kept, failures)),
		),
		of("table1", "Gray, TR 85.7 (1985), Table 1, p. 10; rounding undone by hand", "years behind the MTBFs 31, 50, 73, 87",
			near("exposure-from", "42, 26, 18, 15 failures, from", 1305, 1e-12, number(first, from)),
			near("exposure-to", "42, 26, 18, 15 failures, to", 1312.5, 1e-12, number(first, to)),
			near("second-exposure-from", "45, 28, 19, 16 failures, from", 1386, 1e-12, number(second, from)),
			near("second-exposure-to", "45, 28, 19, 16 failures, to", 1396.5, 1e-12, number(second, to)),
		),
	)
}

// shareCases are the percentages of the table.
func shareCases() []Case {
	var cases []Case
	for _, c := range []struct {
		category model.Category
		percent  float64
	}{
		{"administration", 42}, {"administration/maintenance", 25}, {"administration/operations", 9}, {"administration/configuration", 8},
		{"software", 25}, {"software/application", 4}, {"software/vendor", 21},
		{"hardware", 18}, {"hardware/disc", 7},
		{"environment", 14}, {"environment/power", 9},
		{"unknown", 3}, {"", 103},
	} {
		name := c.category.Leaf()
		if name == "" {
			name = "total"
		}
		cases = append(cases, printed(name, name+", %", c.percent, 0, cell(c.category, gray.Probability)))
	}
	return cases
}

func years(t *census.Table) float64 { return t.Total.MTBF.Point / model.HoursPerYear }
func from(x model.Interval) float64 { return x.From }
func to(x model.Interval) float64   { return x.To }

// cell is what the log gives for a cell of the table.
func cell(category model.Category, column string) getter {
	return func() (float64, error) {
		rows, err := publishedTable()
		if err != nil {
			return 0, err
		}
		kept, err := sampleOf1985(false)()
		if err != nil {
			return 0, err
		}
		for _, r := range gray.Table1(gray.Evidence{Kept: kept, Published: rows}) {
			i := slices.IndexFunc(r.Cells, func(c gray.Cell) bool { return c.Column == column })
			if r.Category == category && i >= 0 {
				return r.Cells[i].Reproduced, nil
			}
		}
		return 0, fmt.Errorf("no %s of %q", column, category)
	}
}

// exposures are the years with which the most MTBFs of the table hold, where
// so many failures were of administration.
func exposures(administration int) func() (model.Interval, error) {
	return func() (years model.Interval, err error) {
		rows, err := publishedTable()
		if err != nil {
			return years, err
		}
		r, err := reconcile.Search(context.Background(), gray.Printed(rows), reconcile.Options{
			MinTotal: 107, MaxTotal: 107, MinYears: 1300, MaxYears: 1400, Nesting: reconcile.Overlapping,
		})
		if err != nil {
			return years, err
		}
		row := slices.IndexFunc(rows, func(r gray.Published) bool { return r.Category == "administration" })
		for _, x := range r.Columns[reconcile.MTBFColumn].List {
			if x.Counts[row].Lo == administration {
				return model.Interval{From: x.FromYears, To: x.ToYears}, nil
			}
		}
		return years, fmt.Errorf("no reading with %d failures of administration", administration)
	}
}

func publishedTable() ([]gray.Published, error) {
	text, err := embedded("gray1985-table1")
	if err != nil {
		return nil, err
	}
	return ingest.ReadPublished("gray1985-table1", strings.NewReader(text))
}
