package render

import (
	"cmp"

	"mtbf"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// AnalysisStyle are the choices of the user that change what is shown.
type AnalysisStyle struct {
	Depth   int    // levels of the tree to show; 0 is all
	Planned string // how planned outages were treated
	By      string // what the groups are groups of

	RateUnit *number.RateUnit // in which rates are shown too; nil: they are not
}

// Analysis is the result of analyze, ready to be written.
type Analysis struct {
	Schema        string      `json:"schema"`
	Accounting    Accounting  `json:"accounting"`
	ExposureHours float64     `json:"exposure_hours"`
	Units         int         `json:"units"`
	Total         Row         `json:"total"`
	Categories    []Row       `json:"categories"`
	RateUnit      *RateUnit   `json:"rate_unit,omitempty"`
	By            string      `json:"by,omitempty"`
	Groups        []Group     `json:"groups,omitempty"`
	Comparison    *Comparison `json:"comparison,omitempty"`
	Trend         *Trend      `json:"trend"`
	Incidents     *Incidents  `json:"incidents,omitempty"`
	Evidence      []Evidence  `json:"evidence,omitempty"`
	Warnings      []Warning   `json:"warnings"`

	result *census.Table
	style  AnalysisStyle
}

// Row is the JSON form of a category.
type Row struct {
	Category           string        `json:"category"`
	Depth              int           `json:"depth"`
	Failures           int           `json:"failures"`
	Share              float64       `json:"share"`
	DowntimeHours      *float64      `json:"downtime_hours"`
	RestorationHours   *float64      `json:"restoration_hours"`
	OperatingHours     float64       `json:"operating_hours"`
	RatePerHour        Estimate      `json:"rate_per_hour"`
	RateInUnit         *Estimate     `json:"rate_in_unit,omitempty"`
	MTBFHours          Estimate      `json:"mtbf_hours"`
	MTTRHours          Estimate      `json:"mttr_hours"`
	RepairQuantiles    Quantiles     `json:"repair_quantiles"`
	MTTAHours          *Estimate     `json:"mtta_hours,omitempty"`
	Availability       Estimate      `json:"availability"`
	Unavailability     Estimate      `json:"unavailability"`
	Observed           *float64      `json:"observed_availability"`
	ObservedDown       *float64      `json:"observed_unavailability"`
	ReportedFraction   *float64      `json:"reported_fraction"`
	ReportedRange      *FractionSpan `json:"reported_range,omitempty"`
	CorrectedMTBFHours *Estimate     `json:"corrected_mtbf_hours,omitempty"`
	Delivered          *float64      `json:"delivered_share,omitempty"`
	Undelivered        *float64      `json:"undelivered_share,omitempty"`
	SLO                *ErrorBudget  `json:"slo,omitempty"`
}

// Quantiles is the JSON form of times, in hours, within which half of the repairs were over,
// 90 % and 95 %.
type Quantiles struct {
	P50 Estimate `json:"p50"`
	P90 Estimate `json:"p90"`
	P95 Estimate `json:"p95"`
}

// FractionSpan is a range of reporting fractions.
type FractionSpan struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Group is the JSON form of one group of --by.
type Group struct {
	Value         string  `json:"value"`
	ExposureHours float64 `json:"exposure_hours"`
	Units         int     `json:"units"`
	Total         Row     `json:"total"`
	Categories    []Row   `json:"categories"`
	Trend         *Trend  `json:"trend"`
}

// Comparison is the JSON form of the test that the groups' rates are equal.
type Comparison struct {
	PValue float64   `json:"p_value"`
	Method string    `json:"method"`
	Ratio  *Estimate `json:"rate_ratio,omitempty"`
}

// Trend is the JSON form of the Laplace test.
type Trend struct {
	Method   string  `json:"method"`
	U        float64 `json:"u"`
	PValue   float64 `json:"p_value"`
	Failures int     `json:"failures"`
	Verdict  string  `json:"verdict"`
}

// Incidents is the JSON form of the clusters of failures.
type Incidents struct {
	GapHours      float64 `json:"gap_hours"`
	Incidents     int     `json:"incidents"`
	Failures      int     `json:"failures"`
	MultiUnit     int     `json:"multi_unit"`
	InMultiUnit   int     `json:"failures_in_multi_unit"`
	LargestUnits  int     `json:"largest_units"`
	SharedPortion float64 `json:"shared_portion"`
}

// NewAnalysis makes the document of an analysis.
func NewAnalysis(r *mtbf.Analysis, style AnalysisStyle) *Analysis {
	log, t := r.Log, r.Table
	a := &Analysis{
		Schema:        "mtbf.analyze/1",
		Accounting:    newAccounting(log, t, style),
		ExposureHours: t.ExposureHours,
		Units:         t.Units,
		Total:         newRow(t.Total, style),
		Categories:    newRows(t.Categories, style),
		RateUnit:      newRateUnit(style.RateUnit),
		By:            style.By,
		Trend:         newTrend(t.Trend),
		Warnings:      append([]Warning{}, newWarnings(append(log.Account.Warnings, t.Warnings...))...),
		result:        t,
		style:         style,
	}
	a.Total.budgets(t, style, log.Clock)
	for _, g := range t.Groups {
		group := Group{
			Value: g.Value, ExposureHours: g.ExposureHours, Units: g.Units,
			Total: newRow(g.Total, style), Categories: newRows(g.Categories, style), Trend: newTrend(g.Trend),
		}
		group.Total.budgets(&g.Table, style, log.Clock)
		a.Groups = append(a.Groups, group)
	}
	if c := t.Comparison; c != nil {
		a.Comparison = &Comparison{PValue: c.PValue, Method: c.Method}
		if c.Ratio != nil {
			a.Comparison.Ratio = new(newEstimate(*c.Ratio))
		}
	}
	if in := t.Incidents; in != nil {
		a.Incidents = &Incidents{in.GapHours, in.Count, in.Failures, in.MultiUnit, in.InMultiUnit, in.LargestUnits, in.CommonCauseFraction}
	}
	a.addEvidence(r.Fits)
	a.Warnings = append(a.Warnings, newWarnings(r.Warnings)...)
	return a
}

func newRows(rows []census.Row, style AnalysisStyle) []Row {
	out := []Row{}
	for _, r := range shown(rows, style.Depth) {
		out = append(out, newRow(r, style))
	}
	return out
}

// shown returns the rows down to a depth; 0 is all.
func shown(rows []census.Row, depth int) []census.Row {
	var out []census.Row
	for _, r := range rows {
		if depth == 0 || r.Depth <= depth {
			out = append(out, r)
		}
	}
	return out
}

func newRow(r census.Row, style AnalysisStyle) Row {
	out := Row{
		Category: categoryName(r.Category), Depth: r.Depth, Failures: r.Failures, Share: r.Share,
		DowntimeHours: finite(r.DowntimeHours), RestorationHours: finite(r.RestorationHours), OperatingHours: r.OperatingHours,
		RatePerHour: newEstimate(r.Rate), RateInUnit: inRateUnit(r.Rate, style.RateUnit), MTBFHours: newEstimate(r.MTBF), MTTRHours: newEstimate(r.MTTR),
		RepairQuantiles: Quantiles{newEstimate(r.Repairs.P50), newEstimate(r.Repairs.P90), newEstimate(r.Repairs.P95)},
		Availability:    newEstimate(r.Availability), Unavailability: newEstimate(r.Unavailability),
		Observed: finite(r.ObservedAvailability), ObservedDown: finite(r.ObservedUnavailability),
	}
	if p := r.Reported; p != nil {
		out.ReportedFraction = new(p.Point())
		if p.Lo < p.Hi {
			out.ReportedRange = &FractionSpan{p.Lo, p.Hi}
		}
	}
	if e := r.MTTA; e != nil {
		out.MTTAHours = new(newEstimate(*e))
	}
	if c := r.CorrectedMTBF; c != nil {
		out.CorrectedMTBFHours = new(newEstimate(*c))
	}
	return out
}

// categoryName is that of a category, or of all of them.
func categoryName(c model.Category) string { return cmp.Or(c.String(), "total") }

func newTrend(t *census.Trend) *Trend {
	if t == nil {
		return nil
	}
	verdict := "no trend seen"
	switch {
	case t.Significant() && t.Rising():
		verdict = "failures become more frequent"
	case t.Significant():
		verdict = "failures become less frequent"
	}
	return &Trend{"two-sided Laplace test", t.U, t.PValue, t.Failures, verdict}
}

// instant writes a moment on the log's clock.
func instant(h float64, clock model.Clock) any {
	if clock == model.Calendar {
		return when.FormatInstant(when.QuantizeHours(h), nil)
	}
	return finite(h)
}
