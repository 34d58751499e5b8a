package mechanism_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
)

const minute = 1. / 60

// every two weeks, from start to start.
func figure1() mechanism.Stages {
	return mechanism.Stages{List: mechanism.GrayFigure1(), Every: mechanism.Known(336)}
}

// By hand: 2 and 3 h, the first in two phases, outages every 50 h: 5 h in all, of which
// 3/5 the second; variance 2^2/2 + 3^2 = 11; up 45 h, or 50 if that is time of operation.
func TestStagesByHand(t *testing.T) {
	k := mechanism.Known
	s := mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(2), Phases: 2}, {Name: "b", Mean: k(3), Phases: 1}}, Every: k(50)}
	got, err := s.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "total", got.Total.Point, 5, 1e-14)
	oracle.Near(t, "sd", got.SD.Point, math.Sqrt(11), 1e-14)
	oracle.Near(t, "share", got.Shares[1].Point, .6, 1e-14)
	oracle.Near(t, "up", got.MTBF.Point, 45, 1e-14)
	oracle.Near(t, "availability", got.Availability.Point, .9, 1e-14)
	oracle.Near(t, "unavailability", got.Unavailability.Point, .1, 1e-14)
	s.Operating = true
	if got, err = s.Solve(); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "availability of operation", got.Availability.Point, 50./55, 1e-14)
}

// By hand: a fixed hour, then an exponential one of mean 2 h: within 3 h, 1 - exp(-1);
// within the first hour nothing; two phases of 1 h each: 1 - exp(-t)(1+t).
func TestStagesWithinByHand(t *testing.T) {
	k := mechanism.Known
	list := func(stages ...mechanism.Stage) mechanism.Stages {
		return mechanism.Stages{List: stages, Every: k(100)}
	}
	for _, c := range []struct {
		name   string
		s      mechanism.Stages
		at     float64
		over   float64
		longer float64
	}{
		{"fixed and exponential", list(mechanism.Stage{Name: "a", Mean: k(1)}, mechanism.Stage{Name: "b", Mean: k(2), Phases: 1}), 3, -math.Expm1(-1), math.Exp(-1)},
		{"before the fixed part", list(mechanism.Stage{Name: "a", Mean: k(1)}, mechanism.Stage{Name: "b", Mean: k(2), Phases: 1}), .9, 0, 1},
		{"Erlang", list(mechanism.Stage{Name: "a", Mean: k(2), Phases: 2}), 1.5, 1 - 2.5*math.Exp(-1.5), 2.5 * math.Exp(-1.5)},
		{"all fixed, over", list(mechanism.Stage{Name: "a", Mean: k(2)}), 2, 1, 0},
		{"all fixed, not over", list(mechanism.Stage{Name: "a", Mean: k(2)}), 1.9, 0, 1},
		{"far out", list(mechanism.Stage{Name: "a", Mean: k(1), Phases: 1}), 50, 1, math.Exp(-50)},
	} {
		t.Run(c.name, func(t *testing.T) {
			over, longer, err := c.s.Within(t.Context(), c.at)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "over", over.Point, c.over, 1e-12)
			oracle.Near(t, "longer", longer.Point, c.longer, 1e-11)
		})
	}
}

// Figure 1, and what each shorter stage gives: arithmetic.
func TestStagesOracle(t *testing.T) {
	var peer struct {
		Input struct {
			Every  float64 `json:"mtbf_min"`
			Stages [][2]any
			WhatIf [][2]any `json:"what_if"`
		}
		Expected struct {
			Total  float64 `json:"total_min"`
			Start  float64 `json:"availability_two_weeks"`
			Cycle  float64 `json:"availability_cycle"`
			Share  map[string]float64
			WhatIf []struct {
				Total float64 `json:"total_min"`
				Start float64 `json:"availability_two_weeks"`
				Cycle float64 `json:"availability_cycle"`
			} `json:"what_if"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n06_figure1_whatif.json"), &peer)
	s := mechanism.Stages{Every: mechanism.Known(peer.Input.Every * minute)}
	for _, stage := range peer.Input.Stages {
		s.List = append(s.List, mechanism.Stage{Name: stage[0].(string), Mean: mechanism.Known(stage[1].(float64) * minute), Phases: 1})
	}
	check := func(t *testing.T, s mechanism.Stages, total, start, cycle float64) mechanism.StagesResult {
		t.Helper()
		s.Operating = true
		operating, err := s.Solve()
		if err != nil {
			t.Fatal(err)
		}
		s.Operating = false
		got, err := s.Solve()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "total", got.Total.Point, total*minute, 1e-13)
		oracle.Near(t, "from start to start", got.Availability.Point, start, 1e-13)
		oracle.Near(t, "of operation", operating.Availability.Point, cycle, 1e-13)
		return got
	}
	got := check(t, s, peer.Expected.Total, peer.Expected.Start, peer.Expected.Cycle)
	for i, stage := range s.List {
		oracle.Near(t, stage.Name, got.Shares[i].Point, peer.Expected.Share[stage.Name], 1e-13)
	}
	for i, w := range peer.Input.WhatIf {
		t.Run(w[0].(string), func(t *testing.T) {
			other, ok := s.Shrunk(w[0].(string), mechanism.Known(w[1].(float64)*minute))
			if !ok {
				t.Fatal("no such stage")
			}
			want := peer.Expected.WhatIf[i]
			check(t, other, want.Total, want.Start, want.Cycle)
		})
	}
}

// The chain of the phases by a matrix exponential with 40 digits.
func TestStagesWithinOracle(t *testing.T) {
	var peer struct {
		Input struct {
			Means []float64 `json:"stage_means_min"`
			Times []float64
		}
		Expected struct {
			Mean, SD float64
			CDF      []float64
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n07_random_stages.json"), &peer)
	s := mechanism.Stages{Every: mechanism.Known(336)}
	for i, m := range peer.Input.Means {
		s.List = append(s.List, mechanism.Stage{Name: fmt.Sprint(i), Mean: mechanism.Known(m * minute), Phases: 1})
	}
	got, err := s.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "mean", got.Total.Point, peer.Expected.Mean*minute, 1e-13)
	oracle.Near(t, "sd", got.SD.Point, peer.Expected.SD*minute, 1e-13)
	for i, at := range peer.Input.Times {
		over, _, err := s.Within(t.Context(), at*minute)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, fmt.Sprint(at), over.Point, peer.Expected.CDF[i], 1e-12)
	}
}

// Figure 1 as it is shipped here: the published numbers.
func TestGrayFigure1(t *testing.T) {
	s := figure1()
	s, ok := s.Shrunk("network", mechanism.Known(5*minute))
	if !ok {
		t.Fatal("no network")
	}
	short, err := s.Solve()
	if err != nil {
		t.Fatal(err)
	}
	over, _, err := figure1().Within(t.Context(), 1.5)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "42 minutes", short.Total.Point, .7, 1e-13)
	oracle.Near(t, "availability", short.Availability.Point, 1-42./20160, 1e-13)
	oracle.Near(t, "over within 90 minutes", over.Point, .6067022519619453, 1e-12)
	if _, ok := figure1().Shrunk("tape", mechanism.Known(1)); ok {
		t.Error("a stage that there is not was shrunk")
	}
}

// Limits of a stage: a longer one is a greater total and a lesser probability.
func TestStagesCarryLimits(t *testing.T) {
	s := figure1()
	s.List[4].Mean = model.Estimate{Point: 53 * minute, Lo: 40 * minute, Hi: 70 * minute, Confidence: .9}
	got, err := s.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lo", got.Total.Lo, 77*minute, 1e-13)
	oracle.Near(t, "hi", got.Total.Hi, 107*minute, 1e-13)
	oracle.Near(t, "share", got.Shares[4].Hi, 70./107, 1e-13)
	over, longer, err := s.Within(t.Context(), 1.5)
	if err != nil || !(over.Lo < over.Point && over.Point < over.Hi && longer.Lo < longer.Point && longer.Point < longer.Hi) {
		t.Errorf("%+v, %+v, %v", over, longer, err)
	}
}

func TestStagesRefuse(t *testing.T) {
	k := mechanism.Known
	for _, c := range []struct {
		name string
		s    mechanism.Stages
	}{
		{"none", mechanism.Stages{Every: k(5)}},
		{"no time", mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(0)}}, Every: k(5)}},
		{"negative", mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(-1), Phases: 1}}, Every: k(5)}},
		{"longer than the time between", mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(6), Phases: 1}}, Every: k(5)}},
		{"too many phases", mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(1), Phases: 600}, {Name: "b", Mean: k(1), Phases: 600}}, Every: k(5)}},
		{"never", mechanism.Stages{List: []mechanism.Stage{{Name: "a", Mean: k(1), Phases: 1}}, Every: k(0)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var param *model.ParamError
			if _, err := c.s.Solve(); !errors.As(err, &param) {
				t.Errorf("error %v", err)
			}
		})
	}
}
