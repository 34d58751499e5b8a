package modularity_test

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

// TestOracle: testdata/modularity.py solved 40 random settings, with and
// without repair, by mpmath 1.3 at 50 digits.
func TestOracle(t *testing.T) {
	var file struct {
		Cases []struct {
			Repaired bool
			Setting  struct {
				MTBF, MTTR, Coverage, Beta   float64
				Modules, Copies, Need, Crews int
				UncoveredMTTR                float64 `json:"uncovered_mttr"`
				VoterRate                    float64 `json:"voter_rate"`
				ResidualRate                 float64 `json:"residual_rate"`
				ResidualMTTR                 float64 `json:"residual_mttr"`
			}
			Want struct{ MTBF, MTTF, MDT, Unavailability float64 }
		}
	}
	oracle.Load(t, "testdata/modularity.json", &file)
	if len(file.Cases) != 80 {
		t.Fatalf("%d cases", len(file.Cases))
	}
	for i, c := range file.Cases {
		x, want := c.Setting, c.Want
		s := modularity.Architecture{
			MTBF: x.MTBF, MTTR: x.MTTR, Modules: x.Modules, Copies: x.Copies, Need: x.Need, Crews: x.Crews,
			Coverage: model.Covered(x.Coverage), UncoveredMTTR: x.UncoveredMTTR, Beta: x.Beta,
			VoterRate: x.VoterRate, ResidualRate: x.ResidualRate, ResidualMTTR: x.ResidualMTTR,
		}
		if !c.Repaired {
			s.MTTR, s.ResidualMTTR = never, 0
			want.MDT, want.Unavailability = never, 1
		}
		p, name := solve(t, s), fmt.Sprintf("case %d (%+v)", i, s)
		oracle.Near(t, name+": MTBF", p.MTBF, want.MTBF, 1e-13)
		oracle.Near(t, name+": MTTF", p.MTTF, want.MTTF, 1e-13)
		oracle.Near(t, name+": MDT", p.MDT, want.MDT, 1e-13)
		oracle.Near(t, name+": unavailability", p.Unavailability, want.Unavailability, 1e-13)
		checkShares(t, name, p)
	}
}

// checkShares: the rates of the terms, each found from events of its own, add
// up to that of all failures, and the parts to 1.
func checkShares(t *testing.T, name string, p modularity.Point) {
	t.Helper()
	rate, part := 0.0, 0.0
	for i, x := range p.Shares {
		if x.Term != modularity.Term(i) || x.Rate < 0 || math.IsNaN(x.Fraction) {
			t.Errorf("%s: share %+v", name, x)
		}
		rate, part = rate+x.Rate, part+x.Fraction
	}
	oracle.Near(t, name+": sum of the shares", rate*p.MTBF, 1, 1e-10)
	oracle.Near(t, name+": sum of the parts", part, 1, 1e-12)
}
