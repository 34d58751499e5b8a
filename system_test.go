package mtbf

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
)

// A module takes its rates from a log that is read as the system file says: two
// failures of 30 and 90 s in a window of 12,000 minutes, 200 h, are an MTTR of a
// minute, and an MTBF of half of the rest. The row of the other site does not
// count.
func TestRatesFromLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte("host,begun,lasted,site\na,0,30,north\na,6000,90,north\na,7000,500,south\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := systemfile.From{
		Log: path, Column: []string{"unit=host", "start=begun", "duration=lasted"}, Where: []string{"site=north"},
		TimeUnit: "min", DurationUnit: "s", From: "0", To: "12000", Units: 1,
	}
	r, err := ratesFromLog(context.Background(), spec, 0.8)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTR", r.MTTR.Point, 1./60, 1e-12)
	oracle.Near(t, "MTBF", r.MTBF.Point, (200-2./60)/2, 1e-12)
	if r.MTBF.Confidence != 0.8 || r.MTTR.Confidence != 0.8 {
		t.Errorf("limits at %g and %g", r.MTBF.Confidence, r.MTTR.Confidence)
	}
	spec.Units, spec.Exposure = 0, 1000
	if r, err = ratesFromLog(context.Background(), spec, 0.8); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF of 1,000 unit-hours", r.MTBF.Point, (1000-2./60)/2, 1e-12)
}

// What analyze says of the rows of a log stands in the warnings of a system that takes a
// module from it.
func TestWarningsOfAModuleFromALog(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"log.csv": "unit,start,end\na,100,102\na,300,200\n", "fleet.csv": "unit\na\na\n",
		"system.yaml": "modules:\n  m: {from: {log: log.csv, fleet: fleet.csv, time_unit: h, from: \"0\", to: \"1200\"}}\nstructure: m\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, warnings, err := ReadSystem(t.Context(), filepath.Join(folder, "system.yaml"), SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", m.Components[0].Life.Mean(), 2398, 1e-12)
	for i, want := range []string{"1 of 2 rows could not be read and are in no figure", "the fleet lists 1 unit more than once"} {
		if len(warnings) != 2 || !strings.Contains(warnings[i].Text, `system.yaml:2: module "m": `+want) {
			t.Errorf("%q is not in %+v", want, warnings)
		}
	}
}

// A mean time to the first outage that takes too long to integrate is left out with its
// reason; all else is told.
func TestLongIntegralIsLeftOut(t *testing.T) {
	if testing.Short() {
		t.Skip("works up to the bound of an integral")
	}
	path := filepath.Join(t.TempDir(), "parts.yaml")
	const parts = `modules: {a: {mtbf: 20000h, mttr: 30m}, b: {mtbf: 500h, mttr: 30m}}
structure:
  series:
    - k_of_n: {k: 3, n: 3, of: {parallel: [{k_of_n: {k: 2, n: 2, of: b}}, {parallel: [b]}]}}
    - k_of_n: {k: 1, n: 3, of: {k_of_n: {k: 1, of: [a, {series: [b, b, b]}, {series: [a]}]}}}
    - k_of_n: {k: 1, of: [{parallel: [b, a, b]}, {k_of_n: {k: 2, n: 3, of: {series: [b]}}}]}
    - k_of_n: {k: 2, n: 2, of: a}
`
	if err := os.WriteFile(path, []byte(parts), 0o600); err != nil {
		t.Fatal(err)
	}
	m, _, err := ReadSystem(t.Context(), path, SystemOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Solve(t.Context(), m, SolveOptions{WithoutCutSets: true})
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(s.MTTF) || !strings.Contains(strings.Join(s.SkippedEngines, "\n"), "it takes too long") {
		t.Errorf("MTTF %v, left out: %q", s.MTTF, s.SkippedEngines)
	}
	if !(s.Unavailability > 0) {
		t.Errorf("unavailability %v", s.Unavailability)
	}
}
