package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Measures of a hatched rectangle, in points.
const (
	hatchStep  = 3
	leastHatch = 2.5 // so that a narrow one shows a line
)

// hatchInk is that of the lines, quieter than any colour of the palette.
var hatchInk = color.RGBA{0x80, 0x80, 0x80, 0xff}

// hatch draws a rectangle with lines across it, for what stands apart from what is
// filled. It is never narrower than a line needs.
func hatch(c draw.Canvas, left, bottom, right, top vg.Length) {
	right = max(right, left+leastHatch)
	wide, tall := right-left, top-bottom
	style := draw.LineStyle{Color: hatchInk, Width: vg.Points(0.6)}
	fill(c, color.White, left, bottom, right, top)
	c.StrokeLines(style, []vg.Point{{X: left, Y: bottom}, {X: right, Y: bottom}, {X: right, Y: top}, {X: left, Y: top}, {X: left, Y: bottom}})
	for x := hatchStep - tall; x < wide; x += hatchStep { // where a line would meet the bottom
		from, to := max(0, -x), min(tall, wide-x)
		c.StrokeLine2(style, left+x+from, bottom+from, left+x+to, bottom+to)
	}
}

// hatched is a hatched box in a legend.
type hatched struct{}

// Thumbnail draws it.
func (hatched) Thumbnail(c *draw.Canvas) { hatch(*c, c.Min.X, c.Min.Y, c.Max.X, c.Max.Y) }
