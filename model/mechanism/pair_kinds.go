package mechanism

import (
	"slices"

	"mtbf/model"
)

// FaultClass is a class of faults that a process meets.
type FaultClass string

// The classes, after Gray's table of causes: of software, those that are gone when the
// same is tried again, and those that come again.
const (
	Hardware    FaultClass = "hardware"
	Heisenbug   FaultClass = "heisenbug"
	Bohrbug     FaultClass = "bohrbug"
	Operations  FaultClass = "operations"
	Environment FaultClass = "environment"
)

// FaultClasses are all classes.
func FaultClasses() []FaultClass {
	return []FaultClass{Hardware, Heisenbug, Bohrbug, Operations, Environment}
}

// Tolerance is what the literature says of a kind of pair and a class of faults.
type Tolerance string

// What it may say. Where it says that a kind tolerates some faults, or all but the state
// of the process, the share is an input.
const (
	Tolerated Tolerance = "yes"
	Not       Tolerance = "no"
	Some      Tolerance = "some"
	Forgets   Tolerance = "forgets"
)

// PairKind is a way to run a process twice.
type PairKind struct {
	Name, Label string
	Against     []Tolerance // in the order of [FaultClasses]
	Note        string      // what it takes, or lacks
	Source      string
}

// PairKinds are a process alone and the kinds of pairs of TR 85.7.
func PairKinds() []PairKind {
	against := func(hardware, heisenbug Tolerance) []Tolerance {
		return []Tolerance{hardware, heisenbug, Not, Not, Not}
	}
	return []PairKind{
		{"none", "one process", against(Not, Not), "Every fault is a failure", "definition"},
		{"lockstep", "lockstep", against(Tolerated, Not), "Both do the same in step, and fail of the same bug", "Gray 1985, pp. 20-26"},
		{"state", "state checkpoints", against(Tolerated, Some), "Good, and hard to program", "Gray 1985, pp. 20-26"},
		{"automatic", "automatic checkpoints", against(Tolerated, Some), "Easy to program, and much data to send", "Gray 1985, pp. 20-26"},
		{"delta", "delta checkpoints", against(Tolerated, Some), "Half the messages, a third of the bytes of state checkpoints", "Gray 1985, p. 21"},
		{"persistent", "persistent", against(Forgets, Forgets), "The backup begins afresh and knows nothing (amnesia): with no more, each takeover loses state", "Gray 1985, pp. 20-26"},
		{"transactions", "persistent, transactions", against(Tolerated, Tolerated), "What was begun is undone, and the backup starts from a consistent state", "Gray 1985, pp. 20-26"},
	}
}

// PairKindAssumptions are those of the table of kinds.
func PairKindAssumptions() []Assumption {
	return []Assumption{
		{"A pair of any kind does nothing against Bohrbugs, which the backup has too", "Gray 1985, p. 17"},
		{"nor against operators, whose errors are orders of magnitude more frequent than what a third process could still help with", "Gray 1985, p. 20"},
		{"nor against the environment of its one site: that takes a remote replica", "Gray 1985, p. 29"},
		{"The paper has no coverages of the kinds: what is not given is anything from 0 to 1", "Gray 1985, pp. 20-26"},
		{"yes is every fault of the class, no is none; faults of all classes come at constant rates, which add up", "definition"},
	}
}

// FindPairKind finds a kind by its name.
func FindPairKind(name string) (PairKind, bool) {
	kinds := PairKinds()
	i := slices.IndexFunc(kinds, func(k PairKind) bool { return k.Name == name })
	if i < 0 {
		return PairKind{}, false
	}
	return kinds[i], true
}

// Coverage is the share of a class of faults that a kind tolerates, where none is given:
// all of it, none of it, or from none to all.
func (k PairKind) Coverage(class FaultClass) model.Estimate {
	switch k.Against[slices.Index(FaultClasses(), class)] {
	case Tolerated:
		return Known(1)
	case Not:
		return Known(0)
	}
	return Between(0, 1)
}

// FaultRates are the mean times between faults of each class, in hours; a class that is
// left out has none.
type FaultRates map[FaultClass]model.Estimate

// MTBF is that of a process of this kind, in hours: one over the sum, over the classes,
// of the rate times the share that is not covered; coverage holds shares that are given.
// The error is a *model.ParamError.
func (k PairKind) MTBF(faults FaultRates, coverage map[FaultClass]model.Estimate) (model.Estimate, error) {
	var inputs []model.Estimate
	for _, class := range FaultClasses() {
		mean, ok := faults[class]
		if !ok {
			continue
		}
		if err := checkTime("mtbf of "+string(class), mean); err != nil {
			return model.Estimate{}, err
		}
		share, given := coverage[class]
		if !given {
			share = k.Coverage(class)
		}
		if err := checkShare("coverage of "+string(class), share); err != nil {
			return model.Estimate{}, err
		}
		inputs = append(inputs, mean, share)
	}
	if len(inputs) == 0 {
		return model.Estimate{}, &model.ParamError{Param: "faults", Value: "none", Want: "the mean time between faults of one class or more"}
	}
	f, err := Carry(func(x []float64) ([]float64, error) {
		rate := 0.0
		for i := 0; i < len(x); i += 2 {
			rate += (1 - x[i+1]) / x[i]
		}
		return []float64{1 / rate}, nil
	}, inputs...)
	if err != nil {
		return model.Estimate{}, err
	}
	return f[0], nil
}
