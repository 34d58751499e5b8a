package life

import (
	"context"
	"slices"
	"testing"
	"time"

	"mtbf/internal/oracle"
)

// TestLANLRepairs: the 23,552 repairs that took time, in minutes. Of the four
// families that R 4.2.2 (survreg) fitted the log-normal is best.
func TestLANLRepairs(t *testing.T) {
	var obs Observations
	for _, minutes := range lanlRepairs(t).Times {
		obs = append(obs, Exact(minutes))
	}
	ranking, err := FitAll(context.Background(), obs, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	logLik := map[string]float64{"lognormal": -139211.5, "weibull": -144167, "gamma": -150825, "exponential": -161864}
	var order []string
	for _, r := range ranking.Fits {
		t.Logf("%-12s %.2f %v", r.Family, r.LogLikelihood, r.Distribution)
		if want, ok := logLik[r.Family]; ok {
			oracle.Near(t, r.Family, r.LogLikelihood, want, 5e-6)
			order = append(order, r.Family)
		}
		if r.Family == "lognormal" {
			oracle.Near(t, "meanlog", r.Parameters[0].Point, 4.15369, 1e-6)
			oracle.Near(t, "sdlog", r.Parameters[1].Point, 1.4024, 2e-5)
		}
		if r.Family == "weibull" {
			oracle.Near(t, "shape", r.Parameters[0].Point, 0.578, 1e-3)
		}
	}
	if !slices.Equal(order, []string{"lognormal", "weibull", "gamma", "exponential"}) {
		t.Errorf("order %q", order)
	}
}

// TestLANLBetweenFailures: hours between the starts of outages in 2000 to 2005,
// those of 0 dropped: all of system 2, and its node 22. The more precise figures
// are the roots of the likelihood equation by scipy 1.17.1.
func TestLANLBetweenFailures(t *testing.T) {
	all := lanlGaps(t, func(f oracle.LANLFailure) bool { return f.System == "2" })
	r := mustFit(t, "weibull", all, FitOptions{})
	oracle.Near(t, "times", r.N, 3086, 0)
	oracle.Near(t, "shape", r.Parameters[0].Point, 0.8226245203769592, 1e-9)
	oracle.Near(t, "scale", r.Parameters[1].Point, 14.393128371702936, 1e-9)
	if p := r.Parameters[0]; !(p.Hi < 1) {
		t.Errorf("the hazard falls, but the shape may be up to %g", p.Hi)
	}

	node := lanlGaps(t, func(f oracle.LANLFailure) bool { return f.System == "2" && f.Node == "22" })
	r = mustFit(t, "weibull", node, FitOptions{})
	oracle.Near(t, "times of node 22", r.N, 191, 0)
	oracle.Near(t, "shape of node 22", r.Parameters[0].Point, 0.734641681819167, 1e-9)
	for family, want := range map[string]float64{"weibull": -1231.3, "exponential": -1248.8, "lognormal": -1244.0} {
		oracle.Near(t, family, mustFit(t, family, node, FitOptions{}).LogLikelihood, want, 5e-5)
	}
}

// lanlGaps returns the positive hours between starts of the wanted failures.
func lanlGaps(t *testing.T, wanted func(oracle.LANLFailure) bool) Observations {
	t.Helper()
	var starts []time.Time
	for _, f := range oracle.LANL(t) {
		if year := f.Started.Year(); wanted(f) && year >= 2000 && year <= 2005 {
			starts = append(starts, f.Started)
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	var obs Observations
	for i, start := range starts[1:] {
		if gap := start.Sub(starts[i]).Hours(); gap > 0 {
			obs = append(obs, Exact(gap))
		}
	}
	return obs
}
