package systemfile

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

// A module from a log stands as it does until one of its times is another: then both are
// written out, with the limits that the log gives the other one. Files that stay are named
// by their whole path where that is asked for.
func TestWriteAsOfALog(t *testing.T) {
	const text = `modules:
  a:   # by the log
    from: {log: x.csv, category: disc}
    resources: {cost: 3}
  b: {from: {log: y.csv}}   # too
structure: {series: [a, b]}
`
	f, _, err := ParseFile("logs.yaml", strings.NewReader(text), Options{FromLog: func(From) (Rates, error) {
		return Rates{MTBF: model.Estimate{Point: 900, Lo: 400, Hi: 2000, Confidence: 0.9}, MTTR: model.Estimate{Point: 3, Lo: 2, Hi: 5, Confidence: 0.9}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	m := *f.Model
	m.Components = append(m.Components[:0:0], m.Components...)
	if m.Components[0].Life, err = dist.NewExponentialMean(1200); err != nil {
		t.Fatal(err)
	}
	m.Components[0].MTBFEstimate = nil
	var out bytes.Buffer
	if err := f.WriteAs(&out, &m, true, "changed"); err != nil {
		t.Fatal(err)
	}
	whole, err := filepath.Abs("y.csv")
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "file", out.String(), strings.NewReplacer(
		"modules:", "# changed\n\nname: \"logs\"\nmodules:",
		"from: {log: x.csv, category: disc}", "mtbf: 1200h\n    mttr: {point: 3, lo: 2, hi: 5, confidence: 0.9}",
		"y.csv", `"`+filepath.ToSlash(whole)+`"`,
	).Replace(text))
}

// Times in a sample have no other mean that a file could say.
func TestWriteAsOfNoFamily(t *testing.T) {
	f, _, err := ParseFile("testdata.yaml", strings.NewReader("modules: {a: {life: {deterministic: {value: 4h}}, mttr: 1h}}\nstructure: a\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := *f.Model
	m.Components = append(m.Components[:0:0], m.Components...)
	m.Components[0].Life = dist.Scale(odd{m.Components[0].Life}, 2)
	var refused *model.ParamError
	if err := f.WriteAs(&bytes.Buffer{}, &m, false); !errors.As(err, &refused) || !strings.Contains(err.Error(), "module a") {
		t.Errorf("%v", err)
	}
}

// odd is a distribution without parameters.
type odd struct{ model.Distribution }
