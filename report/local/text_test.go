package local

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
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
	var out bytes.Buffer
	if err := e.File.WriteAs(&out, asVaried(t, e, set), true); err != nil {
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
		if k.Quantity == Copies {
			checkText(t, e, text, k.ID, k.Min)
			checkText(t, e, text, k.ID, k.Value+1)
			continue
		}
		checkText(t, e, text, k.ID, k.Min+(k.Max-k.Min)/3)
	}
}

// checkText sets one knob.
func checkText(t *testing.T, e *Entry, text, id string, to float64) {
	t.Helper()
	set := map[string]float64{id: to}
	oracle.Near(t, id, downOf(t, asFile(t, e, set)), downOf(t, asVaried(t, e, set)), 1e-12)
	changed := textOf(t, e, set)
	for line := range strings.Lines(text) {
		if _, comment, ok := strings.Cut(line, "#"); ok && !strings.Contains(changed, strings.TrimSpace(comment)) {
			t.Errorf("%s: without %q\n%s", id, comment, changed)
		}
	}
}

// asVaried is the system of an entry with changes.
func asVaried(t *testing.T, e *Entry, set map[string]float64) *system.Model {
	t.Helper()
	varied, _, err := Vary(e.Model, set)
	if err != nil {
		t.Fatal(err)
	}
	return varied
}

// asFile is asVaried by the file of the changes.
func asFile(t *testing.T, e *Entry, set map[string]float64) *system.Model {
	t.Helper()
	read, err := e.File.As(asVaried(t, e, set))
	if err != nil {
		t.Fatalf("%v: %v", set, err)
	}
	return read
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

// A number is written as the file has it: one without a unit, as all that are no times are,
// without one, whatever its sign and its form. Twice the mean is ln 2 = 0.69315 more of a
// mean logarithm, half of a rate, twice what is a time; a shape stays.
func TestTextOfANumber(t *testing.T) {
	for was, now := range map[string]string{
		"repair: {lognormal: {meanlog: -0.7, sdlog: 0.6}}":       "repair: {lognormal: {meanlog: -0.006852819440054669, sdlog: 0.6}}",
		"repair: {lognormal: {meanlog: +7e-1, sdlog: +6e-1}}":    "repair: {lognormal: {meanlog: 1.3931471805599451, sdlog: +6e-1}}",
		"repair: {lognormal: {median: 3h, error_factor: +2}}":    "repair: {lognormal: {median: 6h, error_factor: +2}}",
		"repair: {normal: {mean: 1e1, sd: 5E-1}}":                "repair: {normal: {mean: 20, sd: 1}}",
		"repair: {gumbel: {location: 2e+1, scale: 3 h}}":         "repair: {gumbel: {location: 40, scale: 6 h}}",
		"repair: {exponential: {rate: +2e-1}}":                   "repair: {exponential: {rate: 0.1}}",
		"repair: {loglogistic: {shape: +3, scale: \".5\"}}":      "repair: {loglogistic: {shape: +3, scale: 1}}",
		"repair: {weibull: {shape: 2, scale: 30m, location: 0}}": "repair: {weibull: {shape: 2, scale: 60m, location: 0}}",
		"mttr: 1e-3": "mttr: 0.002",
		"mttr: 1e1m": "mttr: 20m",
	} {
		t.Run(was, func(t *testing.T) {
			text := "name: n\nmodules: {a: {mtbf: 900h, " + was + "}}   # one\nstructure: a\n"
			e := entryOf(t, text)
			mean := 2 * e.Model.Components[0].Repair.Mean()
			set := map[string]float64{"module0.MTTR": mean}
			oracle.Equal(t, "file", textOf(t, e, set), strings.Replace(text, was, now, 1))
			oracle.Near(t, "MTTR", asFile(t, e, set).Components[0].Repair.Mean(), mean, 1e-14)
		})
	}
}

// A standby without a spare is a k_of_n of its active units, all of which serve: it has the
// keys of a standby that it can have. One unit of 100 h and 4 h is down 4/104 of the time;
// two repaired by one crew are 1 : 2x : 2x^2 of the time in the states of none, one and two
// down, x being 4/100.
func TestTextWithoutASpare(t *testing.T) {
	const one, two = 4. / 104, 0.0832 / 1.0832
	for was, c := range map[string]struct {
		copies float64
		now    string
		down   float64
	}{
		"spares: 1, mode: hot, idle_coverage: 0.8":                                               {1, "k: 1, n: 1, of: a", one},
		"spares: 2, mode: warm, dormancy: 0.3, idle_coverage: 0.8":                               {1, "k: 1, n: 1, of: a", one},
		"spares: 1, mode: hot, coverage: 0.9, idle_coverage: 0.8":                                {1, "k: 1, n: 1, of: a, coverage: 0.9", one},
		"spares: 1, mode: cold, coverage: 0.9, detection: 6m, takeover: 1h, uncovered_mttr: 30h": {1, "k: 1, n: 1, of: a, coverage: 0.9, detection: 6m, takeover: 1h, uncovered_mttr: 30h", one},
		"active: 2, spares: 1, mode: hot, crews: 1, idle_coverage: 0.8, uncovered_mttr: 30h":     {2, "k: 2, n: 2, of: a, uncovered_mttr: 30h, crews: 1", two},
	} {
		t.Run(was, func(t *testing.T) {
			text := "name: n\nmodules: {a: {mtbf: 100h, mttr: 4h}}\nstructure: {standby: {of: a, " + was + "}}\n"
			e := entryOf(t, text)
			set := map[string]float64{"group1.copies": c.copies}
			oracle.Equal(t, "file", textOf(t, e, set), strings.Replace(text, "standby: {of: a, "+was+"}", "k_of_n: {"+c.now+"}", 1))
			oracle.Near(t, "as varied", downOf(t, asVaried(t, e, set)), c.down, 1e-12)
			oracle.Near(t, "as the file", downOf(t, asFile(t, e, set)), c.down, 1e-12)
		})
	}
}

// What a file says of more units than it has holds once it has them: two crews for three
// units, and the outage after a failure that is not covered.
func TestTextOfKeysThatTakeEffect(t *testing.T) {
	for was, c := range map[string]struct {
		set map[string]float64
		now string
	}{
		"duplex: {of: a, crews: 2}":                         {map[string]float64{"group1.copies": 3}, "k_of_n: {k: 1, n: 3, of: a, crews: 2}"},
		"duplex: {of: a, uncovered_mttr: 8h}":               {map[string]float64{"group1.coverage": 0.75}, "duplex: {of: a, uncovered_mttr: 8h, coverage: 0.75}"},
		"duplex: {of: a, crews: 2, uncovered_mttr: 8h}":     {map[string]float64{"group1.copies": 3, "group1.coverage": 0.75}, "k_of_n: {k: 1, n: 3, of: a, coverage: 0.75, uncovered_mttr: 8h, crews: 2}"},
		"k_of_n: {k: 1, n: 2, of: a, uncovered_mttr: 480m}": {map[string]float64{"group1.coverage": 0.75}, "k_of_n: {k: 1, n: 2, of: a, uncovered_mttr: 480m, coverage: 0.75}"},
	} {
		t.Run(was, func(t *testing.T) {
			text := "name: n\nmodules: {a: {mtbf: 100h, mttr: 4h}}\nstructure: {" + was + "}\n"
			e := entryOf(t, text)
			oracle.Equal(t, "file", textOf(t, e, c.set), strings.Replace(text, was, c.now, 1))
		})
	}
}

// Comments among what is left out of brackets stay, each on a line that goes on after it.
func TestTextKeepsCommentsInBrackets(t *testing.T) {
	const text = `name: n
modules: {"a b": {mtbf: 100h, mttr: 4h}, c: {mtbf: 90h, mttr: 2h}}
structure:
  series:
    - parallel: ["a b", #C18
        'a b' #C19
        , "a b"] #C20
    - parallel: [{series: ["a b", c]} # first
      # between
      , {series: ["a b", c]}, # second
      ] # third
`
	e := entryOf(t, text)
	for name, c := range map[string]struct {
		id       string
		copies   float64
		was, now string
	}{
		"one less": {"group1.copies", 2, `'a b' #C19
        , "a b"] #C20`, `'a b' #C19
             ] #C20`},
		"two less": {"group1.copies", 1, `"a b", #C18
        'a b' #C19
        , "a b"] #C20`, `"a b" #C18
                      #C19
                      ] #C20`},
		"a structure less": {"structure1.copies", 1, `{series: ["a b", c]} # first
      # between
      , {series: ["a b", c]}, # second`, `{series: ["a b", c]} # first
                                     # between
                                     , # second`},
	} {
		t.Run(name, func(t *testing.T) {
			set := map[string]float64{c.id: c.copies}
			changed := textOf(t, e, set)
			oracle.Equal(t, "file", changed, strings.Replace(text, c.was, c.now, 1))
			oracle.Near(t, c.id, downOf(t, entryOf(t, changed).Model), downOf(t, asVaried(t, e, set)), 1e-12)
		})
	}
}

// Lines end as in the file, the blank ones at its end too.
func TestTextKeepsLineEnds(t *testing.T) {
	const text = "name: n   # one\nmodules:\n  a: {mtbf: 90h, mttr: 4h}\nstructure:\n  parallel:\n    - a   # left\n    - a\n\n  \n\n"
	set := map[string]float64{"module0.MTTR": 6, "group1.copies": 3}
	changed := strings.NewReplacer("4h", "6h", "    - a\n", "    - a\n    - a\n").Replace(text)
	for _, end := range []string{"\n", "\r\n", "\r"} {
		e := entryOf(t, strings.ReplaceAll(text, "\n", end))
		oracle.Equal(t, strconv.Quote(end), textOf(t, e, nil), strings.ReplaceAll(text, "\n", end))
		oracle.Equal(t, strconv.Quote(end), textOf(t, e, set), strings.ReplaceAll(changed, "\n", end))
	}
	e := entryOf(t, "name: n\r\nmodules: {a: {mtbf: 90h, mttr: 4h}}\nstructure: a")
	oracle.Equal(t, "the first decides", textOf(t, e, nil), "name: n\r\nmodules: {a: {mtbf: 90h, mttr: 4h}}\r\nstructure: a\r\n")
}
