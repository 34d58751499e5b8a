package recurrent_test

import (
	"fmt"

	"mtbf/model/recurrent"
)

// A growth test that ended with its 22nd failure: the rate falls, the power law
// says how far, and how many failures the next 100 h will bring.
func Example() {
	test := []recurrent.History{{
		Unit: "prototype", To: 620,
		Times: []float64{2.7, 10.3, 12.5, 30.6, 57, 61.3, 80, 109.5, 125, 128.6, 143.8,
			167.9, 229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620},
	}}
	verdict, err := recurrent.Trend(test, 0.9)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(verdict.Text)
	law, err := recurrent.FitPowerLaw(test, 0.9)
	if err != nil {
		fmt.Println(err)
		return
	}
	now, _ := law.MTBF(law.Age)
	next, _ := law.Predict(recurrent.Ages{From: 620, To: 720})
	fmt.Printf("beta %.2f [%.2f, %.2f]\n", law.Beta.Point, law.Beta.Lo, law.Beta.Hi)
	fmt.Printf("MTBF now %.1f h [%.1f, %.1f], %s\n", now.Point, now.Lo, now.Hi, now.Method)
	fmt.Printf("failures in the next 100 h: %.1f, between %g and %g\n", next.Point, next.Lo, next.Hi)
	// Output:
	// failures become less frequent (Laplace U = -2.78, p = 0.0054; Lewis-Robinson p = 0.0048): one constant rate does not describe them
	// beta 0.61 [0.39, 0.81]
	// MTBF now 45.9 h [30.7, 84.8], maximum likelihood, exact limits
	// failures in the next 100 h: 2.1, between 0 and 5
}
