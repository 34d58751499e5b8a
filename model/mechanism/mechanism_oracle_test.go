package mechanism_test

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
)

// TestHeartbeats: formulas derived and 3 million heartbeats simulated by another
// program (r01).
func TestHeartbeats(t *testing.T) {
	type row struct {
		SendEvery float64 `json:"send_every"`
		Slack     float64
		Loss      float64
		MeanDelay float64 `json:"mean_delay"`
		Max       float64 `json:"max_detection"`
		Every     float64 `json:"mean_mistake_recurrence"`
		Lasts     float64 `json:"mean_mistake_duration"`
		Accuracy  float64 `json:"query_accuracy"`
	}
	var file struct {
		Input    struct{ Rows []row }
		Expected struct{ Rows []row }
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/r_detection/r01_heartbeat_qos.json"), &file)
	oracle.Equal(t, "rows", len(file.Input.Rows), 4)
	for i, r := range file.Input.Rows {
		t.Run(fmt.Sprint(r.SendEvery, r.Slack, r.Loss, r.MeanDelay), func(t *testing.T) {
			delay, err := dist.NewExponentialMean(r.MeanDelay)
			if err != nil {
				t.Fatal(err)
			}
			q, err := mechanism.Heartbeat{SendEvery: r.SendEvery, Slack: r.Slack, Loss: r.Loss, Delay: delay}.Quality()
			if err != nil {
				t.Fatal(err)
			}
			want := file.Expected.Rows[i]
			oracle.Near(t, "longest detection", q.MaxDetection, want.Max, 1e-15)
			oracle.Near(t, "a mistake every", q.MistakeEvery, want.Every, 1e-12)
			oracle.Near(t, "a mistake lasts", q.MistakeLasts, want.Lasts, 1e-12)
			oracle.Near(t, "query accuracy", q.QueryAccuracy, want.Accuracy, 1e-15)
		})
	}
}

// TestPhi: the normal tail in 40 digits (r03).
func TestPhi(t *testing.T) {
	type row struct{ Mean, SD, Elapsed, P, Phi float64 }
	var file struct {
		Expected struct {
			Rows []struct {
				row
				Later float64 `json:"p_later"`
			}
			Thresholds []struct {
				Threshold float64
				SDs       float64 `json:"timeout_sd_above_mean"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/r_detection/r03_phi_accrual.json"), &file)
	oracle.Equal(t, "rows", len(file.Expected.Rows), 4)
	oracle.Equal(t, "thresholds", len(file.Expected.Thresholds), 5)
	for _, r := range file.Expected.Rows {
		s, err := mechanism.Phi{Mean: r.Mean, SD: r.SD}.At(r.Elapsed)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(r.row, " phi"), s.Phi, r.Phi, 1e-13)
		oracle.Near(t, fmt.Sprint(r.row, " later"), s.Later, r.Later, 1e-12)
	}
	for _, r := range file.Expected.Thresholds {
		timeout, err := mechanism.Phi{Mean: 1000, SD: 200}.Timeout(r.Threshold)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint("threshold ", r.Threshold), timeout.SDsAboveMean, r.SDs, 1e-14)
		oracle.Near(t, fmt.Sprint("timeout ", r.Threshold), timeout.Timeout, 1000+200*r.SDs, 1e-14)
		oracle.Near(t, fmt.Sprint("mistakes ", r.Threshold), timeout.MistakeEvery, 1000*math.Pow(10, r.Threshold), 1e-14)
	}
}

// TestWatchers: binomial sums and order statistics (r04).
func TestWatchers(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				Watchers, Needed int
				Detect           float64 `json:"detect_each"`
				False            float64 `json:"false_each"`
				Availability     float64 `json:"watcher_availability"`
				Detected         float64
				FalseAlarm       float64 `json:"false_alarm"`
			}
			Latency []struct {
				Watchers, Needed int
				Each             float64 `json:"mean_latency_each"`
				Mean             float64 `json:"mean_latency"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/r_detection/r04_watchers.json"), &file)
	oracle.Equal(t, "rows", len(file.Expected.Rows), 5)
	oracle.Equal(t, "latencies", len(file.Expected.Latency), 5)
	for _, r := range file.Expected.Rows {
		o, err := mechanism.Watchers{Watchers: r.Watchers, Needed: r.Needed, Detect: r.Detect, False: r.False, Availability: r.Availability}.Outcome()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(r, " detected"), o.Detected, r.Detected, 1e-14)
		oracle.Near(t, fmt.Sprint(r, " missed"), o.Missed, 1-r.Detected, 1e-12)
		oracle.Near(t, fmt.Sprint(r, " false alarm"), o.FalseAlarm, r.FalseAlarm, 1e-14)
	}
	for _, r := range file.Expected.Latency {
		o, err := mechanism.Watchers{Watchers: r.Watchers, Needed: r.Needed, Detect: 1, Availability: 1, Latency: r.Each}.Outcome()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(r, " latency"), o.MeanLatency, r.Mean, 1e-15)
		oracle.Near(t, fmt.Sprint(r, " latency of an alarm"), o.AlarmLatency, r.Mean, 1e-15)
	}
}

// TestRejuvenation: exact fractions (q01). The paper is remembered to print .490,
// 5.965, 8.727 h and 490, 554.
func TestRejuvenation(t *testing.T) {
	var file struct {
		Input struct {
			Base     float64   `json:"base_longevity_h"`
			MTBF     float64   `json:"mtbf_h"`
			Repair   float64   `json:"repair_h"`
			Restart  float64   `json:"rejuvenation_h"`
			Horizon  float64   `json:"horizon_h"`
			CostDown float64   `json:"cost_failed"`
			Cost     float64   `json:"cost_rejuvenating"`
			Rates    []float64 `json:"rejuvenation_rates_per_h"`
		}
		Expected struct {
			Rows []struct {
				PFailed       float64 `json:"p_failed"`
				PRejuvenating float64 `json:"p_rejuvenating"`
				Downtime      float64 `json:"downtime_h"`
				Cost          float64
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/q_maintenance/q01_rejuvenation.json"), &file)
	in := file.Input
	oracle.Equal(t, "rows", len(file.Expected.Rows), 4)
	for i, rate := range in.Rates {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			s, err := mechanism.Rejuvenation{
				BaseLongevity: in.Base, MTBF: in.MTBF, Repair: in.Repair, Restart: in.Restart, Rate: rate,
				CostFailed: in.CostDown, CostRestart: in.Cost,
			}.Steady()
			if err != nil {
				t.Fatal(err)
			}
			want := file.Expected.Rows[i]
			oracle.Near(t, "failed", s.PFailed, want.PFailed, 1e-14)
			oracle.Near(t, "rejuvenating", s.PRejuvenating, want.PRejuvenating, 1e-14)
			oracle.Near(t, "downtime", s.Unavailability*in.Horizon, want.Downtime, 1e-14)
			oracle.Near(t, "cost", s.CostPerHour*in.Horizon, want.Cost, 1e-14)
			oracle.Near(t, "as a module", s.MeanDown/(s.MeanUp+s.MeanDown), s.Unavailability, 1e-14)
		})
	}
}

// TestBestInterval: golden section on a 25-digit integrand (q02), whose flat
// minimum tells the interval to some 1e-7.
func TestBestInterval(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				Shape, Scale   float64
				Failed         float64 `json:"failed_h"`
				Planned        float64 `json:"planned_h"`
				Interval       float64
				Unavailability float64
				Never          float64 `json:"unavailability_never"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/q_maintenance/q02_interval_for_availability.json"), &file)
	oracle.Equal(t, "rows", len(file.Expected.Rows), 3)
	for _, r := range file.Expected.Rows {
		t.Run(fmt.Sprint(r), func(t *testing.T) {
			b, err := mechanism.Ageing{Shape: r.Shape, Scale: r.Scale, Failed: r.Failed, Planned: r.Planned}.Best()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "pays", b.Pays, true)
			oracle.Near(t, "interval", b.Interval.Hours, r.Interval, 1e-6)
			oracle.Near(t, "unavailability", b.Interval.Unavailability, r.Unavailability, 1e-12)
			oracle.Near(t, "never", b.Never.Unavailability, r.Never, 1e-12)
		})
	}
}

// adams is the table of nine products as it is remembered: it was not read, and so
// stands in tests alone.
type adams struct {
	Input struct {
		Years   []float64 `json:"mtbf_class_years"`
		Percent map[string][]float64
	}
	Expected struct {
		Rows []struct {
			Product int
			Sum     float64 `json:"sum_percent"`
			Rate    float64 `json:"rate_per_bug_year"` // with the printed percentages, that add up to Sum
			Worst   float64 `json:"share_of_failures_from_two_worst_classes"`
			Bugs    float64 `json:"share_of_bugs_in_them"`
			Rarest  float64 `json:"share_of_bugs_5000y"`
			MTBF    float64 `json:"mtbf_years_1000_bugs"`
		}
	}
}

func loadAdams(t *testing.T) (a adams) {
	t.Helper()
	oracle.Load(t, oracle.SharedPath(t, "oracles/t_policy/t01_adams_classes.json"), &a)
	oracle.Equal(t, "products", len(a.Expected.Rows), 9)
	return a
}

func (a adams) defects(product int) mechanism.Defects {
	d := mechanism.Defects{Count: 1000, Years: 3}
	for i, share := range a.Input.Percent[fmt.Sprint(product)] {
		d.Classes = append(d.Classes, mechanism.DefectClass{Years: a.Input.Years[i], Share: share})
	}
	return d
}

// TestRediscovery: arithmetic on the table (t01).
func TestRediscovery(t *testing.T) {
	a := loadAdams(t)
	for _, want := range a.Expected.Rows {
		t.Run(fmt.Sprint("product ", want.Product), func(t *testing.T) {
			r, err := a.defects(want.Product).Rediscovery()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "rate", r.RatePerDefectYear, want.Rate*100/want.Sum, 1e-14)
			oracle.Near(t, "two worst classes, of failures", r.FailureShares[0]+r.FailureShares[1], want.Worst, 1e-14)
			oracle.Near(t, "two worst classes, of defects", r.DefectShares[0]+r.DefectShares[1], want.Bugs, 1e-14)
			oracle.Near(t, "the rarest", r.DefectShares[7], want.Rarest, 1e-14)
			oracle.Near(t, "mtbf", r.MTBFYears, want.MTBF, 1e-14)
		})
	}
}

// TestPolicies: 500 defects of product 1 over three years (t02).
func TestPolicies(t *testing.T) {
	var file struct {
		Input struct {
			Bugs, Years float64
			Bad         float64 `json:"p_bad_fix"`
			Outages     float64 `json:"outages_per_bad_fix"`
		}
		Expected struct {
			Rows []struct {
				Policy  string
				UpTo    *float64 `json:"fix_up_to_class_years"`
				Delay   float64  `json:"delay_years"`
				Outages float64  `json:"expected_outages"`
				Fixes   float64  `json:"fixes_installed"`
			}
			BreakEven float64 `json:"break_even_class_years"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/t_policy/t02_policy.json"), &file)
	d := loadAdams(t).defects(1)
	d.Count, d.Years, d.BadFix, d.Outages = file.Input.Bugs, file.Input.Years, file.Input.Bad, file.Input.Outages
	oracle.Equal(t, "policies", len(file.Expected.Rows), 5)
	least := math.Inf(1)
	for _, r := range file.Expected.Rows {
		t.Run(r.Policy, func(t *testing.T) {
			p := mechanism.ChangePolicy{Name: r.Policy, Delay: r.Delay}
			if r.UpTo != nil {
				p.UpTo = *r.UpTo
			}
			o, err := d.Outcome(p)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "outages", o.Outages, r.Outages, 1e-14)
			oracle.Near(t, "fixes", o.Fixes, r.Fixes, 1e-14)
			oracle.Near(t, "MTBF", o.MTBFHours, 3*8766/r.Outages, 1e-14)
			least = min(least, o.Outages)
		})
	}
	breakEven, err := d.BreakEvenYears()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "break-even", breakEven, file.Expected.BreakEven, 1e-15)
	_, best, err := d.BestPolicy()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "best", best.Outages, least, 1e-14)
}
