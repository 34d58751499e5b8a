package markov

import "context"

// poisson returns the probabilities w(k) = e^-x x^k / k! for k = 0, 1, ... and
// the tails P(N > k), for a mean x > 0, as far up as they are not below the
// smallest number. Both are built outwards from the mode by products and sums
// of positive terms, so that small ones keep their digits (the idea of Fox and Glynn).
func poisson(x float64) (weight, tail []float64) {
	mode := int(x)
	weight = make([]float64, mode+1, mode+200)
	weight[mode] = 1
	for k := mode; k > 0; k-- {
		weight[k-1] = weight[k] * (float64(k) / x)
	}
	for k := mode + 1; ; k++ {
		w := weight[k-1] * (x / float64(k))
		if w < negligible {
			break
		}
		weight = append(weight, w)
	}
	sum := 0.0
	for _, w := range weight {
		sum += w
	}
	tail = make([]float64, len(weight))
	above := 0.0
	for k := len(weight) - 1; k >= 0; k-- {
		weight[k] /= sum
		tail[k] = above
		above += weight[k]
	}
	return weight, tail
}

// looksEvery is how many products may pass until a walker looks whether it shall end,
// far less than what a run has for its last words.
const looksEvery = 1_000_000

// walker moves probabilities through time by uniformisation: at most Lambda
// transitions per hour are offered to every state, and those it does not take
// leave it where it is,
//
//	p(t) = sum_k w(k) p(0) U^k,   U = I + Q/Lambda,   w Poisson of mean Lambda t.
type walker struct {
	in      matrix    // U without its diagonal, transposed
	stay    []float64 // the diagonal of U
	rate    float64   // Lambda, per hour
	gains   [][]float64
	now     []float64 // p(0) U^k
	then    []float64
	spent   []float64 // sums of P(N > k) p(0) U^k
	weights map[float64][2][]float64
}

// newWalker prepares a chain; gains are what is gained per hour in every state.
func newWalker(c *Chain, gains ...[]float64) *walker {
	w := &walker{in: c.out.transpose(), rate: c.maxExit(), gains: gains, weights: map[float64][2][]float64{}}
	n := c.States()
	w.stay, w.spent = make([]float64, n), make([]float64, n)
	w.now, w.then = make([]float64, n), make([]float64, n)
	for i, exit := range c.exit {
		w.stay[i] = (w.rate - exit) / w.rate
	}
	for e := range w.in.value {
		w.in.value[e] /= w.rate
	}
	return w
}

// advance replaces p by p(t) and returns the gains collected in (0, t],
//
//	integral_0^t p(s) gain ds = 1/Lambda sum_k P(N > k) p(0) U^k gain.
//
// The sum ends when a step adds less than 1e-18 to every entry, relatively.
// What later steps add is then less still: with s(k, j) for what has come to
// entry j, w(k+1) (p U^(k+1))(j) <= 1e-18 s(k+1, j), because
// w(k+1)/w(k) = x/(k+1) falls. An entry that needs many transitions is
// therefore not cut off.
func (w *walker) advance(ctx context.Context, p []float64, t float64) ([]float64, error) {
	gained := make([]float64, len(w.gains))
	x := w.rate * t
	if x == 0 {
		for g, gain := range w.gains {
			gained[g] = t * dot(p, gain)
		}
		return gained, nil
	}
	weight, tail := w.poisson(x)
	copy(w.now, p)
	clear(p)
	clear(w.spent)
	often := max(1, min(64, looksEvery/(1+len(w.in.value))))
	for k := range weight {
		if k > 0 {
			w.step()
		}
		if k%often == often-1 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if !w.add(p, weight[k], tail[k]) && float64(k) > x {
			break
		}
	}
	for g, gain := range w.gains {
		gained[g] = dot(w.spent, gain) / w.rate
	}
	return gained, nil
}

func (w *walker) poisson(x float64) (weight, tail []float64) {
	known, ok := w.weights[x]
	if !ok {
		known[0], known[1] = poisson(x)
		clear(w.weights) // chunks of one span have the same x
		w.weights[x] = known
	}
	return known[0], known[1]
}

// step sets now to now U.
func (w *walker) step() {
	now, then := w.now, w.then
	for j := range then {
		sum := now[j] * w.stay[j]
		sources, rates := w.in.row(j)
		for e, i := range sources {
			sum += now[i] * rates[e]
		}
		if sum < negligible {
			sum = 0
		}
		then[j] = sum
	}
	w.now, w.then = w.then, w.now
}

// add adds weight times now to p, and tail times now to the time spent, and
// reports whether the first mattered to any entry.
func (w *walker) add(p []float64, weight, tail float64) bool {
	matters := false
	for j, x := range w.now {
		more := weight * x
		p[j] += more
		w.spent[j] += tail * x
		if more > 1e-18*p[j] {
			matters = true
		}
	}
	return matters
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}
