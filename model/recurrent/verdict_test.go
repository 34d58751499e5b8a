package recurrent

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/model"
)

// TestVerdicts: what is said of failures whose trend is plain, absent, or a
// matter of clusters.
func TestVerdicts(t *testing.T) {
	growth := History{To: 620, Times: []float64{2.7, 10.3, 12.5, 30.6, 57, 61.3, 80, 109.5, 125, 128.6, 143.8,
		167.9, 229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620}}
	clusters := History{To: 1000}
	for i, at := range []float64{20, 90, 150, 180, 600} {
		for k := range 5 {
			clusters.Times = append(clusters.Times, at+float64(i+2*k))
		}
	}
	regular := History{To: 1000, Times: []float64{100, 200, 300, 400, 500, 600, 700, 800, 900}}
	for _, c := range []struct {
		name      string
		histories []History
		want      Direction
		decisive  string
		warning   string
	}{
		{"growth", []History{growth}, Improving, "lewis-robinson", ""},
		{"wear-out", mirror([]History{{To: 630, Times: growth.Times}}), Worsening, "lewis-robinson", ""},
		{"clusters", []History{clusters}, NoTrend, "lewis-robinson", "clustered"},
		{"regular", []History{regular}, NoTrend, "mil-hdbk-189c", ""},
		{"three failures", []History{{To: 1000, Times: []float64{1, 2, 3}}}, NoTrend, "", "few-failures"},
		{"none", []History{{To: 1000}}, NoTrend, "", "few-failures"},
		{"one each", []History{{To: 9, Times: []float64{8}}, {To: 9, Times: []float64{8.5}}, {To: 9, Times: []float64{7}}, {To: 9, Times: []float64{8.2}}}, Worsening, "clustered", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := must(Trend(c.histories, 0.95))
			if v.Direction != c.want || codes(v.Warnings) != c.warning || v.Text == "" {
				t.Errorf("%s: %s, p = %g, %q, warnings %v", c.name, v.Direction, v.PValue, v.Text, v.Warnings)
			}
			if c.decisive != "" && (v.Tests[len(v.Tests)-1].Name != c.decisive || !strings.Contains(v.Text, model.Written(c.decisive))) {
				t.Errorf("%s: decided by %v: %q", c.name, v.Tests, v.Text)
			}
		})
	}
}

// TestVerdictLevel: for Poisson failures, of one unit and of 15, a trend is found
// in at most the stated 10 %, and where there is one, the power law 0.5 or 2, in
// more than half of the logs.
func TestVerdictLevel(t *testing.T) {
	const R = 1500
	r := random(31)
	for _, c := range []struct {
		beta   float64
		units  int
		lo, hi float64
		want   Direction
	}{
		{1, 1, 0.03, 0.1, NoTrend}, {1, 15, 0.03, 0.1, NoTrend},
		{0.5, 1, 0.5, 1, Improving}, {2, 1, 0.5, 1, Worsening}, {0.5, 15, 0.9, 1, Improving},
	} {
		t.Run(fmt.Sprint(c.beta, c.units, c.lo), func(t *testing.T) {
			found, wrong := 0, 0
			for range R {
				var hs []History
				for range c.units {
					hs = append(hs, powerLaw(r, c.beta, 20, 0, 1))
				}
				v := must(Trend(hs, 0.9))
				if v.Direction == NoTrend {
					continue
				}
				if found++; v.Direction != c.want {
					wrong++
				}
			}
			share := float64(found) / R
			t.Logf("beta %g, %d units: a trend in %.3f", c.beta, c.units, share)
			if share < c.lo || share > c.hi+4*0.0078 || (c.want != NoTrend && wrong > R/100) {
				t.Errorf("beta %g, %d units: a trend in %.3f, of which %d wrong", c.beta, c.units, share, wrong)
			}
		})
	}
}
