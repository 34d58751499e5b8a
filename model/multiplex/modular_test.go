package multiplex

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// failing is Failing for a probability that is valid.
func failing(t *testing.T, q float64) Chance {
	t.Helper()
	c, err := Failing(q)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVotedByHand: with R = 4/5 and V = 19/20, T(R) = 3 16/25 - 2 64/125 =
// 112/125, times V 2128/2500; of five modules at least three work with
// probability 10 (4/5)^3 (1/5)^2 + 5 (4/5)^4 (1/5) + (4/5)^5 = 2944/3125.
func TestVotedByHand(t *testing.T) {
	module, voter := failing(t, 0.2), failing(t, 0.05)
	three, err := Voted(3, module, voter)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "three work", three.Works, 2128./2500, 1e-14)
	oracle.Near(t, "three fail", three.Fails, 372./2500, 1e-14)
	five, _ := Voted(5, module, Chance{Works: 1})
	oracle.Near(t, "five work", five.Works, 2944./3125, 1e-14)
	one, _ := Voted(1, module, Chance{Works: 1})
	if one != module {
		t.Errorf("one module: %v", one)
	}
}

// TestVotedTails: with q = 1e-30, two of three fail with 3q^2 and the voter
// adds its own; a module that hardly works does so with the same figures.
func TestVotedTails(t *testing.T) {
	c, _ := Voted(3, failing(t, 1e-30), Chance{Works: 1, Fails: 1e-70})
	oracle.Near(t, "fails", c.Fails, 3e-60, 1e-9)
	c, _ = Voted(3, Chance{Works: 1e-30, Fails: 1}, Chance{Works: 1})
	oracle.Near(t, "works", c.Works, 3e-60, 1e-14)
	c, _ = Voted(99, failing(t, 1e-3), Chance{Works: 1})
	oracle.Near(t, "50 of 99 fail", math.Log10(c.Fails), -150+math.Log10(binomial(99, 50))+49*math.Log10(0.999)+math.Log10(1+49./51/999+49*48./51/52/999/999), 1e-11)
}

func binomial(n, k int) float64 {
	c := 1.0
	for i := 1; i <= k; i++ {
		c *= float64(n-k+i) / float64(i)
	}
	return c
}

// TestVotedHelps only where a module works more often than not; at R = 1/2 the
// number of modules does not matter.
func TestVotedHelps(t *testing.T) {
	for _, q := range []float64{1e-9, 0.3, 0.5, 0.7} {
		module := failing(t, q)
		for n := 3; n <= 99; n += 2 {
			fewer, _ := Voted(n-2, module, Chance{Works: 1})
			more, _ := Voted(n, module, Chance{Works: 1})
			if d := more.Fails/fewer.Fails - 1; q == 0.5 && math.Abs(d) > 1e-12 || q < 0.5 && d >= 0 || q > 0.5 && d <= 0 {
				t.Errorf("q = %g: %d modules fail with %g, %d with %g", q, n-2, fewer.Fails, n, more.Fails)
			}
			if math.Abs(more.Works+more.Fails-1) > 1e-12 {
				t.Errorf("q = %g, %d modules: %v", q, n, more)
			}
		}
	}
}

// TestTriplicatedMTTF: without repair three modules last 5/(6 rate) on average
// and one 1/rate, as the integral over time of 3x^2 - 2x^3, x = exp(-rate t).
func TestTriplicatedMTTF(t *testing.T) {
	const rate, step = 2e-4, 5.0
	var three, one float64
	for h := step / 2; h < 40/rate; h += step {
		module, err := Lasting(rate, h)
		if err != nil {
			t.Fatal(err)
		}
		forms, _ := Path{1, module, Chance{Works: 1}}.Triplicate()
		three += step * forms.Whole.Works
		one += step * forms.Single.Works
	}
	oracle.Near(t, "three", three, 5/(6*rate), 1e-6)
	oracle.Near(t, "one", one, 1/rate, 1e-6)
}

// TestPathByHand: two modules of R = 9/10, V = 1: alone 81/100; the whole three
// times 3 .6561 - 2 .531441 = .905418; each three times (.972)^2 = .944784. With
// V = 9/10 as well, T(.81) = .905418:
//
//	Whole .905418 .9, Every (.972 .9)^2, EveryVoters .972 .905418 .9
func TestPathByHand(t *testing.T) {
	module := failing(t, 0.1)
	for _, c := range []struct {
		voter               Chance
		whole, every, three float64
	}{
		{Chance{Works: 1}, .905418, .944784, .944784},
		{module, .905418 * .9, .8748 * .8748, .972 * .905418 * .9},
	} {
		t.Run(fmt.Sprint(c.whole, c.every, c.three), func(t *testing.T) {
			got, err := Path{2, module, c.voter}.Triplicate()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "single", got.Single.Works, .81, 1e-14)
			oracle.Near(t, "whole", got.Whole.Works, c.whole, 1e-14)
			oracle.Near(t, "every", got.Every.Works, c.every, 1e-14)
			oracle.Near(t, "every, three voters", got.EveryVoters.Works, c.three, 1e-14)
		})
	}
}

// TestPathTails: rare failures, to first order: m modules fail with m q; the
// whole path tripled with 3 (m q)^2 + v; every module tripled with m (3 q^2 + v);
// with three voters with m 3 (q+v)^2 or so, + v.
func TestPathTails(t *testing.T) {
	const m, q, v = 50, 1e-12, 1e-15
	got, err := Path{m, failing(t, q), failing(t, v)}.Triplicate()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "single", got.Single.Fails, m*q, 1e-9)
	oracle.Near(t, "whole", got.Whole.Fails, 3*m*m*q*q+v, 1e-9)
	oracle.Near(t, "every", got.Every.Fails, m*(3*q*q+v), 1e-9)
	oracle.Near(t, "every, three voters", got.EveryVoters.Fails, 3*q*q+3*(m-1)*(q+v)*(q+v)+v, 1e-9)
	gone, _ := Path{m, Chance{Works: 1e-3, Fails: 0.999}, Chance{Works: 1}}.Triplicate()
	oracle.Near(t, "hopeless", gone.Single.Works, 1e-150, 1e-12)
	never, _ := Path{3, Chance{Fails: 1}, failing(t, 0.1)}.Triplicate()
	if never.Single != (Chance{Fails: 1}) || never.Every.Works != 0 || never.Every.Fails != 1 {
		t.Errorf("modules that never work: %+v", never)
	}
}

// TestCascaded: one level by hand, e = 1/10 and x = 1/5: 3/25 - 2/125 = 13/125,
// and .1 + .8 (.104) = .1832. Many levels end at the fixed point; 160 of them
// cost 3^160 = 2.2e76 modules, as von Neumann says ("2e76").
func TestCascaded(t *testing.T) {
	c, err := Cascaded(1, 0.2, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "one level", c.Error, 0.1832, 1e-15)
	if c.Modules != 3 || c.Organs != 1 {
		t.Errorf("one level: %+v", c)
	}
	deep, _ := Cascaded(160, 0.2, 0.01)
	oracle.Near(t, "160 levels", deep.Error, .0103104, 1e-5)
	oracle.Near(t, "modules", deep.Modules, 2.1847450052839e76, 1e-13)
	oracle.Near(t, "organs", deep.Organs, deep.Modules/2, 1e-13)
	worse, _ := Cascaded(200, 0.2, 0.17)
	oracle.Near(t, "beyond the threshold", worse.Error, 0.5, 0.05)
	for param, err := range map[string]error{
		"levels":       second(Cascaded(-1, 0.1, 0.1)),
		"module error": second(Cascaded(1, 1.1, 0.1)),
		"organ error":  second(Cascaded(1, 0.1, math.NaN())),
	} {
		refused(t, param, err)
	}
}

// TestChanceAddsUp: the two probabilities of a chance add up to 1 within 1e-9, and
// none is below 0; 0 and 1 are chances, and 1 and 99 numbers of modules.
func TestChanceAddsUp(t *testing.T) {
	sure := Chance{Works: 1}
	for _, c := range []struct {
		chance Chance
		good   bool
	}{
		{Chance{Works: 0.5, Fails: 0.5 + 0.9e-9}, true},
		{Chance{Works: 0.5, Fails: 0.5 + 1.1e-9}, false},
		{Chance{Works: 0.5 - 0.9e-9, Fails: 0.5}, true},
		{Chance{Works: 0.5 - 1.1e-9, Fails: 0.5}, false},
		{sure, true},
		{Chance{Fails: 1}, true},
		{Chance{Works: 1 + 1e-10, Fails: -1e-10}, false},
		{Chance{Works: -1e-10, Fails: 1}, false},
		{Chance{Works: math.NaN(), Fails: 0.5}, false},
	} {
		t.Run(fmt.Sprint(c.chance), func(t *testing.T) {
			for _, n := range []int{1, 99} {
				if _, err := Voted(n, c.chance, sure); (err == nil) != c.good {
					t.Errorf("%d modules: %v", n, err)
				}
			}
		})
	}
	for q, want := range map[float64]Chance{0: {Works: 1}, 1: {Fails: 1}} {
		if got, err := Failing(q); got != want || err != nil {
			t.Errorf("failing with %g: %v, %v", q, got, err)
		}
	}
	if got, err := Lasting(2, 0); got != sure || err != nil {
		t.Errorf("for no time: %v, %v", got, err)
	}
}

func TestChanceRefuses(t *testing.T) {
	good, bad := Chance{Works: 0.5, Fails: 0.5}, Chance{Works: 0.5, Fails: 0.6}
	for _, c := range []struct {
		param string
		err   error
	}{
		{"failure probability", second(Failing(1.1))},
		{"failure rate", second(Lasting(-1, 1))},
		{"hours", second(Lasting(1, math.NaN()))},
		{"modules", second(Voted(4, good, good))},
		{"modules", second(Voted(101, good, good))},
		{"module", second(Voted(3, bad, good))},
		{"voter", second(Voted(3, good, bad))},
		{"length", second(Path{0, good, good}.Triplicate())},
		{"module", second(Path{2, bad, good}.Triplicate())},
		{"voter", second(Path{2, good, bad}.Triplicate())},
	} {
		t.Run(c.param, func(t *testing.T) {
			refused(t, c.param, c.err)
		})
	}
	forever, err := Lasting(0, math.Inf(1))
	if err != nil || forever != (Chance{Works: 1}) {
		t.Errorf("rate 0: %v, %v", forever, err)
	}
	rare, _ := Lasting(1e-12, 3)
	oracle.Near(t, "rare", rare.Fails, 3e-12, 1e-11)
}

func second[T any](_ T, err error) error { return err }
