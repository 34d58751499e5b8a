package render

import (
	"fmt"
	"math"
	"strconv"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/modularity"
)

// Modularity is the result of multiplex compare.
type Modularity struct {
	Schema  string          `json:"schema"`
	Target  float64         `json:"target_hours"`
	Setting ComparedSetting `json:"setting"`
	Styles  []ComparedStyle `json:"styles"`
	Sweep   []ComparedPoint `json:"sweep"`
	Limit   ComparedLimit   `json:"limit"`
}

// ComparedSetting is what was asked, in hours and per hour.
type ComparedSetting struct {
	MTBF          float64  `json:"mtbf_hours"` // of one copy of all the hardware
	MTTR          *float64 `json:"mttr_hours"` // null: not repaired
	Modules       int      `json:"modules"`
	Copies        int      `json:"copies"`
	Crews         int      `json:"crews"` // 0: as many as copies
	Coverage      float64  `json:"coverage"`
	UncoveredMTTR float64  `json:"uncovered_mttr_hours"`
	Takeover      float64  `json:"takeover_hours"`
	Beta          float64  `json:"beta"`
	VoterRate     float64  `json:"voter_rate_per_hour"`
	ResidualRate  float64  `json:"residual_rate_per_hour"`
	ResidualMTTR  float64  `json:"residual_mttr_hours"`
	Organs        float64  `json:"organs"`
	Actuation     float64  `json:"actuation_hours"`
}

// ComparedStyle is a style and the redundancy it takes.
type ComparedStyle struct {
	Name        string   `json:"name"`
	Modules     int      `json:"modules,omitempty"` // none for bundles
	Redundancy  *float64 `json:"redundancy"`        // null beyond the range of numbers
	Log10       *float64 `json:"log10_redundancy"`
	Reached     bool     `json:"reached"`
	MTBF        *float64 `json:"mtbf_hours"`
	Assumptions []string `json:"assumptions"`
}

// ComparedPoint is the setting with another number of modules.
type ComparedPoint struct {
	Modules        int             `json:"modules"`
	MTBF           *float64        `json:"mtbf_hours"`
	MTTF           *float64        `json:"mttf_hours"`
	Unavailability *float64        `json:"unavailability"`
	Method         string          `json:"method"`
	Shares         []ComparedShare `json:"shares"`

	OutagesMTBF           *float64 `json:"outages_mtbf_hours"` // takeovers are outages too
	OutagesUnavailability *float64 `json:"outages_unavailability"`
}

// ComparedShare is what a term adds to the failures.
type ComparedShare struct {
	Term string   `json:"term"`
	Rate *float64 `json:"rate_per_hour"` // null: beyond all bounds, as the rate of ever more voters
	Part float64  `json:"share"`
}

// ComparedLimit is what ever more modules lead to.
type ComparedLimit struct {
	MTBF   *float64        `json:"mtbf_hours"` // null: without bound
	Shares []ComparedShare `json:"shares"`
}

// NewModularity makes the document of compare.
func NewModularity(s modularity.Architecture, w modularity.Multiplexed, target float64, styles []modularity.RedundancyScheme, sweep []modularity.Point, limit modularity.Ceiling) *Modularity {
	c := &Modularity{
		Schema: "mtbf.multiplex/1", Target: target,
		Setting: ComparedSetting{
			MTBF: s.MTBF, MTTR: finite(s.MTTR), Modules: s.Modules, Copies: s.Copies, Crews: s.Crews, Coverage: s.Coverage.P(), UncoveredMTTR: s.UncoveredMTTR,
			Takeover: s.Switchover, Beta: s.Beta, VoterRate: s.VoterRate, ResidualRate: s.ResidualRate, ResidualMTTR: s.ResidualMTTR, Organs: w.Organs, Actuation: w.Actuation,
		},
		Limit: ComparedLimit{finite(limit.MTBF), newShares(limit.Shares)},
	}
	for _, x := range styles {
		c.Styles = append(c.Styles, ComparedStyle{x.Name, x.Modules, finite(x.Redundancy), finite(x.Log10), x.Reached, finite(x.MTBF), x.Assumptions})
	}
	for _, p := range sweep {
		c.Sweep = append(c.Sweep, ComparedPoint{p.Modules, finite(p.MTBF), finite(p.MTTF), finite(p.Unavailability), p.Method, newShares(p.Shares), finite(p.Outages.MTBF), finite(p.Outages.Unavailability)})
	}
	return c
}

func newShares(all []modularity.Share) []ComparedShare {
	shares := []ComparedShare{}
	for _, s := range all {
		shares = append(shares, ComparedShare{s.Term.String(), finite(s.Rate), s.Fraction})
	}
	return shares
}

// Blocks returns the redundancy of each style, and the sweep of modules.
func (c *Modularity) Blocks() []Block {
	g := &Grid{Left: 1, Header: []string{"Style", "Modules", "Redundancy", "MTBF, y", "Reached"}}
	for _, s := range c.Styles {
		modules := number.Absent
		if s.Modules > 0 {
			modules = number.Count(s.Modules)
		}
		reached := "yes"
		if !s.Reached {
			reached = "no"
		}
		g.Rows = append(g.Rows, []string{s.Name, modules, redundancy(s), sigYears(s.MTBF), reached})
	}
	blocks := []Block{{
		Title: fmt.Sprintf("Redundancy for an MTBF of %s years, by style", number.Sig(c.Target/model.HoursPerYear, 4)), Grid: g,
		Foot: []string{
			fmt.Sprintf("One copy of all hardware fails once in %s years; what each style assumes is in --format json.", number.Sig(c.Setting.MTBF/model.HoursPerYear, 4)),
			"Not reached: no redundancy that was tried will do; the best one is shown.",
		},
	}}
	return append(blocks, c.sweepBlock())
}

func (c *Modularity) sweepBlock() Block {
	g := &Grid{Header: []string{"Modules", "MTBF, y", "Unavailability", "Dominant cause", "Share, %"}}
	for _, p := range c.Sweep {
		d := dominant(p.Shares)
		g.Rows = append(g.Rows, []string{number.Count(p.Modules), sigYears(p.MTBF), sigOrAbsent(p.Unavailability, 3), d.cause(), number.Sig(100*d.Part, 3)})
	}
	g.Alike = columnsAlike([]int{2, 6})
	foot := []string{}
	if c.Setting.Takeover > 0 {
		foot = c.addTakeovers(g)
	}
	limit := "grows without bound as modules become ever more"
	if c.Limit.MTBF != nil {
		d := dominant(c.Limit.Shares)
		limit = fmt.Sprintf("tends to %s years as modules become ever more: then %s is %s %% of the failures", sigYears(c.Limit.MTBF), d.cause(), number.Sig(100*d.Part, 3))
	}
	return Block{
		Title: fmt.Sprintf("%d copies of each module, by the number of modules (exact)", c.Setting.Copies), Grid: g,
		Foot: append([]string{"MTBF " + limit + "."}, foot...),
	}
}

// addTakeovers adds what the sweep is with takeovers as outages.
func (c *Modularity) addTakeovers(g *Grid) (foot []string) {
	g.Header = append(g.Header, "MTBF*, y", "U*")
	for i, p := range c.Sweep {
		g.Rows[i] = append(g.Rows[i], sigYears(p.OutagesMTBF), sigOrAbsent(p.OutagesUnavailability, 3))
	}
	return []string{"* MTBF and unavailability with takeovers, which are outages of " + number.Sig(c.Setting.Takeover, 3) + " h each."}
}

func dominant(shares []ComparedShare) ComparedShare {
	best := ComparedShare{Term: number.Absent}
	for _, s := range shares {
		if s.Part > best.Part {
			best = s
		}
	}
	return best
}

// cause names the term for a person.
func (s ComparedShare) cause() string {
	switch s.Term {
	case "too-few":
		return "exhausted"
	case "not-covered":
		return "uncovered"
	case "common-cause":
		return "common cause"
	}
	return s.Term
}

// redundancy writes a number of copies or lines, however large.
func redundancy(s ComparedStyle) string {
	switch {
	case s.Redundancy != nil && *s.Redundancy < 1e9:
		return lines(*s.Redundancy)
	case s.Log10 != nil && *s.Log10 < 1e6:
		whole, part := math.Modf(*s.Log10)
		return fmt.Sprintf("%se+%.0f", number.Sig(math.Pow(10, part), 3), whole)
	case s.Log10 != nil:
		return "10^" + number.Sig(*s.Log10, 4)
	}
	return number.Absent
}

func sigYears(hours *float64) string {
	return orAbsent(hours, func(h float64) string { return number.Sig(h/model.HoursPerYear, 4) })
}

// Records returns one row a style, and one a number of modules.
func (c *Modularity) Records() [][]string {
	s := newSheet("style", "modules", "redundancy", "log10_redundancy", "reached", "mtbf_hours", "section", "mttf_hours", "unavailability", "outages_mtbf_hours", "outages_unavailability")
	for _, x := range c.Styles {
		s.add("section", "styles", "style", x.Name, "modules", strconv.Itoa(x.Modules), "redundancy", bare(x.Redundancy), "log10_redundancy", bare(x.Log10), "reached", strconv.FormatBool(x.Reached), "mtbf_hours", bare(x.MTBF))
	}
	for _, p := range c.Sweep {
		s.add("section", "sweep", "modules", strconv.Itoa(p.Modules), "mtbf_hours", bare(p.MTBF), "mttf_hours", bare(p.MTTF), "unavailability", bare(p.Unavailability),
			"outages_mtbf_hours", bare(p.OutagesMTBF), "outages_unavailability", bare(p.OutagesUnavailability))
	}
	s.add("section", "limit", "mtbf_hours", bare(c.Limit.MTBF))
	return s.records()
}
