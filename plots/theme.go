package plots

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"unicode"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

// Colours of Okabe and Ito, which differ for every kind of colour vision, from
// dark to light so that they differ in grey as well.
var (
	black      = color.RGBA{0, 0, 0, 255}
	blue       = color.RGBA{0, 114, 178, 255}
	vermillion = color.RGBA{213, 94, 0, 255}
	green      = color.RGBA{0, 158, 115, 255}
	purple     = color.RGBA{204, 121, 167, 255}
	orange     = color.RGBA{230, 159, 0, 255}
	sky        = color.RGBA{86, 180, 233, 255}

	ink  = color.RGBA{40, 40, 40, 255}
	pale = color.RGBA{225, 225, 225, 255}
)

var palette = []color.RGBA{blue, vermillion, green, purple, orange, sky, black}

// dashes repeat what colours say.
var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {8, 3, 2, 3}, {12, 4}, {4, 1}, {1, 3}}

var shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.BoxGlyph{}, draw.CrossGlyph{}}

// sans returns the typeface of all text.
func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// newPlot returns an empty plot. Labels of axes have their unit: "MTBF, h".
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.TextHandler, p.Title.TextStyle.Handler = writer, writer
	p.Title.Text = clip(title, 80)
	p.Title.TextStyle.Font = sans(11)
	p.Title.Padding = 6
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font = sans(10)
		axis.Tick.Label.Font = sans(9)
		axis.Label.TextStyle.Handler, axis.Tick.Label.Handler = writer, writer
		axis.Tick.Marker = ticks{}
		axis.Color, axis.Tick.Color = ink, ink
		axis.Padding = 4
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = pale, pale
	p.Add(grid)
	return p
}

// logarithmic gives an axis a logarithmic scale from lo to hi, both positive.
func logarithmic(a *plot.Axis, lo, hi float64) {
	a.Scale = decadeScale{}
	a.Tick.Marker = decades{}
	a.Min, a.Max = lo, hi
}

// decadeScale is logarithmic, and has a place before the axis for what has no
// logarithm.
type decadeScale struct{}

// Normalize returns the place of x, 0 at lo and 1 at hi.
func (decadeScale) Normalize(lo, hi, x float64) float64 {
	if !(x > 0) {
		return -1
	}
	return (math.Log(x) - math.Log(lo)) / (math.Log(hi) - math.Log(lo))
}

// named puts names in the place of numbers 0, 1, ... on an axis.
func named(a *plot.Axis, names []string) {
	var all plot.ConstantTicks
	for i, n := range names {
		all = append(all, plot.Tick{Value: float64(i), Label: n})
	}
	a.Tick.Marker, a.Tick.Length, a.Width = all, 0, 0
	a.Min, a.Max = -0.6, float64(len(names))-0.4
}

// line returns a line in the i-th style.
func line(points plotter.XYs, i int) *plotter.Line {
	l, err := plotter.NewLine(points)
	if err != nil { // no points, or one that is no number: nothing to draw
		return &plotter.Line{}
	}
	l.Color = palette[i%len(palette)]
	l.Width = vg.Points(1.4)
	l.Dashes = dashes[i%len(dashes)]
	return l
}

// ticks are at whole multiples of 1, 2 or 5, with at most eight labels of few
// digits: 20,000 and 0.0003 rather than 2e+04 and 0.00030000.
type ticks struct{}

// Ticks returns the ticks of an axis.
func (ticks) Ticks(lo, hi float64) []plot.Tick {
	least := (hi - lo) / 7
	unit := math.Pow(10, math.Floor(math.Log10(least)))
	step, parts := 10*unit, 5.0
	for _, k := range []float64{5, 2, 1} {
		if k*unit >= least*(1-1e-9) {
			step = k * unit
		}
	}
	if step == 2*unit {
		parts = 4
	}
	const most = 50
	write := figures
	if far := math.Max(math.Abs(lo), math.Abs(hi)); far < 1e-3 || far >= 1e7 {
		write = multiples(far)
	}
	var all []plot.Tick
	first := math.Ceil(lo/step*parts-1e-9) + 0 // no -0
	for k := range most {
		i := first + float64(k)
		t := plot.Tick{Value: i * step / parts}
		if !(t.Value <= hi+step*1e-9) {
			break
		}
		if math.Mod(i, parts) == 0 {
			t.Label = write(t.Value)
		}
		all = append(all, t)
	}
	return all
}

// decades are ticks at powers of ten, labelled so that at most eight are.
type decades struct{}

// Ticks returns the ticks of a logarithmic axis.
func (decades) Ticks(lo, hi float64) []plot.Tick {
	first, last := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	step := math.Max(1, math.Ceil((last-first)/8))
	write := figures
	if lo < 1e-3 || hi > 1e7 { // all labels by powers, where one is
		write = decade
	}
	var all []plot.Tick
	for d := first; d <= last; d++ {
		t := plot.Tick{Value: math.Pow(10, d)}
		if math.Mod(d-first, step) == 0 {
			t.Label = write(t.Value)
		}
		all = append(all, t)
		for k := 2.0; k < 10 && step == 1; k++ {
			minor := plot.Tick{Value: k * t.Value}
			if hi/lo < 100 && (k == 2 || k == 5) {
				minor.Label = write(minor.Value)
			}
			all = append(all, minor)
		}
	}
	return inside(all, lo, hi)
}

// multiples writes places of an axis as multiples of one power of ten, 8×10^-6 and
// 10×10^-6, the greatest as 2 to 20 of it.
func multiples(greatest float64) func(float64) string {
	n := int(math.Floor(math.Log10(greatest/2) + 1e-9))
	return func(x float64) string {
		if x == 0 {
			return "0"
		}
		return fmt.Sprintf("%s×10^%d", figures(round(x/math.Pow(10, float64(n)))), n)
	}
}

// decade writes a place of a logarithmic axis as a power of ten, but for 1 and 10.
func decade(x float64) string {
	if x >= 1 && x <= 10 {
		return figures(x)
	}
	return byPower(x)
}

// inside drops the ticks out of the axis.
func inside(all []plot.Tick, lo, hi float64) []plot.Tick {
	kept := all[:0]
	for _, t := range all {
		if t.Value >= lo*(1-1e-9) && t.Value <= hi*(1+1e-9) {
			kept = append(kept, t)
		}
	}
	return kept
}

// figures writes a number short: with commas from 1,000 to 10^7, by powers of
// ten beyond and below 0.001.
func figures(x float64) string {
	a := math.Abs(x)
	switch {
	case x == 0 || a >= 1e-3 && a < 1e3:
		return strconv.FormatFloat(x, 'g', 6, 64)
	case a < 1e3 || a >= 1e7 || math.IsNaN(x):
		return byPower(x)
	}
	whole, part, dot := strings.Cut(strconv.FormatFloat(x, 'f', max(0, 6-len(strconv.Itoa(int(a)))), 64), ".")
	if part = strings.TrimRight(part, "0"); !dot || part == "" {
		return model.Grouped(whole)
	}
	return model.Grouped(whole) + "." + part
}

// byPower writes a number as a power of ten, with a factor where it is none.
func byPower(x float64) string {
	factor, exponent, ok := strings.Cut(strconv.FormatFloat(x, 'e', 3, 64), "e")
	n, err := strconv.Atoi(exponent)
	if !ok || err != nil { // no number
		return factor
	}
	factor = strings.TrimSuffix(strings.TrimRight(factor, "0"), ".")
	if factor == "1" {
		return fmt.Sprintf("10^%d", n)
	}
	return fmt.Sprintf("%s×10^%d", factor, n)
}

// clip shortens text from a log to at most n characters, and keeps control
// characters out of a picture.
func clip(text string, n int) string {
	var kept []rune
	for _, r := range text {
		if strconv.IsPrint(r) {
			kept = append(kept, r)
		}
	}
	if len(kept) > n {
		kept = append(kept[:n-1], '…')
	}
	return string(kept)
}

// capital begins text with a capital letter.
func capital(text string) string {
	r := []rune(text)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
