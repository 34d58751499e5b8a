package systemfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/model/uncertain"
)

// modules are the lines of the modules in use, in their order.
func (x *writer) modules() (string, error) {
	var out strings.Builder
	for i := range x.m.Components {
		if x.names[i] == "" {
			continue
		}
		c := &x.m.Components[i]
		keys, err := component(c)
		if err != nil {
			return "", err
		}
		if c.Source != "" {
			fmt.Fprintf(&out, "  # from %s%s\n", onOneLine(c.Source), withoutLimits(c))
		}
		fmt.Fprintf(&out, "  %s: {%s}\n", quoted(x.names[i]), strings.Join(keys, ", "))
	}
	return out.String(), nil
}

// withoutLimits says that estimates from a log have limits that a system file has no form
// for, such as one that is open.
func withoutLimits(c *system.Component) string {
	for _, e := range []*model.Estimate{c.MTBFEstimate, c.MTTREstimate} {
		if _, ok := timeKnown(nil, e); e != nil && !ok && c.MTBFUncertainty == nil {
			return ", without its limits"
		}
	}
	return ""
}

// onOneLine keeps a comment on its line, whatever it says.
func onOneLine(text string) string { return strings.Map(plainRune, text) }

func plainRune(r rune) rune {
	if !strconv.IsPrint(r) {
		return ' '
	}
	return r
}

// component are the keys of a module.
func component(c *system.Component) (keys []string, err error) {
	if c.Life == nil {
		keys = append(keys, chance(c))
	} else if keys, err = times(c); err != nil {
		return nil, err
	}
	if len(c.Resources) > 0 {
		keys = append(keys, "resources: "+numbers(c.Resources))
	}
	return keys, nil
}

// chance is the key of a module that has a probability.
func chance(c *system.Component) string {
	availability, reliability := c.Fixed()
	key, complement, of, fails := "availability", "unavailability", availability, c.Unavailability
	if reliability.Given() {
		key, complement, of, fails = "reliability", "unreliability", reliability, c.Unreliability
	}
	switch {
	case c.FixedUncertainty != nil:
		if known, ok := probabilityKnown(c.FixedUncertainty); ok {
			return key + ": " + known
		}
	case fails > 0:
		return complement + ": " + digits(fails)
	}
	return key + ": " + digits(of.Works)
}

// times are the keys of a module that has a life.
func times(c *system.Component) (keys []string, err error) {
	for _, t := range []struct {
		mean, shape string // keys
		of          model.Distribution
		known       model.Uncertainty
		estimate    *model.Estimate
	}{{"mtbf", "life", c.Life, c.MTBFUncertainty, c.MTBFEstimate}, {"mttr", "repair", c.Repair, c.MTTRUncertainty, c.MTTREstimate}} {
		if t.of == nil {
			continue
		}
		if known, ok := timeKnown(t.known, t.estimate); ok {
			keys = append(keys, t.mean+": "+known)
			continue
		}
		if mean, ok := meanOf(t.of); ok {
			keys = append(keys, t.mean+": "+duration(mean))
			continue
		}
		family, ok := t.of.(dist.Distribution)
		if !ok || len(family.Parameters()) == 0 {
			return nil, &model.ParamError{Param: "module " + c.Name + ": " + t.shape, Value: t.of.Family(), Want: "a family that a system file has with its parameters: write this one out by hand"}
		}
		keys = append(keys, t.shape+": {"+family.Family()+": {"+parameters(family)+"}}")
	}
	return keys, nil
}

func parameters(d dist.Distribution) string {
	var texts []string
	for _, p := range d.Parameters() {
		texts = append(texts, p.Name+": "+digits(p.Value))
	}
	return strings.Join(texts, ", ")
}

// meanOf is the mean that makes an exponential distribution with the same rate.
func meanOf(d model.Distribution) (mean float64, ok bool) {
	e, ok := d.(dist.Exponential)
	if !ok {
		return 0, false
	}
	rate := e.Parameters()[0].Value
	return shortest(1/rate, func(x float64) bool { return 1/x == rate })
}

// shortest is the number with the fewest digits, of those next to a guess, that gives what
// it is to give; ok is false if none does.
func shortest(guess float64, gives func(float64) bool) (best float64, ok bool) {
	const around = 4
	x := guess
	for range around {
		x = math.Nextafter(x, 0)
	}
	for range 2*around + 1 {
		if gives(x) && (!ok || len(digits(x)) < len(digits(best))) {
			best, ok = x, true
		}
		x = math.Nextafter(x, math.Inf(1))
	}
	return best, ok
}

// nearest is the shortest number that gives what it is to give, or the guess.
func nearest(guess float64, gives func(float64) bool) string {
	if x, ok := shortest(guess, gives); ok {
		return digits(x)
	}
	return digits(guess)
}

// timeKnown is what is known of a time: a distribution of it, or the limits that a log
// gives.
func timeKnown(u model.Uncertainty, e *model.Estimate) (text string, ok bool) {
	switch u := u.(type) {
	case uncertain.Lognormal:
		return spreadOf(u, digits(u.Median)), true
	case uncertain.CountedMTBF:
		return fmt.Sprintf("{failures: %s, exposure: %s}", digits(u.Failures), duration(u.Hours)), true
	case uncertain.MTBF:
		return gammaKnown(u), true
	}
	if u != nil || e == nil || !(e.Lo > 0 && e.Lo < e.Point && e.Point < e.Hi && e.Hi <= when.MaxLength) {
		return "", false
	}
	return fmt.Sprintf("{point: %s, lo: %s, hi: %s, confidence: %s}", digits(e.Point), digits(e.Lo), digits(e.Hi), digits(e.Confidence)), true
}

// gammaKnown is a rate with a prior.
func gammaKnown(u uncertain.MTBF) string {
	count := ""
	if u.Hours > 0 {
		count = fmt.Sprintf("failures: %s, exposure: %s, ", digits(u.Failures), duration(u.Hours))
	}
	if u.PriorShape == 0.5 && u.PriorHours == 0 {
		return "{" + count + "prior: " + jeffreys + "}"
	}
	return fmt.Sprintf("{%sprior: {gamma: {shape: %s, exposure: %s}}}", count, digits(u.PriorShape), duration(u.PriorHours))
}

// probabilityKnown is what is known of a probability.
func probabilityKnown(u model.Uncertainty) (text string, ok bool) {
	switch u := u.(type) {
	case uncertain.LogOdds:
		point := nearest(1/(1+1/u.Odds.Median), func(p float64) bool { return p/(1-p) == u.Odds.Median })
		return oddsOf(u.Odds, point), true
	case uncertain.PerDemand:
		return fmt.Sprintf("{prior: {beta: {a: %s, b: %s}}}", digits(u.Failures), digits(u.Successes)), true
	case uncertain.CountedDemands:
		failures, demands := u.Count()
		return fmt.Sprintf("{failures: %d, demands: %d}", failures, demands), true
	}
	return "", false
}

// spreadOf writes a log-normal by its error factor, or by limits where its sides differ.
func spreadOf(u uncertain.Lognormal, point string) string {
	if u.Below == u.Above {
		factor := nearest(errorFactor(u.Below), func(f float64) bool { return uncertain.FromErrorFactor(u.Median, f) == u })
		return fmt.Sprintf("{point: %s, error_factor: %s}", point, factor)
	}
	lo := nearest(u.Quantile(0.05), func(lo float64) bool {
		return uncertain.FromLimits(u.Median, lo, 2*u.Median, limitsWritten).Below == u.Below
	})
	hi := nearest(u.Quantile(0.95), func(hi float64) bool {
		return uncertain.FromLimits(u.Median, u.Median/2, hi, limitsWritten).Above == u.Above
	})
	return fmt.Sprintf("{point: %s, lo: %s, hi: %s, confidence: %s}", point, lo, hi, digits(limitsWritten))
}

// limitsWritten is the confidence of limits that are written.
const limitsWritten = 0.90

// errorFactor is the 95th percentile over the median, of a standard deviation of the
// logarithm.
func errorFactor(sd float64) float64 {
	return uncertain.Lognormal{Median: 1, Below: sd, Above: sd}.Quantile(0.95)
}

// oddsOf is spreadOf for odds, whose limits are those of the probability.
func oddsOf(u uncertain.Lognormal, point string) string {
	if u.Below == u.Above {
		return spreadOf(u, point)
	}
	of := func(odds float64) float64 { return 1 / (1 + 1/odds) }
	lo := nearest(of(u.Quantile(0.05)), func(p float64) bool {
		return uncertain.FromLimits(u.Median, p/(1-p), 2*u.Median, limitsWritten).Below == u.Below
	})
	hi := nearest(of(u.Quantile(0.95)), func(p float64) bool {
		return uncertain.FromLimits(u.Median, u.Median/2, p/(1-p), limitsWritten).Above == u.Above
	})
	return fmt.Sprintf("{point: %s, lo: %s, hi: %s, confidence: %s}", point, lo, hi, digits(limitsWritten))
}
