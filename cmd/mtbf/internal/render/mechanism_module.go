package render

import (
	"fmt"
	"regexp"
	"strings"

	"mtbf/model"
	"mtbf/model/mechanism"
)

// MechanismModule is the result of a mechanism as a module of a system file, or as a
// group of modules that are alike.
type MechanismModule struct {
	MTBF, MTTR   model.Estimate // hours, of a module; an MTTR of 0: it is not repaired
	Availability model.Estimate // where there is no MTBF
	Confidence   float64        // of limits that were given as a range, without one
	About        []string       // comments: what the numbers are
	Repair       string         // the flag that gives the MTTR, "" if there is none

	One   string                // what a module of a group is, such as machine
	Group *mechanism.SystemPart // how many are needed; nil, or of one: the module alone
	Node  string                // instead: the node of the group, with NAME for the module
}

// moduleName is what a module may be called here.
var moduleName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// YAML is a system file of the module or group, under a name.
func (m *MechanismModule) YAML(name string) ([]byte, error) {
	if !moduleName.MatchString(name) {
		return nil, fmt.Errorf("%q is not a name of letters, digits, - and _ that begins with a letter", name)
	}
	numbers, notes, err := m.numbers()
	if err != nil {
		return nil, err
	}
	module := name
	if m.grouped() {
		module = name + "-" + m.One
	}
	copied, shared, structure, err := m.structure(name, module)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for _, line := range append(append(m.about(), copied...), notes...) {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	fmt.Fprintf(&b, "name: %s\nmodules:\n  %s: {%s}\n%sstructure:%s\n", name, module, numbers, shared, structure)
	return []byte(b.String()), nil
}

// about is what the numbers are, and that there is no repair where there is none.
func (m *MechanismModule) about() []string {
	if !m.Unrepaired() {
		return m.About
	}
	return append(m.About[:len(m.About):len(m.About)], "Without repair: once it fails it is down for good. --"+m.Repair+" gives it a repair time.")
}

// Unrepaired reports whether the module stays down for good, and a flag would have said
// how long it takes to repair it.
func (m *MechanismModule) Unrepaired() bool {
	return m.Repair != "" && told(m.MTBF) && !told(m.MTTR)
}

// AtConfidence reports whether the file says a confidence that the numbers do not have.
func (m *MechanismModule) AtConfidence() bool {
	for _, e := range []model.Estimate{m.MTBF, m.MTTR, m.Availability} {
		if told(e) && mechanism.Uncertain(e) && e.Confidence == 0 {
			return true
		}
	}
	return false
}

// told reports whether there is a number, or limits of one.
func told(e model.Estimate) bool { return e.Point != 0 || e.Hi != 0 }

func (m *MechanismModule) grouped() bool { return m.Node != "" || m.Group != nil && m.Group.N > 1 }

// structure is what stands in a file of a group beside its numbers: what to copy, the
// units where quorums name them, and the structure.
func (m *MechanismModule) structure(name, module string) (copied []string, shared, structure string, err error) {
	switch {
	case !m.grouped():
		return nil, "", " " + name, nil
	case m.Node != "":
		node := strings.ReplaceAll(m.Node, "NAME", module)
		kind, _, _ := strings.Cut(node, ":")
		return m.copied(name, module, kind), "", "\n  " + node, nil
	case len(m.Group.Quorums) == 0:
		return m.copied(name, module, "k_of_n"), "", "\n  " + kOfN(module, m.Group), nil
	}
	shared, structure = quorumsYAML(name, module, m.Group)
	return []string{
		"For a system of your own: copy the module " + module + ", which is one " + m.One + ",",
		"the units below shared:, and the node below structure:, which is " + name + ",",
		"to its place in the structure.",
	}, shared, structure, nil
}

// copied says what to copy of a group that is one line.
func (m *MechanismModule) copied(name, module, kind string) []string {
	return []string{
		"For a system of your own: copy the module " + module + ", which is one " + m.One + ",",
		"and the " + kind + " line, which is " + name + ", to its place in the structure.",
	}
}

// AddDetection adds how a failure is seen to the node of a group, and closes it.
func (m *MechanismModule) AddDetection(hours, coverage model.Estimate) {
	if hours.Point > 0 {
		m.Node += ", detection: " + hoursYAML(hours.Point)
	}
	if coverage.Point < 1 {
		m.Node += ", coverage: " + shareYAML(coverage.Point)
	}
	m.Node += "}"
	if mechanism.Uncertain(hours) || mechanism.Uncertain(coverage) {
		m.About = append(m.About, "The limits of the detection are left out: a system file takes one number for it.")
	}
}
