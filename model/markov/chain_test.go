package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func TestBuilder(t *testing.T) {
	b := NewBuilder(3)
	b.Add(2, 0, 0.5)
	b.Add(0, 2, 3)
	b.Add(0, 1, 1e-9)
	b.Add(0, 2, 4) // adds up
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if c.States() != 3 || c.Transitions() != 3 || c.Rate(0, 2) != 7 || c.Rate(2, 0) != 0.5 || c.Rate(1, 2) != 0 || c.ExitRate(0) != 7+1e-9 || c.ExitRate(1) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestBuilderFaults(t *testing.T) {
	for _, c := range []struct {
		from, to int
		rate     float64
	}{{0, 0, 2}, {0, 3, 2}, {-1, 0, 2}, {3, 0, 2}, {0, 1, 0}, {0, 1, -2}, {0, 1, math.NaN()}, {0, 1, math.Inf(1)}} {
		t.Run(fmt.Sprint(c.from, c.to, c.rate), func(t *testing.T) {
			b := NewBuilder(3)
			b.Add(1, 2, 5)
			b.Add(c.from, c.to, c.rate)
			b.Add(0, 0, 7) // the first fault is kept
			var fault *TransitionError
			if _, err := b.Build(); !errors.As(err, &fault) || fault.From != c.from || fault.To != c.to {
				t.Errorf("%v: %v", c, err)
			}
		})
	}
	b := NewBuilder(2)
	b.Add(0, 1, math.MaxFloat64)
	b.Add(0, 1, math.MaxFloat64)
	var fault *TransitionError
	if _, err := b.Build(); !errors.As(err, &fault) {
		t.Errorf("an infinite exit rate: %v", err)
	}
	var param *model.ParamError
	if _, err := NewBuilder(0).Build(); !errors.As(err, &param) || param.Value != 0 {
		t.Errorf("no states: %v", err)
	}
	param = nil
	if _, err := new(Builder).Build(); !errors.As(err, &param) || param.Param != "states" || param.Value != 0 {
		t.Errorf("a builder without a number of states: %v", err)
	}
}

// FuzzBuilder: any bytes either name a faulty transition or make a chain whose
// rates are the sums of what was added, and which is solved or refused by name.
func FuzzBuilder(f *testing.F) {
	f.Add(byte(3), []byte{0, 1, 9, 1, 0, 8, 1, 2, 200, 2, 0, 1})
	f.Add(byte(4), []byte{0, 1, 9, 2, 3, 8})
	f.Fuzz(func(t *testing.T, states byte, data []byte) {
		b := NewBuilder(int(states))
		want := map[[2]int]float64{}
		for ; len(data) >= 3; data = data[3:] {
			from, to, rate := int(data[0]), int(data[1]), math.Ldexp(1, int(int8(data[2])))
			b.Add(from, to, rate)
			want[[2]int{from, to}] += rate
		}
		c, err := b.Build()
		if err != nil {
			return
		}
		if len(want) != c.Transitions() {
			t.Fatalf("%d transitions, want %d", c.Transitions(), len(want))
		}
		for pair, rate := range want {
			if got := c.Rate(pair[0], pair[1]); math.Abs(got-rate) > 1e-15*rate {
				t.Fatalf("rate %v: %g, want %g", pair, got, rate)
			}
		}
		s, err := c.Steady(context.Background())
		if err != nil {
			var reducible *ReducibleError
			if !errors.As(err, &reducible) {
				t.Fatal(err)
			}
			return
		}
		sum := 0.0
		for _, p := range s.P {
			sum += p
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("probabilities add up to %g", sum)
		}
	})
}

func TestReducible(t *testing.T) {
	// 0 leads to {1, 2} and to {3}, both closed.
	m := newModel(t, 4, nil, []transition{{0, 1, 2}, {1, 2, 3}, {2, 1, 5}, {0, 3, 7}})
	var fault *ReducibleError
	if _, err := m.Chain.Steady(context.Background()); !errors.As(err, &fault) {
		t.Fatal(err)
	}
	for _, class := range fault.Classes {
		if !reflect.DeepEqual(class, []int{1, 2}) && !reflect.DeepEqual(class, []int{3}) {
			t.Errorf("class %v", class)
		}
	}
	if len(fault.Classes) != 2 {
		t.Errorf("%d classes", len(fault.Classes))
	}
	// One closed class and a state that is left for good.
	m = newModel(t, 3, nil, []transition{{0, 1, 2}, {1, 2, 3}, {2, 1, 6}})
	s, err := m.Chain.Steady(context.Background())
	if err != nil || s.P[0] != 0 {
		t.Fatalf("%v, %v", s.P, err)
	}
	oracle.Near(t, "the fuller state", s.P[1], 2./3, 1e-15)
}

// TestReducibleError: a class of up to four states is listed whole, of more the
// first four and their number; of the classes the first four.
func TestReducibleError(t *testing.T) {
	classes := func(sizes ...int) *ReducibleError {
		e, next := &ReducibleError{}, 1
		for _, n := range sizes {
			var class []int
			for range n {
				class = append(class, next)
				next++
			}
			e.Classes = append(e.Classes, class)
		}
		return e
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"four states and five", classes(4, 5), "2 sets of states are never left, {1 2 3 4}, {5 6 7 8 ... (5 states)};"},
		{"four classes", classes(1, 1, 1, 1), "4 sets of states are never left, {1}, {2}, {3}, {4};"},
		{"five classes", classes(1, 1, 1, 1, 1), "5 sets of states are never left, {1}, {2}, {3}, {4}, ...;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.err.Error(); !strings.Contains(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestLongWay: a chain of a million states in a row is one class, found without
// recursion.
func TestLongWay(t *testing.T) {
	const n = 1_000_000
	b := NewBuilder(n)
	for i := range n {
		b.Add(i, (i+1)%n, 2)
	}
	c, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if classes := c.closedClasses(); len(classes) != 1 || len(classes[0]) != n {
		t.Errorf("%d classes", len(classes))
	}
}
