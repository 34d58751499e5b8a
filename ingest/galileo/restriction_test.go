package galileo

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dynamic"
)

// A restriction of a gate forbids failures of events below it, whether the top uses the gate
// or not, still does or no more. Where b2 and g0, of b2 and b3, exclude each other, b2 and
// b3 cannot both fail, so that b0 and b3 have failed by t with the probability
//
//	(1 - exp(-l0 t)) l3/(l2+l3) (1 - exp(-(l2+l3) t)).
func TestRestrictionsOfGates(t *testing.T) {
	const events = `"b0" lambda=0.002; "b2" lambda=0.005; "b3" lambda=0.001;`
	const at, l0, l2, l3 = 400.0, .002, .005, .001
	want := -math.Expm1(-l0*at) * l3 / (l2 + l3) * -math.Expm1(-(l2+l3)*at)
	for name, gates := range map[string]string{
		"events":             `"T" and "b0" "b3"; "R" mutex "b2" "b3";`,
		"unused gate":        `"T" and "b0" "b3"; "g0" and "b2" "b3"; "R" mutex "b2" "g0";`,
		"unused, two levels": `"T" and "b0" "b3"; "g0" and "b2" "b3"; "g1" or "g0"; "R" mutex "b2" "g1";`,
		"no more used":       `"T" 2of3 "g1" "b0" "b3"; "g0" and "b2" "b3"; "g1" pand "g0" "b2"; "R" mutex "b2" "g0";`,
		"in the other order": `"T" 2of3 "g1" "b0" "b3"; "g0" and "b2" "b3"; "g1" pand "g0" "b2"; "R" mutex "g0" "b2";`,
		"exclusive":          `"T" 2of3 "g1" "b0" "b3"; "g0" and "b2" "b3"; "g1" pand-excl "g0" "b2"; "R" mutex "g0" "b2";`,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := Read("tree.dft", strings.NewReader(fmt.Sprintf("toplevel \"T\"; %s %s", gates, events)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := dynamic.Solve(t.Context(), file.Tree, dynamic.Options{Times: []float64{at}})
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "F", got.At[0].Unreliability, want, 1e-12)
			oracle.Near(t, "P(ever)", got.Ever, l3/(l2+l3), 1e-12)
			if !math.IsInf(got.MTTF, 1) {
				t.Errorf("MTTF %g", got.MTTF)
			}
		})
	}
}
