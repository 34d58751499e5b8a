package mtbf_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtbf"
	"mtbf/internal/shapes"
)

// shapeOutcome is what came of reading a log.
type shapeOutcome int

const (
	rightShape   shapeOutcome = iota // the figures of a careful reader, or a question where nobody can know
	askedShape                       // a question where a reader can know
	wrongShape                       // an answer, with other figures or where nobody can know
	refusedShape                     // an error that is no question
	shapeOutcomes
)

func (o shapeOutcome) String() string { return []string{"right", "asked", "wrong", "refused"}[o] }

// shapeReading is how a log was read.
type shapeReading struct {
	outcome  shapeOutcome
	figures  shapes.Figures
	err      error
	warnings []string // their codes
	rejected int
}

// asked reports whether an error is a question to the one who has the log.
func asked(err error) bool {
	var question *mtbf.Question
	return errors.As(err, &question)
}

// shapeTolerance is relative: lengths and times are drawn so that they are written
// without loss.
const shapeTolerance = 1e-9

func readShape(ctx context.Context, log *shapes.Log) shapeReading {
	var r shapeReading
	r.err = r.read(ctx, log.Text)
	switch {
	case r.err != nil && asked(r.err):
		r.outcome = askedShape
		if log.Asks || log.MayAsk {
			r.outcome = rightShape
		}
	case r.err != nil:
		r.outcome = refusedShape
	default:
		r.outcome = wrongShape
		for _, f := range log.Readings {
			if !log.Asks && f.Same(r.figures, shapeTolerance) {
				r.outcome = rightShape
			}
		}
	}
	return r
}

// read takes the figures from the log, with no option set.
func (r *shapeReading) read(ctx context.Context, text string) error {
	log, rules, err := mtbf.ReadLog(ctx, mtbf.LogOptions{Stdin: strings.NewReader(text)}, "-")
	if err != nil {
		return err
	}
	a, err := mtbf.Analyze(ctx, log, rules, mtbf.FitsNo)
	if err != nil {
		return err
	}
	all := a.Table.Total
	r.figures = shapes.Figures{
		Units: a.Table.Units, Failures: all.Failures, Exposure: a.Table.ExposureHours,
		Downtime: all.DowntimeHours, MTTR: all.MTTR.Point, MTBF: all.MTBF.Point, Unavailability: all.Unavailability.Point,
	}
	r.rejected = a.Table.Accounting.Rejected
	for _, w := range a.Table.Warnings {
		r.warnings = append(r.warnings, w.Code)
	}
	for _, w := range log.Account.Warnings {
		r.warnings = append(r.warnings, w.Code+": "+w.Text)
	}
	return nil
}

func (r shapeReading) String() string {
	if r.err != nil {
		return r.err.Error()
	}
	s := figuresText(r.figures)
	if r.rejected > 0 {
		s += fmt.Sprintf(", %d rows rejected", r.rejected)
	}
	for _, w := range r.warnings {
		s += "\n         " + w
	}
	return s
}

func figuresText(f shapes.Figures) string {
	s := fmt.Sprintf("%d failures, %d units, exposure %.6g h, downtime %.6g h, MTTR %.6g h, MTBF %.6g h, unavailability %.6g", f.Failures, f.Units, f.Exposure, f.Downtime, f.MTTR, f.MTBF, f.Unavailability)
	if f.What != "" {
		s += " (" + f.What + ")"
	}
	return s
}
