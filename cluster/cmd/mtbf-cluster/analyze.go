package main

import (
	"context"
	"io"
	"os"

	"mtbf"
	"mtbf/internal/number"

	"github.com/spf13/pflag"
)

type analyzeFlags struct {
	common
	o         mtbf.LogOptions
	levels    string
	state     string
	fits      string
	rateUnit  string
	depth     int
	parts     int
	splitSize int64
}

// page has the flags, those of mtbf analyze under their names.
func (a *analyzeFlags) page() *page {
	p := &page{
		command: "analyze", args: "LOG... --engine ENGINE",
		about: `Analyze reads outage logs, or logs that tell states of units, by the workers of a
cluster, and prints the failure-category model as 'mtbf analyze' does: the same
tables and the same JSON. What cannot be done in parts is refused by name.`,
		examples: []string{
			"analyze /data/2024-*.csv --engine spark://head:7077 --format json",
			"analyze /data/probes-*.csv --fleet /data/fleet.csv --engine yarn --work /data/tmp",
			"analyze log.csv --engine local:4",
		},
	}
	a.common.register(p)
	f := p.group("How the log is divided")
	f.IntVar(&a.parts, "parts", 0, "parts that the units are put into, `N` (default: by the size of the log)")
	f.Int64Var(&a.splitSize, "split-size", 32<<20, "`BYTES` of a split of a file")
	o := &a.o
	f = p.group("What was observed")
	f.IntVar(&o.Units, "units", 0, "number `N` of units in service over the whole window")
	f.StringVar(&o.Hours, "exposure", "", "unit-hours observed in all, a `DURATION` such as 1300y")
	f.StringVar(&o.Fleet, "fleet", "", "CSV `FILE` with the units in service")
	f.StringVar(&o.From, "from", "", "`TIME` at which the window begins")
	f.StringVar(&o.To, "to", "", "`TIME` at which it ends")
	f = p.group("What the columns mean")
	f.StringArrayVar(&o.Columns, "column", nil, "`ROLE=COLUMN`: what a column means; repeatable")
	f.StringVar(&o.Profile, "profile", "", "how the log is read: a name, or a .yaml `FILE`")
	f.StringVar(&o.Timezone, "timezone", "", "IANA `ZONE` of times without an offset")
	f.StringVar(&o.TimeUnit, "time-unit", "", "`UNIT` of times that are bare numbers")
	f.StringVar(&o.DurationUnit, "duration-unit", "", "`UNIT` of durations that are bare numbers")
	f.StringVar(&o.DateOrder, "date-order", "", "`ORDER`: day-month or month-day")
	f.StringVar(&o.DurationFrom, "duration-from", "times", "`SOURCE`: times or column")
	f.StringVar(&o.Taxonomy, "taxonomy", "", "YAML `FILE` of rules that place rows in the category tree")
	f.StringVar(&a.levels, "category-separator", "", "`TEXT` that separates the levels of a category, '' for nothing")
	f.StringArrayVar(&o.Where, "where", nil, "`COLUMN=V1,V2` or COLUMN!=V1,V2: keep only such rows; repeatable")
	f.StringVar(&a.state, "state", "", "`COLUMN` that tells up from down; '' for none")
	f.StringVar(&o.Down, "down", "", "`V1,V2`: values of --state while a unit is down")
	f.StringVar(&o.Up, "up", "", "`V1,V2`: values of --state while it is up")
	f.StringArrayVar(&o.PlannedWhere, "planned-where", nil, "`COLUMN=V1,V2`: such rows are planned work; repeatable")
	f.BoolVar(&o.KeepDuplicates, "keep-duplicates", false, "keep exact copies of earlier rows")
	f = p.group("How outages count")
	f.BoolVar(&o.MergeOverlapping, "join-touching", false, "outages of one unit that touch or overlap are one failure")
	f.StringArrayVar(&o.Exclude, "exclude", nil, "`WHAT`: infant leaves out outages that the log marks as infant")
	f.StringVar(&o.InfantPeriod, "infant-period", "", "leave out each unit's first time in service, a `DURATION`")
	f.StringVar(&o.Planned, "planned", "exclude", "`RULE`: exclude, include or excuse")
	f.StringArrayVar(&o.Reported, "reported", nil, "`CATEGORY=50%`: the fraction of its failures that reaches the log; repeatable")
	f.StringVar(&o.Terminated, "terminated", "time", "`WHAT` ended the observation: time or failure")
	f = p.group("What needs all outages at once: up to 10,000,000, put together where the command runs")
	f.StringVar(&o.By, "by", "", "also each value of a `COLUMN`, or year, quarter or month")
	f.StringVar(&o.IncidentGap, "incident-gap", "", "failures of any units that start within a `DURATION` are one incident")
	f.StringVar(&o.ServiceHours, "service-hours", "", "only these `HOURS` of the week count")
	f.StringVar(&o.Holidays, "holidays", "", "`FILE` of days that have no service")
	f.StringVar(&o.IgnoreShorter, "ignore-shorter", "", "outages shorter than a `DURATION` are no failures")
	f.StringVar(&o.SLO, "slo", "", "`TARGET` of availability, such as 99.9%, and its error budget")
	f.StringVar(&o.SLOWindow, "slo-window", "", "`DURATION` of the windows that have a budget each")
	f.StringVar(&a.fits, "fits", "auto", "`WHEN` families are fitted to times: yes, no, or auto for up to 100,000 outages")
	f = p.group("How the answer looks")
	f.IntVar(&a.depth, "depth", 0, "`N` levels of the category tree to show")
	f.StringVar(&a.rateUnit, "rate-unit", "", "also show failure rates, in this `UNIT`")
	a.common.registerAnswer(f)
	a.registerRefused(f)
	return p
}

// registerRefused registers flags of mtbf analyze that are refused by name.
func (a *analyzeFlags) registerRefused(f *pflag.FlagSet) {
	f.StringVar(&a.o.Weight, "weight", "", "")
	f.StringVar(&a.o.WeightTotal, "weight-total", "", "")
	f.StringArrayVar(&a.o.Sheets, "sheet", nil, "")
	for _, name := range []string{"weight", "weight-total", "sheet"} {
		_ = f.MarkHidden(name)
	}
}

func analyze(ctx context.Context, args []string, out, notes io.Writer) error {
	a := &analyzeFlags{common: common{notes: notes}}
	paths, f, err := a.page().parse(args, out)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return usagef("analyze needs a log")
	}
	if f.Changed("category-separator") {
		a.o.Levels = &a.levels
	}
	if f.Changed("state") {
		a.o.State = &a.state
	}
	if a.rateUnit != "" {
		if _, err := number.ParseRateUnit(a.rateUnit); err != nil {
			return usagef("--rate-unit: %w", err)
		}
	}
	if a.o.Confidence, err = a.level(); err != nil {
		return err
	}
	if err := a.checkEngine(); err != nil {
		return err
	}
	return a.run(ctx, out, paths)
}

func (a *analyzeFlags) run(ctx context.Context, out io.Writer, paths []string) error {
	plan, said, err := mtbf.PlanAnalysis(ctx, a.o, mtbf.Fits(a.fits), a.partsOf(paths), a.splitSize, paths...)
	if err != nil {
		return err
	}
	for _, text := range said {
		a.note("%s", text)
	}
	plan.Depth, plan.RateUnit = a.depth, a.rateUnit
	j, end, err := a.job()
	if err != nil {
		return err
	}
	defer end()
	a.note("%d splits, %d parts, in %s", len(plan.Splits), plan.Parts, j.Work)
	parts, err := j.Analyze(ctx, plan)
	if err != nil {
		return err
	}
	return a.merge(ctx, out, []string{parts})
}

// bytesOfPart is how much of a log makes a part.
const bytesOfPart = 64 << 20

// partsOf returns how many parts there are to be: several of each worker's, as units
// spread unevenly.
func (a *analyzeFlags) partsOf(paths []string) int {
	if a.parts > 0 {
		return a.parts
	}
	size := int64(0)
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			size += info.Size()
		}
	}
	return int(min(10_000, max(16, size/bytesOfPart+1)))
}
