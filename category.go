package mtbf

import (
	"context"
	"fmt"
	"strings"

	"mtbf/internal/near"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/rate"
)

// CategoryFigures are those of one category of a log.
type CategoryFigures struct {
	census.Row
	Of              int            // failures of the whole log
	ShareOfFailures model.Estimate // Failures of Of, with exact binomial limits
}

// ReadCategory reads a log as [ReadLog] does and returns the figures of a category,
// those of the whole log for "".
func ReadCategory(ctx context.Context, o LogOptions, category, path string) (*CategoryFigures, error) {
	log, rules, err := ReadLog(ctx, o, path)
	if err != nil {
		return nil, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return nil, err
	}
	row, err := rowOf(table, category)
	if err != nil {
		return nil, err
	}
	f := &CategoryFigures{Row: row, Of: table.Total.Failures}
	if f.Of > 0 {
		f.ShareOfFailures, err = rate.PerDemand(f.Failures, f.Of, orDefault(o.Confidence))
	}
	return f, err
}

// rowOf finds a category by its name, the whole by none.
func rowOf(table *census.Table, category string) (census.Row, error) {
	if category == "" {
		return table.Total, nil
	}
	var names []string
	for _, r := range table.Categories {
		if strings.EqualFold(r.Category.String(), category) {
			return r, nil
		}
		names = append(names, r.Category.String())
	}
	const most = 30
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	return census.Row{}, fmt.Errorf("no category %q; the log has: %s%s", printable.Clip(category, 200), strings.Join(names, ", "), near.Hint(category, names))
}
