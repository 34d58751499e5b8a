package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// oldWords are those that output no longer has, as patterns, with the term in their
// place.
var oldWords = []struct{ pattern, now string }{
	{`(?i)over by\b`, "Unreliability F(t), B10 life"},
	{`(?i)share that lasts`, "Survival S(t)"},
	{`(?i)is called the pair`, "Pair MTBF by definition"},
	{`(?i)for a pair that lasts`, "Required module MTBF or MTTR"},
	{`(?i)from all new|all new\b`, "new at t = 0"},
	{`(?i)in the long run`, "steady state"},
	{`(?i)beyond the means`, "Trend and distributions"},
	{`(?m)(^|  )(MTBF over time|Between failures)\b`, "Trend of MTBF; Time between failures"},
	{`(?m)  constant( |$)`, "none detected"},
	{`(?i)what was done with the rows`, "Row accounting"},
	{`(?i)in such company`, "multi-unit incidents"},
	{`MTBF now|until now`, "Instantaneous MTBF, Cumulative MTBF"},
	{`(?i)stretch(es)? of one (failure )?rate`, "segments of constant rate"},
	{`(?i)leave open|to know better|\bdoubt\b`, "Parameter uncertainty, Variance contribution"},
	{`(?i)dearer`, "costlier"},
	{`(?i)laxest`, "minimum required"},
	{`(?i)no shortage|without shortage|units waiting`, "Ready rate, Expected backorders"},
	{`(?i)no other beats`, "Pareto frontier"},
	{`when the unit has failed`, "RAW"},
	{`(?i)failures a unit\b`, "Mean cumulative failures per unit"},
	{`(?i)still running then`, "Right-censored"},
	{`(?i)share in a bin`, "Relative frequency"},
	{`(?i)that is over\b`, "Restored"},
	{`What (fails|costs downtime|matters|brings it down)|How long restorations take`, "Failures by category, Downtime by category, Importance, Minimal cut sets, Maintainability"},
	{`There are [0-9]+ minimal cut sets`, "1 minimal cut set"},
	{`(?i)taken down by`, "Initiating unit"},
	{`(?i)kaplan and meier|anderson and darling`, "Kaplan-Meier, Anderson-Darling"},
	{`\b(weibull|gumbel|laplace|lewis-robinson|mil-hdbk-189c)\b`, "Weibull, Gumbel, Laplace, Lewis-Robinson, MIL-HDBK-189C"},
	{`(?i)delivered share`, "Expected capacity"},
	{`(^|[ (\[])[1-9][0-9]{4,}( |\.[0-9]|$)`, "10,000"},
	{`(^|[ (\[])0\.000[0-9]*[1-9]`, "1.5e-04"},
}

// inFigures are those that figures have not either.
var inFigures = []struct{ pattern, now string }{
	{`[0-9]e[-+]?[0-9]`, "10^-6, raised"},
	{`10\^`, "a raised exponent"},
	{`, hours\b|^hours since`, "Time, h"},
}

// wordCalls are commands that together print nearly all that there is.
var wordCalls = []string{
	"analyze dataset:shop --units 4 --incident-gap 10m --by month --slo 99.9 --rate-unit fit --reported hardware=0.5",
	"analyze dataset:gray1985 --exposure 1300y", "compare dataset:shop --split 2024-07-01 --units 4",
	"trend dataset:shop --units 4 --ahead 1000h", "trend test.csv --times --target 60h", "trend dataset:shop --penalty 0.5",
	"fit dataset:shop --of repair --quantile 0.1 --at 10000h", "fit dataset:shop --of between --family weibull --shape 1.2", "fit lives.csv --at 10000h --quantile 0.1",
	"fit lives.csv --family weibull --limited-population --at 10000h", "fit lives.csv --survival",
	"solve dataset:raid6 --at 1y", "solve dataset:node-after-gray", "solve dataset:duplexed-discs --at 20000h", "solve dataset:bridge", "solve dataset:process-pair", "solve partial.yaml",
	"simulate dataset:duplexed-discs --replications 500 --at 20000h", "simulate dataset:cold-standby-pump --replications 300",
	"replay log.csv --system plant.yaml --from 0 --to 12000",
	"size dataset:shop-front --target 0.9999", "size dataset:shop-front --target 0.9999 --confidence 0.9 --draws 100", "size dataset:redundancy-allocation --maximize --limit weight=190",
	"size require dataset:duplexed-discs --what mtbf=disc --target 0.99999", "size spares --units 40 --mtbf 10000h --lead-time 30d --fill-rate 0.95",
	"duplex --mtbf 10000h --mttr 24h", "table1", "table1 --reconcile", "plan --mtbf 10000h", "rate --failures 3 --exposure 50000h --at 20000h",
	"multiplex table", "multiplex size", "multiplex threshold", "multiplex compare", "plot --list",
	"mechanism storage --scheme raid5:8 --mttf 1y..2y --rebuild 5h --unreadable 1e-14 --disc-size 1TB", "mechanism placement --nodes 50 --failed 5 --groups --copies 2", "mechanism replica --mtbf 11y --category software=.25", "mechanism partition --sites 4 --available .99",
	"mechanism contract --mttf 1y --mttr 1h", "mechanism quorums --quorums fano --available .9", "mechanism sessions --available .9",
	"mechanism retry --soft 131/132", "mechanism pairs --mtbf 1y --hard 5%..14% --fault hardware=1y", "mechanism stages --shrink network=5m",
}

// wordFigures are figures of all kinds.
var wordFigures = []string{
	"pareto dataset:shop", "pareto dataset:shop --of downtime", "timeline dataset:shop", "availability dataset:shop --by quarter", "compare dataset:shop --split 2024-07-01", "table1", "waterfall", "retry", "retry --soft 5%..14%", "stages",
	"duplex", "acceptance", "repair-times dataset:shop", "lifetimes lives.csv", "survival lives.csv", "survival inspected.csv", "paper lives.csv --family weibull", "paper lives.csv --family exponential",
	"mcf dataset:shop", "trend dataset:shop", "growth test.csv --times", "multiplexing", "modularity", "frontier dataset:shop-front --target 0.9999", "diagram dataset:node-after-gray",
	"importance dataset:node-after-gray", "buys dataset:node-with-mechanisms", "convergence dataset:duplexed-discs",
}

// wordFiles are those of the commands.
var wordFiles = map[string]string{
	"lives.csv":     "time,status\n5248,1\n7454,1\n16890,1\n17200,1\n38700,1\n45000,1\n49390,1\n69040,1\n3961,0\n10190,0\n23060,0\n77350,0\n",
	"inspected.csv": "lower,upper\n0,4000\n4000,9000\n9000,20000\n4000,9000\n20000,\n",
	"test.csv":      "time\n27\n103\n306\n613\n800\n1286\n2292\n3282\n5012\n",
	"log.csv":       "unit,start,end\nA,100,110\nB,6000,6030\nA,10500,10520\n",
	"plant.yaml":    "name: plant\nmodules: {A: {mtbf: 400h, mttr: 8h}, B: {mtbf: 300h, mttr: 9h}}\nstructure: {series: [A, B]}\n",
	"partial.yaml":  "name: partial\nmodules: {a: {mtbf: 990h, mttr: 10h}}\nstructure: {partial: {of: a, n: 100}}\n",
}

// TestNoOldWords: what is printed and drawn for people has the standard terms, names as
// one writes them, thousands with commas and small numbers by powers. JSON and CSV are
// for programs, and keep their values.
func TestNoOldWords(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range wordFiles {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range wordCalls {
		t.Run(call, func(t *testing.T) { noneOf(t, printed(t, strings.Fields(call)...), oldWords) })
	}
	for _, call := range wordFigures {
		t.Run("plot "+call, func(t *testing.T) {
			printed(t, append(append([]string{"plot"}, strings.Fields(call)...), "-o", "figure.svg")...)
			words := drawn(t, "figure.svg")
			noneOf(t, words, oldWords)
			noneOf(t, words, inFigures)
		})
	}
	for _, call := range []string{"dataset:shop --units 4 --slo 99.9", "dataset:node-after-gray", "dataset:duplexed-discs --at 20000h"} {
		t.Run("report "+call, func(t *testing.T) {
			printed(t, append(append([]string{"report"}, strings.Fields(call)...), "-o", "report.html")...)
			noneOf(t, pageText(t, "report.html"), oldWords)
		})
	}
}

// printed is what a command writes.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Main(cli.Streams{Out: &out, Err: &errs, In: strings.NewReader("")}, args); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	return out.String()
}

var (
	markup = regexp.MustCompile(`(?s)<(style|code)[^>]*>.*?</(style|code)>|<[^>]*>`)
	raised = regexp.MustCompile(`>−?[0-9]+<`)
)

// drawn are the texts of a figure and its description, a line each.
func drawn(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ = bytes.Cut(text, []byte("</desc>"))
	return pageWords(raised.ReplaceAll(text, []byte("><")))
}

// pageText are the words of a page.
func pageText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	return pageWords(text)
}

// pageWords are those that a reader sees: not the JSON document, whose words are its own.
func pageWords(text []byte) string {
	return markup.ReplaceAllString(pageData.ReplaceAllString(string(text), ""), "\n")
}

var pageData = regexp.MustCompile(`(?s)<script.*?</script>`)

// noneOf fails for every line with an old word.
func noneOf(t *testing.T, text string, words []struct{ pattern, now string }) {
	t.Helper()
	if len(strings.TrimSpace(text)) < 20 {
		t.Fatalf("there is hardly a word: %q", text)
	}
	for _, w := range words {
		pattern := regexp.MustCompile(w.pattern)
		for _, line := range strings.Split(text, "\n") {
			if pattern.MatchString(line) {
				t.Errorf("%q has the old word %s: %s", line, w.pattern, w.now)
			}
		}
	}
}

// TestOldWordsAreSeen: each pattern finds what output once had.
func TestOldWordsAreSeen(t *testing.T) {
	once := strings.Split(`10 % over by, h
share that lasts longer, %
What is called the pair's MTBF
For a pair that lasts 1,000 years
At a time, from all new
up time per failure, in the long run
Beyond the means
Category  MTBF over time
total  constant  –
What was done with the rows
of failures came in such company
  MTBF now, h
Stretches of one rate
Share of the doubt, %
next dearer  2 disc
the laxest value
No shortage, %  Units waiting
designs that no other beats
unavailability when the unit has failed
failures a unit
still running then (censored)
share in a bin, %
Part of the restorations that is over
What matters
There are 1 minimal cut sets
Taken down by
Kaplan and Meier
mil-hdbk-189c  115.1
Delivered share
A pair of modules with MTBF 10000 h
Unavailability  0.0001551`, "\n")
	if len(once) != len(oldWords) {
		t.Fatalf("%d examples of %d old words", len(once), len(oldWords))
	}
	for i, w := range oldWords {
		t.Run(w.pattern, func(t *testing.T) {
			if !regexp.MustCompile(w.pattern).MatchString(once[i]) {
				t.Errorf("%q is not found", once[i])
			}
		})
	}
}
