package render

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/when"
	"mtbf/model/mechanism"
)

// partYAML is what stands below the name of a system file of a part: its modules, its
// units where quorums name them, and its structure.
func partYAML(name string, p *mechanism.SystemPart) (string, error) {
	if len(p.Modules) != 1 {
		return "", errors.New("a system file is written of copies that are alike")
	}
	module, err := moduleYAML(p.Modules[0])
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "modules:\n  %s: {%s}\n", name, module)
	switch {
	case len(p.Quorums) > 0:
		b.WriteString("shared:\n")
		for i := range p.N {
			fmt.Fprintf(&b, "  %s_%d: %s\n", name, i+1, name)
		}
		b.WriteString("structure:\n  parallel:\n")
		for _, q := range p.Quorums {
			var copies []string
			for _, c := range q {
				copies = append(copies, fmt.Sprintf("%s_%d", name, c+1))
			}
			fmt.Fprintf(&b, "    - series: [%s]\n", strings.Join(copies, ", "))
		}
	case p.N == 1:
		fmt.Fprintf(&b, "structure: %s\n", name)
	default:
		crews := ""
		if p.Crews > 0 && p.Crews < p.N {
			crews = fmt.Sprintf(", crews: %d", p.Crews)
		}
		fmt.Fprintf(&b, "structure:\n  k_of_n: {k: %d, n: %d, of: %s%s}\n", p.K, p.N, name, crews)
	}
	return b.String(), nil
}

// moduleYAML is the numbers of a module.
func moduleYAML(m mechanism.SystemModule) (string, error) {
	switch {
	case math.IsNaN(m.MTBF) || math.IsNaN(m.MTTR) || math.IsNaN(m.Availability) || math.IsInf(m.MTBF, 1):
		return "", errors.New("a module takes one finite number for each: a range has no point, and what never fails has no MTBF")
	case m.MTBF == 0:
		return "availability: " + strconv.FormatFloat(m.Availability, 'g', -1, 64), nil
	case m.MTTR == 0:
		return "mtbf: " + when.FormatHours(m.MTBF), nil
	}
	return "mtbf: " + when.FormatHours(m.MTBF) + ", mttr: " + when.FormatHours(m.MTTR), nil
}
