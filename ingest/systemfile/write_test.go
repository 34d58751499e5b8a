package systemfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// Systems of probabilities read again as they are: names that are no words, what always and
// never works, and units in several places, which are shared.
func TestWrittenSystemsReadAgain(t *testing.T) {
	for name, text := range map[string]string{
		"names":      "modules: {\"it's 1: yes\": {unavailability: 0.1}, \"a \\\"b\\\" #c\": {availability: 0.25}}\nstructure: {series: [\"it's 1: yes\", \"a \\\"b\\\" #c\"]}",
		"yaml words": "modules: {\"yes\": {unavailability: 0.1}, \"null\": {unavailability: 2e-9}, \"1e5\": {reliability: 0.75}, Nan: {unreliability: 1e-20}}\nstructure: {series: [{parallel: [\"yes\", \"null\"]}, {k_of_n: {k: 1, of: [\"1e5\", Nan]}}]}",
		"certain":    "modules: {a: {availability: 1}, b: {unavailability: 1e-20}, c: {availability: 0}}\nstructure: {parallel: [{series: [a, b]}, c]}",
		"one":        "modules: {a: {unavailability: 0.3}}\nstructure: a",
		"shared":     "modules: {a: {unavailability: 0.3}, b: {unavailability: 0.2}}\nshared: {s: a}\nstructure: {k_of_n: {k: 2, of: [s, {series: [b, s]}, {parallel: [a, b]}]}}",
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := readText(t, text)
			once := written(t, m)
			back, _ := readText(t, once)
			for i, u := range m.Units {
				oracle.Equal(t, "unit", back.Units[i].Name, u.Name)
				was, is := m.Components[u.Component], back.Components[back.Units[i].Component]
				oracle.Equal(t, u.Name, fmt.Sprint(is.Fixed()), fmt.Sprint(was.Fixed()))
			}
			oracle.Equal(t, "once more", written(t, back), once)
		})
	}
}

func written(t *testing.T, m *system.Model) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, m, "written"); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is not to be written is refused by name.
func TestNotToBeWritten(t *testing.T) {
	inverse, _ := readText(t, "modules: {a: {availability: 0.9}}\nstructure: a")
	inverse.Top = &system.Not{Of: inverse.Top}
	for name, c := range map[string]struct{ text, want string }{
		"a not":      {"", "coherent"},
		"a question": {"modules: {a: {availability: 0.9}}\nstructure: {choose: {of: a, redundancy: 1..2}}", "a *system.Choose"},
		"a group":    {"modules: {a: {availability: 0.9}}\nstructure: {duplex: {of: a, beta: 0.1}}", "a *system.Group"},
		"times":      {"modules: {a: {mtbf: 90h}}\nstructure: a", "module a"},
		"limits":     {"modules: {a: {availability: {point: 0.9, error_factor: 2}}}\nstructure: a", "module a"},
		"resources":  {"modules: {a: {availability: 0.9, resources: {cost: 3}}}\nstructure: a", "module a"},
	} {
		t.Run(name, func(t *testing.T) {
			m := inverse
			if c.text != "" {
				m, _ = readText(t, c.text)
			}
			var param *model.ParamError
			if err := Write(&bytes.Buffer{}, m); !errors.As(err, &param) || !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
}
