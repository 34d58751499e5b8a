package mtbf

import (
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model/census"
	"mtbf/model/rate"
)

// Grouping says which outages are failures, which failures are one, and into
// which groups they are put apart.
type Grouping struct {
	Planned          string   // exclude or include planned outages in the downtime, or let them excuse the failures that begin meanwhile
	MergeOverlapping bool     // outages of one unit that touch or overlap are one failure
	IncidentGap      string   // failures of any units that start within this time are one incident, such as "10m"
	Exclude          []string // "infant": outages that the log marks as infant are left out
	InfantPeriod     string   // each unit's first time in service, which is left out, such as "90d"
	Reported         []string // CATEGORY=0.5 or CATEGORY=0.4..0.6: the fraction of its failures that reaches the log
	By               string   // a column, or year, quarter or month
	Terminated       string   // time or failure: what ended the observation
	ServiceHours     string   // of the week, such as "Mon-Fri 08:00-18:00, Sat 09:00-13:00"; "": all hours count
	Holidays         string   // file of days on which no hour is service
	IgnoreShorter    string   // outages that are shorter are no failures and no downtime, such as "30s"
}

// rules adds to the rules of an analysis.
func (g Grouping) rules(opt *census.Options) (err error) {
	if opt.IncidentGap, err = length("incident-gap", g.IncidentGap); err != nil {
		return err
	}
	period, err := length("infant-period", g.InfantPeriod)
	if err != nil {
		return err
	}
	if period != nil {
		opt.InfantPeriod = *period
	}
	shorter, err := length("ignore-shorter", g.IgnoreShorter)
	if err != nil {
		return err
	}
	if shorter != nil {
		opt.IgnoreShorter = *shorter
	}
	if opt.Reported, err = parseReported(g.Reported); err != nil {
		return err
	}
	return g.words(opt)
}

// words reads the options that are one of a few words.
func (g Grouping) words(opt *census.Options) error {
	switch g.Planned {
	case "", "exclude":
	case "include":
		opt.IncludePlanned = true
	case "excuse":
		opt.ExcusePlanned = true
	default:
		return optionf("planned", "%q is not exclude or include or excuse", g.Planned)
	}
	for _, what := range g.Exclude {
		if what != "infant" {
			return optionf("exclude", "%q is not infant; to leave out other rows use --where", what)
		}
		opt.ExcludeInfant = true
	}
	var err error
	if opt.Termination, err = termination(g.Terminated); err != nil {
		return err
	}
	switch {
	case isPeriod(g.By):
		opt.By = census.Split(g.By)
	case g.By != "":
		opt.By = census.ByColumn
	}
	return nil
}

// termination reads what ended an observation.
func termination(text string) (rate.Termination, error) {
	switch text {
	case "", "time":
		return rate.TimeTerminated, nil
	case "failure":
		return rate.FailureTerminated, nil
	}
	return 0, optionf("terminated", "%q is not time or failure", text)
}

// parseReported reads CATEGORY=P and CATEGORY=LO..HI.
func parseReported(texts []string) ([]census.Reported, error) {
	var rules []census.Reported
	for _, text := range texts {
		name, fractions, ok := strings.Cut(text, "=")
		r := census.Reported{Category: strings.TrimSpace(name)}
		lo, hi, isRange := strings.Cut(fractions, "..")
		if !isRange {
			hi = lo
		}
		var errLo, errHi error
		r.Lo, errLo = number.ParseFraction(lo)
		r.Hi, errHi = number.ParseFraction(hi)
		if !ok || r.Category == "" || errLo != nil || errHi != nil {
			return nil, optionf("reported", "%q is not of the form CATEGORY=50%% or CATEGORY=0.4..0.6", text)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// length reads a length of time, nil where there is none.
func length(option, text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	h, err := when.ParseFlag(text)
	if err != nil {
		return nil, &OptionError{option, err}
	}
	if h < 0 {
		return nil, optionf(option, "%q is negative", text)
	}
	return &h, nil
}
