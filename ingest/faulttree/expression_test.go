package faulttree

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// expressionOf writes a short form of expressions as elements: a number is a float, t the
// mission time.
func expressionOf(short string) string {
	var b strings.Builder
	for _, word := range strings.Fields(short) {
		if word == "t" {
			b.WriteString("<system-mission-time/>")
		} else {
			fmt.Fprintf(&b, `<float value="%s"/>`, word)
		}
	}
	return b.String()
}

// tag writes an element that holds numbers.
func tag(name string, of ...string) string {
	return "<" + name + ">" + expressionOf(strings.Join(of, " ")) + "</" + name + ">"
}

// TestExpressions at points worked by hand, or in 60 digits (mpmath) as their comment says.
func TestExpressions(t *testing.T) {
	for _, c := range []struct {
		of   string
		want float64
	}{
		{tag("neg", "-0.25"), 0.25},
		{tag("add", "0.25", "0.5", "0.125"), 0.875},
		{tag("sub", "0.875", "0.5", "0.125"), 0.25},
		{tag("mul", "0.5", "0.5", "0.5"), 0.125},
		{tag("div", "1", "2", "4"), 0.125},
		{tag("min", "0.5", "0.25", "0.75"), 0.25},
		{tag("max", "0.5", "0.25", "0.75"), 0.75},
		{tag("mean", "0.5", "0.25", "0.75"), 0.5},
		{tag("pow", "0.5", "3"), 0.125},
		{tag("abs", "-0.25"), 0.25},
		{tag("sqrt", "0.25"), 0.5},
		{tag("exp", "-2"), 0.13533528323661269},
		{tag("log", "1.25"), 0.22314355131420976},
		{tag("log10", "1.25"), 0.09691001300805641},
		{"<div>" + tag("mod", "7.25", "2") + expressionOf("8") + "</div>", 1.25 / 8},
		{tag("ceil", "0.25"), 1},
		{tag("floor", "0.75"), 0},
		{tag("sin", "0.5"), 0.479425538604203},
		{tag("cos", "0.5"), 0.8775825618903728},
		{tag("tan", "0.5"), 0.5463024898437905},
		{tag("asin", "0.5"), 0.5235987755982989},
		{tag("acos", "0.9"), 0.45102681179626236},
		{tag("atan", "0.5"), 0.4636476090008061},
		{tag("sinh", "0.5"), 0.5210953054937474},
		{tag("tanh", "0.5"), 0.46211715726000973},
		{"<div>" + tag("cosh", "0") + "<pi/></div>", 1 / math.Pi},
		{`<div><int value="1"/><float value="8"/></div>`, 0.125},
		{`<bool value="true"/>`, 1},
		{`<not><bool value="1"/></not>`, 0},
		{`<and><bool value="true"/><float value="0.5"/></and>`, 1},
		{`<and><bool value="true"/><bool value="false"/></and>`, 0},
		{`<or><bool value="false"/><bool value="false"/></or>`, 0},
		{`<or><bool value="false"/><float value="0.1"/></or>`, 1},
		{tag("eq", "0.5", "0.5"), 1},
		{tag("df", "0.5", "0.5"), 0},
		{tag("lt", "0.25", "0.5"), 1},
		{tag("gt", "0.25", "0.5"), 0},
		{tag("leq", "0.5", "0.5"), 1},
		{tag("geq", "0.25", "0.5"), 0},
		{"<ite>" + tag("lt", "1", "2") + expressionOf("0.25 7") + "</ite>", 0.25}, // 7, no probability, is not asked for
		{"<ite>" + tag("gt", "1", "2") + expressionOf("0.25 0.75") + "</ite>", 0.75},
		{"<switch><case>" + tag("eq", "1", "2") + expressionOf("0.25") + "</case><case>" + tag("eq", "2", "2") + expressionOf("0.5") + "</case>" + expressionOf("0.75") + "</switch>", 0.5},
		{"<switch>" + expressionOf("0.75") + "</switch>", 0.75},

		// 1 - exp(-3e-20) keeps its digits.
		{tag("exponential", "1e-20", "3"), 3e-20},
		{tag("exponential", "0", "3"), 0},
		// 1e-5/1.00001 (1 - exp(-1.00001e-3)) + 1e-9 exp(-1.00001e-3), in 60 digits.
		{tag("GLM", "1e-9", "1e-5", "1", "1e-3"), 1.0994002106126774366e-8},
		{tag("GLM", "0.25", "0", "0", "1e-3"), 0.25},
		// 1 - exp(-(0.5/1000)^2.5), in 60 digits; 0 until the shift.
		{tag("Weibull", "1000", "2.5", "100", "100.5"), 5.5901699281244742701e-9},
		{tag("Weibull", "1000", "2.5", "100", "100"), 0},

		// 260 h after the test at 8500 h; before the first test; at a test, as just before.
		{tag("periodic-test", "1e-5", "2000", "500", "8760"), 0.0025966229274302563524},
		{tag("periodic-test", "1e-5", "2000", "9000", "8760"), 0.0838727456553458},
		{tag("periodic-test", "1e-5", "2000", "500", "4500"), 0.019801326693244697779},
		// Working, failed and repaired followed from test to test, in 60 digits.
		{tag("periodic-test", "1e-4", "0.01", "2000", "500", "8760"), 0.037383498281235178117},
		{tag("periodic-test", "1e-9", "1e-3", "720", "0", "8760"), 1.3639778117793162208e-6},
		{tag("periodic-test", "0.01", "0.01", "100", "50", "1000"), 0.58516959006946837373},
		{tag("periodic-test", "0.02", "0", "100", "50", "1000"), 0.99999999793884637756},
		{tag("periodic-test", "1e-12", "10", "1", "0", "1000.5"), 5.0673825291506616966e-13},
		{tag("periodic-test", "1e-3", "1e-6", "10", "3", "100000"), 0.99900100398883156909},
		{tag("periodic-test", "3", "0.5", "2", "1", "8"), 0.89285393119588858346},
		{tag("periodic-test", "1e-15", "1e-12", "24", "0", "87600"), 8.7599996160334432215e-11},
		// The same with all that may happen in a test, by matrix exponentials of 50 digits.
		{tag("periodic-test", "1e-4 2e-4 0.01 2000 500 0.01 10 1 0.9 0.02 8760"), 0.062156314647250488453},
		{tag("periodic-test", "1e-4 2e-4 0.01 2000 500 0.01 100 0 0.9 0.02 8550"), 0.9999999995804117715},
		{tag("periodic-test", "1e-4 2e-4 0.01 2000 500 0.01 100 1 0.9 0.02 8550"), 0.20858938544550694872},
		{tag("periodic-test", "1e-6 0 0.1 720 100 1e-5 2 0 1 0 8760"), 0.00013828636828498538105},
		{tag("periodic-test", "0.01 0.02 0.05 50 10 0.1 5 1 0.5 0.3 1003"), 0.62522709070342260834},
		{tag("periodic-test", "1e-4 2e-4 0.01 2000 500 0.01 10 1 0.9 0.02 400"), 0.039210560847676790561},
		{tag("periodic-test", "0", "0.1", "10", "5", "100"), 0},
		{tag("periodic-test", "1e-4", "0.01", "2000", "500", "400"), -math.Expm1(-0.04)},

		// Means of random deviates.
		{tag("uniform-deviate", "0.25", "0.5"), 0.375},
		{tag("normal-deviate", "0.25", "0.5"), 0.25},
		{tag("lognormal-deviate", "0.25", "3", "0.95"), 0.25},
		{tag("lognormal-deviate", "-7", "0.6"), 0.0010917209222795112199},
		{tag("gamma-deviate", "2", "0.125"), 0.25},
		{tag("beta-deviate", "1", "3"), 0.25},
		// 1/4 of the width has 0.5 and 3/4 have 0.25.
		{"<histogram>" + expressionOf("0") + "<bin>" + expressionOf("1 0.5") + "</bin><bin>" + expressionOf("4 0.25") + "</bin></histogram>", 0.3125},
		{"<exponential>" + expressionOf("0.5 t") + "</exponential>", -math.Expm1(-1)},
	} {
		t.Run(c.of, func(t *testing.T) {
			m := read(t, `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><basic-event name="e"/></define-gate><define-basic-event name="e">`+c.of+`</define-basic-event></define-fault-tree></opsa-mef>`, Options{MissionTime: 2})
			oracle.Near(t, "value", probabilityOf(t, m, "e"), c.want, 1e-13)
		})
	}
}
