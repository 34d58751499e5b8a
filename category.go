package mtbf

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/near"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/rate"
)

// CategoryFigures are those of one category of a log.
type CategoryFigures struct {
	census.Row
	Of              int             // failures of the whole log
	ShareOfFailures model.Estimate  // Failures of Of, with exact binomial limits
	Warnings        []model.Warning // of rows that are in no figure, or not as they seem
}

// ReadCategory reads a log as [ReadLog] does and returns the figures of a category,
// those of the whole log for "".
func ReadCategory(ctx context.Context, o LogOptions, category, path string) (*CategoryFigures, error) {
	log, rules, err := ReadLog(ctx, o, path)
	if err != nil {
		return nil, err
	}
	return figuresOf(ctx, log, rules, category, o.Confidence)
}

// ReadStages is ReadCategory of the whole log for stages of its outages, each of which lasts
// as long as its column of durations says. A failure whose column is blank is in no MTTR, and
// a warning counts those: it is not known how long the stage was, not one that goes on. Rows
// that ReadCategory cannot read are in no figure.
func ReadStages(ctx context.Context, o LogOptions, columns []string, path string) ([]*CategoryFigures, error) {
	if o.Stdin != nil {
		o.Stdin = &keptInput{from: o.Stdin}
	}
	whole, _, err := ReadLog(ctx, o.again(), path)
	if err != nil {
		return nil, err
	}
	read := map[model.Row]bool{}
	for i := range whole.Outages {
		read[whole.Outages[i].Row()] = true
	}
	var stages []*CategoryFigures
	for _, column := range columns {
		of := o.again()
		of.Columns = append(slices.Clone(o.Columns), "duration="+column, "end=")
		log, rules, err := ReadLog(ctx, of, path)
		if err != nil {
			return nil, err
		}
		all := len(log.Outages)
		log.Outages = slices.DeleteFunc(log.Outages, func(o model.Outage) bool { return !read[o.Row()] })
		log.Reading.Rejected += all - len(log.Outages)
		for i := range log.Outages {
			if o := &log.Outages[i]; o.Kind.Is(model.Open) {
				o.Kind = o.Kind&^model.Open | model.NoDuration
			}
		}
		log.Account.Rejects = slices.Concat(whole.Account.Rejects, log.Account.Rejects)
		f, err := figuresOf(ctx, log, rules, "", o.Confidence, "open-outages")
		if err != nil {
			return nil, err
		}
		for i := range f.Warnings {
			if w := &f.Warnings[i]; w.Code == "no-durations" {
				w.Text += fmt.Sprintf("; the mean of the stage is over the others of all %d failures: write 0 where one did not take it", f.Of)
			}
		}
		stages = append(stages, f)
	}
	return stages, nil
}

// figuresOf are the figures of a category of a log that was read, "" being the whole, with
// warnings of some codes beside those of [notAsTheySeem].
func figuresOf(ctx context.Context, log *ingest.Log, rules census.Options, category string, confidence float64, codes ...string) (*CategoryFigures, error) {
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return nil, err
	}
	row, err := rowOf(table, category)
	if err != nil {
		return nil, err
	}
	f := &CategoryFigures{Row: row, Of: table.Total.Failures, Warnings: unread(log)}
	for _, w := range slices.Concat(log.Account.Warnings, table.Warnings) {
		if slices.Contains(notAsTheySeem, w.Code) || slices.Contains(codes, w.Code) {
			f.Warnings = append(f.Warnings, w)
		}
	}
	if f.Of > 0 {
		f.ShareOfFailures, err = rate.PerDemand(f.Failures, f.Of, orDefault(confidence))
	}
	return f, err
}

// notAsTheySeem are the codes of warnings of rows that count otherwise than they seem to.
var notAsTheySeem = []string{"ends-unread", "fleet-doubled", "no-durations"}

// unread warns of rows that could not be read, with the reasons of the first of them.
func unread(log *ingest.Log) []model.Warning {
	if log.Reading.Rejected == 0 {
		return nil
	}
	var reasons []string
	for _, e := range log.Account.Rejects {
		if text := e.Error(); !slices.Contains(reasons, text) {
			reasons = append(reasons, text)
		}
	}
	return []model.Warning{{Code: "rows-rejected", Text: number.Unread(log.Reading.Rejected, log.Reading.RowsRead) + ": " + strings.Join(reasons, "; ")}}
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
	unknown := func(part string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(part)) })
	}
	if parts := strings.Split(category, ","); len(parts) > 1 && !slices.ContainsFunc(parts, unknown) {
		return census.Row{}, fmt.Errorf("%q is a list of %d categories, and the figures are of one: place them in one by a taxonomy, or name the one above them", category, len(parts))
	}
	const most = 30
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	return census.Row{}, fmt.Errorf("no category %q; the log has: %s%s", printable.Clip(category, 200), strings.Join(names, ", "), near.Hint(category, names))
}
