package life

import (
	"cmp"
	"math"
	"slices"
)

// exactPaths is the product of two sample sizes up to which the probability of
// their Kolmogorov-Smirnov statistic is computed exactly.
const exactPaths = 1e7

// KolmogorovSmirnovTwo tests whether the samples x and y come from one
// distribution. With F and G their shares up to t,
//
//	D = largest |F(t) - G(t)|.
//
// P is exact given the pooled values, ties included: the share of all ways to
// deal them out to both samples that lead to D or more. For sizes m and n with
// m n above 1e7 it is the limit for large samples at D sqrt(m n/(m+n)), which
// is conservative with ties. A *model.ParamError tells of an empty sample or a
// value that is not finite.
func KolmogorovSmirnovTwo(x, y []float64) (TestResult, error) {
	if err := cmp.Or(checkSample("first sample", x), checkSample("second sample", y)); err != nil {
		return TestResult{}, err
	}
	m, n := len(x), len(y)
	last := runs(x, y)
	widest := widestGap(x, y, last)
	d := float64(widest) / (float64(m) * float64(n))
	result := TestResult{Statistic: d, Method: "two-sample Kolmogorov-Smirnov, p exact given the values"}
	if float64(m)*float64(n) <= exactPaths {
		result.PValue = pathsBeyond(m, n, widest, last)
		return result, nil
	}
	result.Method = "two-sample Kolmogorov-Smirnov, p asymptotic"
	result.PValue = twoSampleLimit(m, n, d)
	return result, nil
}

// twoSampleLimit returns the limit of P(D >= d) for large samples.
func twoSampleLimit(m, n int, d float64) float64 {
	return kolmogorovLimit(d * math.Sqrt(float64(m)/float64(m+n)*float64(n)))
}

// runs returns, for each position in the pooled sorted values, whether the next
// value is another one: only there do F and G have a meaning.
func runs(x, y []float64) []bool {
	pooled := slices.Concat(x, y)
	slices.Sort(pooled)
	last := make([]bool, len(pooled))
	for i := range pooled {
		last[i] = i == len(pooled)-1 || pooled[i] != pooled[i+1]
	}
	return last
}

// widestGap returns the largest |i n - j m|, where i values of x and j of y
// are up to a value: m n D, a whole number.
func widestGap(x, y []float64, last []bool) int {
	x, y = slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	widest, i, j := 0, 0, 0
	for _, end := range last {
		if j == len(y) || (i < len(x) && x[i] <= y[j]) {
			i++
		} else {
			j++
		}
		if end {
			widest = max(widest, abs(i*len(y)-j*len(x)))
		}
	}
	return widest
}

// pathsBeyond returns the share of all orders of m and n values whose gap
// |i n - j m| reaches widest somewhere at the end of a run. With q(i, j) the
// share of those orders of the first i and j that reached it,
//
//	q(i, j) = 1 where the gap is reached,
//	q(i, j) = i/(i+j) q(i-1, j) + j/(i+j) q(i, j-1) elsewhere,
//
// a sum of positive terms, so that small shares keep their digits.
func pathsBeyond(m, n, widest int, last []bool) float64 {
	if widest == 0 {
		return 1
	}
	q := make([]float64, n+1)
	for i := range m + 1 {
		for j := range n + 1 {
			if i+j == 0 {
				continue
			}
			if last[i+j-1] && abs(i*n-j*m) >= widest {
				q[j] = 1
				continue
			}
			share := float64(i) / float64(i+j) * q[j]
			if j > 0 {
				share += float64(j) / float64(i+j) * q[j-1]
			}
			q[j] = share
		}
	}
	return q[n]
}

func abs(i int) int { return max(i, -i) }
