package render

import (
	"strconv"

	"mtbf"
	"mtbf/model"
	"mtbf/model/census"
)

// Contrast is the result of compare, ready to be written. Old and New are what
// analyze says of the two sides.
type Contrast struct {
	Schema       string        `json:"schema"`
	Old          *Analysis     `json:"old"`
	New          *Analysis     `json:"new"`
	OldName      string        `json:"old_name"`
	NewName      string        `json:"new_name"`
	Rows         []ContrastRow `json:"rows"`
	Comparisons  int           `json:"comparisons"`
	Significance float64       `json:"significance"`
	Adjustment   string        `json:"adjustment"`
	Warnings     []Warning     `json:"warnings"`

	result *mtbf.Comparison
}

// ContrastRow is the JSON form of one category on both sides, the total first.
type ContrastRow struct {
	Category               string     `json:"category"`
	Depth                  int        `json:"depth"`
	RateRatio              Contrasted `json:"rate_ratio"`
	MTTRRatio              Contrasted `json:"mttr_ratio"`
	AvailabilityDifference Contrasted `json:"availability_difference"`
	Verdict                string     `json:"verdict"`
	P                      *float64   `json:"p"`

	row census.ContrastRow
}

// Contrasted is the JSON form of a ratio or difference: an estimate, and whether it
// differs from none by more than chance.
type Contrasted struct {
	Estimate
	P         *float64 `json:"p"`
	PAdjusted *float64 `json:"p_adjusted"`
	Verdict   string   `json:"verdict"`
}

// NewContrast makes the document of a comparison.
func NewContrast(c *mtbf.Comparison, style AnalysisStyle) *Contrast {
	d := &Contrast{
		Schema:  "mtbf.compare/1",
		OldName: c.Sides.Old.Name, NewName: c.Sides.New.Name,
		Old:         NewAnalysis(&mtbf.Analysis{Log: c.Sides.Old.Log, Table: c.Contrast.Old, Complete: true}, style),
		New:         NewAnalysis(&mtbf.Analysis{Log: c.Sides.New.Log, Table: c.Contrast.New, Complete: true}, style),
		Rows:        []ContrastRow{newContrastRow(c.Total)},
		Comparisons: c.Comparisons, Significance: 1 - c.Confidence, Adjustment: "Holm",
		Warnings: []Warning{},
		result:   c,
	}
	for _, r := range c.Categories {
		d.Rows = append(d.Rows, newContrastRow(r))
	}
	d.warn(c)
	return d
}

func newContrastRow(r census.ContrastRow) ContrastRow {
	return ContrastRow{
		Category: categoryName(r.Old.Category), Depth: r.Old.Depth,
		RateRatio: newContrasted(r.Rate), MTTRRatio: newContrasted(r.MTTR), AvailabilityDifference: newContrasted(r.Availability),
		Verdict: string(r.Verdict), P: finite(r.P), row: r,
	}
}

func newContrasted(c census.Contrasted) Contrasted {
	return Contrasted{newEstimate(c.Estimate), finite(c.P), finite(c.Adjusted), string(c.Verdict)}
}

// warn gathers what is said of the sides, each thing with its side but where one log
// is both.
func (d *Contrast) warn(c *mtbf.Comparison) {
	say := func(name string, warnings []model.Warning) {
		for _, w := range newWarnings(warnings) {
			if name != "" {
				w.Text = name + ": " + w.Text
			}
			d.Warnings = append(d.Warnings, w)
		}
	}
	old, new := c.Sides.Old, c.Sides.New
	if old.Log == new.Log {
		say("", old.Log.Account.Warnings)
	} else {
		say(old.Name, old.Log.Account.Warnings)
		say(new.Name, new.Log.Account.Warnings)
	}
	say("", c.Sides.Warnings)
	say(old.Name, c.Contrast.Old.Warnings)
	say(new.Name, c.Contrast.New.Warnings)
}

// Records returns one row a category, the total first.
func (d *Contrast) Records() [][]string {
	header := []string{"category", "depth", "old_failures", "new_failures", "old_operating_hours", "new_operating_hours", "old_mttr_hours", "new_mttr_hours", "old_availability", "new_availability"}
	for _, name := range []string{"rate_ratio", "mttr_ratio", "availability_difference"} {
		header = append(header, name, name+"_lo", name+"_hi", name+"_p", name+"_p_adjusted", name+"_verdict")
	}
	records := [][]string{append(header, "verdict", "p", "confidence", "comparisons")}
	for _, r := range d.Rows {
		records = append(records, r.record(d))
	}
	return records
}

func (r ContrastRow) record(d *Contrast) []string {
	old, new := newRow(r.row.Old, d.Old.style), newRow(r.row.New, d.New.style)
	cells := []string{
		r.Category, strconv.Itoa(r.Depth), strconv.Itoa(old.Failures), strconv.Itoa(new.Failures), bare(&old.OperatingHours), bare(&new.OperatingHours),
		bare(old.MTTRHours.Point), bare(new.MTTRHours.Point), bare(old.Availability.Point), bare(new.Availability.Point),
	}
	for _, c := range []Contrasted{r.RateRatio, r.MTTRRatio, r.AvailabilityDifference} {
		cells = append(cells, bare(c.Point), bare(c.Lo), bare(c.Hi), bare(c.P), bare(c.PAdjusted), c.Verdict)
	}
	return append(cells, r.Verdict, bare(r.P), bare(&r.RateRatio.Confidence), strconv.Itoa(d.Comparisons))
}
