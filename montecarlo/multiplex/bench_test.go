package multiplex

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"testing"

	"mtbf/montecarlo"
)

// perOrgan reports the time an organ takes in one replication, and returns it.
func perOrgan(b *testing.B, organs int) float64 {
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(organs)
	b.ReportMetric(ns, "ns/organ")
	return ns
}

// bools is one replication with a bool a line: what anyone would write first,
// but for errors that are found by the gaps between them.
type bools struct {
	scheme    *Scheme
	in, other []bool
	spare     []bool
	wiring    []int32
}

func newBools(s *Scheme) *bools {
	bundle := func() []bool { return make([]bool, s.N) }
	b := &bools{s, bundle(), bundle(), bundle(), make([]int32, s.N)}
	for i := range b.wiring {
		b.wiring[i] = int32(i)
	}
	return b
}

func (b *bools) fails(s *montecarlo.Stream) bool {
	for i := range b.in {
		b.in[i] = i >= b.scheme.silent()
	}
	copy(b.other, b.in)
	x, y, out := b.in, b.other, b.spare
	for range b.scheme.Tiers + 1 {
		b.stage(x, y, out, s)
		x, out = out, x
		y = x
	}
	on := 0
	for _, stimulated := range x {
		if stimulated {
			on++
		}
	}
	return b.scheme.fails(on)
}

func (b *bools) stage(x, y, out []bool, s *montecarlo.Stream) {
	shuffle(b.wiring, s)
	for i, j := range b.wiring {
		out[i] = !(x[i] && y[j])
	}
	eps := b.scheme.Error
	for at := int(s.Exp() / eps); at < len(out); at += 1 + int(s.Exp()/eps) {
		out[at] = !out[at]
	}
}

// TestBools: what words are compared with is right as well.
func TestBools(t *testing.T) {
	s, _ := neumann(60).check()
	b, stream := newBools(&s), montecarlo.NewStream(1, 0)
	const runs = 50_000
	failures, p := 0.0, byCounts(s)
	for range runs {
		if b.fails(&stream) {
			failures++
		}
	}
	pass(t, "bools", (failures-runs*p)/math.Sqrt(runs*p*(1-p)))
}

// BenchmarkOrgans: von Neumann's scheme from inputs to failures, bit-parallel,
// against one bool a line and against the draws of errors alone. What counts in
// the end is the time to an error, which the replications of a wiring do not
// share out evenly: gain is the ratio of speeds over the design effect.
func BenchmarkOrgans(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		s, _ := neumann(n).check()
		organs := int(s.gates())
		stream := montecarlo.NewStream(1, 0)
		var slow, noise float64
		b.Run(fmt.Sprintf("design=bools/n=%d", n), func(b *testing.B) {
			one := newBools(&s)
			for b.Loop() {
				one.fails(&stream)
			}
			slow = perOrgan(b, organs)
		})
		b.Run(fmt.Sprintf("design=noise/n=%d", n), func(b *testing.B) {
			l := newLoom(&s)
			for b.Loop() {
				l.errors.disturb(l.out, &stream)
			}
			noise = perOrgan(b, n*lanes)
		})
		b.Run(fmt.Sprintf("design=words/n=%d", n), func(b *testing.B) {
			l, batches, halt := newLoom(&s), uint64(0), new(atomic.Bool)
			for b.Loop() {
				l.weave(montecarlo.NewStream(1, batches), halt)
				batches++
			}
			fast := perOrgan(b, organs*lanes)
			b.ReportMetric(1/fast, "organs/ns")
			b.ReportMetric(slow/fast, "x-bools")
			b.ReportMetric(fast/noise, "x-noise")
			if r := simulate(b, s, Options{MaxBatches: 300}); n == 1000 {
				b.ReportMetric(slow/fast*r.ESS/float64(r.Replications), "gain")
			}
		})
	}
}

// BenchmarkTilted: the whole of a run to 1 %, with its tables.
func BenchmarkTilted(b *testing.B) {
	majority := Scheme{Organ: Majority, N: 10_000, Error: 0.04, Fiducial: 0.07, Tiers: 2}
	for _, s := range []Scheme{neumann(1000), neumann(5000), neumann(20_000), majority} {
		b.Run(fmt.Sprintf("organ=%v/n=%d", s.Organ, s.N), func(b *testing.B) {
			seed, replications := uint64(0), 0.0
			for b.Loop() {
				r, err := Tilted(context.Background(), s, Options{Seed: seed})
				if err != nil {
					b.Fatal(err)
				}
				replications += float64(r.Replications)
				seed++
			}
			b.ReportMetric(replications/float64(b.N), "replications")
		})
	}
}

// BenchmarkWorkers: a plain run on one and on two processors.
func BenchmarkWorkers(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			for b.Loop() {
				simulate(b, neumann(1000), Options{MaxBatches: 1000, Workers: workers})
			}
			perOrgan(b, 3*1000*1000*lanes)
		})
	}
}
