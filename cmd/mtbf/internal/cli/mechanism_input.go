package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/mechanism"
	"mtbf/model/rate"
)

// uncertain is the flag of an input that may have limits.
type uncertain struct {
	flag, text, label string
	of                func(*mtbf.CategoryFigures) model.Estimate // what a log tells of it
	counts            func(count, of string, confidence float64) (model.Estimate, error)
	parse             func(string) (float64, error)
	want, unit        string
	hours             bool // what a log tells depends on the hours observed
}

// share reads an input that is a probability.
func (o *mechanismFlags) share(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	return o.read(ctx, uncertain{
		flag: flag, text: text, label: label, parse: number.ParseFraction, counts: countsOfCounts,
		of:   func(f *mtbf.CategoryFigures) model.Estimate { return f.ShareOfFailures },
		want: "a share such as 0.9 or 90%, a count of a count (131/132), a range (5%..14%) or CATEGORY:LOG",
	})
}

// mtbfOf reads an input that is a mean time between failures.
func (o *mechanismFlags) mtbfOf(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	return o.read(ctx, uncertain{
		flag: flag, text: text, label: label, parse: lengthOf, counts: countInHours, hours: true,
		of:   func(f *mtbf.CategoryFigures) model.Estimate { return f.MTBF },
		want: "a time such as 4380h, failures in a time (3/50000h), a range (1y..2y) or CATEGORY:LOG", unit: "h",
	})
}

// timeOf reads an input that is a mean time to restoration, or a part of one.
func (o *mechanismFlags) timeOf(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	return o.read(ctx, uncertain{
		flag: flag, text: text, label: label, parse: lengthOf,
		of:   func(f *mtbf.CategoryFigures) model.Estimate { return f.MTTR },
		want: "a time such as 90m, a range (1h..2h) or CATEGORY:LOG", unit: "h",
	})
}

// lengthOfTime reads an input that is a time which no log tells.
func (o *mechanismFlags) lengthOfTime(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	return o.read(ctx, uncertain{flag: flag, text: text, label: label, parse: lengthOf, want: "a time such as 2w or a range (1w..2w)", unit: "h"})
}

// pauseOf is timeOf for a time that may be 0.
func (o *mechanismFlags) pauseOf(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	if h, err := optionalHours(flag, text); err == nil && h != nil && *h == 0 {
		text = "0s"
		o.keep(flag, label, text, "h", mechanism.Known(0))
		return mechanism.Known(0), nil
	}
	return o.timeOf(ctx, flag, label, text)
}

// read reads an input and keeps it for the document.
func (o *mechanismFlags) read(ctx context.Context, u uncertain) (model.Estimate, error) {
	e, err := o.value(ctx, u)
	if err != nil {
		return e, err
	}
	if !e.Estimable() && !mechanism.Uncertain(e) || math.IsNaN(e.Lo) || math.IsNaN(e.Hi) {
		return e, usagef("--%s: %q says nothing of it", u.flag, u.text)
	}
	o.keep(u.flag, u.label, u.text, u.unit, e)
	return e, nil
}

// keep keeps an input for the document, which says of one that was not given that it is
// the default.
func (o *mechanismFlags) keep(flag, label, text, unit string, e model.Estimate) {
	if f := o.flags.Lookup(flag); f != nil && !f.Changed && !mechanism.Uncertain(e) {
		e.Method = render.DefaultInput
	}
	o.inputs = append(o.inputs, render.NewMechanismInput(flag, label, text, unit, e))
}

func (o *mechanismFlags) value(ctx context.Context, u uncertain) (model.Estimate, error) {
	text := strings.TrimSpace(u.text)
	lo, hi, isRange := strings.Cut(text, "..")
	count, of, counted := strings.Cut(text, "/")
	category, path, logged := strings.Cut(text, ":")
	switch {
	case logged && strings.ContainsFunc(category, isLetter):
		return o.fromLog(ctx, u, strings.TrimSpace(category), strings.TrimSpace(path))
	case isRange:
		return o.between(u, lo, hi)
	case counted && u.counts != nil:
		o.limits = true
		e, err := u.counts(strings.TrimSpace(count), strings.TrimSpace(of), o.confidence)
		if err != nil {
			return e, usagef("--%s: %q: %w", u.flag, text, err)
		}
		return e, nil
	}
	x, err := u.parse(text)
	if err != nil {
		return model.Estimate{}, usagef("--%s: %w; it takes %s", u.flag, err, u.want)
	}
	return mechanism.Known(x), nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 }

func (o *mechanismFlags) between(u uncertain, lo, hi string) (e model.Estimate, err error) {
	var ends [2]float64
	for i, text := range []string{lo, hi} {
		if ends[i], err = u.parse(strings.TrimSpace(text)); err != nil {
			return e, usagef("--%s: %w; it takes %s", u.flag, err, u.want)
		}
	}
	if !(ends[0] < ends[1]) {
		return e, usagef("--%s: %s..%s is not a range from less to more", u.flag, lo, hi)
	}
	return mechanism.Between(ends[0], ends[1]), nil
}

// warn keeps warnings of the log that an input comes from.
func (o *mechanismFlags) warn(label string, of []model.Warning) {
	for _, w := range of {
		o.warnings = append(o.warnings, model.Warning{Code: w.Code, Text: label + ": " + w.Text})
	}
}

// fromLog takes an input from a category of a log.
func (o *mechanismFlags) fromLog(ctx context.Context, u uncertain, category, path string) (model.Estimate, error) {
	if u.of == nil {
		return model.Estimate{}, usagef("--%s: no log tells it; it takes %s", u.flag, u.want)
	}
	if path == "" {
		return model.Estimate{}, usagef("--%s: %q names no log after the category", u.flag, u.text)
	}
	if err := o.reads(path); err != nil {
		return model.Estimate{}, err
	}
	o.logs, o.limits, o.hoursOf = true, true, o.hoursOf || u.hours
	f, err := mtbf.ReadCategory(ctx, o.options(), category, path)
	if err != nil {
		return model.Estimate{}, o.misread(ctx, err, path, logInput)
	}
	if f.Of == 0 {
		return model.Estimate{}, usagef("--%s: %s has no failures", u.flag, path)
	}
	o.warn(u.label, f.Warnings)
	return u.of(f), nil
}

// countsOfCounts reads 131/132.
func countsOfCounts(count, of string, confidence float64) (model.Estimate, error) {
	k, err := parseInt(count)
	if err != nil {
		return model.Estimate{}, err
	}
	n, err := parseInt(of)
	if err != nil {
		return model.Estimate{}, err
	}
	if n < 1 || k < 0 || k > n {
		return model.Estimate{}, errors.New("it is not a count of one that is as great or greater")
	}
	e, err := rate.PerDemand(k, n, confidence)
	if k == 0 { // the least there can be; only the upper limit is of use
		e.Point = 0
	}
	return e, err
}

// countInHours reads 3/50000h.
func countInHours(count, hours string, confidence float64) (model.Estimate, error) {
	k, err := parseInt(count)
	if err != nil {
		return model.Estimate{}, err
	}
	t, err := lengthOf(hours)
	if err != nil {
		return model.Estimate{}, err
	}
	return rate.MTBF(k, t, confidence, rate.TimeTerminated)
}

// lengthOf reads a time above 0.
func lengthOf(text string) (float64, error) {
	h, err := when.ParseFlag(text)
	if err != nil {
		return 0, err
	}
	if !(h > 0) {
		return 0, fmt.Errorf("%q is not a positive length of time", text)
	}
	return h, nil
}
