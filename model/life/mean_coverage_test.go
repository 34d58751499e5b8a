package life

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// nominal is the confidence at which coverage is measured.
const nominal = 0.9

// family is a distribution of repair times with its true mean.
type family struct {
	name string
	draw func(r *rand.Rand) float64
	mean float64
}

func lognormal(sd float64) family {
	return family{
		fmt.Sprintf("log-normal, sdlog %g", sd),
		func(r *rand.Rand) float64 { return math.Exp(sd * r.NormFloat64()) },
		math.Exp(sd * sd / 2),
	}
}

func weibull(shape float64) family {
	return family{
		fmt.Sprintf("Weibull, shape %g", shape),
		func(r *rand.Rand) float64 { return math.Pow(r.ExpFloat64(), 1/shape) },
		math.Gamma(1 + 1/shape),
	}
}

func gamma(shape float64) family {
	return family{
		fmt.Sprintf("gamma, shape %g", shape),
		func(r *rand.Rand) float64 { return distuv.Gamma{Alpha: shape, Beta: 1, Src: r}.Rand() },
		shape,
	}
}

// twoKinds mixes short repairs with a share of ones 50 times as long.
func twoKinds(long float64) family {
	return family{
		fmt.Sprintf("two kinds, %g long", long),
		func(r *rand.Rand) float64 {
			x := math.Exp(0.5 * r.NormFloat64())
			if r.Float64() < long {
				x *= 50
			}
			return x
		},
		(1 + 49*long) * math.Exp(0.125),
	}
}

// sample makes a Sample out of n draws.
type sample func(f family, n int, r *rand.Rand) RepairTimes

func complete(f family, n int, r *rand.Rand) RepairTimes {
	var s RepairTimes
	for range n {
		s.Times = append(s.Times, f.draw(r))
	}
	return s
}

// coverage returns the share of samples whose limits contain the true mean.
// A standard error is 0.42 % at 5000 samples.
func coverage(t *testing.T, f family, n, replications int, make sample, truth float64) float64 {
	t.Helper()
	r := rand.New(rand.NewPCG(20, uint64(n)))
	hits := 0
	for range replications {
		e, err := Mean(make(f, n, r), nominal)
		if err != nil {
			t.Fatal(err)
		}
		if e.Lo <= truth && truth <= e.Hi {
			hits++
		}
	}
	return float64(hits) / float64(replications)
}

// TestCoverageLognormal is what Mean promises: 87 % to 93 % for a nominal 90 %.
func TestCoverageLognormal(t *testing.T) {
	slow(t)
	for _, sd := range []float64{0.5, 1, 1.5} {
		f := lognormal(sd)
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []int{5, 6, 8, 20, 200} {
				c := coverage(t, f, n, 5000, complete, f.mean)
				t.Logf("n = %3d: %.3f", n, c)
				if c < 0.87 || c > 0.93 {
					t.Errorf("n = %d: covers %.3f", n, c)
				}
			}
		})
	}
}

// TestCoverageFew: fewer than five repairs are covered at least as often as
// stated up to the log standard deviation that the method names.
func TestCoverageFew(t *testing.T) {
	for _, sd := range []float64{0.2, 1, 2} {
		for _, n := range []int{1, 2, 3, 4} {
			f := lognormal(sd)
			c := coverage(t, f, n, 5000, complete, f.mean)
			t.Logf("%-22s n = %3d: %.3f", f.name, n, c)
			if z := (c - nominal) / math.Sqrt(nominal*(1-nominal)/5000); z < -4 {
				t.Errorf("%s, n = %d: covers %.3f", f.name, n, c)
			}
		}
	}
}

// TestCoverageElsewhere reports what happens when the times are not
// log-normal, and holds the part that the method answers for: from 100 times
// on, 90 % within 2.5 % and the noise of the measurement.
func TestCoverageElsewhere(t *testing.T) {
	slow(t)
	for _, f := range []family{weibull(0.5), weibull(0.7), weibull(1), weibull(2), gamma(0.5), twoKinds(0.2), twoKinds(0.05), lognormal(2)} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []int{5, 20, 50, 100, 500, 5000} {
				replications := min(1000, 1000000/n)
				c := coverage(t, f, n, replications, complete, f.mean)
				t.Logf("n = %4d: %.3f", n, c)
				if noise := 4 * math.Sqrt(0.09/float64(replications)); n >= 100 && math.Abs(c-nominal) > 0.025+noise {
					t.Errorf("n = %d: covers %.3f", n, c)
				}
			}
		})
	}
}

// withZeros makes three repairs in ten of zero length.
func withZeros(f family, n int, r *rand.Rand) RepairTimes {
	var s RepairTimes
	for range n {
		if r.Float64() < 0.3 {
			s.Zeros++
		} else {
			s.Times = append(s.Times, f.draw(r))
		}
	}
	return s
}

// censoredAt censors a repair where the draw of an exponential time, of the
// given mean in multiples of the repairs', is shorter.
func censoredAt(mean float64) sample {
	return func(f family, n int, r *rand.Rand) RepairTimes {
		var s RepairTimes
		for range n {
			x, c := f.draw(r), r.ExpFloat64()*mean*f.mean
			if x <= c {
				s.Times = append(s.Times, x)
			} else {
				s.Censored = append(s.Censored, c)
			}
		}
		return s
	}
}

// TestCoverageZerosAndCensoring: n counts all repairs. Censoring times are
// exponential, with means of 20 and 5 mean repairs: some 4 % and 12 % are
// censored.
func TestCoverageZerosAndCensoring(t *testing.T) {
	slow(t)
	for _, c := range []struct {
		name string
		make sample
		mean float64 // of all repairs, in multiples of the others'
	}{
		{"30 % zeros", withZeros, 0.7},
		{"censored at 20", censoredAt(20), 1},
		{"censored at 5", censoredAt(5), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, sd := range []float64{0.5, 1, 1.5} {
				for _, n := range []int{12, 100} {
					f := lognormal(sd)
					got := coverage(t, f, n, 2000, c.make, c.mean*f.mean)
					t.Logf("%s, n = %3d: %.3f", f.name, n, got)
					if got < 0.87 || got > 0.94 {
						t.Errorf("%s, n = %d: covers %.3f", f.name, n, got)
					}
				}
			}
		})
	}
}

// slow skips a measurement of many seconds under -short.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("many replications")
	}
}
