package modularity_test

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

// A coverage that is left out is perfect: the first life of four pairs of modules
// of 4,000 h ends with the second of a pair. With none it ends with the first
// failure of eight modules, at 500 h.
func TestCoverageLeftOut(t *testing.T) {
	s := modularity.Architecture{MTBF: 1000, MTTR: 10, Modules: 4, Copies: 2}
	oracle.Near(t, "MTBF where takeovers work", solve(t, s).MTBF, (4000*4000./20+4000)/4, 1e-12)
	s.Coverage = model.NoCoverage
	oracle.Near(t, "MTTF", solve(t, s).MTTF, 500, 1e-9)
	if d := solve(t, s).Dominant().Term; d != modularity.NotCovered {
		t.Errorf("most failures are %v", d)
	}
}

// Need left out is 1, crews left out are as many as copies, and an outage that
// was not covered lasts as long as a repair.
func TestDefaults(t *testing.T) {
	s := modularity.Architecture{MTBF: 1000, MTTR: 10, Modules: 4, Copies: 3, Coverage: 0.9, ResidualRate: 1e-6}
	said := s
	said.Need, said.Crews, said.UncoveredMTTR, said.ResidualMTTR = 1, 3, 10, 10
	a, b := solve(t, s), solve(t, said)
	oracle.Near(t, "MTBF", a.MTBF, b.MTBF, 1e-14)
	oracle.Near(t, "unavailability", a.Unavailability, b.Unavailability, 1e-14)
}

// What is left out and has no default is refused by name.
func TestLeftOut(t *testing.T) {
	whole := modularity.Architecture{MTBF: 1000, MTTR: 10, Modules: 4, Copies: 2, Coverage: 1}
	for param, spoil := range map[string]func(*modularity.Architecture){
		"mtbf":     func(s *modularity.Architecture) { s.MTBF = 0 },
		"mttr":     func(s *modularity.Architecture) { s.MTTR = 0 },
		"modules":  func(s *modularity.Architecture) { s.Modules = 0 },
		"copies":   func(s *modularity.Architecture) { s.Copies = 0 },
		"coverage": func(s *modularity.Architecture) { s.Coverage = model.Covered(math.NaN()) },
	} {
		t.Run(param, func(t *testing.T) {
			s := whole
			spoil(&s)
			oracle.Refused(t, param)(nil, s.Validate())
			oracle.Refused(t, param)(modularity.Solve(s))
			if param != "modules" { // a limit is that of ever more of them
				oracle.Refused(t, param)(modularity.Limit(s))
			}
		})
	}
	oracle.Refused(t, "target")(modularity.RequiredRedundancy(whole, 0, nil))
	oracle.Refused(t, "organs")(modularity.RequiredRedundancy(whole, 1e5, &modularity.Multiplexed{}))
	if points, err := modularity.Sweep(whole); len(points) != 0 || err != nil {
		t.Errorf("a sweep over nothing: %v, %v", points, err)
	}
	if (modularity.Point{}).Dominant() != (modularity.Share{}) {
		t.Error("something dominates where nothing is")
	}
	if name := modularity.Term(99).String(); name != "term 99" {
		t.Errorf("a term that there is none of: %q", name)
	}
}
