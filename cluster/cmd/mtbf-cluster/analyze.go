package main

import (
	"context"
	"io"
	"os"

	"github.com/spf13/pflag"

	"mtbf"
	"mtbf/internal/number"
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

// register registers the flags, those of mtbf analyze under their names: what does not
// run in parts is refused by name.
func (a *analyzeFlags) register(f *pflag.FlagSet) {
	a.common.register(f)
	f.IntVar(&a.parts, "parts", 0, "parts that the units are put into (default: by the size of the log)")
	f.Int64Var(&a.splitSize, "split-size", 32<<20, "bytes of a split of a file")
	o := &a.o
	f.StringArrayVar(&o.Columns, "column", nil, "ROLE=COLUMN: what a column means")
	f.StringVar(&o.Profile, "profile", "", "how the log is read")
	f.StringArrayVar(&o.Sheets, "sheet", nil, "sheet of a workbook")
	f.StringVar(&o.Timezone, "timezone", "", "IANA zone of times without an offset")
	f.StringVar(&o.TimeUnit, "time-unit", "", "unit of times that are bare numbers")
	f.StringVar(&o.DurationUnit, "duration-unit", "", "unit of durations that are bare numbers")
	f.StringVar(&o.DateOrder, "date-order", "", "day-month or month-day")
	f.StringVar(&o.DurationFrom, "duration-from", "times", "times or column")
	f.StringVar(&o.Taxonomy, "taxonomy", "", "YAML file of rules that place rows in the category tree")
	f.StringVar(&a.levels, "category-separator", "", "what separates the levels of a category, '' for nothing")
	f.StringArrayVar(&o.Where, "where", nil, "COLUMN=V1,V2 or COLUMN!=V1,V2: keep only such rows")
	f.StringVar(&a.state, "state", "", "COLUMN that tells up from down; '' for none")
	f.StringVar(&o.Down, "down", "", "values of --state while a unit is down")
	f.StringVar(&o.Up, "up", "", "values of --state while it is up")
	f.StringArrayVar(&o.PlannedWhere, "planned-where", nil, "COLUMN=V1,V2: such rows are planned work")
	f.BoolVar(&o.KeepDuplicates, "keep-duplicates", false, "keep exact copies of earlier rows")
	f.StringVar(&o.From, "from", "", "beginning of the window")
	f.StringVar(&o.To, "to", "", "end of the window")
	f.IntVar(&o.Units, "units", 0, "number of units in service over the whole window")
	f.StringVar(&o.Hours, "exposure", "", "unit-hours observed in all, such as 1300y")
	f.StringVar(&o.Fleet, "fleet", "", "CSV file with the units in service")
	f.BoolVar(&o.MergeOverlapping, "join-touching", false, "outages of one unit that touch or overlap are one failure")
	f.StringVar(&o.IncidentGap, "incident-gap", "", "not in parts")
	f.StringArrayVar(&o.Exclude, "exclude", nil, "infant: leave out outages that the log marks as infant")
	f.StringVar(&o.InfantPeriod, "infant-period", "", "leave out each unit's first time in service")
	f.StringVar(&o.ServiceHours, "service-hours", "", "not in parts")
	f.StringVar(&o.Holidays, "holidays", "", "not in parts")
	f.StringVar(&o.IgnoreShorter, "ignore-shorter", "", "not in parts")
	f.StringVar(&o.Planned, "planned", "exclude", "exclude, include or excuse")
	f.StringArrayVar(&o.Reported, "reported", nil, "CATEGORY=50%: the fraction of its failures that reaches the log")
	f.StringVar(&o.By, "by", "", "not in parts")
	f.StringVar(&o.Terminated, "terminated", "time", "time or failure: what ended the observation")
	f.StringVar(&o.SLO, "slo", "", "not in parts")
	f.StringVar(&o.SLOWindow, "slo-window", "", "not in parts")
	f.StringVar(&o.Weight, "weight", "", "not in parts")
	f.StringVar(&o.WeightTotal, "weight-total", "", "not in parts")
	f.StringVar(&a.fits, "fits", "auto", "no, or auto for more than 100,000 outages")
	f.IntVar(&a.depth, "depth", 0, "levels of the category tree to show")
	f.StringVar(&a.rateUnit, "rate-unit", "", "also show failure rates, in this unit")
}

func analyze(ctx context.Context, args []string, out, notes io.Writer) error {
	a := &analyzeFlags{common: common{notes: notes}}
	f := pflag.NewFlagSet("mtbf-cluster analyze", pflag.ContinueOnError)
	a.register(f)
	paths, err := parse(f, args, notes)
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
