package render

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// kOfN is a group of which some are enough, as a node.
func kOfN(module string, p *mechanism.SystemPart) string {
	crews := ""
	if p.Crews > 0 && p.Crews < p.N {
		crews = fmt.Sprintf(", crews: %d", p.Crews)
	}
	return fmt.Sprintf("k_of_n: {k: %d, n: %d, of: %s%s}", p.K, p.N, module, crews)
}

// quorumsYAML is a group of which any quorum is enough: its units, and the structure.
func quorumsYAML(name, module string, p *mechanism.SystemPart) (shared, structure string) {
	var units, quorums strings.Builder
	units.WriteString("shared:\n")
	for i := range p.N {
		fmt.Fprintf(&units, "  %s_%d: %s\n", name, i+1, module)
	}
	quorums.WriteString("\n  parallel:")
	for _, q := range p.Quorums {
		var copies []string
		for _, c := range q {
			copies = append(copies, fmt.Sprintf("%s_%d", name, c+1))
		}
		fmt.Fprintf(&quorums, "\n    - series: [%s]", strings.Join(copies, ", "))
	}
	return units.String(), quorums.String()
}

// numbers is what a module says of itself, with notes on its limits.
func (m *MechanismModule) numbers() (text string, notes []string, err error) {
	var parts []string
	for _, n := range []struct {
		key   string
		e     model.Estimate
		write func(float64) string
		below float64
	}{
		{"mtbf", m.MTBF, hoursYAML, math.Inf(1)}, {"mttr", m.MTTR, hoursYAML, math.Inf(1)}, {"availability", m.Availability, shareYAML, 1},
	} {
		if !told(n.e) {
			continue
		}
		value, note, err := numberYAML(n.key, n.e, n.write, n.below, m.Confidence)
		if err != nil {
			return "", nil, err
		}
		parts = append(parts, n.key+": "+value)
		notes = append(notes, note...)
	}
	if len(parts) == 0 {
		return "", nil, errNoNumber
	}
	if m.AtConfidence() {
		notes = append(notes, "A range has no confidence of its own: the file says that of --confidence.")
	}
	return strings.Join(parts, ", "), notes, nil
}

var errNoNumber = errors.New("a module takes a finite number for each, or two finite limits: what never fails has no MTBF")

// numberYAML is a number of a module: itself, or with its limits where it has two that
// a system file takes, above 0 and below so much.
func numberYAML(key string, e model.Estimate, write func(float64) string, below, confidence float64) (text string, notes []string, err error) {
	point := e.Estimable() && e.Point > 0 && !math.IsInf(e.Point, 1)
	limits := mechanism.Uncertain(e)
	switch {
	case limits && e.Lo > 0 && e.Lo < e.Hi && e.Hi < below && (!e.Estimable() || e.Lo < e.Point && e.Point < e.Hi):
		text = fmt.Sprintf("lo: %s, hi: %s, confidence: %s", write(e.Lo), write(e.Hi), shareYAML(cmp.Or(e.Confidence, confidence)))
		if point {
			return "{point: " + write(e.Point) + ", " + text + "}", nil, nil
		}
		return "{" + text + "}", []string{"The " + key + " has no point: solve takes the geometric mean of " + meanOf(below) + "."}, nil
	case !point:
		return "", nil, errNoNumber
	case limits:
		notes = []string{"The " + key + " has no two limits that a system file takes, from " + write(e.Lo) + " to " + write(e.Hi) + ":", "the point stands alone."}
	}
	return write(e.Point), notes, nil
}

// meanOf says of what solve takes the mean.
func meanOf(below float64) string {
	if below == 1 {
		return "the odds of the limits"
	}
	return "the limits"
}

// dust is how far a number may be from what is written of it, relative to it.
const dust = 1e-12

// shortest is the number of the fewest digits that is as near.
func shortest(x, near float64) float64 {
	for digits := 1; digits < 17; digits++ {
		y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
		if err == nil && math.Abs(y-x) <= near {
			return y
		}
	}
	return x
}

// hoursYAML writes a time, as short as it can be: 1y, or in hours without the dust of the
// last digits.
func hoursYAML(h float64) string {
	near := shortest(h, dust*h)
	whole, short := when.FormatHours(h), strconv.FormatFloat(near, 'g', -1, 64)+"h"
	if near >= 1e-6 && near < 1e15 {
		short = strconv.FormatFloat(near, 'f', -1, 64) + "h"
	}
	if len(whole) <= len(short) {
		return whole
	}
	return short
}

// shareYAML writes a probability, as near as the digits of its complement ask for.
func shareYAML(p float64) string {
	return strconv.FormatFloat(shortest(p, dust*min(p, 1-p)), 'f', -1, 64)
}
