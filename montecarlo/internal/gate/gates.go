// Package gate has what the simulation by missions and the accelerated methods
// share: the systems that they take, and the ends of a run.
package gate

import (
	"errors"
	"fmt"

	"mtbf/model"
	"mtbf/model/system"
)

// Of compiles a system that can be simulated.
func Of(m *system.Model) (*system.Gates, error) {
	if m != nil && system.Validate(m) == nil && m.Coupled() {
		return nil, fmt.Errorf("%w, which the accelerated methods do not know of; plain simulation does, and solve as a chain", system.ErrCoupled)
	}
	g, err := m.Gates()
	var refused *model.ParamError
	if errors.As(err, &refused) && refused.Param == "structure" && refused.Value == "partial" {
		refused.Want += ": a simulation has no delivered share; solve does"
	}
	return g, err
}

// One is 1 for yes.
func One(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
