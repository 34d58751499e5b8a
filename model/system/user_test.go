package system_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/solve"
	"mtbf/model/system"
)

func mean(t *testing.T, hours float64) model.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(hours)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pair is two discs that fail once in 1,000 h and are repaired in 10 h, under a
// node that a test gives.
func pair(t *testing.T, top system.Node) *system.Model {
	return &system.Model{
		Name:       "pair",
		Components: []system.Component{{Name: "disc", Life: mean(t, 1000), Repair: mean(t, 10)}},
		Units:      []system.Unit{{Name: "disc.1"}, {Name: "disc.2"}},
		Top:        top,
	}
}

func both() []system.Node { return []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}} }

// Each is down 10 of 1,010 h, both (1/101)^2 of the time; both good, or one, the
// system is up M^2/2R + M = 51,000 h per failure and then down for R/2 = 5 h. An
// availability or a reliability left out of a part with a life does not matter.
func TestPairByHand(t *testing.T) {
	r, err := system.Solve(context.Background(), pair(t, &system.Parallel{Of: both()}), nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", r.Unavailability, 1./101/101, 1e-14)
	oracle.Near(t, "MTBF", r.MTBF, 51_000, 1e-12)
	oracle.Near(t, "MDT", r.MDT, 5, 1e-12)
	s, err := system.New(context.Background(), pair(t, &system.Series{Of: both()}))
	if err != nil {
		t.Fatal(err)
	}
	cuts, err := s.CutSets(context.Background(), system.SetOptions{}, nil)
	if err != nil || len(cuts.Sets) != 2 || cuts.Count != 2 {
		t.Fatalf("%+v, %v", cuts, err)
	}
	oracle.Near(t, "chance of a cut set", cuts.Sets[0].Probability, 1./101, 1e-14)
}

// A coverage that is left out is perfect; with none the first failure of either
// disc takes the pair down, 500 h from new. A repair of the group left out is that of the part.
func TestGroupLeftOut(t *testing.T) {
	solved := func(g system.Group) system.Measures {
		t.Helper()
		g.K, g.Units = 1, []int{0, 1}
		r, err := system.Solve(context.Background(), pair(t, &g), solve.Groups)
		if err != nil {
			t.Fatal(err)
		}
		return r.Measures
	}
	oracle.Near(t, "no takeover works, MTBF", solved(system.Group{Coverage: model.NoCoverage}).MTBF, 504.9504950495, 1e-12)
	oracle.Near(t, "all do, MTBF", solved(system.Group{}).MTBF, 51_000, 1e-12)
	zero, part := solved(system.Group{Coverage: 0.9}), solved(system.Group{Coverage: 0.9, UncoveredMTTR: math.NaN()})
	oracle.Near(t, "unavailability by the part's MTTR", zero.Unavailability, part.Unavailability, 0)
	said := solved(system.Group{Coverage: 0.9, UncoveredMTTR: 10})
	oracle.Near(t, "unavailability by 10 h", zero.Unavailability, said.Unavailability, 1e-14)
}

// What is left out and has no default is refused by the place where it is missing.
func TestLeftOut(t *testing.T) {
	for param, m := range map[string]*system.Model{
		"system":                    nil,
		"structure":                 {},
		"module disc":               {Components: []system.Component{{Name: "disc"}}, Units: []system.Unit{{}}, Top: system.Use{}},
		"structure.series":          pair(t, &system.Series{}),
		"structure.series[1]":       pair(t, &system.Series{Of: []system.Node{system.Use{}, nil}}),
		"structure.parallel":        pair(t, &system.Parallel{}),
		"structure.k_of_n.k":        pair(t, &system.KOfN{Of: both()}),
		"structure.network.edges":   pair(t, &system.Network{}),
		"structure.partial":         pair(t, &system.Capacity{}),
		"structure.k_of_n.n":        pair(t, &system.Group{}),
		"structure.k_of_n.coverage": pair(t, &system.Group{K: 1, Units: []int{0, 1}, Coverage: model.Covered(math.NaN())}),
	} {
		t.Run(param, func(t *testing.T) {
			oracle.Refused(t, param)(nil, system.Validate(m))
			oracle.Refused(t, param)(system.New(context.Background(), m))
			oracle.Refused(t, param)(m.Bounds(context.Background(), nil))
		})
	}
	var group *system.GroupError
	if _, err := system.Solve(context.Background(), pair(t, &system.Group{K: 1, Units: []int{0, 1}, Crews: 1}), nil); !errors.As(err, &group) {
		t.Errorf("a group without a solver: %v", err)
	}
}

// A disc that is down from 20 to 30 h while the other is from 25 to 40 h: the
// pair is down from 25 to 30 h.
func TestReplayByHand(t *testing.T) {
	m := pair(t, &system.Parallel{Of: both()})
	log := &model.Log{
		Units:   []model.Unit{{Name: "disc.1"}, {Name: "disc.2"}},
		Outages: []model.Outage{{Start: 20, End: 30}, {Start: 25, End: 40, Unit: 1}},
	}
	r, err := m.Replay(context.Background(), log, model.Interval{From: 0, To: 100}, false)
	if err != nil || len(r.Outages) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	oracle.Near(t, "downtime", r.Downtime, 5, 0)
	oracle.Refused(t, "replay")(m.Replay(context.Background(), nil, model.Interval{From: 0, To: 100}, false))
	oracle.Refused(t, "window")(m.Replay(context.Background(), log, model.Interval{}, false))
	log.Outages[1].Unit = 2
	oracle.Refused(t, "outage 1: unit")(m.Replay(context.Background(), log, model.Interval{From: 0, To: 100}, false))
}

// At 0 all is new; a time that is none is refused.
func TestTimes(t *testing.T) {
	s, err := system.New(context.Background(), pair(t, &system.Parallel{Of: both()}))
	if err != nil {
		t.Fatal(err)
	}
	points, err := s.At(context.Background(), nil, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "reliability at 0", points[0].UnrepairedReliability, 1, 0)
	q := -math.Expm1(-0.1)
	oracle.Near(t, "unreliability at 100 h", points[1].UnrepairedUnreliability, q*q, 1e-14)
	if none, err := s.At(context.Background(), nil); len(none) != 0 || err != nil {
		t.Errorf("no times: %v, %v", none, err)
	}
	oracle.Refused(t, "time")(s.At(context.Background(), nil, math.NaN()))
	oracle.Refused(t, "least chance of a set")(s.CutSets(context.Background(), system.SetOptions{MinProbability: math.NaN()}, nil))
	oracle.Refused(t, "most units in a set")(s.CutSets(context.Background(), system.SetOptions{MaxOrder: -1}, nil))
}

// A part without a life has a reliability or an availability; what is left out is
// not 0. One that never works says so beside a NaN.
func TestFixed(t *testing.T) {
	for _, c := range []struct {
		name string
		part system.Component
		want float64
	}{
		{"reliability", system.Component{Reliability: 0.95}, 0.05},
		{"availability", system.Component{Availability: 0.9}, 0.1},
		{"never works", system.Component{Availability: math.NaN()}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := system.Solve(context.Background(), &system.Model{Components: []system.Component{c.part}, Units: []system.Unit{{}}, Top: system.Use{}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "unavailability", r.Unavailability, c.want, 1e-14)
		})
	}
}

// The mean of the longer of two lives without repair: of exponential lives it is
// 1/a + 1/b - 1/(a+b), of two Weibull lives alike m (2 - 2^(-1/shape)). The error
// that is stated holds the true one.
func TestStatedErrorOfMTTF(t *testing.T) {
	exponential := func(mean float64) model.Distribution {
		d, err := dist.NewExponentialMean(mean)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	weibull := func(shape, scale float64) model.Distribution {
		d, err := dist.NewWeibull(shape, scale, 0)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name string
		a, b model.Distribution
		want float64
	}{
		{"exponential", exponential(700), exponential(30), 700 + 30 - 1/(1./700+1./30)},
		{"far apart", exponential(7e6), exponential(0.3), 7e6 + 0.3 - 1/(1/7e6+1/0.3)},
		{"wearing out", weibull(2.5, 900), weibull(2.5, 900), 900 * math.Gamma(1.4) * (2 - math.Pow(2, -0.4))},
		{"infant", weibull(0.6, 50), weibull(0.6, 50), 50 * math.Gamma(1+1/0.6) * (2 - math.Pow(2, -1/0.6))},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &system.Model{
				Components: []system.Component{{Name: "a", Life: c.a}, {Name: "b", Life: c.b}},
				Units:      []system.Unit{{Name: "a"}, {Name: "b", Component: 1}}, Top: &system.Parallel{Of: both()},
			}
			s, err := system.New(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.UnrepairedMTTF(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTTF", got.Hours, c.want, 1e-11)
			if off := math.Abs(got.Hours - c.want); got.Exact || !(off <= got.Error+1e-13*c.want) || got.Error > 1e-9*c.want {
				t.Errorf("off by %g, stated %g", off, got.Error)
			}
		})
	}
}
