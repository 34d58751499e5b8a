package systemfile

import (
	"errors"

	"mtbf/model"
	"mtbf/model/system"
)

// makePools makes the repair crews that modules share.
func (b *builder) makePools() error {
	of := map[string]string{}
	for _, name := range named(b.decoder, b.file.RepairCrews) {
		t := b.file.RepairCrews[name]
		if wrong := badName(name); wrong != "" {
			return b.fault(b.keys[t], "repair_crews: the name %q %s", clipped(name), wrong)
		}
		p := system.CrewPool{Name: name, Crews: 1, ByPriority: t.Order == "priority"}
		if b.given(&t.Crews) {
			p.Crews = t.Crews
		}
		for i, module := range t.Repairs {
			part, ok := b.parts[module]
			at := b.at(&t.Repairs[i])
			switch other, twice := of[module]; {
			case !ok:
				return b.fault(at, "repair_crews: %q is not a module; %sname the modules that %s repair", clipped(module), didYouMean(module, named(b.decoder, b.file.Modules)), name)
			case twice && other == name:
				return b.fault(at, "repair_crews: %q is listed twice; delete one", module)
			case twice:
				return b.fault(at, "repair_crews: %s repair %q already; delete it from one of them", other, module)
			case b.model.Components[part].Life == nil || b.model.Components[part].Repair == nil:
				return b.fault(at, "repair_crews: module %q has no mttr or repair that crews could shorten or delay; give it, or delete it here", module)
			}
			of[module] = name
			p.Components = append(p.Components, part)
		}
		b.model.Pools = append(b.model.Pools, p)
	}
	b.model.RestWhenDown = b.file.RestWhenDown
	return nil
}

// crewsOf names the crews that repair a module, "" if it has its own.
func (b *builder) crewsOf(part int) string {
	if p := b.model.Pool(part); p != nil {
		return p.Name
	}
	return ""
}

// duty makes a standby whose spares are listed.
func (b *builder) duty(t *standbyText) (system.Node, error) {
	for _, key := range []struct {
		field any
		name  string
	}{
		{&t.Active, "active"}, {&t.Coverage, "coverage"}, {&t.Detection, "detection"}, {&t.Takeover, "takeover"},
		{&t.IdleCoverage, "idle_coverage"}, {&t.UncoveredMTTR, "uncovered_mttr"}, {&t.Crews, "crews"}, {&t.Beta, "beta"},
		{&t.MGL, "mgl"}, {&t.Alpha, "alpha"}, {&t.Staggered, "staggered"},
	} {
		if b.given(key.field) {
			return nil, b.fault(b.at(key.field), "standby: %s does not go with a list of spares; delete it, or say how many spares of one module there are", key.name)
		}
	}
	if t.Of.List {
		return nil, b.fault(b.at(&t.Of), "standby: of: lists %s where one does the duty; put the others into spares:", model.Counted(len(t.Of.Nodes), "node"))
	}
	d := &system.Duty{}
	var err error
	if d.DormancyFactor, err = b.dormancy(t); err != nil {
		return nil, err
	}
	if d.Of, err = b.nodes(append([]*nodeText{t.Of.Nodes[0]}, t.Spares.Nodes...), false); err != nil {
		return nil, err
	}
	name := "standby"
	if u := t.Of.Nodes[0].Unit; u != "" {
		name += " of " + u
	}
	b.duties[name] = append(b.duties[name], d)
	return d, nil
}

// checkDuties refuses what no engine knows the meaning of, where it stands.
func (b *builder) checkDuties() error {
	if len(b.duties) == 0 {
		return nil
	}
	err := b.model.CheckDuties()
	var wrong *model.ParamError
	if errors.As(err, &wrong) {
		return b.fault(b.at(b.file.Structure), "%w", err)
	}
	return err
}
