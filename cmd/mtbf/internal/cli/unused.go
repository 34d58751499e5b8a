package cli

import (
	"slices"

	"mtbf/model/system"
)

// unusedGlobals are the flags of all commands that a command has no use for, and those
// that it has none for in any way to use it.
var unusedGlobals = map[string][]string{
	"profiles list": {"seed", "confidence"}, "profiles show": {"seed", "confidence"}, "profiles new": {"seed", "confidence"},
	"analyze": {"seed"}, "compare": {"seed"}, "replay": {"seed"}, "solve": {"seed"},
	"duplex": {"seed", "confidence"}, "size require": {"seed", "confidence"}, "size spares": {"seed", "confidence"},
	"multiplex size": {"seed", "confidence"}, "multiplex threshold": {"seed", "confidence"}, "multiplex compare": {"seed", "confidence"},
	"mechanism contract": {"seed"}, "mechanism detect": {"seed"}, "mechanism pairs": {"seed"}, "mechanism partition": {"seed"}, "mechanism placement": {"seed"},
	"mechanism policy": {"seed"}, "mechanism quorums": {"seed"}, "mechanism rejuvenate": {"seed"}, "mechanism replica": {"seed"}, "mechanism retry": {"seed"},
	"mechanism sessions": {"seed"}, "mechanism stages": {"seed"}, "mechanism storage": {"seed"},
	"table1": {"seed"}, "rate": {"seed"}, "plan": {"seed"}, "selftest": {"seed", "confidence"}, "schema": {"seed", "confidence"}, "convert": {"seed", "confidence"}, "version": {"seed", "confidence"},
	"datasets list": {"seed", "confidence"}, "datasets show": {"seed", "confidence"}, "datasets export": {"seed", "confidence"}, "datasets fetch": {"seed", "confidence"},
}

// whyUnused says why a flag of all commands changes nothing.
var whyUnused = map[string]string{
	"seed":       "nothing in this answer is drawn at random",
	"confidence": "this answer has no limits",
	"format":     "it is JSON in every format",
	"draws":      "no module has numbers from a log, or others with limits",
}

// noEffect says of flags that were given that they change nothing here.
func (g *global) noEffect(names ...string) {
	for _, name := range names {
		g.noEffectAs(whyUnused[name], name)
	}
}

// noEffectAs says so for a reason.
func (g *global) noEffectAs(why string, names ...string) {
	for _, name := range names {
		if g.changed != nil && !g.quiet && g.changed(name) {
			g.note("mtbf: --%s has no effect: %s", name, why)
		}
	}
}

// hasLimits reports whether what is known of any module is an estimate with limits.
func hasLimits(m *system.Model) bool {
	return slices.ContainsFunc(m.Components, func(c system.Component) bool {
		return c.MTBFEstimate != nil || c.MTTREstimate != nil || c.FixedEstimate != nil
	})
}
