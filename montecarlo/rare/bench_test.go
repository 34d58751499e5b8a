package rare

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mtbf/model/system"
	"mtbf/montecarlo"
)

// onePercent returns the milliseconds that a run of a relative standard error
// would take to one of 1 %.
func onePercent(start time.Time, relError float64) float64 {
	return time.Since(start).Seconds() * 1e3 * max(1, relError*relError/1e-4)
}

// timeOf reports the time of simulation, pilot included, to a relative
// standard error of 1 %, from runs on one processor, and how far the mean of
// the runs is off the exact answer.
func timeOf(b *testing.B, m *system.Model, method Method) float64 {
	b.Helper()
	want := solved(b, m).Unavailability
	ms, off := 0.0, 0.0
	for i := range b.N {
		start := time.Now()
		r, err := Simulate(context.Background(), m, Options{Method: method, Seed: uint64(i), Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		ms += onePercent(start, r.RelError)
		off += r.Unavailability.Point/want - 1
	}
	ms /= float64(b.N)
	b.ReportMetric(ms, "ms/1%")
	b.ReportMetric(off/float64(b.N)*100, "bias-%")
	return ms
}

// plainTime is that of missions.
func plainTime(b *testing.B, m *system.Model) float64 {
	b.Helper()
	ms := 0.0
	for i := range b.N {
		start := time.Now()
		r, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: uint64(i), RelError: 0.03, FirstFailures: 1})
		if err != nil {
			b.Fatal(err)
		}
		ms += onePercent(start, r.Measures.Unavailability.RelativeError)
	}
	ms /= float64(b.N)
	b.ReportMetric(ms, "ms/1%")
	return ms
}

// BenchmarkPlain: at an unavailability of 1e-6, where missions can still
// answer, what they cost in units of the rare-event method that auto takes.
func BenchmarkPlain(b *testing.B) {
	const u = 1e-6
	for _, c := range []struct {
		name string
		m    *system.Model
	}{
		{"pair", seriesOf(1, 1, 2, exponentialPart(b, "a", 24/loadFor(u, 1, 1, 2), 24))},
		{"10x1of3", seriesOf(10, 1, 3, exponentialPart(b, "a", 24/loadFor(u, 10, 1, 3), 24))},
		{"10x2of3", seriesOf(10, 2, 3, exponentialPart(b, "a", 24/loadFor(u, 10, 2, 3), 24))},
	} {
		rare := 0.0
		b.Run(fmt.Sprintf("system=%s/U=1e-6/method=auto", c.name), func(b *testing.B) { rare = timeOf(b, c.m, Auto) })
		b.Run(fmt.Sprintf("system=%s/U=1e-6/method=missions", c.name), func(b *testing.B) {
			if ms := plainTime(b, c.m); rare > 0 {
				b.ReportMetric(ms/rare, "missions/auto")
			}
		})
	}
}

// BenchmarkLoad: the cost does not grow as failures become rare. It is given
// in units of that at a load of 1e-3.
func BenchmarkLoad(b *testing.B) {
	for _, c := range []struct {
		modules, k int
		method     Method
	}{{10, 1, ZeroVariance}, {10, 2, Biasing}} {
		base := 0.0
		for _, load := range []float64{1e-3, 1e-2, 1e-4, 1e-5, 1e-6} {
			b.Run(fmt.Sprintf("system=%dx%dof3/load=%g/method=%s", c.modules, c.k, load, c.method), func(b *testing.B) {
				ms := timeOf(b, seriesOf(c.modules, c.k, 3, exponentialPart(b, "a", 24/load, 24)), c.method)
				if load == 1e-3 {
					base = ms
				}
				if base > 0 {
					b.ReportMetric(ms/base, "x-load=1e-3")
				}
			})
		}
	}
}

func BenchmarkRare(b *testing.B) {
	for _, c := range []struct {
		name   string
		m      *system.Model
		method Method
	}{
		{"pair", modelOf(parallel, exponentialPart(b, "a", 10000, 24), exponentialPart(b, "b", 10000, 24)), Auto},
		{"10x1of3/U=1e-12", seriesOf(10, 1, 3, exponentialPart(b, "a", 517200, 24)), Auto},
		{"10x2of3/U=1e-12", seriesOf(10, 2, 3, exponentialPart(b, "a", 24/loadFor(1e-12, 10, 2, 3), 24)), Auto},
		{"100x1of3/U=1e-12", seriesOf(100, 1, 3, exponentialPart(b, "a", 24/loadFor(1e-12, 100, 1, 3), 24)), Auto},
		{"wear/10x1of3/U=1e-8", seriesOf(10, 1, 3, wearingPart(b, "a", 24/loadFor(1e-8, 10, 1, 3), 24, 1)), Window},
		{"wear/10x1of3/U=1e-12", seriesOf(10, 1, 3, wearingPart(b, "a", 24/loadFor(1e-12, 10, 1, 3), 24, 1)), Window},
		{"wear/10x1of3/U=1e-17", seriesOf(10, 1, 3, wearingPart(b, "a", 24/loadFor(1e-17, 10, 1, 3), 24, 1)), Window},
		{"wear/2of3/U=1e-8", seriesOf(1, 2, 3, wearingPart(b, "a", 24/loadFor(1e-8, 1, 2, 3), 24, 1)), Window},
		{"wear/2of3/U=1e-15", seriesOf(1, 2, 3, wearingPart(b, "a", 24/loadFor(1e-15, 1, 2, 3), 24, 1)), Window},
	} {
		b.Run(fmt.Sprintf("system=%s/method=%s", c.name, c.method), func(b *testing.B) { timeOf(b, c.m, c.method) })
	}
}
