package mtbf

import (
	"bytes"
	"context"
	"errors"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/sizing"
	"mtbf/model/system"
	"mtbf/plots"
	"mtbf/report"
)

// QuestionReport makes the page of a system file that asks (choose:), of the answer that
// [Size] gave with options, and of what numbers that are off do to it ([sizing.Sensitivity]).
// The chosen design is solved, checked by simulation and shown as any system. Warnings are
// those of reading the file.
func QuestionReport(ctx context.Context, f *systemfile.File, warnings []model.Warning, options sizing.Options, result *sizing.Result, offs []sizing.Off, o ReportOptions) (*report.Page, error) {
	if err := model.CheckConfidence(orDefault(o.Confidence)); err != nil {
		return nil, err
	}
	in := report.Question{Model: f.Model, Options: options, Result: result, Sensitivity: offs, Warnings: warnings, Source: o.Source}
	var text bytes.Buffer
	if err := WriteDesign(&text, f, &result.Best, ""); err != nil {
		return nil, err
	}
	in.Text = text.String()
	designed, _, err := DesignFile(f, &result.Best) // whose warnings are those of the question
	if err != nil {
		return nil, err
	}
	m := designed.Model
	if in.Design, _, err = systemAnswers(ctx, m, nil, o); err != nil {
		return nil, err
	}
	if in.Buys, err = boughtBy(ctx, m); err != nil {
		return nil, err
	}
	return in.Page(), context.Cause(ctx)
}

// boughtBy is what each redundant part of a system buys; nil where it has none, or no
// unavailability without them.
func boughtBy(ctx context.Context, m *system.Model) ([]plots.Step, error) {
	bought, err := Buys(ctx, m)
	var param *model.ParamError
	switch {
	case errors.As(err, &param):
		return nil, err
	case err != nil || len(bought) < 2:
		return nil, context.Cause(ctx)
	}
	if u := bought[0].Unavailability; !(u > 0 && u < 1) {
		return nil, nil
	}
	var steps []plots.Step
	for _, b := range bought {
		steps = append(steps, plots.Step(b))
	}
	return steps, nil
}
