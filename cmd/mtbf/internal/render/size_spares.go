package render

import (
	"fmt"
	"strconv"

	"mtbf/internal/number"
	"mtbf/model/sizing"
)

// Spares is the result of size spares.
type Spares struct {
	Schema    string     `json:"schema"`
	Units     int        `json:"units"`
	MTBFHours float64    `json:"mtbf_hours"`
	LeadTime  float64    `json:"lead_time_hours"`
	Finite    bool       `json:"finite"`
	Measure   string     `json:"measure,omitempty"`
	Target    *float64   `json:"target,omitempty"`
	Best      *StockRow  `json:"best,omitempty"`
	Rows      []StockRow `json:"rows"`
}

// StockRow is what a stock gives in the long run.
type StockRow struct {
	Spares             int     `json:"spares"`
	FillRate           float64 `json:"fill_rate"`
	Unfilled           float64 `json:"unfilled"`
	ReadyRate          float64 `json:"no_shortage"`
	Shortage           float64 `json:"shortage"`
	ExpectedBackorders float64 `json:"units_waiting"`
}

// NewSpares makes a document without rows.
func NewSpares(s sizing.SparesPool) *Spares {
	return &Spares{Schema: "mtbf.size-spares/1", Units: s.Units, MTBFHours: s.MTBF, LeadTime: s.LeadTime, Finite: s.Finite, Rows: []StockRow{}}
}

// Answer sets the least stock that meets a target of a measure.
func (s *Spares) Answer(v sizing.Service, measure string, target float64) {
	best := StockRow(v)
	s.Best, s.Measure, s.Target = &best, measure, &target
}

// Add adds a row.
func (s *Spares) Add(v sizing.Service) { s.Rows = append(s.Rows, StockRow(v)) }

// Blocks returns the stocks.
func (s *Spares) Blocks() []Block {
	fleet := "a large fleet"
	if s.Finite {
		fleet = "waiting units do not fail"
	}
	g := &Grid{Left: 1, Alike: columnsAlike([]int{4}), Header: []string{"", "Spares", "Fill rate, %", "Ready rate, %", "Expected backorders"}}
	for _, r := range s.Rows {
		mark := ""
		if s.Best != nil && r.Spares == s.Best.Spares {
			mark = "*"
		}
		g.Rows = append(g.Rows, []string{mark, number.Count(r.Spares), number.Percent(r.FillRate, r.Unfilled), number.Percent(r.ReadyRate, r.Shortage), number.Sig(r.ExpectedBackorders, 4)})
	}
	b := Block{Title: fmt.Sprintf("Spares for %s of MTBF %s h, lead time %s h (exact; %s)", number.Counted(s.Units, "unit"), amount(s.MTBFHours), amount(s.LeadTime), fleet), Grid: g}
	if s.Best != nil {
		b.Foot = append(b.Foot, fmt.Sprintf("* the least with which the %s is %s %% or more.", map[string]string{"fill_rate": "fill rate", "no_shortage": "ready rate"}[s.Measure], targetPercent(*s.Target, 1-*s.Target)))
	}
	b.Foot = append(b.Foot, "Fill rate: failures that find a spare. Ready rate: time in which no unit waits. Expected backorders: the mean number of units that wait for one.")
	return []Block{b}
}

// Records returns one row a stock.
func (s *Spares) Records() [][]string {
	rows := [][]string{{"spares", "fill_rate", "unfilled", "no_shortage", "shortage", "units_waiting", "chosen"}}
	for _, r := range s.Rows {
		chosen := s.Best != nil && r.Spares == s.Best.Spares
		rows = append(rows, []string{strconv.Itoa(r.Spares), bare(&r.FillRate), bare(&r.Unfilled), bare(&r.ReadyRate), bare(&r.Shortage), bare(&r.ExpectedBackorders), strconv.FormatBool(chosen)})
	}
	return rows
}
