package census

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// largeLog is a log of several parts, in no order: spells that overlap, touch,
// have no length or no end, on units some of which have three copies.
func largeLog(outages, units int) (*model.Log, ExposureRule) {
	r := rand.New(rand.NewPCG(5, 6))
	log := &model.Log{Causes: [][]model.Category{{"a/x"}, {"a/y"}, {"b"}, {"a/x", "b"}, {"c/d/e"}}}
	var rule ExposureRule
	for u := range units {
		name := fmt.Sprint(u)
		log.Units = append(log.Units, model.Unit{Name: name, Service: model.Interval{From: math.Inf(-1), To: math.Inf(1)}})
		rule.Fleet = append(rule.Fleet, model.Exposure{Unit: name, Count: 1 + 2*(u%2), Interval: model.Interval{From: 0, To: 1e5}})
	}
	for range outages {
		start := math.Floor(1.1e5*r.Float64() - 5e3)
		o := model.Outage{
			Start: start, End: start + math.Floor(200*r.ExpFloat64()), Unit: int32(r.IntN(units)),
			Causes: int32(r.IntN(len(log.Causes))),
		}
		switch r.IntN(40) {
		case 0:
			o.Kind = model.Open
		case 1:
			o.Kind = model.Planned
		case 2:
			o.Kind = model.NoDuration
		}
		log.Outages = append(log.Outages, o)
	}
	return log, rule
}

// The walk in parts gathers what one unit after the other gives, with every spell
// in its sweep.
func TestWalk(t *testing.T) {
	log, rule := largeLog(3*minPart, 700)
	s, err := newStudy(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1e5), Exposure: rule, Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.parts()); n < 3 {
		t.Fatalf("%d parts", n)
	}
	got, err := s.tally()
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		gathered
		down sweep
	}
	want := map[node]*place{}
	at := func(causes int32) (places []*place) {
		for _, n := range s.sets.of(causes) {
			if want[n] == nil {
				want[n] = &place{}
			}
			places = append(places, want[n])
		}
		return places
	}
	for f := range s.byUnit() {
		for _, p := range at(f.causes) {
			p.count(&f, nil)
		}
	}
	var all, planned sweep
	for _, r := range s.runs {
		for i := r.first; i < r.last; i++ {
			o := &s.outages[i]
			sweeps := []*sweep{&all, &planned}
			if !o.kind.Is(model.Planned) {
				sweeps = sweeps[:1]
				for _, p := range at(o.causes) {
					sweeps = append(sweeps, &p.down)
				}
			}
			for _, sw := range sweeps {
				sw.capacity = s.capacity(r.unit)
				sw.add(s.spell(o).From, s.spell(o).To)
			}
		}
		for _, p := range want {
			p.down.finish()
		}
		all.finish()
		planned.finish()
	}
	sameSweep(t, "all", got.all, all.total)
	sameSweep(t, "planned", got.planned, planned.total)
	for n, p := range want {
		name := "node " + string(s.sets.paths[n])
		g := got.of[n]
		sameSweep(t, name, g.covered, p.down.total)
		oracle.Near(t, name+" restoration", g.restoration.Value(), p.restoration.Value(), 1e-12)
		g.repairs.Times = slices.Clone(g.repairs.Times) // places share them
		for _, times := range [][]float64{g.repairs.Times, p.repairs.Times, g.repairs.Censored, p.repairs.Censored} {
			slices.Sort(times)
		}
		if g.failures != p.failures || g.instant != p.instant || !reflect.DeepEqual(g.repairs, p.repairs) || g.byRule[0] != g.failures {
			t.Errorf("%s: %d failures, %d instant, want %d and %d; or other repairs", name, g.failures, g.instant, p.failures, p.instant)
		}
	}
	if got.shares.N != got.of[0].failures {
		t.Errorf("%d shares of %d failures", got.shares.N, got.of[0].failures)
	}
}

func sameSweep(t *testing.T, name string, got, want covered) {
	t.Helper()
	oracle.Near(t, name+" down", got.Down.Value(), want.Down.Value(), 1e-12)
	oracle.Near(t, name+" overlap", got.Overlap.Value(), want.Overlap.Value(), 1e-12)
}

// The workers do not change a digit, and neither does the order of the rows
// where no two outages of a unit begin together.
func TestWorkersAgree(t *testing.T) {
	log, rule := largeLog(3*minPart, 700)
	for i := range log.Outages {
		log.Outages[i].Start += float64(i) / (8 * minPart)
		log.Outages[i].End += float64(i) / (8 * minPart)
	}
	opt := Options{Confidence: 0.9, Window: window(0, 1e5), Exposure: rule, Workers: 1}
	want, err := Analyze(context.Background(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	opt.Workers = 4
	got, err := Analyze(context.Background(), log, opt)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("four workers: %+v, %v; one: %+v", got, err, want)
	}
	slices.Reverse(log.Outages)
	if got, err = Analyze(context.Background(), log, opt); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("reversed: %+v, %v; before: %+v", got, err, want)
	}
}
