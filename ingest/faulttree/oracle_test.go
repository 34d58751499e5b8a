package faulttree

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/system"
)

// read reads one file.
func read(t testing.TB, text string, o Options) *Model {
	t.Helper()
	m, _, err := Read([]Source{{"model.xml", strings.NewReader(text)}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// chance is the probability of a gate.
func chance(t testing.TB, m *Model, gate string, mission float64) float64 {
	t.Helper()
	s, _, err := m.System(gate, mission)
	if err != nil {
		t.Fatal(err)
	}
	structure, err := system.New(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	_, fails, err := structure.Availability(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return fails
}

// TestOracles: the expected probabilities are exact enumerations in rational numbers,
// which SCRAM 0.16.2 gives in 6 digits.
func TestOracles(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/j_openpsa/j0[12345]_*.json") {
		var c struct {
			Name  string
			Input struct {
				Text string `json:"mef_xml"`
			}
			Expected struct{ Probability float64 }
		}
		oracle.Load(t, path, &c)
		t.Run(c.Name, func(t *testing.T) {
			oracle.Near(t, "probability", chance(t, read(t, c.Input.Text, Options{}), "", 0), c.Expected.Probability, 1e-12)
		})
	}
}

// TestGroupOracles: every set of members fails by itself, enumerated in rational numbers.
func TestGroupOracles(t *testing.T) {
	var c struct {
		Input struct {
			Rows []struct {
				Model   string
				Members int
				Text    string `json:"mef_xml"`
			}
		}
		Expected struct {
			Rows []struct {
				Probability float64
				PerSize     map[string]float64 `json:"per_event_by_size"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/j_openpsa/j06_ccf.json"), &c)
	for i, row := range c.Input.Rows {
		t.Run(fmt.Sprintf("%s of %d", row.Model, row.Members), func(t *testing.T) {
			m, want := read(t, row.Text, Options{}), c.Expected.Rows[i]
			oracle.Near(t, "probability", chance(t, m, "", 0), want.Probability, 1e-12)
			s, _, err := m.System("", 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range s.Components {
				size := len(strings.Fields(p.Name))
				oracle.Near(t, p.Name, p.Unavailability, want.PerSize[fmt.Sprint(size)], 1e-14)
			}
		})
	}
}

// TestExpressionOracles: closed forms and a propagation between tests in 40 digits.
func TestExpressionOracles(t *testing.T) {
	var c struct {
		Input struct {
			Time float64 `json:"mission_time"`
			Rows []struct{ Name, XML string }
		}
		Expected struct {
			Rows []struct{ Probability float64 }
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/j_openpsa/j08_expressions.json"), &c)
	for i, row := range c.Input.Rows {
		t.Run(row.Name, func(t *testing.T) {
			text := `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><basic-event name="e"/></define-gate>
<define-basic-event name="e">` + row.XML + `</define-basic-event></define-fault-tree></opsa-mef>`
			oracle.Near(t, "probability", chance(t, read(t, text, Options{MissionTime: c.Input.Time}), "", 0), c.Expected.Rows[i].Probability, 1e-12)
		})
	}
}
