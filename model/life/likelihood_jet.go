package life

import "math"

// point holds the two working parameters of a likelihood.
type point [2]float64

// jet is a number with its first and second derivatives by the two working
// parameters, a and b.
type jet struct{ v, a, b, aa, ab, bb float64 }

// add adds n times k.
func (j *jet) add(n float64, k jet) {
	j.v += n * k.v
	j.a += n * k.a
	j.b += n * k.b
	j.aa += n * k.aa
	j.ab += n * k.ab
	j.bb += n * k.bb
}

// usable reports whether a step may be taken from here.
func (j jet) usable() bool {
	for _, x := range [...]float64{j.v, j.a, j.b, j.aa, j.ab, j.bb} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// logDifference returns log(e^x - e^y) for x > y. With the weights
// p = e^x/(e^x - e^y) and q = e^y/(e^x - e^y) its derivatives are
//
//	d_i  = p x_i - q y_i
//	d_ij = p (x_ij + x_i x_j) - q (y_ij + y_i y_j) - d_i d_j
func logDifference(x, y jet) jet {
	gap := y.v - x.v
	if gap < -800 {
		return x
	}
	p := -1 / math.Expm1(gap)
	q := p * math.Exp(gap)
	d := jet{v: x.v - math.Log(p), a: p*x.a - q*y.a, b: p*x.b - q*y.b}
	d.aa = p*(x.aa+x.a*x.a) - q*(y.aa+y.a*y.a) - d.a*d.a
	d.ab = p*(x.ab+x.a*x.b) - q*(y.ab+y.a*y.b) - d.a*d.b
	d.bb = p*(x.bb+x.b*x.b) - q*(y.bb+y.b*y.b) - d.b*d.b
	return d
}
