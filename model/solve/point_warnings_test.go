package solve

import (
	"fmt"
	"strings"
	"testing"

	"mtbf/model"
)

// What is unknown at one time is told with its bounds; at several in one warning, with
// those of the first four; what else is said of several times is said once.
func TestWarningsOfPoints(t *testing.T) {
	rough := model.Warning{Code: "availability-rough", Text: "rough"}
	for n, want := range map[int]string{
		1: "at 10 h the reliability with repairs is not known exactly: E; a simulation tells it; it lies between 0.4 (no repairs) and 0.9 (the availability)",
		2: "at 2 times the reliability with repairs is not known exactly: E; a simulation tells it; at 10 h it lies between 0.4 (no repairs) and 0.9 (the availability); at 20 h it lies between 0.3 (no repairs) and 0.9 (the availability)",
		5: "; at 40 h it lies between 0.1 (no repairs) and 0.9 (the availability); and likewise at 1 more time",
		7: "; and likewise at 3 more times",
	} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			points := make([]Point, n)
			for i := range points {
				points[i] = Point{T: 10 * float64(i+1), UnrepairedReliability: 0.1 * float64(4-i), Availability: 0.9, Warnings: []model.Warning{rough}}
				points[i].bound(fmt.Errorf("E"), false)
			}
			got := Warnings(points)
			if len(got) != 2 || got[0] != rough || got[1].Code != "reliability-unknown" || !strings.HasSuffix(got[1].Text, want) {
				t.Errorf("%+v", got)
			}
		})
	}
	if got := Warnings([]Point{{T: 3}, {T: 4}}); got != nil {
		t.Errorf("%v where all is known", got)
	}
}
