package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"mtbf/model"
)

// Figure is a picture that is ready to be written.
type Figure struct {
	Name string // of its file, without the ending
	Alt  string // what it shows, for those who do not see it

	width, height vg.Length
	draw          func(draw.Canvas)
}

// Formats are the endings that a figure can be written as.
func Formats() []string { return []string{"png", "svg", "pdf"} }

// Size of a figure: 600 pixels wide on a screen.
const (
	wide   = 6.25 * vg.Inch
	height = 3.75 * vg.Inch
)

// margin is kept free on every side.
const margin = 7

// newFigure returns the figure of a plot with its legend.
func newFigure(name, alt string, p *plot.Plot, l legend) *Figure {
	return newDrawing(name, alt, height, func(c draw.Canvas) {
		bare := *p
		bare.Draw(labels(&bare, l.draw(c)))
	})
}

// labels writes the labels of the axes of p at the edges of c, takes them from
// p, and returns the rest of c. (The plot itself, on a logarithmic axis, keeps
// room for a label beside the place where it then writes it.)
func labels(p *plot.Plot, c draw.Canvas) draw.Canvas {
	const line = 15 // points
	x, y := p.X.Label, p.Y.Label
	p.X.Label.Text, p.Y.Label.Text = "", ""
	left, bottom := vg.Length(0), vg.Length(0)
	if y.Text != "" {
		left = line
	}
	if x.Text != "" {
		bottom = line
	}
	x.TextStyle.XAlign, x.TextStyle.YAlign = draw.XCenter, draw.YBottom
	c.FillText(x.TextStyle, vg.Point{X: (c.Min.X + left + c.Max.X) / 2, Y: c.Min.Y}, x.Text)
	y.TextStyle.Rotation, y.TextStyle.XAlign, y.TextStyle.YAlign = math.Pi/2, draw.XCenter, draw.YTop
	c.FillText(y.TextStyle, vg.Point{X: c.Min.X, Y: (c.Min.Y + bottom + c.Max.Y) / 2}, y.Text)
	return draw.Crop(c, left, 0, bottom, 0)
}

// newDrawing returns a figure that a function draws by itself.
func newDrawing(name, alt string, tall vg.Length, paint func(draw.Canvas)) *Figure {
	return &Figure{Name: name, Alt: alt, width: wide, height: tall, draw: func(c draw.Canvas) {
		c.FillPolygon(color.White, []vg.Point{c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}})
		paint(draw.Crop(c, margin, -margin, margin, -margin))
	}}
}

// Pixels is how many the figure is wide on a screen: 600, or more where it asks for it.
func (f *Figure) Pixels() int { return int(math.Round(float64(f.width / wide * 600))) }

// Write draws the figure in one of [Formats]. The bytes depend on the figure
// alone.
func (f *Figure) Write(w io.Writer, format string) error {
	if f == nil || f.draw == nil {
		return &model.ParamError{Param: "figure", Value: "an empty one", Want: "made by a function of this package"}
	}
	switch format {
	case "png":
		return f.png(w)
	case "svg":
		return f.svg(w)
	case "pdf":
		return f.pdf(w)
	}
	return &model.ParamError{Param: "format", Value: format, Want: "one of " + strings.Join(Formats(), ", ")}
}

func (f *Figure) png(w io.Writer) error {
	const dotsPerInch = 144 // 900 pixels: sharp at 600
	c := vgimg.NewWith(vgimg.UseWH(f.width, f.height), vgimg.UseDPI(dotsPerInch))
	f.draw(draw.New(c))
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// fonts names what to use where the typeface of the figures is not installed.
const fonts = "Liberation Sans,Arial,Helvetica,sans-serif"

var opening = regexp.MustCompile(`<svg [^>]*>`)

// svg writes the figure with its name and description for readers of screens.
func (f *Figure) svg(w io.Writer) error {
	c := vgsvg.New(f.width, f.height)
	f.draw(draw.New(c))
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return err
	}
	text := bytes.ReplaceAll(buf.Bytes(), []byte("font-family:Liberation Sans"), []byte("font-family:"+fonts))
	at := opening.FindIndex(text)
	if at == nil {
		return fmt.Errorf("%s: the picture has no beginning", f.Name)
	}
	var about bytes.Buffer
	about.WriteString("<desc>")
	if err := xml.EscapeText(&about, []byte(f.Alt)); err != nil {
		return err
	}
	about.WriteString("</desc>")
	_, err := w.Write(slices.Insert(text, at[1], about.Bytes()...))
	return err
}

// pdf writes the figure without the time at which it was made.
func (f *Figure) pdf(w io.Writer) error {
	epoch := time.Unix(0, 0).UTC()
	fpdf.SetDefaultCreationDate(epoch)
	fpdf.SetDefaultModificationDate(epoch)
	fpdf.SetDefaultCatalogSort(true)
	c := vgpdf.New(f.width, f.height)
	f.draw(draw.New(c))
	_, err := c.WriteTo(w)
	return err
}
