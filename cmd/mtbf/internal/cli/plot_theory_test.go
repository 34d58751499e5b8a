package cli

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/multiplex"
)

// Of each size of von Neumann's table the figure shows the figure that he
// printed, the exact one, both of his approximations, the second of which is
//
//	(6.4/sqrt N) 10^(-8.6 N/10000),
//
// and a simulation whose limits are within some of its 5 per cent of the exact.
func TestResidualsOfTheFigure(t *testing.T) {
	o := &plotOptions{}
	o.global = &global{seed: 1, confidence: 0.9}
	rows, err := o.residuals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	published := multiplex.Published()
	if len(rows) != len(published) {
		t.Fatalf("%d rows, not %d", len(rows), len(published))
	}
	for i, r := range rows {
		n := float64(r.N)
		exact, err := multiplex.VonNeumann(r.N).Residual(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "size", n, float64(published[i].N), 0)
		oracle.Near(t, "printed", r.Printed, published[i].Printed, 0)
		oracle.Near(t, "exact", r.Exact, exact, 0)
		oracle.Near(t, "eq. 26", r.Eq26, multiplex.Eq26(n), 0)
		oracle.Near(t, "eq. 27", r.Eq27, 6.4/math.Sqrt(n)*math.Pow(10, -8.6*n/10_000), 1e-12)
		oracle.Near(t, "simulated", r.Simulated.Point, exact, 4*0.05)
		if r.Simulated.Confidence != 0.9 {
			t.Errorf("limits at %g", r.Simulated.Confidence)
		}
	}
}
