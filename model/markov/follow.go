package markov

import (
	"context"
	"math"

	"mtbf/model"
)

// Follower tells of a model at one time after another, without starting again.
type Follower struct{ spans *spans }

// Follow follows a model from its start. It fails with a *model.ParamError for a model
// whose fields do not fit each other.
func (m *Model) Follow() (*Follower, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	s := &spans{model: m}
	s.addSurvival()
	return &Follower{s}, nil
}

// FirstPassage is [Model.FirstPassage] at a time that is not before that of the last call.
func (f *Follower) FirstPassage(ctx context.Context, t float64) (Passage, error) {
	s := f.spans
	if !(t >= 0) || math.IsInf(t, 1) || s.survival != nil && t < s.survival.time {
		return Passage{}, &model.ParamError{Param: "time", Value: t, Want: "a finite number of hours, not before the last"}
	}
	switch {
	case s.survival == nil:
		return Passage{Time: t, Unreliability: 1}, nil
	case t == 0:
		return Passage{Time: t, Reliability: 1}, nil
	}
	up, down, err := s.survive(ctx, t)
	return Passage{t, up, down}, err
}
