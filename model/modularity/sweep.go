package modularity

import (
	"math"

	"mtbf/model"
)

// Ceiling is what an MTBF tends to as modules become ever more and smaller.
type Ceiling struct {
	MTBF   float64 // 0 where voters, of ever more modules, fail; +Inf where nothing does
	Shares []Share
}

// Dominant returns the share with the highest rate.
func (c Ceiling) Dominant() Share { return dominant(c.Shares) }

// Sweep solves a setting at each of the numbers of modules, whatever its own.
// Errors are those of [Solve].
func Sweep(s Setting, modules ...int) ([]Point, error) {
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
func Limit(s Setting) (Ceiling, error) {
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

// Best returns the point at the number of modules, up to most, that gives the
// highest MTBF, whatever the setting's own. Without voters that fail it is most
// as a rule: where coverage is good more modules then do no harm.
//
// Beyond 16 the search takes it that the MTBF rises with the number of modules
// up to one peak. Errors are those of [Solve].
func Best(s Setting, most int) (Point, error) { return Enough(s, most, 1) }

// Enough returns the point with the fewest modules that give the share of the
// MTBF that [Best] finds: with a share of 0.95, where more of them stop helping.
// A share outside (0, 1] is a *model.ParamError; other errors are those of Best.
func Enough(s Setting, most int, share float64) (Point, error) {
	s.Modules = 1
	if err := s.Validate(); err != nil {
		return Point{}, err
	}
	switch {
	case most < 1:
		return Point{}, &model.ParamError{Param: "most modules", Value: most, Want: "a number of 1 or more"}
	case !(share > 0 && share <= 1):
		return Point{}, &model.ParamError{Param: "share", Value: share, Want: "a number in (0, 1]"}
	}
	find := search{f: func(modules int) (float64, error) {
		s.Modules = modules
		return s.mtbf()
	}}
	find.reach(math.Inf(1), most)
	modules := find.peak
	if share < 1 {
		modules = find.reach(share*find.high, modules)
	}
	if find.err != nil {
		return Point{}, find.err
	}
	s.Modules = modules
	return Solve(s)
}

// mtbf returns that of the system, and nothing that costs more.
func (s Setting) mtbf() (float64, error) {
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
