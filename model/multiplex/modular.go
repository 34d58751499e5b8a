package multiplex

import "mtbf/model"

// Voted returns the chance of n modules with a voter behind them, n-modular
// redundancy: it works if the voter does and most modules do. With the
// reliabilities R of a module and V of the voter, for n = 3,
//
//	Works = V (3 R^2 - 2 R^3)
//
// More modules help only where R > 1/2. Modules and voter fail independently,
// and wrong modules are taken to agree on the same wrong answer. The n is odd,
// from 1 to 99; a *model.ParamError tells of another, and of a chance whose
// probabilities do not add up to 1.
func Voted(n int, module, voter Chance) (Chance, error) {
	if n < 1 || n > 99 || n%2 == 0 {
		return Chance{}, &model.ParamError{Param: "modules", Value: n, Want: "an odd number from 1 to 99"}
	}
	if err := module.check("module"); err != nil {
		return Chance{}, err
	}
	if err := voter.check("voter"); err != nil {
		return Chance{}, err
	}
	return module.majority(n).and(voter), nil
}

// Path is a chain of modules in series, each fed by the one before, that may be
// triplicated in several ways. A wrong signal stays wrong along the path.
type Path struct {
	Length        int // modules, 1 or more
	Module, Voter Chance
}

// Triplicated are the chances of a [Path] as it is and in three triplicated
// forms. With reliabilities R of a module and V of a voter, length m, and
// T(R) = 3R^2 - 2R^3, their Works are
//
//	Single        R^m
//	Whole         T(R^m) V
//	Every         (T(R) V)^m
//	EveryVoters   T(R) T(R V)^(m-1) V
type Triplicated struct {
	Single      Chance // not triplicated
	Whole       Chance // the whole path three times, one voter at its end
	Every       Chance // every module three times, one voter behind each triple
	EveryVoters Chance // the same with three voters between triples, one at the end
}

// Triplicate computes the forms of the path. A *model.ParamError tells of a
// length below 1 and of a chance whose probabilities do not add up to 1.
func (p Path) Triplicate() (Triplicated, error) {
	if p.Length < 1 {
		return Triplicated{}, &model.ParamError{Param: "length", Value: p.Length, Want: "a count of 1 or more"}
	}
	if err := p.Module.check("module"); err != nil {
		return Triplicated{}, err
	}
	if err := p.Voter.check("voter"); err != nil {
		return Triplicated{}, err
	}
	single, triple := p.Module.all(p.Length), p.Module.majority(3)
	later := p.Module.and(p.Voter).majority(3)
	return Triplicated{
		Single:      single,
		Whole:       single.majority(3).and(p.Voter),
		Every:       triple.and(p.Voter).all(p.Length),
		EveryVoters: triple.and(later.all(p.Length - 1)).and(p.Voter),
	}, nil
}

// Cascade is a module triplicated again and again: three modules and a majority
// organ are the module of the next level.
type Cascade struct {
	Levels  int
	Error   float64 // probability of a wrong output
	Modules float64 // 3^Levels
	Organs  float64 // majority organs, (3^Levels - 1)/2
}

// maxLevels is where 3^Levels is still a float64.
const maxLevels = 600

// Cascaded returns the cascade of so many levels, from 0 to 600, of modules
// that are wrong with probability module in [0, 1] and majority organs that give
// the opposite of what they should with probability organ in [0, 1/2). Level by
// level the error is, as long as errors are independent [von Neumann 1956,
// section 8],
//
//	e + (1-2e)(3 x^2 - 2 x^3)
//
// It tends to the level No of [RestoredLevels] if module is below 1/2 and e
// below 1/6. A *model.ParamError tells of a parameter out of its domain.
func Cascaded(levels int, module, organ float64) (Cascade, error) {
	if levels < 0 || levels > maxLevels {
		return Cascade{}, &model.ParamError{Param: "levels", Value: levels, Want: "a whole number from 0 to 600"}
	}
	if !(module >= 0 && module <= 1) {
		return Cascade{}, &model.ParamError{Param: "module error", Value: module, Want: "a number in [0, 1]"}
	}
	if err := checkError(organ); err != nil {
		return Cascade{}, err
	}
	c := Cascade{Levels: levels, Error: module, Modules: 1}
	for range levels {
		c.Error, _ = Majority.transfer(c.Error, organ)
		c.Organs += c.Modules
		c.Modules *= 3
	}
	return c, nil
}
