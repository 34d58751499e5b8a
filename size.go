package mtbf

import (
	"context"
	"math/rand/v2"

	"mtbf/model/sizing"
	"mtbf/model/system"
)

// LimitsConfidence is that of the limits from logs, from which sizing draws the
// doubt about a module: one doubt, whatever confidence the choice is to have. A
// system that is to be sized is read with it.
const LimitsConfidence = 0.90

// Size answers the questions (choose:) of a system: which parts and how many
// copies meet the target for the least of a resource, or give the most within the
// limits. Where none does, the error is a *[sizing.InfeasibleError]. A Confidence
// left out is 0.90; a Stream left out is that of the seed.
func Size(ctx context.Context, m *system.Model, o sizing.Options, seed uint64) (*sizing.Result, error) {
	o.Confidence = orDefault(o.Confidence)
	if o.Stream == nil {
		o.Stream = rand.New(rand.NewPCG(seed, 0))
	}
	return sizing.Size(ctx, m, o)
}
