package system

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// oneCrew solves a duplex whose units share one repair crew and are exponential:
// with r = MTTR/MTBF the chances of 0, 1 and 2 units down are as 1 : 2r : 2r^2.
func oneCrew(_ context.Context, g *Group, p *Component) (Measures, error) {
	if len(g.Units) != 2 || g.Crews != 1 {
		return Measures{}, errors.New("not a pair of one crew")
	}
	r, m := p.Repair.Mean()/p.Life.Mean(), undefined()
	all := 1 + 2*r + 2*r*r
	m.Availability, m.Unavailability = (1+2*r)/all, 2*r*r/all
	m.FailureFrequency = 2 * r / all / p.Life.Mean()
	return m, nil
}

func pair(first int) *Group {
	return &Group{Name: "pair", Kind: Duplex, Units: []int{first, first + 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
}

func TestGroupIsAModule(t *testing.T) {
	m := alike(&Series{[]Node{pair(0), Use{2}}}, 3, repaired("disc", 1000, 10))
	r, err := Solve(context.Background(), m, oneCrew)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := oneCrew(context.Background(), pair(0), &m.Components[0])
	oracle.Near(t, "availability", r.Availability, g.Availability/1.01, 1e-14)
	oracle.Near(t, "unavailability", r.Unavailability, g.Unavailability+g.Availability*10./1010, 1e-14)
	oracle.Near(t, "frequency", r.FailureFrequency, g.FailureFrequency/1.01+g.Availability/1010, 1e-14)
	if n := len(r.Importance); n != 2 || r.Importance[0].Unit != "disc.3" || r.Importance[1].Unit != "pair" {
		t.Errorf("importance of %v", r.Importance)
	}
	s := r.Sensitivity[0]
	if !s.Numeric {
		t.Error("a group's sensitivity is by differences")
	}
	// U = 1 - A_pair A_unit; d log A_pair / d log r = -2r(2r+2r^2)/... by hand:
	// A_pair = (1+2r)/(1+2r+2r^2), A_unit = 1/(1+r).
	x := .01
	slope := 2/(1+2*x) - (2+4*x)/(1+2*x+2*x*x) - 1/(1+x)
	want := -r.Availability * slope * x / r.Unavailability
	oracle.Near(t, "elasticity of MTTR", s.ElasticityOfMTTR, want, 1e-8)
	oracle.Near(t, "elasticity of MTBF", s.ElasticityOfMTBF, -want, 1e-8)
	oracle.Near(t, "slope of MTBF", s.MTBF, -want*r.Unavailability/1000, 1e-8)
}

func TestGroupRefusals(t *testing.T) {
	part := repaired("disc", 1000, 10)
	var shared *SharedError
	for name, top := range map[string]Node{
		"a unit beside":  &Series{[]Node{pair(0), Use{1}}},
		"a unit before":  &Series{[]Node{Use{1}, pair(0)}},
		"in two groups":  &Series{[]Node{pair(0), pair(1)}},
		"deep elsewhere": &Series{[]Node{pair(0), &Parallel{[]Node{Use{2}, Use{1}}}}},
	} {
		_, err := Solve(context.Background(), alike(top, 3, part), oneCrew)
		if !errors.As(err, &shared) || shared.Unit != "disc.2" || !strings.Contains(err.Error(), "disc.2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var group *GroupError
	m := alike(pair(0), 2, part)
	if _, err := Solve(context.Background(), m, nil); !errors.As(err, &group) {
		t.Errorf("no solver: %v", err)
	}
	s, err := New(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.At(context.Background(), nil, 5); !errors.As(err, &group) {
		t.Errorf("at a time: %v", err)
	}
	if _, err := s.UnrepairedMTTF(context.Background()); !errors.As(err, &group) {
		t.Errorf("MTTF: %v", err)
	}
	own := errors.New("no such group")
	if _, err := Solve(context.Background(), m, func(context.Context, *Group, *Component) (Measures, error) { return Measures{}, own }); !errors.Is(err, own) {
		t.Errorf("the solver's error: %v", err)
	}
}

func TestIndependentGroupIsKOfN(t *testing.T) {
	part := repaired("disc", 1000, 10)
	g := pair(0)
	g.Crews = 2
	r := solved(t, alike(&Series{[]Node{g, Use{1}}}, 2, part)) // its unit may be used elsewhere
	oracle.Near(t, "availability", r.Availability, 1/1.01, 1e-15)
	hot := &Group{Kind: Standby, Units: []int{0, 1, 2}, K: 2, Coverage: 1, DormancyFactor: 1, UncoveredMTTR: math.NaN()}
	r, want := solved(t, alike(hot, 3, part)), solved(t, alike(&KOfN{2, units(0, 3)}, 3, part))
	oracle.Near(t, "hot standby", r.Unavailability, want.Unavailability, 0)
	hot.DormancyFactor = 0
	if _, err := Solve(context.Background(), alike(hot, 3, part), nil); err == nil {
		t.Error("a cold standby was solved without a chain")
	}
}

// The frequency is that of any distributions of the same means.
func TestMeansDecide(t *testing.T) {
	top := &KOfN{2, units(0, 3)}
	want := solved(t, alike(top, 3, repaired("x", 40, 2)))
	p := repaired("x", 1, 1)
	p.Life, p.Repair = weib{40 / math.Gamma(1+1/1.7), 1.7}, fixed{2}
	got := solved(t, alike(top, 3, p))
	oracle.Near(t, "availability", got.Availability, want.Availability, 1e-14)
	oracle.Near(t, "frequency", got.FailureFrequency, want.FailureFrequency, 1e-14)
	oracle.Near(t, "A = MTBF/(MTBF+MDT)", got.MTBF/(got.MTBF+got.MDT), got.Availability, 1e-14)
}

func TestUndefinedMeasures(t *testing.T) {
	given := Component{Name: "line", Availability: .99, Reliability: math.NaN()}
	r := solved(t, of(series(Use{0}, Use{1}), given, repaired("disc", 100, 5)))
	oracle.Near(t, "availability", r.Availability, .99/1.05, 1e-15)
	if !math.IsNaN(r.MTBF) || !math.IsNaN(r.FailureFrequency) || r.Warnings[0].Code != "availability-only" {
		t.Errorf("availability only: %+v", r.Measures)
	}
	m := of(parallel(Use{0}, Use{1}), unrepaired("disc", expo{50}), repaired("disc", 100, 5))
	r = solved(t, m)
	if !math.IsNaN(r.Availability) || !math.IsNaN(r.MTTF) || r.Warnings[0].Code != "not-repaired" {
		t.Errorf("not repaired: %+v %v", r.Measures, r.Warnings)
	}
	f, err := structure(t, m).UnrepairedMTTF(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "with no repairs", f.Hours, 150-100./3, 1e-12)
	perfect := repaired("rock", math.Inf(1), 5)
	r = solved(t, of(Use{0}, perfect))
	if r.Availability != 1 || r.Unavailability != 0 || r.FailureFrequency != 0 || !math.IsInf(r.MTBF, 1) {
		t.Errorf("a part that never fails: %+v", r.Measures)
	}
}

// The cheap question has the answer of the whole one: by hand for the pair and
// disc of TestGroupIsAModule, and bit for bit for random structures.
func TestAvailabilityAlone(t *testing.T) {
	m := alike(&Series{[]Node{pair(0), Use{2}}}, 3, repaired("disc", 1000, 10))
	s := structure(t, m)
	up, down, err := s.Availability(context.Background(), oneCrew)
	if err != nil {
		t.Fatal(err)
	}
	const r = .01 // the pair is up for (1+2r)/(1+2r+2r^2), the disc for 1/(1+r)
	all := (1 + 2*r + 2*r*r) * (1 + r)
	oracle.Near(t, "up", up, (1+2*r)/all, 1e-14)
	oracle.Near(t, "down", down, (r+4*r*r+2*r*r*r)/all, 1e-14)
	var refused *GroupError
	if _, _, err := s.Availability(context.Background(), nil); !errors.As(err, &refused) {
		t.Errorf("a group without a solver: %v", err)
	}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 5))
		m := of(forest{rng, 7}.node(4), someParts(rng, 7)...)
		want := solved(t, m)
		up, down, err := structure(t, m).Availability(context.Background(), nil)
		if err != nil || up != want.Availability || down != want.Unavailability {
			t.Errorf("seed %d: %v and %v, %v; Solve has %v and %v", seed, up, down, err, want.Availability, want.Unavailability)
		}
	}
	line := Component{Name: "line", Availability: .9, Reliability: math.NaN()}
	if up, down, err := structure(t, of(&Capacity{units(0, 2)}, line, line)).Availability(context.Background(), nil); err != nil || !math.IsNaN(up) || !math.IsNaN(down) {
		t.Errorf("a partial alone is up or down: %v, %v, %v", up, down, err)
	}
}

func TestDeliveredShare(t *testing.T) {
	line := Component{Name: "line", Availability: .9, Reliability: math.NaN()}
	data := Component{Name: "data", Availability: .9, Reliability: math.NaN()}
	mains := repaired("mains", 97, 3)
	three := func(first int) *Capacity { return &Capacity{units(first, 3)} }
	six := []Component{line, line, line, data, data, data, mains}
	r := solved(t, of(three(0), six...))
	oracle.Near(t, "a partial alone", r.ExpectedCapacity, .9, 1e-15)
	if !math.IsNaN(r.Availability) || r.Warnings[0].Code != "partial" {
		t.Errorf("a partial is up or down: %+v", r.Measures)
	}
	// Gray, p. 3: 90 % of the data for 90 % of the terminals is 81 %
	r = solved(t, of(series(three(0), three(3)), six...))
	oracle.Near(t, "two partials", r.ExpectedCapacity, .81, 1e-14)
	r = solved(t, of(series(Use{6}, three(0), three(3)), six...))
	oracle.Near(t, "two partials and the mains", r.ExpectedCapacity, .81*.97, 1e-14)
	oracle.Near(t, "the mains", r.Availability, .97, 1e-14)
	// unit 0 both in the rest and in the partial: P = (p0 + 2 p0 p)/3
	r = solved(t, of(series(Use{0}, three(0)), six...))
	oracle.Near(t, "shared", r.ExpectedCapacity, (.9+2*.81)/3, 1e-14)
	if _, err := Solve(context.Background(), of(series(three(0), three(2)), six...), nil); err == nil {
		t.Error("two partials that share a unit were solved")
	}
}
