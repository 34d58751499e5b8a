package modularity_test

import (
	"fmt"

	"mtbf/model/modularity"
)

// Twenty thousand against two, for an MTBF of 100 years. The hardware fails once
// in 10,000 h and is repaired in 24 h; cut up, it has 16 modules.
func ExampleRequiredRedundancy() {
	styles, err := modularity.RequiredRedundancy(gray, 100*year, &vonNeumann)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range styles {
		reached := ""
		if !x.Reached {
			reached = "; no number of copies reaches 100"
		}
		fmt.Printf("%-38s %.5g: %.4g years%s\n", x.Name, x.Redundancy, x.MTBF/year, reached)
	}
	// Output:
	// whole copies, not repaired             6.6004e+37: 100 years
	// modules, not repaired                  758: 100 years
	// whole copies, repaired                 2: 238.8 years
	// modules, repaired                      2: 3804 years
	// whole copies that vote, not repaired   1: 1.141 years; no number of copies reaches 100
	// modules that vote, not repaired        4095: 12.16 years; no number of copies reaches 100
	// whole copies that vote, repaired       5: 6681 years
	// modules that vote, repaired            3: 1268 years
	// bundles of wires                       19603: 100 years
}

// Where more modules stop helping: at first double failures go down as 1/m,
// then failures that are not covered are most of what is left.
func ExampleSweep() {
	s := modularity.Architecture{MTBF: 1000, MTTR: 24, Copies: 2, Coverage: 0.999, ResidualRate: 1e-6}
	points, err := modularity.Sweep(s, 1, 4, 16, 64, 256)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range points {
		d := p.Dominant()
		fmt.Printf("%d modules: %.0f h, %.0f %% %v\n", p.Modules, p.MTBF, 100*d.Fraction, d.Term)
	}
	limit, err := modularity.Limit(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("in the limit %.0f h\n", limit.MTBF)
	// Output:
	// 1 modules: 20530 h, 94 % too-few
	// 4 modules: 67413 h, 80 % too-few
	// 16 modules: 167083 h, 50 % too-few
	// 64 modules: 266813 h, 53 % not-covered
	// 256 modules: 313766 h, 63 % not-covered
	// in the limit 333333 h
}
