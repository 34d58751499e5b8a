package modularity

import "math"

// Ceiling is what an MTBF tends to as modules become ever more and smaller.
type Ceiling struct {
	MTBF   float64 // 0 where voters, of ever more modules, fail; +Inf where nothing does
	Shares []Share
}

// Sweep solves a setting at each of the numbers of modules, whatever its own.
// Errors are those of [Solve].
func Sweep(s Architecture, modules ...int) ([]Point, error) {
	points := make([]Point, len(modules))
	for i := range points {
		var err error
		s.Modules = modules[i]
		if points[i], err = Solve(s); err != nil {
			return nil, err
		}
	}
	return points, nil
}

// Limit returns the ceiling of a setting, whatever its number of modules. With
// L the failure rate of one copy of all hardware, r copies, coverage c and
// common cause share b, modules that have more copies than they need fail in
// the limit only by the first failure of a copy that finds all others good:
//
//	not covered    r L (1-b) (1-c)
//	common cause   L b
//	voters         m v, beyond all bounds
//	residual       s
//
// What needs several failures, too few copies, falls as a power of 1/m. Modules
// without spare copies fail with the first one, Need L (1-b). Repair does not
// matter. The error is a *model.ParamError.
func Limit(s Architecture) (Ceiling, error) {
	s.Modules = 1
	s, err := s.checked()
	if err != nil {
		return Ceiling{}, err
	}
	all := s.ends(s.Copies)
	all[Residual] = s.ResidualRate
	if s.voterRate() > 0 {
		all[Voter] = math.Inf(1)
	}
	return Ceiling{MTBF: 1 / all.total(), Shares: all.shares()}, nil
}

// mtbf returns that of the system, and nothing that costs more.
func (s Architecture) mtbf() (float64, error) {
	s, err := s.checked()
	if err != nil {
		return 0, err
	}
	if !s.repaired() {
		return s.unrepaired().mttf()
	}
	all, err := s.failureRates()
	return 1 / all.total(), err
}
