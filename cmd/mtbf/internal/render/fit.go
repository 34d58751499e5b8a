package render

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/life"
)

// Fit is the result of fit. Times are hours.
type Fit struct {
	Schema    string         `json:"schema"`
	Source    string         `json:"source"`
	Of        string         `json:"of"` // lifetimes, repair times, times between failures
	N         float64        `json:"n"`
	Failures  float64        `json:"failures"`
	Censored  float64        `json:"censored"`
	Zeros     int            `json:"zeros_left_out"`
	Criterion string         `json:"criterion"` // that ranks the families
	Limits    string         `json:"limits"`
	Families  []FittedFamily `json:"families"`
	Best      *string        `json:"best"`
	Refused   []Refused      `json:"refused"`
	At        []FitAt        `json:"at,omitempty"`
	Quantiles []FitQuantile  `json:"quantiles,omitempty"`
	Ranks     *RankFit       `json:"rank_regression,omitempty"`
	Goodness  *Goodness      `json:"goodness,omitempty"`
	Survival  []SurvivalStep `json:"survival,omitempty"` // by Kaplan and Meier
	Turnbull  []SurvivalSpan `json:"turnbull,omitempty"` // of intervals
	Modes     []FitMode      `json:"modes,omitempty"`
	Product   []ProductAt    `json:"all_modes_at,omitempty"` // the product of the modes
	Age       *FitAge        `json:"age,omitempty"`
	Limited   *LimitedFit    `json:"limited_population,omitempty"`
	Compared  *Compared      `json:"comparison,omitempty"`
	Warnings  []Warning      `json:"warnings"`
}

// FittedFamily is a family with its evidence.
type FittedFamily struct {
	Family        string              `json:"family"`
	Parameters    map[string]Estimate `json:"parameters"`
	LogLikelihood *float64            `json:"log_likelihood"`
	AIC           *float64            `json:"aic"`
	AICc          *float64            `json:"aicc"`
	BIC           *float64            `json:"bic"`
	Mean          Estimate            `json:"mean_hours"`
	Warnings      []Warning           `json:"warnings,omitempty"`
	order         []string
}

// Refused is a family that the data cannot determine.
type Refused struct {
	Family string `json:"family"`
	Reason string `json:"reason"`
}

// FitAt is the reliability at a time by the best family, and without one.
type FitAt struct {
	T           float64   `json:"t_hours"`
	Reliability Estimate  `json:"reliability"`
	KaplanMeier *Estimate `json:"kaplan_meier,omitempty"` // without intervals
	// Turnbull is the estimate of intervals; it has no limits.
	Turnbull *SurvivalRange `json:"turnbull,omitempty"`
}

// FitQuantile is the time by which a share is over.
type FitQuantile struct {
	P     float64  `json:"p"`
	Hours Estimate `json:"hours"`
}

// RankFit is a fit by regression on ranks.
type RankFit struct {
	Family     string             `json:"family"`
	Method     string             `json:"method"`
	Parameters map[string]float64 `json:"parameters"`
	R2         *float64           `json:"r_squared"`
}

// Goodness is a test of goodness of fit.
type Goodness struct {
	Statistic float64  `json:"statistic"`
	PValue    float64  `json:"p_value"`
	PError    *float64 `json:"p_standard_error"`
	Method    string   `json:"method"`
}

// SurvivalStep is the product-limit estimate from one time to the next.
type SurvivalStep struct {
	T        float64  `json:"t_hours"`
	AtRisk   float64  `json:"at_risk"`
	Failures float64  `json:"failures"`
	Survival Estimate `json:"survival"`
}

// Compared is a test that samples have one distribution.
type Compared struct {
	With      string  `json:"with"`
	ChiSquare float64 `json:"chi_square"`
	Freedom   int     `json:"degrees_of_freedom"`
	PValue    float64 `json:"p_value"`
	Method    string  `json:"method"`
}

// NewFit returns the document of a ranking of families. It searches for the
// limits of means until ctx ends.
func NewFit(ctx context.Context, source, of string, r *life.Ranking) *Fit {
	f := &Fit{Schema: "mtbf.fit/1", Source: source, Of: of, Criterion: r.Criterion, Families: []FittedFamily{}, Refused: []Refused{}, Warnings: []Warning{}}
	for _, x := range r.Fits {
		f.Families = append(f.Families, newFittedFamily(ctx, x))
	}
	if len(r.Fits) > 0 && r.Fits[0].Distribution != nil {
		f.Best = new(r.Fits[0].Family)
	}
	for _, x := range r.Refused {
		f.Refused = append(f.Refused, Refused{x.Family, x.Err.Error()})
	}
	f.AddWarnings(r.Warnings)
	return f
}

func newFittedFamily(ctx context.Context, x *life.Fitted) FittedFamily {
	f := FittedFamily{
		Family: x.Family, Parameters: map[string]Estimate{}, LogLikelihood: finite(x.LogLikelihood), AIC: finite(x.AIC), AICc: finite(x.AICc), BIC: finite(x.BIC),
		Mean: newEstimate(x.Mean(ctx)), Warnings: newWarnings(x.Warnings),
	}
	for _, p := range x.Parameters {
		f.Parameters[p.Name] = newEstimate(p.Estimate)
		f.order = append(f.order, p.Name)
	}
	return f
}

// Incomplete reports whether any part of the answer is not what it would have
// been with more time.
func (f *Fit) Incomplete() bool {
	warnings := slices.Clone(f.Warnings)
	for _, x := range f.Families {
		warnings = slices.Concat(warnings, x.Warnings, x.Mean.Warnings)
		for _, p := range x.Parameters {
			warnings = append(warnings, p.Warnings...)
		}
	}
	if f.Age != nil {
		warnings = slices.Concat(warnings, f.Age.Mean.Warnings, f.Age.Median.Warnings)
		for _, x := range f.Age.At {
			warnings = append(warnings, x.Reliability.Warnings...)
		}
	}
	for _, m := range f.Modes {
		for _, x := range m.Families {
			warnings = slices.Concat(warnings, x.Warnings, x.Mean.Warnings)
		}
	}
	for _, a := range f.At {
		warnings = append(warnings, a.Reliability.Warnings...)
	}
	for _, q := range f.Quantiles {
		warnings = append(warnings, q.Hours.Warnings...)
	}
	return slices.ContainsFunc(warnings, func(w Warning) bool { return w.Code == "incomplete" })
}

// AddWarnings adds warnings.
func (f *Fit) AddWarnings(ws []model.Warning) { f.Warnings = append(f.Warnings, newWarnings(ws)...) }

// AddRanks adds a fit by ranks.
func (f *Fit) AddRanks(r *life.RankFit) {
	out := &RankFit{Family: r.Family, Method: r.Method, Parameters: map[string]float64{}, R2: finite(r.R2)}
	for _, p := range r.Distribution.Parameters() {
		out.Parameters[p.Name] = p.Value
	}
	f.Ranks = out
}

// AddGoodness adds a test of goodness of fit.
func (f *Fit) AddGoodness(g life.TestResult) {
	f.Goodness = &Goodness{Statistic: g.Statistic, PValue: g.PValue, Method: g.Method}
	if g.PError > 0 {
		f.Goodness.PError = &g.PError
	}
	f.AddWarnings(g.Warnings)
}

// AddComparison adds a test against another sample.
func (f *Fit) AddComparison(with string, c *life.Comparison) {
	f.Compared = &Compared{with, c.ChiSquare, c.DF, c.PValue, c.Method}
	f.AddWarnings(c.Warnings)
}

// AddAt adds the reliability at a time.
func (f *Fit) AddAt(t float64, r model.Estimate, km *model.Estimate, turnbull *life.TurnbullEstimate) {
	at := FitAt{T: t, Reliability: newEstimate(r)}
	if turnbull != nil {
		least, greatest := turnbull.Survival(t)
		at.Turnbull = &SurvivalRange{least, greatest}
	}
	if km != nil {
		at.KaplanMeier = new(newEstimate(*km))
	}
	f.At = append(f.At, at)
}

// AddQuantile adds a quantile.
func (f *Fit) AddQuantile(p float64, e model.Estimate) {
	f.Quantiles = append(f.Quantiles, FitQuantile{p, newEstimate(e)})
}

// AddStep adds a step of the product-limit estimate.
func (f *Fit) AddStep(t, atRisk, failures float64, s model.Estimate) {
	f.Survival = append(f.Survival, SurvivalStep{t, atRisk, failures, newEstimate(s)})
}

// Blocks returns the families, what the best one says, and the tests.
func (f *Fit) Blocks() []Block {
	of := f.Of
	if f.N == 1 {
		of = strings.Replace(of, "times", "time", 1)
	}
	title := fmt.Sprintf("%s: %s %s, %s of them censored", f.Source, number.Thousands(fmt.Sprintf("%.0f", f.N)), of, number.Thousands(fmt.Sprintf("%.0f", f.Censored)))
	blocks := []Block{{Title: title, Grid: f.ranking(), Foot: f.rankingFoot()}}
	if len(f.At) > 0 || len(f.Quantiles) > 0 {
		blocks = append(blocks, f.answers())
	}
	blocks = slices.Concat(blocks, f.aged(), f.modes(), f.limited(), f.survival())
	if lines := f.tests(); len(lines) > 0 {
		blocks = append(blocks, Block{Title: "Tests", Lines: lines})
	}
	notes := append(noteLines(f.Warnings), f.familyNotes()...)
	for _, r := range f.Refused {
		notes = append(notes, "not fitted: "+strings.Replace(r.Reason, r.Family, model.Written(r.Family), 1))
	}
	return withNotes(headed(blocks, f.Warnings), notes)
}

// familyNotes are the warnings of families, each once with those it is for.
func (f *Fit) familyNotes() []string {
	var notes []string
	families := map[string][]string{}
	for _, x := range f.Families {
		for _, w := range x.Warnings {
			note := w.Code + ": " + w.Text
			if families[note] == nil {
				notes = append(notes, note)
			}
			families[note] = append(families[note], model.Written(x.Family))
		}
	}
	for i, note := range notes {
		if len(families[note]) < len(f.Families) {
			notes[i] = strings.Join(families[note], ", ") + ": " + note
		}
	}
	return notes
}

func (f *Fit) ranking() *Grid {
	g := &Grid{Left: 2, Header: []string{"Family", "Parameters [limits]", "log L", f.Criterion}}
	for _, x := range f.Families {
		for i, name := range x.order {
			e := x.Parameters[name]
			cells := []string{"", name + " " + withLimits(e), "", ""}
			if i == 0 {
				criterion := x.AICc
				if f.Criterion == "AIC" {
					criterion = x.AIC
				}
				cells[0], cells[2], cells[3] = model.Written(x.Family), twoDecimals(x.LogLikelihood), twoDecimals(criterion)
			}
			g.Rows = append(g.Rows, cells)
		}
	}
	return g
}

// twoDecimals writes a log-likelihood with two decimals, which is what matters.
func twoDecimals(x *float64) string { return fixed(x, 2) }

func (f *Fit) rankingFoot() []string {
	foot := []string{fmt.Sprintf("Hours. The least %s is first; %s limits.", f.Criterion, f.Limits)}
	if f.Zeros > 0 {
		foot = append(foot, number.Counted(f.Zeros, "time")+" of 0 h left out: no family has them.")
	}
	return foot
}

// first is the family that the answers are by, also one that has no estimate.
func (f *Fit) first() string {
	if len(f.Families) == 0 {
		return ""
	}
	return f.Families[0].Family
}

// answers are the reliability at times and the quantiles of the best family.
func (f *Fit) answers() Block {
	if len(f.Families) == 0 {
		return Block{}
	}
	g := &Grid{Left: 1, Alike: rowsAlike, Header: []string{"By the " + model.Written(f.first()) + " family", "Estimate", "Limits"}}
	for _, a := range f.At {
		g.Rows = append(g.Rows, []string{"reliability at " + number.Plain(a.T) + " h", sigOrAbsent(a.Reliability.Point, 1+figuresOf(a.Reliability)), limitsOf(a.Reliability)})
		if a.Turnbull != nil {
			g.Rows = append(g.Rows, []string{"  by Turnbull", a.Turnbull.text(), "none"})
		}
		if a.KaplanMeier != nil {
			g.Rows = append(g.Rows, []string{"  by Kaplan-Meier", sigOrAbsent(a.KaplanMeier.Point, 5), limitsOf(*a.KaplanMeier)})
		}
	}
	for _, q := range f.Quantiles {
		g.Rows = append(g.Rows, []string{percentileName(q.P) + ", h", sigOrAbsent(q.Hours.Point, 1+figuresOf(q.Hours)), limitsOf(q.Hours)})
	}
	return Block{Grid: g}
}

// percentileName names the time by which a part of the units has failed: B10 life.
func percentileName(p float64) string { return fmt.Sprintf("B%.4g life", 100*p) }

func limitsOf(e Estimate) string {
	n := figuresOf(e)
	return sigOrAbsent(e.Lo, n) + " to " + sigOrAbsent(e.Hi, n)
}

// withLimits writes a parameter.
func withLimits(e Estimate) string {
	n := figuresOf(e)
	all := []string{sigOrAbsent(e.Point, n+1), sigOrAbsent(e.Lo, n), sigOrAbsent(e.Hi, n)}
	number.Alike(all)
	return all[0] + " [" + all[1] + ", " + all[2] + "]"
}

// figuresOf returns how many figures limits are written with: four, or as many as show
// two of what lies between them.
func figuresOf(e Estimate) int {
	if e.Lo == nil || e.Hi == nil || *e.Lo == *e.Hi {
		return 4
	}
	magnitude := func(x float64) float64 { return math.Floor(math.Log10(math.Abs(x))) }
	figures := magnitude(math.Max(math.Abs(*e.Lo), math.Abs(*e.Hi))) - magnitude(*e.Hi-*e.Lo) + 2
	return int(min(max(figures, 4), 14))
}

// degrees writes a number of degrees of freedom.
func degrees(n int) string {
	if n == 1 {
		return "1 degree of freedom"
	}
	return number.Count(n) + " degrees of freedom"
}

func (f *Fit) tests() []string {
	var lines []string
	if r := f.Ranks; r != nil {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(r.Parameters)) {
			parts = append(parts, name+" "+number.Sig(r.Parameters[name], 5))
		}
		lines = append(lines, fmt.Sprintf("%s by %s: %s, r squared %s.", model.Written(r.Family), r.Method, strings.Join(parts, ", "), sigOrAbsent(r.R2, 4)))
	}
	if g := f.Goodness; g != nil {
		lines = append(lines, fmt.Sprintf("Goodness of fit: %s, statistic %s, p = %s.", g.Method, number.Sig(g.Statistic, 4), number.Sig(g.PValue, 2)))
	}
	if c := f.Compared; c != nil {
		lines = append(lines, fmt.Sprintf("Against %s: %s, chi-square %s, %s, p = %s.", c.With, c.Method, number.Sig(c.ChiSquare, 4), degrees(c.Freedom), number.Sig(c.PValue, 2)))
	}
	return lines
}

// Records returns one row a parameter, and what was asked for beside the families.
func (f *Fit) Records() [][]string {
	s := newSheet("family", "parameter", "point", "lo", "hi", "confidence", "log_likelihood", "aic", "bic", "section", "t_hours", "p", "at_risk", "failures", "r_squared", "with", "method", "mode", "age_hours")
	for _, x := range f.Families {
		for _, name := range x.order {
			s.estimate(x.Parameters[name], "section", "families", "family", x.Family, "parameter", name, "log_likelihood", bare(x.LogLikelihood), "aic", bare(x.AIC), "bic", bare(x.BIC))
		}
	}
	f.recordAnswers(s)
	f.recordAge(s)
	f.recordModes(s)
	f.recordLimited(s)
	f.recordSurvival(s)
	f.recordTests(s)
	return s.records()
}

// recordAnswers are the reliability at times, the quantiles and the survival.
func (f *Fit) recordAnswers(s *sheet) {
	for _, a := range f.At {
		s.estimate(a.Reliability, "section", "at", "family", f.first(), "parameter", "reliability", "t_hours", bare(&a.T))
		if a.KaplanMeier != nil {
			s.estimate(*a.KaplanMeier, "section", "at", "family", "kaplan_meier", "parameter", "reliability", "t_hours", bare(&a.T))
		}
		if r := a.Turnbull; r != nil {
			s.add("section", "at", "family", "turnbull", "parameter", "least", "point", bare(&r.Least), "t_hours", bare(&a.T))
			s.add("section", "at", "family", "turnbull", "parameter", "greatest", "point", bare(&r.Greatest), "t_hours", bare(&a.T))
		}
	}
	for _, q := range f.Quantiles {
		s.estimate(q.Hours, "section", "quantiles", "family", f.first(), "parameter", "hours", "p", bare(&q.P))
	}
}

func (f *Fit) recordTests(s *sheet) {
	if r := f.Ranks; r != nil {
		for _, name := range slices.Sorted(maps.Keys(r.Parameters)) {
			s.add("section", "rank_regression", "family", r.Family, "parameter", name, "point", bare(new(r.Parameters[name])), "r_squared", bare(r.R2), "method", r.Method)
		}
	}
	if g := f.Goodness; g != nil {
		s.add("section", "goodness", "family", *f.Best, "parameter", "statistic", "point", bare(&g.Statistic), "method", g.Method)
		s.add("section", "goodness", "family", *f.Best, "parameter", "p_value", "point", bare(&g.PValue), "method", g.Method)
		s.add("section", "goodness", "family", *f.Best, "parameter", "p_standard_error", "point", bare(g.PError), "method", g.Method)
	}
	if c := f.Compared; c != nil {
		s.add("section", "comparison", "parameter", "chi_square", "point", bare(&c.ChiSquare), "with", c.With, "method", c.Method)
		s.add("section", "comparison", "parameter", "degrees_of_freedom", "point", number.Count(c.Freedom), "with", c.With, "method", c.Method)
		s.add("section", "comparison", "parameter", "p_value", "point", bare(&c.PValue), "with", c.With, "method", c.Method)
	}
}
