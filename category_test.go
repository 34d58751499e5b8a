package mtbf

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// A list of categories is refused as one, and a name with a comma that the log has is found.
func TestCategoryWithAComma(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte("unit,start,end,cause\na,2024-01-05 10:00,2024-01-05 12:00,disc\nb,2024-01-06 10:00,2024-01-06 11:00,fan\nb,2024-01-07 10:00,2024-01-07 13:00,\"heat, dust\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for category, want := range map[string]string{
		"disc, Fan": "is a list of 2 categories, and the figures are of one", "disc,fans": "no category \"disc,fans\"; the log has: disc, fan", "fan,": "no category",
	} {
		t.Run(category, func(t *testing.T) {
			if _, err := ReadCategory(t.Context(), LogOptions{}, category, path); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v", err)
			}
		})
	}
	f, err := ReadCategory(t.Context(), LogOptions{}, "heat, dust", path)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTR", f.MTTR.Point, 3, 1e-12)
}

// A unit that stands twice in a fleet of names alone counts twice, as one with dates does,
// and is named: three lines in 1200 h are 3600 unit-hours, less 2 h for one failure.
func TestFleetOfNamesAlone(t *testing.T) {
	folder := t.TempDir()
	log, fleet := filepath.Join(folder, "log.csv"), filepath.Join(folder, "fleet.csv")
	if err := os.WriteFile(log, []byte("unit,start,end\na,100,102\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		fleet string
		hours float64
		named bool
	}{
		"names": {"unit\na\nb\na\n", 3598, true}, "dates": {"unit,from,to\na,0,1200\nb,0,1200\na,0,1200\n", 3598, true},
		"once": {"unit\na\nb\n", 2398, false}, "one after the other": {"unit,from,to\na,0,600\nb,0,1200\na,600,1200\n", 2398, false},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(fleet, []byte(c.fleet), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := ReadCategory(t.Context(), LogOptions{Reading: Reading{TimeUnit: "h"}, Window: Window{"0", "1200"}, Exposure: Exposure{Fleet: fleet}}, "", log)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTBF", f.MTBF.Point, c.hours, 1e-12)
			named := slices.ContainsFunc(f.Warnings, func(w model.Warning) bool { return w.Code == "fleet-doubled" && strings.Contains(w.Text, `"a"`) })
			oracle.Equal(t, "named", named, c.named)
		})
	}
}
