package plots

import (
	"math"
	"regexp"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// powers writes plain text in which the exponent of a power of ten, such as 10^-6, is
// raised. (The typeface does not have all raised digits.)
type powers struct{ text.Handler }

// writer writes all text of figures.
var writer = powers{plot.DefaultTextHandler}

// power matches a power of ten.
var power = regexp.MustCompile(`\b10\^-?[0-9]+`)

// An exponent has this part of the size of the text, and stands so far above its line.
const (
	raisedSize = 0.72
	raisedBy   = 0.38
)

// piece is a part of a line at one height.
type piece struct {
	text   string
	raised bool
}

// font returns that of the piece in a text.
func (p piece) font(f font.Font) font.Font {
	if p.raised {
		f.Size *= raisedSize
	}
	return f
}

// pieces cuts a line at its exponents.
func pieces(line string) []piece {
	var all []piece
	done := 0
	for _, at := range power.FindAllStringIndex(line, -1) {
		base, exponent := line[done:at[0]+len("10")], line[at[0]+len("10^"):at[1]]
		all = append(all, piece{text: base}, piece{strings.Replace(exponent, "-", "−", 1), true})
		done = at[1]
	}
	return append(all, piece{text: line[done:]})
}

// Box returns the size of a line.
func (w powers) Box(line string, f font.Font) (width, height, depth vg.Length) {
	width, height, depth = w.Handler.Box("", f)
	for _, p := range pieces(line) {
		wide, _, _ := w.Handler.Box(p.text, p.font(f))
		width += wide
	}
	return width, height, depth
}

// Draw writes text, piece by piece where it has a power.
func (w powers) Draw(c vg.Canvas, words string, style text.Style, at vg.Point) {
	if !power.MatchString(words) {
		w.Handler.Draw(c, words, style, at)
		return
	}
	sin, cos := math.Sincos(style.Rotation)
	along := func(right, up vg.Length) vg.Point { // of the text, which may be turned
		return vg.Point{X: at.X + right*vg.Length(cos) - up*vg.Length(sin), Y: at.Y + right*vg.Length(sin) + up*vg.Length(cos)}
	}
	lines := w.Lines(words)
	whole := style.Height(words)
	for i, line := range lines {
		width, _, _ := w.Box(line, style.Font)
		right := width * vg.Length(style.XAlign)
		up := whole*vg.Length(style.YAlign) + vg.Length(len(lines)-1-i)*style.Font.Size
		for _, p := range pieces(line) {
			one := style
			one.Font, one.XAlign, one.YAlign, one.Handler = p.font(style.Font), text.XLeft, text.YBottom, w.Handler
			lift := up
			if p.raised {
				lift += style.Font.Size * raisedBy
			}
			w.Handler.Draw(c, p.text, one, along(right, lift))
			wide, _, _ := w.Handler.Box(p.text, one.Font)
			right += wide
		}
	}
}
