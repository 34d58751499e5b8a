package system

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
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

// Two of three with q = .01, of which a tenth is common: independent .009, common
// .001: 1 - .999 (1 - 3 .009^2 + 2 .009^3) = .0012413.
func TestCommonCauseWithoutTime(t *testing.T) {
	m := alike(nil, 3, static("c", .99))
	m.Top = &Group{Units: []int{0, 1, 2}, K: 2, Beta: .1}
	r, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := .001 + .999*(3*.009*.009-2*.009*.009*.009)
	oracle.Near(t, "U", r.Unavailability, want, 1e-12)
	oracle.Near(t, "A", r.Availability, 1-want, 1e-12)
	points, err := structure(t, m).At(context.Background(), nil, 30)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "1-R at any time", points[0].UnrepairedUnreliability, want, 1e-12)
	m.Top.(*Group).Crews = 1
	var param *model.ParamError
	if _, err := Solve(context.Background(), m, nil); !errors.As(err, &param) || param.Param != "group of c" {
		t.Errorf("crews: %v", err)
	}
}
