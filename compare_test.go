package mtbf_test

import (
	"errors"
	"strings"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
	"mtbf/model/census"
)

func shopLog(t *testing.T) (o mtbf.LogOptions, s mtbf.Side) {
	t.Helper()
	o = mtbf.LogOptions{Window: mtbf.Window{From: "2023-01-01", To: "2026-01-01"}, Exposure: mtbf.Exposure{Units: 4}}
	log, rules, err := mtbf.ReadLog(t.Context(), o, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	return o, mtbf.Side{Name: "shop", Log: log, Rules: rules}
}

// The parts of a log have its failures, its downtime and its exposure together.
func TestSplitLosesNothing(t *testing.T) {
	o, whole := shopLog(t)
	a, err := mtbf.Analyze(t.Context(), whole.Log, whole.Rules, mtbf.FitsNo)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2023-01-02", "2024-06-01 12:30", " 2025-12-31T23:59:59Z "} {
		sides, err := o.Split(t.Context(), whole.Log, whole.Rules, at)
		if err != nil {
			t.Fatal(err)
		}
		c, err := mtbf.Compare(t.Context(), sides, 0)
		if err != nil {
			t.Fatal(err)
		}
		old, new := c.Contrast.Old, c.Contrast.New
		if n := old.Total.Failures + new.Total.Failures; n != a.Table.Total.Failures {
			t.Errorf("%q: %d failures of %d", at, n, a.Table.Total.Failures)
		}
		oracle.Near(t, "downtime", old.Total.DowntimeHours+new.Total.DowntimeHours, a.Table.Total.DowntimeHours, 1e-12)
		oracle.Near(t, "exposure", old.ExposureHours+new.ExposureHours, a.Table.ExposureHours, 1e-12)
		oracle.Near(t, "planned", old.Accounting.PlannedHours+new.Accounting.PlannedHours, a.Table.Accounting.PlannedHours, 1e-12)
		if c.Sides.Old.Name != "before "+strings.TrimSpace(at) {
			t.Errorf("the old side is called %q", c.Sides.Old.Name)
		}
	}
}

// What cannot be compared is refused by the option that is to be changed.
func TestComparisonsThatAreRefused(t *testing.T) {
	o, whole := shopLog(t)
	grouped := whole
	grouped.Rules.By = census.ByYear
	for want, err := range map[string]error{
		"by":    second(mtbf.Compare(t.Context(), mtbf.Sides{Old: whole, New: grouped}, 0)),
		"split": second(o.Split(t.Context(), whole.Log, whole.Rules, "2026-01-01")),
	} {
		var option *mtbf.OptionError
		if !errors.As(err, &option) || option.Option != want {
			t.Errorf("%s: %v", want, err)
		}
	}
	oracle.Refused(t, "log")(mtbf.Compare(t.Context(), mtbf.Sides{Old: whole}, 0))
	if _, err := o.Split(t.Context(), nil, whole.Rules, "2024-01-01"); err == nil {
		t.Error("a log that was never read was split")
	}
}

func second[T any](_ T, err error) error { return err }
