package mtbf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"mtbf/ingest/faulttree"
	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// WriteSystem writes a gate of a fault tree, "" being the only top, as a system file, with
// the probabilities of a mission time in hours. A *[model.ParamError] names what a system
// file does not have.
func WriteSystem(w io.Writer, tree *faulttree.Model, gate string, missionTime float64) error {
	m, _, err := tree.System(gate, missionTime)
	if err != nil {
		return err
	}
	about := fmt.Sprintf("The fault tree of %q: what fails there fails here.", m.Name)
	if missionTime > 0 {
		about = fmt.Sprintf("The fault tree of %q at a mission time of %g h: what fails there fails here.", m.Name, missionTime)
	}
	return systemfile.Write(w, m, about)
}

// WriteFaultTree writes a system as an Open-PSA fault tree, with the unavailability of each
// unit in steady state, or of one that is never repaired its unreliability at a mission
// time in hours. A group whose units depend on each other is one event with the
// unavailability that its chain has. A *[model.ParamError] names what has no event there.
func WriteFaultTree(ctx context.Context, w io.Writer, m *system.Model, missionTime float64) error {
	if err := system.Validate(m); err != nil {
		return err
	}
	if m.Coupled() {
		return &model.ParamError{Param: "structure", Value: "shared crews, spares, or units that rest", Want: "units that fail and are repaired on their own, or in groups"}
	}
	unit := func(u int) (float64, error) { return unavailabilityOf(m, u, missionTime) }
	group := func(g *system.Group) (float64, error) {
		found, err := solve.Groups(ctx, g, &m.Components[m.Units[g.Units[0]].Component])
		if err != nil {
			return 0, errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
		}
		return found.Unavailability, nil
	}
	return faulttree.Write(w, m, unit, group)
}

// unavailabilityOf is that of a unit on its own.
func unavailabilityOf(m *system.Model, u int, missionTime float64) (float64, error) {
	c := &m.Components[m.Units[u].Component]
	availability, reliability := c.Fixed()
	switch {
	case c.Life == nil && availability.Given():
		return availability.Fails, nil
	case c.Life == nil:
		return reliability.Fails, nil
	case c.Repair != nil:
		return c.Repair.Mean() / (c.Life.Mean() + c.Repair.Mean()), nil
	case missionTime > 0:
		return -math.Expm1(c.Life.LogSurvival(missionTime)), nil
	}
	return 0, &model.ParamError{Param: "mission-time", Value: "nothing", Want: fmt.Sprintf("given: module %s is never repaired, so that its probability to have failed depends on it", c.Name)}
}
