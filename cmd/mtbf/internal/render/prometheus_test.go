package render

import (
	"errors"
	"math"
	"os/exec"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"mtbf/model/census"
)

// parsed are the series of an exposition as Prometheus' own library reads it, by name and
// labels as a query writes them.
func parsed(t *testing.T, text []byte) map[string]float64 {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	series := map[string]float64{}
	for name, f := range families {
		if f.GetType() != dto.MetricType_GAUGE || f.GetHelp() == "" {
			t.Errorf("%s: type %v, help %q", name, f.GetType(), f.GetHelp())
		}
		for _, m := range f.Metric {
			var labels []string
			for _, l := range m.Label {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			if m.TimestampMs != nil {
				t.Errorf("%s has a time stamp, which the textfile collector refuses", name)
			}
			key := name + "{" + strings.Join(labels, ",") + "}"
			if _, twice := series[key]; twice {
				t.Errorf("%s stands there twice", key)
			}
			series[key] = m.GetGauge().GetValue()
		}
	}
	return series
}

// exposed is an analysis with names and figures of all kinds: no point, no upper limit,
// an acknowledgement, a group with a budget.
func exposed() *Analysis {
	a := analysed(0)
	hours := estimate(3, 2, 4)
	unbounded := estimate(math.NaN(), 50, math.Inf(1))
	t := a.result
	t.Total.MTTA = &hours
	t.Categories[1].Category = "a \"b\"\\c\nd"
	t.Categories[1].MTBF = unbounded
	spent := census.Spending{BudgetHours: 0.5, SpentHours: 2, LeftHours: -1.5}
	last := census.Spending{BudgetHours: 0.25, SpentHours: math.NaN(), LeftHours: math.NaN()}
	group := census.Table{ExposureHours: 200, Total: t.Total, Delivered: &census.Delivered{Share: 0.75}, Budget: &census.ErrorBudget{
		Objective: census.Objective{Allowed: 0.25}, Spending: spent, ConfidenceMet: 0.125, Periods: []census.Period{{Spending: spent}, {Spending: last}},
	}}
	t.Budget = &census.ErrorBudget{Objective: census.Objective{Allowed: 0.5}, Spending: spent, ConfidenceMet: math.NaN(), Periods: []census.Period{{Spending: spent}}}
	t.Groups = []census.Group{{Value: "site é", Table: group}}
	return a
}

func TestPrometheusReadsTheFigures(t *testing.T) {
	text, err := exposed().Prometheus()
	if err != nil {
		t.Fatal(err)
	}
	series := parsed(t, text)
	odd, group := "category=a \"b\"\\c\nd,depth=2", "category=total,depth=0,group=site é"
	for _, c := range []struct {
		name, labels string
		want         float64
	}{
		{"failures", "category=total,depth=0", 4},
		{"failures", "category=hardware,depth=1", 3},
		{"failures", group, 4},
		{"downtime_seconds", "category=total,depth=0", 9 * 3600},
		{"operating_time_seconds", "category=total,depth=0", 384 * 3600},
		{"exposure_seconds", "", 400 * 3600},
		{"exposure_seconds", "group=site é", 200 * 3600},
		{"units", "", 2},
		{"time_between_failures_seconds", "category=total,depth=0", 96 * 3600},
		{"time_between_failures_lower_limit_seconds", odd, 50 * 3600},
		{"time_between_failures_upper_limit_seconds", odd, math.Inf(1)},
		{"corrected_time_between_failures_seconds", "category=total,depth=0", 36 * 3600},
		{"time_to_restoration_upper_limit_seconds", "category=total,depth=0", 5 * 3600},
		{"time_to_acknowledge_seconds", group, 3 * 3600},
		{"availability_ratio", "category=total,depth=0", 0.9},
		{"availability_lower_limit_ratio", "category=total,depth=0", 0.8},
		{"unavailability_upper_limit_ratio", "category=total,depth=0", 0.2},
		{"confidence_ratio", "", 0.7},
		{"delivered_ratio", "group=site é", 0.75},
		{"slo_target_ratio", "group=site é", 0.75},
		{"slo_target_ratio", "", 0.5},
		{"slo_period_budget_spent_seconds", "", 7200},
		{"slo_met_confidence_ratio", "group=site é", 0.125},
		{"slo_budget_spent_seconds", "group=site é", 7200},
		{"slo_budget_remaining_seconds", "group=site é", -5400},
		{"slo_period_budget_seconds", "group=site é", 900},
	} {
		t.Run(c.name+" "+c.labels, func(t *testing.T) {
			if got, ok := series["mtbf_"+c.name+"{"+c.labels+"}"]; !ok || got != c.want {
				t.Errorf("%v, %v, want %v in\n%s", got, ok, c.want, text)
			}
		})
	}
	for _, absent := range []string{"time_between_failures_seconds{" + odd, "slo_period_budget_spent_seconds{group=site é", "units{group=site é", "slo_met_confidence_ratio{"} {
		if _, there := series["mtbf_"+absent+"}"]; there {
			t.Errorf("%s is not known, and stands there", absent)
		}
	}
	for name, value := range series {
		if math.IsNaN(value) {
			t.Errorf("%s is NaN", name)
		}
	}
}

// promtool knows the conventions of names, units and help.
func TestPromtoolHasNoComplaints(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed here")
	}
	text, err := exposed().Prometheus()
	if err != nil {
		t.Fatal(err)
	}
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(string(text))
	if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

func TestPrometheusGetsNoMoreThanItHolds(t *testing.T) {
	a := analysed(0)
	for len(a.result.Categories) < MaxPrometheusRows-1 {
		a.result.Categories = append(a.result.Categories, census.Row{Depth: 2})
	}
	if _, err := a.Prometheus(); err != nil {
		t.Error(err)
	}
	a.result.Groups = []census.Group{{}}
	var many TooManyRowsError
	if _, err := a.Prometheus(); !errors.As(err, &many) || many.Rows != MaxPrometheusRows+1 {
		t.Errorf("%v", err)
	}
	a.style.Depth = 1
	if _, err := a.Prometheus(); err != nil {
		t.Errorf("with the first level alone: %v", err)
	}
}
