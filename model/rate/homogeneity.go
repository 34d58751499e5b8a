package rate

import (
	"fmt"

	"mtbf/internal/num"
	"mtbf/model"
)

// Homogeneity returns the p-value of the hypothesis that groups with these
// failures and operating times have one common rate, and the name of the
// test: Pearson's chi-square of the counts against the shares of the total
// that the operating times would bring,
//
//	X2 = sum (n_i - e_i)^2/e_i,      e_i = N T_i/T,
//
// on one degree of freedom fewer than there are groups. The distribution of
// X2 is approximate, and the name says so where a group expects fewer than 5
// failures. For two groups [Ratio] is exact. With no failure at all the
// p-value is 1.
//
// A *model.ParamError tells of fewer than two groups, lists of different
// lengths, a negative count, or an operating time that is not positive and
// finite.
func Homogeneity(failures []int, operating []float64) (p float64, method string, err error) {
	if err := checkGroups(failures, operating); err != nil {
		return 0, "", err
	}
	df := len(failures) - 1
	method = fmt.Sprintf("chi-square test of equal rates, %d degrees of freedom", df)
	total, time := 0, num.Sum(operating)
	for _, n := range failures {
		total += n
	}
	if total == 0 {
		return 1, method, nil
	}
	var x2 num.Adder
	least := float64(total)
	for i, n := range failures {
		expected := float64(total) * operating[i] / time
		least = min(least, expected)
		x2.Add((float64(n) - expected) * (float64(n) - expected) / expected)
	}
	if least < fewLimit {
		method += fmt.Sprintf(" (approximate: a group expects only %.2g failures)", least)
	}
	return num.ChiSquareUpper(float64(df), x2.Total()), method, nil
}

func checkGroups(failures []int, operating []float64) error {
	if len(failures) < 2 || len(failures) != len(operating) {
		return &model.ParamError{Param: "groups", Value: len(failures), Want: "two or more, each with its operating time"}
	}
	for i, n := range failures {
		if err := checkCount("failures", n); err != nil {
			return err
		}
		if err := checkTime("operating time", operating[i]); err != nil {
			return err
		}
	}
	return nil
}
