package sizing

import (
	"context"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// setting is a system without questions whose parameters can be turned.
type setting struct {
	t *tree
	s componentValues
}

func newSetting(ctx context.Context, m *system.Model, mission float64) (*setting, error) {
	t, err := newTree(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(t.questions) > 0 {
		return nil, &model.ParamError{Param: "structure", Value: "choose", Want: "a structure without questions"}
	}
	for i, g := range t.groups {
		own := *g
		t.groups[i] = &own
	}
	return &setting{t: t, s: componentValues{ctx: ctx, parts: slices.Clone(m.Components), mission: mission}}, nil
}

// down is the unavailability as the parameters are.
func (s *setting) down() (float64, error) {
	x, err := s.t.fill(&s.s)
	if err != nil {
		return 1, err
	}
	return s.t.root.chance(x).down, nil
}

// knob sets a parameter.
type knob func(value float64) error

// knob is that of the requirement's parameter.
func (s *setting) knob(q *Requirement) (knob, error) {
	if q.Parameter == MTBF || q.Parameter == MTTR {
		return s.ofPart(q)
	}
	i := slices.IndexFunc(s.t.groups, func(g *system.Group) bool { return g.Name == q.Component })
	if i < 0 {
		return nil, &model.ParamError{Param: "group", Value: q.Component, Want: "a group of the system"}
	}
	group := s.t.groups[i]
	return func(value float64) error {
		if !(value >= 0 && value <= 1) {
			return &model.ParamError{Param: q.Parameter.String(), Value: value, Want: "a number from 0 to 1"}
		}
		if q.Parameter == Beta {
			group.Beta = value
		} else {
			group.Coverage = model.Covered(value)
		}
		return nil
	}, nil
}

func (s *setting) ofPart(q *Requirement) (knob, error) {
	i := slices.IndexFunc(s.s.parts, func(p system.Component) bool { return p.Name == q.Component })
	if i < 0 {
		return nil, &model.ParamError{Param: "module", Value: q.Component, Want: "a module of the system"}
	}
	to := &s.s.parts[i].Life
	if q.Parameter == MTTR {
		to = &s.s.parts[i].Repair
	}
	if *to == nil {
		return nil, &model.ParamError{Param: "module", Value: q.Component, Want: "a module with an " + q.Parameter.String()}
	}
	first := *to
	return func(value float64) (err error) {
		*to, err = dist.WithMean(first, value)
		return err
	}, nil
}
