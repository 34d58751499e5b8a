package ingest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mtbf/model/life"
)

// Statuses as programs write them: what the first time of 5, the second of 7 and the
// third of 9 is is told by one letter, f for a failure and c for one cut short.
func TestStatus(t *testing.T) {
	for name, c := range map[string]struct {
		header, cells string // of the column beside the time
		want          string
		said          string // in a warning
	}{
		"plain":                     {"status", "1 0 1", "fcf", ""},
		"words":                     {"status", "failed suspended F", "fcf", ""},
		"letters":                   {"x", "F S F", "fcf", `column "x" is the status: f failed, s cut short`},
		"lifelines":                 {"E", "1 0 1", "fcf", `column "E" is the status: 1 failed, 0 cut short`},
		"observed":                  {"observed", "True False True", "fcf", `"observed"`},
		"dead":                      {"dead", "1 1 0", "ffc", `"dead"`},
		"event_observed":            {"event_observed", "1.0 0.0 1.0", "fcf", `"event_observed"`},
		"reversed":                  {"censored", "1 0 0", "cff", `column "censored" is the status: 0 failed, 1 cut short`},
		"reversed by true":          {"Is censored", "TRUE FALSE FALSE", "cff", "false failed, true cut short"},
		"suspended":                 {"suspended", "0 1 0", "fcf", `"suspended"`},
		"reversed name, words":      {"censored", "suspended failed failed", "cff", ""},
		"survival of R":             {"status", "1 2 1", "cfc", "2 failed, 1 cut short"},
		"all died, by R":            {"status", "2 2 2", "fff", "2 failed"},
		"t and f":                   {"failed", "t f t", "fcf", ""},
		"a word of two":             {"outcome", "ok failed ok", "cfc", "failed failed, ok cut short"},
		"alive and other":           {"outcome", "alive gone gone", "cff", "gone failed, alive cut short"},
		"blank is a failure":        {"status", "0 - 0", "cfc", "blank failed, 0 cut short"},
		"covariates are not":        {"stage", "3 4 5", "fff", ""},
		"one value is no status":    {"stage", "1 1 1", "fff", ""},
		"words that tell nothing":   {"mode", "a b a", "fff", ""},
		"asked: which polarity":     {"cens", "1 0 0", "?--status cens --failed 1|--status cens --failed 0", ""},
		"asked: SurPyval":           {"c", "1 0 0", "?--status c --failed 1|--status c --failed 0", ""},
		"asked: is it one":          {"group", "1 0 0", "?--status group --failed 1|--status group --failed 0|--status ''", ""},
		"asked: 1 and 2":            {"sex", "1 2 2", "?--status sex --failed 2|--status sex --failed 1|--status ''", ""},
		"asked: reversed 1 and 2":   {"censored", "1 2 2", "?--status censored --failed 2|--status censored --failed 1", ""},
		"asked: ways to fail":       {"status", "0 2 1", "?--status status --failed 1,2|--status status --failed 1|--status status --failed 2", ""},
		"asked: is a blank a no":    {"failed", "1 - 1", "?--status failed --failed 1|--status failed --failed 1,", ""},
		"refused: nobody knows":     {"status", "1 maybe 0", "!standard input:3: status: \"maybe\" is not 1 or 0", ""},
		"refused: left-censored":    {"event", "1 -1 0", "!standard input:3: status: \"-1\"", ""},
		"refused: words of its own": {"event", "leak crack none", "!standard input:2: status: \"leak\"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cells := strings.Fields(strings.ReplaceAll(c.cells, " - ", " . "))
			text := "time," + c.header
			for i, cell := range cells {
				text += "\n" + []string{"5", "7", "9"}[i] + "," + strings.TrimSuffix(cell, ".")
			}
			checkStatus(t, text+"\n", TimesOptions{}, c.want, c.said)
		})
	}
}

// checkStatus reads a file, whose times f are failures and c cut short, or which ? asks
// about or ! refuses.
func checkStatus(t *testing.T, text string, o TimesOptions, want, said string) {
	t.Helper()
	o.Stdin = strings.NewReader(text)
	s, err := ReadSample(t.Context(), "-", o)
	got := ""
	var q *Question
	switch {
	case errors.As(err, &q):
		var flags []string
		for _, r := range q.Readings {
			flags = append(flags, r.Flags())
		}
		got = "?" + strings.Join(flags, "|")
	case err != nil:
		if got = "!" + err.Error(); strings.HasPrefix(want, "!") && strings.HasPrefix(got, want) {
			return
		}
	default:
		for _, x := range s.Observations {
			got += map[bool]string{true: "c", false: "f"}[x.RightCensored()]
		}
	}
	if got != want {
		t.Fatalf("%q gives %s, want %s", text, got, want)
	}
	if err != nil {
		return
	}
	var texts []string
	for _, w := range s.Warnings {
		texts = append(texts, w.Text)
	}
	if all := strings.Join(texts, "\n"); said == "" && all != "" || !strings.Contains(all, said) {
		t.Errorf("%q says %q, want %q", text, all, said)
	}
}

// What the user says of the status is so.
func TestStatusByHand(t *testing.T) {
	name := func(s string) *string { return &s }
	const text = "time,sex,status\n5,1,leak\n7,2,none\n9,2,crack\n"
	for about, c := range map[string]struct {
		text       string
		o          TimesOptions
		want, said string
	}{
		"values":                {text, TimesOptions{Status: name("status"), Failed: []string{"leak", "Crack"}}, "fcf", ""},
		"values of the status":  {text, TimesOptions{Failed: []string{"leak"}}, "fcc", ""},
		"another column":        {text, TimesOptions{Status: name("sex"), Failed: []string{"1"}}, "fcc", ""},
		"another, as R codes":   {text, TimesOptions{Status: name("sex")}, "cff", "2 failed"},
		"none":                  {text, TimesOptions{Status: name("")}, "fff", ""},
		"a value that is not":   {text, TimesOptions{Status: name("sex"), Failed: []string{"3"}}, "ccc", `no row has "3"`},
		"reversed, as it says":  {"time,cens\n5,1\n7,0\n9,0\n", TimesOptions{Status: name("cens"), Failed: []string{"0"}}, "cff", ""},
		"two named alike":       {"time,status,dead\n5,1,1\n7,0,0\n", TimesOptions{}, "fc", ""},
		"two that differ":       {"time,event,dead\n5,1,0\n7,0,0\n", TimesOptions{}, "?--status event --failed 1|--status dead --failed ''", ""},
		"a sure one and others": {"time,sex,E\n5,1,1\n7,2,0\n", TimesOptions{}, "fc", `"E"`},
		"only some rows":        {"time,status,mode\n5,1,a\n6,1,b\n7,0,a\n", TimesOptions{Where: []Condition{{Column: "mode", Values: []string{"a"}}}}, "fc", ""},
		"rows that are not":     {"time,status,mode\n5,1,a\n6,1,b\n", TimesOptions{Where: []Condition{{Column: "mode", Values: []string{"a", "z"}}}}, "f", `no row has "z"`},
		"no such column":        {text, TimesOptions{Status: name("state")}, "!status: \"state\" is not a column; they are \"time\"", ""},
		"no such condition":     {text, TimesOptions{Where: []Condition{{Column: "nosuch", Values: []string{"a"}}}}, `!standard input: where: no column "nosuch"; the columns are "time"`, ""},
		"bounds":                {"lower,upper\n5,6\n", TimesOptions{Failed: []string{"1"}}, "!status: \"1\" is not of use beside the columns lower and upper", ""},
		"values of nothing":     {"time,x\n5,3\n7,4\n9,5\n", TimesOptions{Failed: []string{"1"}}, "!failed: \"1\" is not of use without a status", ""},
	} {
		t.Run(about, func(t *testing.T) { checkStatus(t, c.text, c.o, c.want, c.said) })
	}
	s, err := ReadSample(t.Context(), "-", TimesOptions{Stdin: strings.NewReader("time,sex,E\n5,1,1\n7,2,0\n")})
	if err != nil || !slices.Equal(s.Ignored, []string{"sex"}) || !slices.Equal(s.Observations, life.Observations{life.Exact(5), life.RightCensored(7)}) {
		t.Errorf("%+v, %v", s, err)
	}
}

// Failures that come again are told from ends of observation in the same way.
func TestStatusOfFailures(t *testing.T) {
	f, err := ReadFailures(t.Context(), "-", TimesOptions{Stdin: strings.NewReader("unit,time,censored\na,5,0\na,9,1\nb,4,0\n")})
	if err != nil {
		t.Fatal(err)
	}
	if h := f.Histories; len(h) != 2 || len(h[0].Times) != 1 || h[0].To != 9 || len(f.Ignored) != 0 || len(f.Warnings) != 1 {
		t.Errorf("%+v", f)
	}
}
