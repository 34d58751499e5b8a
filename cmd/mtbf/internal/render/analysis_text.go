package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// maxTableRows is how many categories a table shows before it keeps to the
// top level.
const maxTableRows = 30

// Blocks returns the tables for a person: the whole, the categories, the
// groups, and below them what was done with the rows.
func (a *Analysis) Blocks() []Block {
	rows := shown(a.result.Categories, a.style.Depth)
	depthNote := ""
	if len(rows) > maxTableRows && a.style.Depth == 0 {
		if top := shown(rows, 1); len(top) < len(rows) {
			depthNote = fmt.Sprintf("%d sub-categories are not shown; --depth %d shows them, and so do the other formats.", len(rows)-len(top), deepest(rows))
			rows = top
		}
	}
	blocks := append([]Block{a.headline()}, a.budgetBlocks(rows)...)
	if len(rows) > 0 {
		blocks = append(blocks, a.tables("category", "Category", named(rows))...)
	}
	if len(a.Evidence) > 0 {
		blocks = append(blocks, a.evidence(rows))
	}
	if corrected := a.corrected(rows); corrected.Grid != nil {
		blocks = append(blocks, corrected)
	}
	if len(a.result.Groups) > 0 {
		blocks = append(blocks, a.groupBlocks()...)
	}
	notes := a.notes(rows)
	if depthNote != "" {
		notes.Lines = append(notes.Lines, depthNote)
	}
	blocks = append(blocks, Block{Title: "Row accounting", Lines: a.Accounting.lines(a.clock(), a.result.Accounting.Window)})
	if len(notes.Lines) > 0 {
		blocks = append(blocks, notes)
	}
	return headed(blocks, a.Warnings)
}

// deepest returns the number of levels of the tree that rows show.
func deepest(rows []census.Row) int {
	levels := 0
	for _, r := range rows {
		levels = max(levels, r.Depth)
	}
	return levels
}

func (a *Analysis) clock() model.Clock {
	if _, text := a.Accounting.Window.From.(string); text {
		return model.Calendar
	}
	return model.Elapsed
}

// labelled is a row of a table with the text that stands first.
type labelled struct {
	label string
	census.Row
}

// named labels categories by their last level, indented by depth.
func named(rows []census.Row) []labelled {
	out := make([]labelled, len(rows))
	for i, r := range rows {
		out[i] = labelled{strings.Repeat("  ", r.Depth-1) + r.Category.Leaf(), r}
	}
	return out
}

// weakMark stands behind the label of a row with few failures or repairs.
const weakMark = " *"

// text returns the label, shortened so that the table fits, with the mark of
// a row whose limits rest on few data.
func (r labelled) text() string { return r.within(longestLabel) }

const longestLabel = 22

// within returns it in so many columns at most, beside the mark.
func (r labelled) within(room int) string {
	label := printable.Clip(r.label, min(room, longestLabel))
	if r.weak() {
		label += weakMark
	}
	return label
}

func (r labelled) weak() bool { return few(&r.MTBF) || few(&r.MTTR) }

// few reports whether an estimate, which may be missing, rests on few data.
func few(e *model.Estimate) bool {
	return e != nil && slices.ContainsFunc(e.Warnings, func(w model.Warning) bool { return strings.HasPrefix(w.Code, "few-") })
}

func (a *Analysis) headline() Block {
	t := a.result.Total
	mtbf, mttr := number.UnitFor([]float64{t.MTBF.Point, t.MTBF.Lo}), number.UnitFor([]float64{t.MTTR.Point})
	conf := strconv.FormatFloat(100*t.MTBF.Confidence, 'g', 4, 64)
	mark := ""
	if (labelled{"", t}).weak() {
		mark = weakMark
	}
	g := &Grid{Header: []string{"", "Estimate", conf + " % limits", "Unit"}, Left: 1, Alike: rowsAlike, Rows: [][]string{
		{"MTBF", number.Sig(t.MTBF.Point/mtbf.Hours, 4), limits(t.MTBF, mtbf), mtbf.Name},
		{"MTTR, time to restoration" + mark, number.Sig(t.MTTR.Point/mttr.Hours, 4), limits(t.MTTR, mttr), mttr.Name},
		{"Availability", observed(t), "as observed", "%"},
		{"Availability, estimate", number.Percent(t.Availability.Point, t.Unavailability.Point), availabilityLimits(t), "%"},
		{"Unavailability", number.Sig(t.Unavailability.Point, 4), number.Sig(t.Unavailability.Lo, 4) + " to " + number.Sig(t.Unavailability.Hi, 4), ""},
		{"Downtime", number.Sig(t.DowntimeHours, 4), "", "unit-h"},
	}}
	if d := a.result.Delivered; d != nil {
		g.Rows = slices.Insert(g.Rows, 3, []string{"Share delivered, by weight", number.Percent(d.Share, d.Lost), "as observed", "%"})
	}
	if e := t.MTTA; e != nil {
		u, mark := number.UnitFor([]float64{e.Point}), ""
		if few(e) {
			mark = weakMark
		}
		g.Rows = slices.Insert(g.Rows, 2, []string{"MTTA, time to acknowledgement" + mark, number.Sig(e.Point/u.Hours, 4), limits(*e, u), u.Name})
	}
	if u := a.style.RateUnit; u != nil {
		e := u.Of(t.Rate)
		g.Rows = slices.Insert(g.Rows, 1, []string{"Failure rate", number.Sig(e.Point, 4), between(e), u.Name})
	}
	what := "failure"
	if a.result.Incidents != nil {
		what = "incident"
	}
	var lines []string
	if n := a.Accounting.Rejected; n > 0 {
		lines = append(lines, number.Unread(n, a.Accounting.RowsRead)+"; the reasons stand below")
	}
	return Block{
		Lines: lines,
		Title: fmt.Sprintf("%s in %s unit-hours of exposure%s", number.Counted(t.Failures, what), number.Sig(a.ExposureHours, 5), perUnit(a.ExposureHours, a.Units)),
		Grid:  g,
		Foot:  restored(t.Repairs),
	}
}

// restored is a line of the percentiles of the times to restoration, none where no
// time is known. Their limits have few figures, so that it fits.
func restored(q census.RepairQuantiles) []string {
	var points []float64
	for _, e := range q.Points() {
		points = append(points, e.Point)
	}
	if math.IsNaN(points[0]) {
		return nil
	}
	u := number.UnitFor(points)
	var parts []string
	for i, e := range q.Points() {
		parts = append(parts, fmt.Sprintf("p%s %s [%s, %s]", number.Sig(100*census.RepairShares[i], 2), number.Sig(e.Point/u.Hours, 3), number.Sig(e.Lo/u.Hours, 2), number.Sig(e.Hi/u.Hours, 2)))
	}
	return []string{"Restored, " + u.Name + ": " + strings.Join(parts, ", ")}
}

// perUnit tells how long a unit was watched, nothing where the units are not
// known.
func perUnit(hours float64, units int) string {
	if units == 0 {
		return ""
	}
	mean := hours / float64(units)
	u := number.UnitFor([]float64{mean})
	if units == 1 {
		return fmt.Sprintf(" (1 unit, %s %s)", number.Sig(mean/u.Hours, 3), u.Name)
	}
	return fmt.Sprintf(" (%s units, %s %s each on average)", number.Count(units), number.Sig(mean/u.Hours, 3), u.Name)
}

func limits(e model.Estimate, u number.Unit) string {
	if math.IsInf(e.Hi, 1) {
		if e.Lo == 0 {
			return "not bounded"
		}
		return "at least " + number.Sig(e.Lo/u.Hours, 4)
	}
	return number.Sig(e.Lo/u.Hours, 4) + " to " + number.Sig(e.Hi/u.Hours, 4)
}

func availabilityLimits(r census.Row) string {
	return number.Percent(r.Availability.Lo, r.Unavailability.Hi) + " to " + number.Percent(r.Availability.Hi, r.Unavailability.Lo)
}

// tables are those of groups of failures: what fails, what it costs, and where a unit
// was asked for, how often in it.
func (a *Analysis) tables(of, first string, rows []labelled) []Block {
	blocks := []Block{a.rates("Failures by "+of, first, rows), a.downtimes("Downtime by "+of, first, rows)}
	if u := a.style.RateUnit; u != nil {
		blocks = append(blocks, inUnits("Failure rate by "+of, first, rows, u))
	}
	return blocks
}

// inUnits is the table of failure rates in a unit.
func inUnits(title, first string, rows []labelled, u *number.RateUnit) Block {
	g := &Grid{Left: 1, Header: []string{first, "Failures", "Failure rate, " + u.Name + " [limits]"}}
	for _, r := range rows {
		g.Rows = append(g.Rows, []string{r.text(), number.Count(r.Failures), number.Limits(u.Of(r.Rate), 1, 3)})
	}
	g.Alike = columnsAlike([]int{2})
	return Block{Title: title, Grid: g, Foot: rateUnitNote(u)}
}

// rates is the table of failures, MTBF and MTTR.
func (a *Analysis) rates(title, first string, rows []labelled) Block {
	mtbf, mttr := columnUnit(rows, func(r census.Row) model.Estimate { return r.MTBF }), columnUnit(rows, func(r census.Row) model.Estimate { return r.MTTR })
	g := &Grid{Left: 1, Header: []string{first, "Failures", "Share", "MTBF, " + mtbf.Name + " [limits]", "MTTR, " + mttr.Name + " [limits]"}}
	for _, r := range rows {
		g.Rows = append(g.Rows, []string{
			r.text(), number.Count(r.Failures), strconv.FormatFloat(100*r.Share, 'f', 1, 64) + "%",
			number.Limits(r.MTBF, mtbf.Hours, 3), number.Limits(r.MTTR, mttr.Hours, 3),
		})
	}
	return Block{Title: title, Grid: g}
}

func columnUnit(rows []labelled, of func(census.Row) model.Estimate) number.Unit {
	points := make([]float64, len(rows))
	for i, r := range rows {
		points[i] = of(r.Row).Point
	}
	return number.UnitFor(points)
}

// downtimes is the table of downtime and availability as it was observed, and beside it
// the estimate of the long run.
func (a *Analysis) downtimes(title, first string, rows []labelled) Block {
	g := &Grid{Left: 1, Header: []string{first, "Downtime, h", "Availability, %", "Estimate [limits]"}}
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(availability(r.Row)))
	}
	for _, r := range rows {
		g.Rows = append(g.Rows, []string{r.within(max(shortLabel, roomForLabel-wide)), number.Sig(r.DowntimeHours, 4), observed(r.Row), availability(r.Row)})
	}
	return Block{Title: title, Grid: g}
}

// A label has the room that the estimates leave of a line of 80 columns, but for the
// mark, the blanks, the downtime and what was observed; and never less than a few.
const (
	roomForLabel = 80 - len(weakMark) - 3*2 - len("Downtime, h") - len("Availability, %")
	shortLabel   = 8
)

// observed writes the availability of a row as it was seen, in percent.
func observed(r census.Row) string {
	return number.Percent(r.ObservedAvailability, r.ObservedUnavailability)
}

// availability writes that of a row with its limits, in percent.
func availability(r census.Row) string {
	return number.Percent(r.Availability.Point, r.Unavailability.Point) + " [" +
		number.Percent(r.Availability.Lo, r.Unavailability.Hi) + ", " + number.Percent(r.Availability.Hi, r.Unavailability.Lo) + "]"
}

// corrected is the table of figures with what was not reported.
func (a *Analysis) corrected(rows []census.Row) Block {
	all := append(named(rows), labelled{"total", a.result.Total})
	var some []labelled
	for _, r := range all {
		if r.CorrectedMTBF != nil {
			some = append(some, r)
		}
	}
	if len(some) == 0 {
		return Block{}
	}
	u := columnUnit(some, func(r census.Row) model.Estimate { return r.MTBF })
	g := &Grid{Left: 1, Header: []string{"Category", "Reported", "MTBF, " + u.Name + " [limits]", "With the unreported"}}
	for _, r := range some {
		fraction := "mixed"
		if p := r.Reported; p != nil {
			fraction = number.Sig(p.Lo, 3)
			if p.Hi > p.Lo {
				fraction += " to " + number.Sig(p.Hi, 3)
			}
		}
		g.Rows = append(g.Rows, []string{r.text(), fraction, number.Limits(r.MTBF, u.Hours, 3), number.Limits(*r.CorrectedMTBF, u.Hours, 3)})
	}
	return Block{Title: "Corrected for failures that were not reported", Grid: g}
}

func (a *Analysis) groupBlocks() []Block {
	rows := make([]labelled, len(a.result.Groups))
	for i, g := range a.result.Groups {
		total := g.Total
		if all := a.result.Total.Failures; all > 0 {
			total.Share = float64(total.Failures) / float64(all)
		}
		rows[i] = labelled{g.Value, total}
	}
	blocks := a.tables(a.By, a.By, rows)
	if c := a.result.Comparison; c != nil {
		line := fmt.Sprintf("Equal rates in all groups: p = %s (%s).", number.Sig(c.PValue, 2), c.Method)
		if c.Ratio != nil {
			line += fmt.Sprintf(" Rate of %s over %s: %s.", a.result.Groups[0].Value, a.result.Groups[1].Value, number.Limits(*c.Ratio, 1, 3))
		}
		blocks = append(blocks, Block{Lines: []string{line}})
	}
	return blocks
}

// notes are the warnings, and what else a reader must know.
func (a *Analysis) notes(rows []census.Row) Block {
	var lines []string
	if slices.ContainsFunc(append(named(rows), labelled{"", a.result.Total}), labelled.weak) || few(a.result.Total.MTTA) {
		lines = append(lines, "*: fewer than 5 failures or repairs; the limits are conservative, and rest on an assumed greatest spread of repair times.")
	}
	if in := a.result.Incidents; in != nil {
		lines = append(lines, fmt.Sprintf("incidents: %s failures that start within %s of the one before are %s incidents; %d took more than one unit, the largest %d; %s of the failures occurred in multi-unit incidents (upper bound of beta).",
			number.Count(in.Failures), when.FormatHours(in.GapHours), number.Count(in.Count), in.MultiUnit, in.LargestUnits, number.Percent(in.CommonCauseFraction, 1)+" %"))
	}
	lines = append(lines, noteLines(a.Warnings)...)
	return Block{Title: "Notes", Lines: lines}
}

// Records returns one row a category, the total first, every figure with its
// limits; groups follow, and the error budgets.
func (a *Analysis) Records() [][]string {
	records := [][]string{analysisHeader()}
	if a.RateUnit != nil {
		records[0] = append(records[0], "rate_in_unit", "rate_in_unit_lo", "rate_in_unit_hi", "rate_unit")
	}
	weighted := a.result.Delivered != nil
	if weighted {
		records[0] = append(records[0], "delivered_share", "undelivered_share")
	}
	var blank []string
	if a.Total.SLO != nil {
		records[0] = append(records[0], budgetColumns...)
		blank = make([]string, len(budgetColumns))
	}
	add := func(group string, rows ...Row) {
		for _, r := range rows {
			records = append(records, slices.Concat(r.record(group), a.unitCells(r), r.delivered(weighted), blank))
		}
	}
	add("", a.Total)
	add("", a.Categories...)
	for _, g := range a.Groups {
		add(g.Value, g.Total)
		add(g.Value, g.Categories...)
	}
	return append(records, a.budgetRecords(records[0])...)
}

func analysisHeader() []string {
	header := []string{"group", "category", "depth", "failures", "share", "downtime_hours", "restoration_hours", "operating_hours"}
	for _, name := range []string{"rate_per_hour", "mtbf_hours", "mttr_hours", "availability", "unavailability", "corrected_mtbf_hours"} {
		header = append(header, name, name+"_lo", name+"_hi")
	}
	header = append(header, "confidence", "reported_fraction")
	for _, name := range []string{"repair_p50_hours", "repair_p90_hours", "repair_p95_hours", "mtta_hours"} {
		header = append(header, name, name+"_lo", name+"_hi")
	}
	return append(header, "observed_availability", "observed_unavailability")
}

// unitCells are the rate in the unit that was asked for.
func (a *Analysis) unitCells(r Row) []string {
	e := r.RateInUnit
	if e == nil {
		return nil
	}
	return []string{bare(e.Point), bare(e.Lo), bare(e.Hi), a.RateUnit.Name}
}

func (r Row) record(group string) []string {
	cells := []string{group, r.Category, strconv.Itoa(r.Depth), strconv.Itoa(r.Failures), bare(&r.Share), bare(r.DowntimeHours), bare(r.RestorationHours), bare(&r.OperatingHours)}
	corrected := Estimate{}
	if r.CorrectedMTBFHours != nil {
		corrected = *r.CorrectedMTBFHours
	}
	for _, e := range []Estimate{r.RatePerHour, r.MTBFHours, r.MTTRHours, r.Availability, r.Unavailability, corrected} {
		cells = append(cells, bare(e.Point), bare(e.Lo), bare(e.Hi))
	}
	cells = append(cells, bare(&r.MTBFHours.Confidence), bare(r.ReportedFraction))
	mtta := Estimate{}
	if r.MTTAHours != nil {
		mtta = *r.MTTAHours
	}
	for _, e := range []Estimate{r.RepairQuantiles.P50, r.RepairQuantiles.P90, r.RepairQuantiles.P95, mtta} {
		cells = append(cells, bare(e.Point), bare(e.Lo), bare(e.Hi))
	}
	return append(cells, bare(r.Observed), bare(r.ObservedDown))
}

// bare writes a float so that it reads back the same; nothing for nil.
func bare(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}
