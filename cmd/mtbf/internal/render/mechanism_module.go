package render

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"

	"mtbf/internal/when"
	"mtbf/model/mechanism"
)

// MechanismModule is the result of a mechanism as a module of a system file.
type MechanismModule struct {
	MTBF, MTTR float64  // hours; MTTR 0: it is not repaired
	About      []string // comments: what the numbers are
	Structure  string   // with NAME for the module; "": the module alone

	Part *mechanism.SystemPart // instead of the times: a module or group with its numbers
}

// moduleName is what a module may be called here.
var moduleName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// YAML is a system file of the one module, under a name.
func (m *MechanismModule) YAML(name string) ([]byte, error) {
	if !moduleName.MatchString(name) {
		return nil, fmt.Errorf("%q is not a name of letters, digits, - and _ that begins with a letter", name)
	}
	if m.Part != nil {
		return m.partYAML(name)
	}
	if !(m.MTBF > 0) || math.IsInf(m.MTBF, 1) || math.IsNaN(m.MTTR) {
		return nil, errors.New("a module takes one finite number for the MTBF and one for the MTTR: a range has no point, and what never fails has no MTBF")
	}
	var b strings.Builder
	for _, line := range m.About {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	module := "mtbf: " + when.FormatHours(m.MTBF)
	if m.MTTR > 0 {
		module += ", mttr: " + when.FormatHours(m.MTTR)
	}
	structure := strings.ReplaceAll(cmp.Or(m.Structure, "NAME"), "NAME", name)
	fmt.Fprintf(&b, "name: %s\nmodules:\n  %s: {%s}\nstructure: %s\n", name, name, module, structure)
	return []byte(b.String()), nil
}

// partYAML is the system file of a part.
func (m *MechanismModule) partYAML(name string) ([]byte, error) {
	body, err := partYAML(name, m.Part)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for _, line := range m.About {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	fmt.Fprintf(&b, "name: %s\n%s", name, body)
	return []byte(b.String()), nil
}
