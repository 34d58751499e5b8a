package census

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model/recurrent"
)

// Category x fails at a constant rate and has log-normal repairs; y has a rate
// that grows tenfold and repairs that are exponential; z has too few failures.
func TestEvidence(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 13))
	var spells []spell
	for at := 0.0; ; {
		at += 50 * random.ExpFloat64()
		if at > 100_000 {
			break
		}
		spells = append(spells, spell{"a", at, at + math.Exp(random.NormFloat64()*1.5), "x", 0})
	}
	for range 600 {
		at := 100_000 * math.Pow(random.Float64(), 0.3)
		spells = append(spells, spell{"b", at, at + 2*random.ExpFloat64(), "y", 0})
	}
	spells = append(spells, spell{"c", 5, 6, "z", 0})
	got, err := FitCategories(context.Background(), logOf(spells...), Options{Confidence: 0.9, Window: window(0, 100_000), Exposure: ExposureRule{Units: 3}})
	if err != nil {
		t.Fatal(err)
	}
	x, y, z := got["x"], got["y"], got["z"]
	if best := x.Repairs.Fits[0].Family; best != "lognormal" {
		t.Errorf("repairs of x: %s", best)
	}
	if best := y.Repairs.Fits[0].Family; best != "exponential" && y.Repairs.Margin() > 4 {
		t.Errorf("repairs of y: %s by %.3g", best, y.Repairs.Margin())
	}
	if x.Trend.Direction != recurrent.NoTrend || y.Trend.Direction != recurrent.Worsening {
		t.Errorf("trends: x %s, y %s", x.Trend.Direction, y.Trend.Direction)
	}
	if z.Repairs != nil || z.Between != nil {
		t.Errorf("fits to one failure: %+v", z)
	}
	whole := got[""]
	if whole.Repairs.N != x.Repairs.N+y.Repairs.N+1 {
		t.Errorf("the whole has %g repairs", whole.Repairs.N)
	}
}
