package render

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// MaxPrometheusRows bounds the categories, over all groups, of which figures are written
// for Prometheus: each is some twenty series, which it keeps for as long as it runs.
const MaxPrometheusRows = 1000

// TooManyRowsError tells that more than [MaxPrometheusRows] would be written.
type TooManyRowsError struct{ Rows int }

func (e TooManyRowsError) Error() string {
	return fmt.Sprintf("%s rows of categories, those of groups included, are more than the %s that are written for Prometheus: --depth 1 keeps the first level alone", number.Count(e.Rows), number.Count(MaxPrometheusRows))
}

// Prometheus returns the figures of the analysis in the text format of Prometheus, in
// base units. All are gauges: each run counts the log anew. What is not estimable is
// left out, and an upper limit that is not bounded is +Inf.
func (a *Analysis) Prometheus() ([]byte, error) {
	if err := sound(a); err != nil {
		return nil, err
	}
	tables := a.labelledTables()
	rows := 0
	for _, t := range tables {
		rows += 1 + len(shown(t.Categories, a.style.Depth))
	}
	if rows > MaxPrometheusRows {
		return nil, TooManyRowsError{rows}
	}
	var e exposition
	e.accounting(a)
	for _, t := range tables {
		e.table(t, a.style.Depth)
	}
	return e.bytes(), nil
}

// labelledTable is the analysis of the whole log or of a group, with the labels that
// tell which.
type labelledTable struct {
	*census.Table
	labels []string
}

func (a *Analysis) labelledTables() []labelledTable {
	all := []labelledTable{{Table: a.result}}
	for i := range a.result.Groups {
		g := &a.result.Groups[i]
		all = append(all, labelledTable{&g.Table, []string{"group", g.Value}})
	}
	return all
}

// accounting writes what is known of the log and of the analysis as a whole.
func (e *exposition) accounting(a *Analysis) {
	in := a.Accounting
	for _, r := range []struct {
		outcome string
		n       int
	}{{"accepted", in.Accepted}, {"rejected", in.Rejected}, {"duplicate", in.Duplicates}, {"out_of_window", in.OutOfWindow}, {"excluded", in.Excluded}} {
		e.add("log_rows", "Rows of the log by what was done with them; the sum is the rows read.", float64(r.n), "outcome", r.outcome)
	}
	e.add("confidence_ratio", "Confidence of the two-sided limits.", a.Total.MTBFHours.Confidence)
	if w := a.result.Accounting.Window; a.clock() == model.Calendar && w.Hours() > 0 {
		e.add("window_start_timestamp_seconds", "Beginning of the window that was analysed.", timestamp(w.From))
		e.add("window_end_timestamp_seconds", "End of the window that was analysed.", timestamp(w.To))
	}
}

func (e *exposition) table(t labelledTable, depth int) {
	e.add("exposure_seconds", "Unit-seconds observed.", seconds(t.ExposureHours), t.labels...)
	if t.Units > 0 {
		e.add("units", "Units observed.", float64(t.Units), t.labels...)
	}
	e.row(t.Total, t.labels)
	for _, r := range shown(t.Categories, depth) {
		e.row(r, t.labels)
	}
	if d := t.Delivered; d != nil {
		e.add("delivered_ratio", "Share of what was asked for that was delivered, outages weighted.", d.Share, t.labels...)
	}
	if t.Budget != nil {
		e.budget(t.Budget, t.labels)
	}
}

// row writes the figures of a category.
func (e *exposition) row(r census.Row, labels []string) {
	labels = append([]string{"category", categoryName(r.Category), "depth", strconv.Itoa(r.Depth)}, labels...)
	e.add("failures", "Failures in the window.", float64(r.Failures), labels...)
	e.add("downtime_seconds", "Unit-seconds down.", seconds(r.DowntimeHours), labels...)
	e.add("operating_time_seconds", "Unit-seconds in operation.", seconds(r.OperatingHours), labels...)
	e.limited("time_between_failures", "seconds", "Mean operating time between failures, MTBF", inSeconds(r.MTBF), labels)
	e.limited("time_to_restoration", "seconds", "Mean time to restoration, MTTR", inSeconds(r.MTTR), labels)
	if r.MTTA != nil {
		e.limited("time_to_acknowledge", "seconds", "Mean time to acknowledge, MTTA", inSeconds(*r.MTTA), labels)
	}
	if r.CorrectedMTBF != nil {
		e.limited("corrected_time_between_failures", "seconds", "MTBF with the failures that were not reported", inSeconds(*r.CorrectedMTBF), labels)
	}
	e.limited("availability", "ratio", "Estimate of availability", r.Availability, labels)
	e.limited("unavailability", "ratio", "Estimate of unavailability", r.Unavailability, labels)
	e.add("observed_availability_ratio", "Availability in the window.", r.ObservedAvailability, labels...)
	e.add("observed_unavailability_ratio", "Unavailability in the window.", r.ObservedUnavailability, labels...)
}

// budget writes the error budget of the window and that of its last period.
func (e *exposition) budget(b *census.ErrorBudget, labels []string) {
	e.add("slo_target_ratio", "Availability to be reached.", b.Target(), labels...)
	e.add("slo_met_confidence_ratio", "One-sided confidence that the target is met in the long run.", b.ConfidenceMet, labels...)
	e.spending("slo_budget", "in the window", b.Spending, labels)
	if n := len(b.Periods); n > 0 {
		e.spending("slo_period_budget", "in the last period of the window", b.Periods[n-1].Spending, labels)
	}
}

func (e *exposition) spending(name, where string, s census.Spending, labels []string) {
	e.add(name+"_seconds", "Error budget "+where+", in unit-seconds.", seconds(s.BudgetHours), labels...)
	e.add(name+"_spent_seconds", "Error budget spent "+where+", in unit-seconds.", seconds(s.SpentHours), labels...)
	e.add(name+"_remaining_seconds", "Error budget left "+where+", in unit-seconds; below 0 where it is overspent.", seconds(s.LeftHours), labels...)
}

const secondsAnHour = 3600

func seconds(hours float64) float64 { return secondsAnHour * hours }

// timestamp is a moment in seconds since 1970, to the millisecond.
func timestamp(hours float64) float64 {
	const milli = 1000
	return math.Round(milli*seconds(when.QuantizeHours(hours))) / milli
}

func inSeconds(e model.Estimate) model.Estimate {
	e.Point, e.Lo, e.Hi = seconds(e.Point), seconds(e.Lo), seconds(e.Hi)
	return e
}

// exposition gathers series by the name of their metric, in the order in which the names
// came first. Prometheus' own library is what the tests read it with: to write these few
// lines it would add 2.5 MB to the program.
type exposition struct {
	names  []string
	help   map[string]string
	series map[string]*bytes.Buffer
}

// limited adds an estimate: the point, and its limits as metrics of their own.
func (e *exposition) limited(name, unit, help string, of model.Estimate, labels []string) {
	e.add(name+"_"+unit, help+".", of.Point, labels...)
	e.add(name+"_lower_limit_"+unit, help+": lower limit.", of.Lo, labels...)
	e.add(name+"_upper_limit_"+unit, help+": upper limit.", of.Hi, labels...)
}

// add adds a series with labels, which are names and values in turn; none of a value that
// is not known.
func (e *exposition) add(name, help string, value float64, labels ...string) {
	if math.IsNaN(value) {
		return
	}
	name = "mtbf_" + name
	if e.series[name] == nil {
		if e.names == nil {
			e.help, e.series = map[string]string{}, map[string]*bytes.Buffer{}
		}
		e.names, e.help[name], e.series[name] = append(e.names, name), help, &bytes.Buffer{}
	}
	to := e.series[name]
	to.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		fmt.Fprintf(to, `%s%s="%s"`, opening(i), labels[i], labelText.Replace(labels[i+1]))
	}
	if len(labels) > 0 {
		to.WriteString("}")
	}
	fmt.Fprintf(to, " %s\n", strconv.FormatFloat(value, 'g', -1, 64))
}

// opening is what stands before the label at a place of the list.
func opening(i int) string {
	if i == 0 {
		return "{"
	}
	return ","
}

// labelText escapes the value of a label.
var labelText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// bytes returns the text, the series of a metric together under its help and its type.
func (e *exposition) bytes() []byte {
	var out bytes.Buffer
	for _, name := range e.names {
		fmt.Fprintf(&out, "# HELP %s %s\n# TYPE %s gauge\n", name, e.help[name], name)
		out.Write(e.series[name].Bytes())
	}
	return out.Bytes()
}
