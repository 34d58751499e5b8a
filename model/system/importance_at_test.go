package system

import (
	"context"
	"fmt"
	"testing"

	"mtbf/internal/oracle"
)

// Two of three of rates .005, .015, .04 that are not repaired, at 40 h: worked from
// q = 1 - e^(-40 rate), Q = q1 q2 + q1 q3 + q2 q3 - 2 q1 q2 q3, for the first unit
// Birnbaum q2 + q3 - 2 q2 q3, RAW (q2 + q3 - q2 q3)/Q, RRW Q/(q2 q3).
func TestImportanceAtATime(t *testing.T) {
	m := &Model{Top: &KOfN{K: 2, Of: units(0, 3)}}
	for i, rate := range []float64{.005, .015, .04} {
		m.Components = append(m.Components, unrepaired(fmt.Sprint("c", i), expo{1 / rate}))
		m.Units = append(m.Units, Unit{Name: fmt.Sprint("u", i), Component: i})
	}
	all, err := structure(t, m).ImportanceAt(context.Background(), nil, 40)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ birnbaum, achievement, reduction, criticality float64 }{
		{.529101837, 1.949972138, 1.266346077, .210326452},
		{.690029495, 1.830465241, 3.151999714, .682741088},
		{.468884461, 1.207598955, 5.575547040, .820645402},
	} {
		t.Run(fmt.Sprint("unit ", i), func(t *testing.T) {
			got := all[0][i]
			oracle.Near(t, "Birnbaum", got.Birnbaum, want.birnbaum, 2e-9)
			oracle.Near(t, "RAW", got.RiskAchievementWorth, want.achievement, 1e-9)
			oracle.Near(t, "RRW", got.RiskReductionWorth, want.reduction, 1e-9)
			oracle.Near(t, "criticality", got.Criticality, want.criticality, 3e-9)
		})
	}
}
