package selftest

import (
	"context"
	"io"
	"strings"

	"mtbf/datasets"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
)

// confidence is that of limits where a source does not ask for another.
const confidence = 0.90

// analysis reads a log and makes its category table.
func analysis(text string, reading ingest.Options, rules census.Options) func() (*census.Table, error) {
	return func() (*census.Table, error) {
		log, err := ingest.ReadLog(context.Background(), "log", strings.NewReader(text), reading)
		if err != nil {
			return nil, err
		}
		rules.Confidence = confidence
		return census.Analyze(context.Background(), log.Log, rules)
	}
}

// hours analyses a log whose times are hours, of one unit watched until to.
func hours(text string, to float64, rules census.Options) func() (*census.Table, error) {
	rules.Window, rules.Exposure = &model.Interval{To: to}, census.ExposureRule{Units: 1}
	return analysis(text, ingest.Options{TimeUnit: "h"}, rules)
}

// dates analyses a log of dates, with a year of exposure.
func dates(text, order string) func() (*census.Table, error) {
	return analysis(text, ingest.Options{DateOrder: order, Timezone: "UTC"}, census.Options{Exposure: census.ExposureRule{TotalHours: model.HoursPerYear}})
}

// sampleOf1985 is the embedded log of Gray's paper without infant failures and
// failures of discs that are not duplexed, or the whole of it.
func sampleOf1985(whole bool) func() (*census.Table, error) {
	reading := ingest.Options{Profile: "gray"}
	if !whole {
		reading.Where = []ingest.Condition{{Column: "duplexed", Values: []string{"no"}, Not: true}}
	}
	return func() (*census.Table, error) {
		text, err := embedded("gray1985")
		if err != nil {
			return nil, err
		}
		return analysis(text, reading, census.Options{
			Exposure:      census.ExposureRule{TotalHours: gray.ExposureYears * model.HoursPerYear},
			ExcludeInfant: !whole,
		})()
	}
}

// embedded returns the text of a dataset.
func embedded(name string) (string, error) {
	r, err := datasets.Open(name)
	if err != nil {
		return "", err
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	return string(text), err
}
