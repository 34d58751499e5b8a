package local

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// annotated has a comment at every place, and most forms of a number.
const annotated = `# the hall, as of May
name: hall   # its name
modules:
  # bought in 2019
  server:        # two of them
    mttr: 90m    # with parts on site
    mtbf: 1y     # from the maker
  fan: {life: {weibull: {shape: 1.6, scale: 2y}}, repair: {lognormal: {median: 2h, error_factor: 3}}}
  pump:
    mtbf:        # by the count
      failures: 3
      # in May
      exposure: 900d
    mttr: 4
  line: {availability: 0.75}   # steady
  fuse: {unreliability: 2e-12}
  app: {mtbf: 5d, mttr: PT2H}
structure:
  series:
    - k_of_n:    # of servers
        of: server   # alike
        k: 1
        n: 2     # may be more
    # two ways
    - parallel:
        - fan    # left
        - fan    # right
    - parallel: [{series: [fan, line]}, {series: [fan, line]}]
    - duplex: {of: pump, coverage: 0.98}   # takes over
    - standby:
        of: pump
        spares: 2   # waiting
        mode: cold
    - k_of_n: {k: 1, n: 2, of: {series: [server, {duplex: {of: pump, mgl: [0.1]}}]}}
    - duplex: {of: server}   # plain
    - parallel:
        - series: [line, pump]
        -
          series:
            - line   # second
            - pump
    - app
`

// changesOfText are what is set, and the lines of the file that are others then. A year is
// 8766 h; a Weibull life of twice the mean has twice the scale; 9 copies of a cold standby
// are one that serves and 8 that wait.
var changesOfText = map[string]struct {
	set      map[string]float64
	was, now string
}{
	"years":          {map[string]float64{"module0.MTBF": 3 * 8766}, "    mtbf: 1y     # from", "    mtbf: 3y     # from"},
	"no whole years": {map[string]float64{"module0.MTBF": 12345}, "    mtbf: 1y     # from", "    mtbf: 12345h     # from"},
	"minutes":        {map[string]float64{"module0.MTTR": 0.5}, "mttr: 90m    #", "mttr: 30m    #"},
	"hours":          {map[string]float64{"module2.MTTR": 2.5}, "mttr: 4\n", "mttr: 2.5\n"},
	"a count":        {map[string]float64{"module2.MTBF": 2400}, "      failures: 3\n      # in May\n      exposure: 900d\n", "      # in May\n      100d\n"},
	"ISO":            {map[string]float64{"module5.MTTR": 3}, "PT2H", "3h"},
	"availability":   {map[string]float64{"module3.unavailability": 0.125}, "{availability: 0.75}", "{availability: 0.875}"},
	"no complement":  {map[string]float64{"module3.unavailability": 1e-3}, "{availability: 0.75}", "{unavailability: 0.001}"},
	"unreliability":  {map[string]float64{"module4.unreliability": 3e-12}, "2e-12", "3e-12"},
	"copies":         {map[string]float64{"group1.copies": 3}, "n: 2     #", "n: 3     #"},
	"beta":           {map[string]float64{"group1.beta": 0.25}, "n: 2     # may be more\n", "n: 2     # may be more\n        beta: 0.25\n"},
	"listed":         {map[string]float64{"group2.copies": 3}, "- fan    # right\n", "- fan    # right\n        - fan\n"},
	"fewer listed":   {map[string]float64{"group2.copies": 1}, "- fan    # right", "# not chosen: - fan    # right"},
	"listed, beta":   {map[string]float64{"group2.beta": 0.25}, "    - parallel:\n        - fan    # left\n        - fan    # right\n", "    # left\n    - k_of_n: {k: 1, n: 2, of: fan, beta: 0.25}    # right\n"},
	"coverage":       {map[string]float64{"group3.coverage": 0}, "coverage: 0.98", "coverage: 0"},
	"spares":         {map[string]float64{"group4.copies": 9}, "spares: 2   #", "spares: 8   #"},
	"no spare":       {map[string]float64{"group4.copies": 1}, "    - standby:\n        of: pump\n        spares: 2   # waiting\n        mode: cold\n", "    # waiting\n    - k_of_n: {k: 1, n: 1, of: pump}\n"},
	"one of two":     {map[string]float64{"group5.beta": 0.25}, "of: {series: [server, {duplex: {of: pump, mgl: [0.1]}}]}", "of: [{series: [server, {duplex: {of: pump, mgl: [0.25]}}]}, {series: [server, {duplex: {of: pump, mgl: [0.1]}}]}]"},
	"more and other": {map[string]float64{"structure2.copies": 3, "group5.beta": 0.25, "group6.beta": 0.25}, "n: 2, of: {series: [server, {duplex: {of: pump, mgl: [0.1]}}]}", "n: 3, of: {series: [server, {duplex: {of: pump, mgl: [0.25]}}]}"},
	"of a pair":      {map[string]float64{"group7.beta": 0.25}, "{of: server}   #", "{of: server, beta: 0.25}   #"},
	"no pair":        {map[string]float64{"group7.copies": 3}, "duplex: {of: server}   #", "k_of_n: {k: 1, n: 3, of: server}   #"},
	"more feeds":     {map[string]float64{"structure1.copies": 3}, "[{series: [fan, line]}, {series: [fan, line]}]", "[{series: [fan, line]}, {series: [fan, line]}, {series: [fan, line]}]"},
	"fewer feeds":    {map[string]float64{"structure1.copies": 1}, "[{series: [fan, line]}, {series: [fan, line]}]", "[{series: [fan, line]}]"},
	"more lines":     {map[string]float64{"structure3.copies": 3}, "            - pump\n", "            - pump\n        - series: [line, pump]\n"},
	"fewer lines":    {map[string]float64{"structure3.copies": 1}, "        -\n          series:\n            - line   # second\n            - pump\n", "        # not chosen: -\n          # not chosen: series:\n            # not chosen: - line   # second\n            # not chosen: - pump\n"},
}

// A changed system is the text of its file, of which what was changed is said otherwise.
func TestTextOfAChange(t *testing.T) {
	e := entryOf(t, annotated)
	for name, c := range changesOfText {
		t.Run(name, func(t *testing.T) {
			if strings.Count(annotated, c.was) != 1 {
				t.Fatalf("%q is not there once", c.was)
			}
			if got, want := textOf(t, e, c.set), strings.Replace(annotated, c.was, c.now, 1); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	oracle.Equal(t, "without a change", textOf(t, e, nil), annotated)
}

// textOf is the file of an entry with changes.
func textOf(t *testing.T, e *Entry, set map[string]float64) string {
	t.Helper()
	varied, _, err := Vary(e.Model, set)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := e.File.WriteAs(&out, varied, true); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The file of a change says the system that the knobs make, whichever is turned, and has all
// comments of the file.
func TestTextSaysWhatIsSet(t *testing.T) {
	shipped, err := filepath.Glob("../../datasets/systems/*.yaml")
	if err != nil || len(shipped) < 10 {
		t.Fatal(shipped, err)
	}
	exponential := strings.Replace(annotated, "life: {weibull: {shape: 1.6, scale: 2y}}, repair: {lognormal: {median: 2h, error_factor: 3}}", "mtbf: 2y, mttr: 2h", 1)
	texts := map[string]string{"annotated": exponential, "everything": everything(nil)} // where no chain can have other laws
	for _, path := range shipped {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "weibull") { // which no engine solves that knows standby
			texts[filepath.Base(path)] = string(text)
		}
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) { checkTexts(t, text) })
	}
}

func checkTexts(t *testing.T, text string) {
	t.Helper()
	e := entryOf(t, text)
	_, knobs, err := Vary(e.Model, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range knobs {
		to := k.Min + (k.Max-k.Min)/3
		if k.Quantity == Copies {
			to = k.Value + 1
		}
		set := map[string]float64{k.ID: to}
		varied, _, err := Vary(e.Model, set)
		if err != nil {
			t.Fatal(err)
		}
		read, err := e.File.As(varied)
		if err != nil {
			t.Fatalf("%s: %v", k.ID, err)
		}
		oracle.Near(t, k.ID, downOf(t, read), downOf(t, varied), 1e-12)
		changed := textOf(t, e, set)
		for line := range strings.Lines(text) {
			if _, comment, ok := strings.Cut(line, "#"); ok && !strings.Contains(changed, strings.TrimSpace(comment)) {
				t.Errorf("%s: without %q\n%s", k.ID, comment, changed)
			}
		}
	}
}

// downOf is the unavailability of a system, or of one that is not repaired the MTTF.
func downOf(t *testing.T, m *system.Model) float64 {
	t.Helper()
	if down := unavailability(t, m); !math.IsNaN(down) {
		return down
	}
	r, err := solve.System(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r.MTTF
}
