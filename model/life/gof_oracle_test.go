package life

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// stat is a statistic with its p-value in an oracle file.
type stat struct{ D, A2, W2, P float64 }

func gofOracle[T any](t *testing.T, name string) T {
	t.Helper()
	var c T
	oracle.Load(t, oracle.SharedPath(t, "oracles/h_gof/"+name+".json"), &c)
	return c
}

type oneSample struct {
	Input struct {
		X                  []float64
		Null               string
		Shape, Scale, Rate float64
	}
	Expected struct {
		Exact      stat  `json:"ks_exact"`
		Asymptotic *stat `json:"ks_asymptotic"`
		Anderson   stat  `json:"anderson_darling"`
		Cramer     stat  `json:"cramer_von_mises"`
		OneSided   *stat `json:"one_sided_greater"`
	}
}

func (c oneSample) null(t *testing.T) model.Distribution {
	t.Helper()
	parameters := map[string]float64{"shape": c.Input.Shape, "scale": c.Input.Scale}
	if c.Input.Null == "exponential" {
		parameters = map[string]float64{"rate": c.Input.Rate}
	}
	d, err := dist.New(c.Input.Null, parameters)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// R 4.2.2 stats::ks.test (exact and asymptotic), and ad.test and cvm.test of
// the package goftest. R cuts the series of the asymptotic p off after one term
// where D sqrt(n) < 1, at a relative 6e-5; goftest's p for Cramer and von Mises
// has a term of the order 1/n that is taken by the variance alone here: 0.4 %
// in p at n = 25.
func TestOneSampleAgainstR(t *testing.T) {
	for _, name := range []string{"h01_one_sample_weibull_known", "h02_one_sample_exp_wrong_null"} {
		c := gofOracle[oneSample](t, name)
		x, d, want := c.Input.X, c.null(t), c.Expected
		ks := sure(KolmogorovSmirnov(x, d))
		oracle.Near(t, name+" D", ks.Statistic, want.Exact.D, 1e-12)
		oracle.Near(t, name+" exact p", ks.PValue, want.Exact.P, 1e-12)
		ad := sure(AndersonDarling(x, d))
		oracle.Near(t, name+" A2", ad.Statistic, want.Anderson.A2, 1e-12)
		oracle.Near(t, name+" A2 p", ad.PValue, want.Anderson.P, 1e-3)
		cvm := sure(CramerVonMises(x, d))
		oracle.Near(t, name+" W2", cvm.Statistic, want.Cramer.W2, 1e-12)
		oracle.Near(t, name+" W2 p", cvm.PValue, want.Cramer.P, 5e-3)
		if want.Asymptotic != nil {
			oracle.Near(t, name+" limit p", kolmogorovLimit(ks.Statistic*math.Sqrt(float64(len(x)))), want.Asymptotic.P, 1e-4)
			u, _ := tailsOf(x, d)
			above, _ := u.departures()
			oracle.Near(t, name+" D+", above, want.OneSided.D, 1e-12)
			oracle.Near(t, name+" D+ p", smirnovUpper(len(x), above), want.OneSided.P, 1e-12)
		}
	}
}

type twoSample struct {
	Input    struct{ X, Y []float64 }
	Expected struct{ Exact, Asymptotic stat }
}

// R 4.2.2 stats::ks.test, exact given the values with ties too, and asymptotic.
func TestTwoSampleKolmogorovAgainstR(t *testing.T) {
	for _, name := range []string{"h04_two_sample_ks_no_ties", "h05_two_sample_ks_ties"} {
		c := gofOracle[twoSample](t, name)
		got := sure(KolmogorovSmirnovTwo(c.Input.X, c.Input.Y))
		oracle.Near(t, name+" D", got.Statistic, c.Expected.Exact.D, 1e-12)
		oracle.Near(t, name+" p", got.PValue, c.Expected.Exact.P, 1e-12)
		limit := twoSampleLimit(len(c.Input.X), len(c.Input.Y), got.Statistic)
		oracle.Near(t, name+" limit p", limit, c.Expected.Asymptotic.P, 1e-4)
	}
}

// scipy 1.10.1 stats.anderson_ksamp, with mid-ranks and without; its p is
// interpolated and clipped to at most 0.25, and is matched to that.
func TestManySampleAndersonAgainstScipy(t *testing.T) {
	type kind struct {
		Stat     float64
		P        float64   `json:"sig_level_p"`
		Critical []float64 `json:"critical_values"`
	}
	type pair struct{ Midrank, Right kind }
	type xy struct{ X, Y []float64 }
	c := gofOracle[struct {
		Input struct {
			NoTies xy `json:"no_ties"`
			Ties   xy
		}
		Expected struct {
			NoTies pair `json:"no_ties"`
			Ties   pair
		}
	}](t, "h07_anderson_ksamp")
	for name, k := range map[string]struct {
		in   xy
		want pair
	}{"no ties": {c.Input.NoTies, c.Expected.NoTies}, "ties": {c.Input.Ties, c.Expected.Ties}} {
		t.Run(name, func(t *testing.T) {
			samples := [][]float64{k.in.X, k.in.Y}
			got := sure(AndersonDarlingMany(samples...))
			oracle.Near(t, name+" mid-ranks", got.Statistic, k.want.Midrank.Stat, 1e-11)
			oracle.Near(t, name+" mid-ranks p", math.Min(got.PValue, 0.25), k.want.Midrank.P, 0.03)
			pooled, _ := pool(samples)
			right := andersonMany(samples, rightStatistic(samples, pooled))
			oracle.Near(t, name+" right", right.Statistic, k.want.Right.Stat, 1e-11)
			oracle.Near(t, name+" right p", math.Min(right.PValue, 0.25), k.want.Right.P, 0.03)
			for i, p := range []float64{0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001} { // of the limit, which its table approximates
				sd := math.Sqrt(2 * (math.Pi*math.Pi - 9) / 3)
				oracle.Near(t, name+" critical", andersonLimit(1+sd*k.want.Midrank.Critical[i], 1), p, 0.03)
			}
		})
	}
}

// rightStatistic returns A^2 from the distribution functions themselves, the
// other form of Scholz and Stephens.
func rightStatistic(samples [][]float64, pooled []float64) float64 {
	size := float64(len(pooled))
	return overDistinct(samples, pooled, func(n, below, here, ownBelow, ownHere float64) float64 {
		b := below + here
		if b == size {
			return 0
		}
		off := size*(ownBelow+ownHere) - n*b
		return here / size * off * off / (b * (size - b)) / n
	})
}
