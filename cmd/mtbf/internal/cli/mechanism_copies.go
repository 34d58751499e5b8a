package cli

import (
	"context"
	"strings"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// carried gives figures their values, in the order of what f returns, with the limits of
// the inputs carried to them.
func carried(figures []mechanism.Figure, f func(x []float64) ([]float64, error), inputs ...model.Estimate) ([]mechanism.Figure, error) {
	values, err := mechanism.Carry(f, inputs...)
	if err != nil {
		return nil, err
	}
	for i := range figures {
		figures[i].Estimate = values[i]
		if figures[i].Kind == "" {
			figures[i].Kind = mechanism.Exact
		}
	}
	return figures, nil
}

// exactFigure is a figure without limits.
func exactFigure(name, label, unit string, value float64) mechanism.Figure {
	return mechanism.Figure{Name: name, Label: label, Unit: unit, Estimate: mechanism.Known(value), Kind: mechanism.Exact}
}

// groupModule is what --as-module prints of a group of what one is called so.
func groupModule(group mechanism.SystemPart, one, about string) *render.MechanismModule {
	return &render.MechanismModule{Group: &group, One: one, About: []string{about}}
}

// byteUnits are the units of a size, of which those of 1000 and of 1024 are told apart.
var byteUnits = map[string]float64{
	"": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15,
	"KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40, "PIB": 1 << 50,
}

// parseBytes reads a size such as 4TB, 3.6TiB or a number of bytes.
func parseBytes(text string) (float64, error) {
	text = strings.TrimSpace(text)
	at := len(strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	unit, known := byteUnits[strings.ToUpper(text[at:])]
	x, err := number.Parse(strings.TrimSpace(text[:at]))
	if err != nil || !known || !(x >= 0 && x <= 1e30) {
		return 0, usagef("%q is not a size, such as 4TB, 3.6TiB or 4e12", text)
	}
	return x * unit, nil
}

// wholeCounts are flags that must be at least 1.
func wholeCounts(names []string, values ...int) error {
	for i, v := range values {
		if v < 1 {
			return usagef("--%s: %d is not a count of 1 or more", names[i], v)
		}
	}
	return nil
}

// availabilityOf reads an input that is an availability; from a log that of a category.
func (o *mechanismFlags) availabilityOf(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	return o.read(ctx, uncertain{
		flag: flag, text: text, label: label, parse: number.ParseFraction, hours: true,
		of:   func(f *mtbf.CategoryFigures) model.Estimate { return f.Availability },
		want: "an availability such as 0.99 or 99%, a range (0.9..0.99) or CATEGORY:LOG",
	})
}

// chanceOf reads an input that is a probability of which no log tells.
func (o *mechanismFlags) chanceOf(ctx context.Context, flag, label, text string) (model.Estimate, error) {
	if strings.Contains(text, ":") {
		return model.Estimate{}, usagef("--%s: %q is not a probability such as 0.01 or 1%%, or a range: no log tells it", flag, text)
	}
	return o.share(ctx, flag, label, text)
}

// notBoth refuses two of the flags, which say the same in other ways.
func (o *mechanismFlags) notBoth(flags ...string) error {
	first := ""
	for _, f := range flags {
		switch {
		case !o.flags.Changed(f):
		case first != "":
			return usagef("--%s and --%s: one of them is enough", first, f)
		default:
			first = f
		}
	}
	return nil
}
