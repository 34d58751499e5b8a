package render

import (
	"context"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
)

// FitMode is a mode of failure, the others censored.
type FitMode struct {
	Mode      string         `json:"mode"`
	Failures  float64        `json:"failures"`
	Criterion string         `json:"criterion"`
	Families  []FittedFamily `json:"families"`
	Best      *string        `json:"best"`
	Refused   []Refused      `json:"refused"`
}

// ProductAt is the reliability of all modes together at a time.
type ProductAt struct {
	T           float64  `json:"t_hours"`
	Reliability Estimate `json:"reliability"`
}

// AddModes adds the fits of modes.
func (f *Fit) AddModes(ctx context.Context, m *mtbf.ModesFit) {
	for _, x := range m.Modes {
		mode := FitMode{Mode: x.Mode, Failures: x.Failures, Families: []FittedFamily{}, Refused: []Refused{}}
		if x.Ranking == nil {
			mode.Refused = append(mode.Refused, Refused{"all", x.Reason})
		} else {
			fit := NewFit(ctx, "", "", x.Ranking)
			mode.Criterion, mode.Families, mode.Best, mode.Refused = fit.Criterion, fit.Families, fit.Best, fit.Refused
			f.AddWarnings(x.Ranking.Warnings)
		}
		f.Modes = append(f.Modes, mode)
	}
	f.AddWarnings(m.Warnings)
}

// AddProduct adds the reliability of all modes together.
func (f *Fit) AddProduct(t float64, e model.Estimate) {
	f.Product = append(f.Product, ProductAt{t, newEstimate(e)})
}

// modes are the best families of the modes, and the product of them.
func (f *Fit) modes() []Block {
	if len(f.Modes) == 0 {
		return nil
	}
	g := &Grid{Left: 2, Header: []string{"Mode", "Best family, parameters [limits]", "Failures", "log L"}}
	for _, m := range f.Modes {
		g.Rows = append(g.Rows, m.rows()...)
	}
	blocks := []Block{{Title: "Failure modes, each with the others censored", Grid: g}}
	if len(f.Product) == 0 {
		return blocks
	}
	at := &Grid{Left: 1, Header: []string{"All modes together", "Estimate", "Limits"}}
	for _, p := range f.Product {
		at.Rows = append(at.Rows, []string{"reliability at " + number.Plain(p.T) + " h", sigOrAbsent(p.Reliability.Point, 5), limitsOf(p.Reliability)})
	}
	return append(blocks, Block{Grid: at})
}

// rows are the mode and the parameters of its best family.
func (m FitMode) rows() (rows [][]string) {
	name, failures := printable.Clip(m.Mode, 24), number.Plain(m.Failures)
	if len(m.Families) == 0 {
		return [][]string{{name, "not fitted", failures, number.Absent}}
	}
	best := m.Families[0]
	for i, p := range best.order {
		e := best.Parameters[p]
		cells := []string{"", "  " + p + " " + withLimits(e), "", ""}
		if i == 0 {
			cells[0], cells[1], cells[2], cells[3] = name, model.Written(best.Family)+cells[1][1:], failures, twoDecimals(best.LogLikelihood)
		}
		rows = append(rows, cells)
	}
	return rows
}

// recordModes are the parameters of every family of each mode, and the product of the
// best ones.
func (f *Fit) recordModes(s *sheet) {
	for _, m := range f.Modes {
		for _, x := range m.Families {
			for _, name := range x.order {
				s.estimate(x.Parameters[name], "section", "modes", "mode", m.Mode, "family", x.Family, "parameter", name, "failures", bare(&m.Failures),
					"log_likelihood", bare(x.LogLikelihood), "aic", bare(x.AIC), "bic", bare(x.BIC))
			}
		}
	}
	for _, p := range f.Product {
		s.estimate(p.Reliability, "section", "all_modes_at", "parameter", "reliability", "t_hours", bare(&p.T))
	}
}
