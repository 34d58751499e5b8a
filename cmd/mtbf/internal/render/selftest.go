package render

import (
	"fmt"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/selftest"
)

// Selftest is the result of selftest.
type Selftest struct {
	Schema    string         `json:"schema"`
	Cases     int            `json:"cases"`
	Failed    int            `json:"failed"`
	Unchecked int            `json:"unchecked,omitempty"` // where the run was ended
	Results   []SelftestCase `json:"results"`
	Warnings  []Warning      `json:"warnings,omitempty"`
}

// SelftestCase is a published number beside the one found; Got is null where
// there is none. A computed number may be off by Tolerance of what is expected,
// a simulated one by so many standard errors.
type SelftestCase struct {
	ID             string   `json:"id"`
	Command        string   `json:"command"`
	Claim          string   `json:"claim"`
	Source         string   `json:"source"`
	Expected       float64  `json:"expected"`
	Got            *float64 `json:"got"`
	RelativeError  *float64 `json:"relative_error"`
	Tolerance      *float64 `json:"tolerance,omitempty"`
	StandardErrors *float64 `json:"standard_errors,omitempty"`
	AllowedErrors  *float64 `json:"allowed_standard_errors,omitempty"`
	OK             bool     `json:"ok"`
	Error          string   `json:"error,omitempty"`

	about, claim string
}

// NewSelftest makes the document of selftest, in which of so many cases those
// with results were checked.
func NewSelftest(results []selftest.Result, cases int) *Selftest {
	s := &Selftest{Schema: "mtbf.selftest/1", Cases: cases, Unchecked: cases - len(results), Results: []SelftestCase{}}
	if s.Unchecked > 0 {
		s.Warnings = []Warning{{Code: "incomplete", Text: fmt.Sprintf("the run was ended: %s of %s were not checked", number.Count(s.Unchecked), number.Counted(cases, "published number"))}}
	}
	for _, r := range results {
		c := newSelftestCase(r)
		if !c.OK {
			s.Failed++
		}
		s.Results = append(s.Results, c)
	}
	return s
}

func newSelftestCase(r selftest.Result) SelftestCase {
	c := SelftestCase{
		ID: r.ID, Command: r.Command, Claim: r.About + ": " + r.Claim, Source: r.Source, Expected: r.Expected, OK: r.OK(),
		about: r.About, claim: r.Claim,
	}
	if r.Sigmas > 0 {
		c.AllowedErrors = &r.Sigmas
	} else {
		c.Tolerance = &r.Relative
	}
	if r.Err != nil {
		c.Error = r.Err.Error()
		return c
	}
	c.Got, c.RelativeError = finite(r.Value), finite(r.Error())
	if r.Sigmas > 0 {
		c.StandardErrors = finite(r.Z())
	}
	return c
}

// Blocks returns the verdict and a table for each source.
func (s *Selftest) Blocks() []Block {
	checked := s.Cases - s.Unchecked
	verdict := Block{Lines: []string{fmt.Sprintf("%s of %s published numbers are reproduced.", number.Count(checked-s.Failed), number.Count(checked))}}
	verdict.Lines = append(verdict.Lines, noteLines(s.Warnings)...)
	for _, c := range s.Results {
		if !c.OK {
			verdict.Lines = append(verdict.Lines, strings.TrimSuffix(c.ID+" is not: "+c.Error, ": "))
		}
	}
	blocks := []Block{verdict}
	for i, c := range s.Results {
		if before := s.Results[max(0, i-1)]; i == 0 || c.Source != before.Source || c.about != before.about || c.Command != before.Command {
			blocks = append(blocks, Block{
				Title: fmt.Sprintf("%s, %s (%s)", c.Command, c.about, c.Source),
				Grid:  &Grid{Header: []string{"", "Expected", "Got", "Off by", ""}, Left: 1, Wrap: map[int]int{0: 34}},
			})
		}
		g := blocks[len(blocks)-1].Grid
		g.Rows = append(g.Rows, []string{c.claim, ninth(&c.Expected), ninth(c.Got), c.off(), c.verdict()})
	}
	return blocks
}

// off tells how far a number is off, in standard errors where it is simulated.
func (c SelftestCase) off() string {
	switch {
	case c.StandardErrors != nil:
		return strconv.FormatFloat(*c.StandardErrors, 'f', 1, 64) + " SE"
	case c.RelativeError != nil:
		return strconv.FormatFloat(*c.RelativeError, 'g', 2, 64)
	}
	return number.Absent
}

func (c SelftestCase) verdict() string {
	if c.OK {
		return "ok"
	}
	return "FAILS"
}

// ninth writes a number to at most nine figures.
func ninth(x *float64) string {
	return orAbsent(x, func(x float64) string { return strconv.FormatFloat(x, 'g', 9, 64) })
}

// Records returns a row for each number.
func (s *Selftest) Records() [][]string {
	rows := [][]string{{"id", "command", "claim", "source", "expected", "got", "relative_error", "tolerance", "standard_errors", "allowed_standard_errors", "ok", "error"}}
	for _, c := range s.Results {
		rows = append(rows, []string{
			c.ID, c.Command, c.Claim, c.Source, bare(&c.Expected), bare(c.Got), bare(c.RelativeError),
			bare(c.Tolerance), bare(c.StandardErrors), bare(c.AllowedErrors), strconv.FormatBool(c.OK), c.Error,
		})
	}
	return rows
}
