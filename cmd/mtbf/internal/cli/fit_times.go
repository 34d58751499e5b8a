package cli

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"mtbf"
	"mtbf/internal/table"
	"mtbf/model/life"
)

// writeTimes writes the times that are fitted to the file of --write-times, if any, in
// hours, as fit reads them again and other programs do.
func (o *fitOptions) writeTimes(t *mtbf.Times) error {
	if o.timesTo == "" {
		return nil
	}
	err := writeFile(o.timesTo, func(w io.Writer) error {
		out := table.NewWriter(w)
		for _, record := range recordsOfTimes(t) {
			if err := out.Write(record); err != nil {
				return err
			}
		}
		return out.Flush()
	})
	if err != nil {
		return fmt.Errorf("--write-times: %w", err)
	}
	return nil
}

// recordsOfTimes are a header and a row an observation: time and status where every time
// is known or cut short, else lower and upper, blank where there is no bound; entry,
// count and mode where there are any.
func recordsOfTimes(t *mtbf.Times) [][]string {
	any := func(has func(life.Observation) bool) bool { return slices.ContainsFunc(t.Sample, has) }
	between := any(func(x life.Observation) bool { return !x.Exact() && !x.RightCensored() })
	entered := any(func(x life.Observation) bool { return x.Entry > 0 })
	counted := any(func(x life.Observation) bool { return x.Count != 1 })
	row := func(first, second, entry, count, mode string) []string {
		cells := []string{first, second}
		for _, c := range []struct {
			has  bool
			text string
		}{{entered, entry}, {counted, count}, {t.Modes != nil, mode}} {
			if c.has {
				cells = append(cells, c.text)
			}
		}
		return cells
	}
	records := [][]string{row("time", "status", "entry", "count", "mode")}
	if between {
		records[0] = row("lower", "upper", "entry", "count", "mode")
	}
	for i, x := range t.Sample {
		first, second := bound(x.Lower), "1"
		switch {
		case between:
			second = bound(x.Upper)
		case x.RightCensored():
			second = "0"
		}
		mode := ""
		if t.Modes != nil {
			mode = t.Modes[i]
		}
		records = append(records, row(first, second, bound(x.Entry), bound(x.Count), mode))
	}
	return records
}

// bound is a number as it is read again, nothing for one that is infinite.
func bound(x float64) string {
	if math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
