package life

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mtbf/model"
)

var measure = flag.Int("coverage", 0, "measure the coverage of the limits of MTTR and availability with so many samples a row, and write the table of VALIDATION.md")

// levels are the confidences at which coverage is measured, in percent.
var levels = []int{50, 80, 90, 95, 99}

// scene is a row of the table: a name and what draws a sample of repair times; with
// expected failures, also one of operating time.
type scene struct {
	name     string
	f        family
	n        int     // repairs
	expected float64 // failures, where the row is one of availability
}

// scenes are the rows of the table.
func scenes() (all []scene) {
	exponential := weibull(1)
	exponential.name = "exponential"
	families := []family{exponential, lognormal(0.5), lognormal(1), lognormal(1.5), lognormal(2), weibull(0.5), weibull(0.7), weibull(2)}
	for _, f := range families {
		for _, n := range []int{2, 3, 5, 10, 30, 100} {
			all = append(all, scene{name: fmt.Sprintf("MTTR, %s, n = %d", f.name, n), f: f, n: n})
		}
	}
	for _, f := range []family{exponential, lognormal(1), lognormal(1.5)} {
		for _, expected := range []float64{3, 10, 30, 100} {
			all = append(all, scene{name: fmt.Sprintf("availability, %s, %g failures expected", f.name, expected), f: f, expected: expected})
		}
	}
	return all
}

// measured returns the share of samples whose limits hold the true value, a level
// each, and that of samples without an upper limit at 90 %. Of the availability both
// forms hold it, or neither.
func (c scene) measured(samples int, seed uint64) (held []float64, open float64) {
	r := rand.New(rand.NewPCG(seed, uint64(c.n)+1000*uint64(c.expected)))
	held = make([]float64, len(levels))
	for range samples {
		s := complete(c.f, c.n, r)
		failures := 0
		if c.expected > 0 {
			for at := r.ExpFloat64(); at < c.expected; at += r.ExpFloat64() {
				s.Times = append(s.Times, c.f.draw(r))
				failures++
			}
		}
		for i, level := range levels {
			e, truth := c.estimate(s, failures, float64(level)/100)
			if e.Lo <= truth && truth <= e.Hi {
				held[i] += 1 / float64(samples)
			}
			if level == 90 && (math.IsInf(e.Hi, 1) || c.expected > 0 && e.Hi == 1) {
				open += 1 / float64(samples)
			}
		}
	}
	return held, open
}

// estimate returns the MTTR, or the unavailability where the MTBF is 100 MTTR, and
// the true one.
func (c scene) estimate(s RepairTimes, failures int, confidence float64) (e model.Estimate, truth float64) {
	e, err := Mean(s, confidence)
	if err != nil {
		panic(err)
	}
	if c.expected == 0 {
		return e, c.f.mean
	}
	mtbf := 100 * c.f.mean
	_, e = Availability(garwood(failures, c.expected*mtbf, (1-confidence)/2), e)
	return e, c.f.mean / (c.f.mean + mtbf)
}

const validation = "../../VALIDATION.md"

// TestCoverageOfLevels holds the limits to the coverage that VALIDATION.md has of
// them. There a share p was measured with many samples, here with few, N: it differs
// by more than 5 standard errors of both,
//
//	sqrt(p (1-p) (1/N + 1/many)),    p no nearer to 0 or 1 than 3/N,
//
// in less than one of a million shares.
func TestCoverageOfLevels(t *testing.T) {
	slow(t)
	text, err := os.ReadFile(validation)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)<!-- coverage (\d+) -->\n.*<!-- /coverage -->\n`)
	if *measure > 0 {
		fresh := fmt.Sprintf("<!-- coverage %d -->\n%s<!-- /coverage -->\n", *measure, coverageTable(*measure))
		text = table.ReplaceAllLiteral(text, []byte(fresh))
		if err := os.WriteFile(validation, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found := table.FindSubmatch(text)
	if found == nil {
		t.Fatal("VALIDATION.md has no table of coverage")
	}
	many, _ := strconv.ParseFloat(string(found[1]), 64)
	const samples = 200
	rows := coverageRows(samples, 2)
	for i, c := range scenes() {
		line := lineOf(found[0], c.name)
		if len(line) != len(levels)+2 {
			t.Errorf("VALIDATION.md has no row of %q", c.name)
			continue
		}
		for k, cell := range line[1:] {
			p, _ := strconv.ParseFloat(cell, 64)
			p /= 100
			room := math.Min(math.Max(p, 3./samples), 1-3./samples)
			if z := (rows[i][k] - p) / math.Sqrt(room*(1-room)*(1./samples+1/many)); math.Abs(z) > 5 {
				t.Errorf("%s, column %d: %.3f of %d samples, %.3f in VALIDATION.md: %.1f standard errors", c.name, k+1, rows[i][k], samples, p, z)
			}
		}
	}
}

// lineOf returns the cells of the row of a table that begins with a name.
func lineOf(table []byte, name string) (cells []string) {
	for line := range bytes.Lines(table) {
		if text, ok := strings.CutPrefix(string(line), "| "+name+" |"); ok {
			for _, cell := range strings.Split(strings.TrimRight(text, "|\n"), "|") {
				cells = append(cells, strings.TrimSpace(cell))
			}
			return append([]string{name}, cells...)
		}
	}
	return nil
}

// coverageRows measures every scene, those of two at a time.
func coverageRows(samples int, seed uint64) [][]float64 {
	all := scenes()
	rows := make([][]float64, len(all))
	var group sync.WaitGroup
	for first := range 2 {
		group.Go(func() {
			for i := first; i < len(all); i += 2 {
				held, open := all[i].measured(samples, seed)
				rows[i] = append(held, open)
			}
		})
	}
	group.Wait()
	return rows
}

// coverageTable returns the table as Markdown, in percent.
func coverageTable(samples int) string {
	var b strings.Builder
	b.WriteString("| limits of | 50 % | 80 % | 90 % | 95 % | 99 % | not bounded above at 90 % |\n|---|---|---|---|---|---|---|\n")
	for i, row := range coverageRows(samples, 1) {
		fmt.Fprintf(&b, "| %s |", scenes()[i].name)
		for _, share := range row {
			fmt.Fprintf(&b, " %.1f |", 100*share)
		}
		b.WriteString("\n")
	}
	return b.String()
}
