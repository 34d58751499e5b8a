package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// legend explains lines and colours in rows below a plot, where it hides
// nothing.
type legend struct{ entries []entry }

type entry struct {
	name  string
	thumb plot.Thumbnailer
}

func (l *legend) add(name string, thumb plot.Thumbnailer) {
	l.entries = append(l.entries, entry{clip(name, 64), thumb})
}

const (
	legendRow   = 13 // points
	legendThumb = 20
	legendGap   = 14
	legendAbove = 3
)

// rows breaks the entries into rows that fit.
func (l *legend) rows(style text.Style, width vg.Length) [][]entry {
	var rows [][]entry
	used := width + 1
	for _, e := range l.entries {
		w := style.Width(e.name) + legendThumb + legendGap
		if used+w > width {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		used += w
	}
	return rows
}

// draw draws the rows at the bottom of c and returns the rest of c.
func (l *legend) draw(c draw.Canvas) draw.Canvas {
	style := text.Style{Color: ink, Font: sans(9), YAlign: draw.YCenter, Handler: writer}
	rows := l.rows(style, c.Max.X-c.Min.X)
	for i, row := range rows {
		y := c.Min.Y + vg.Length(len(rows)-1-i)*legendRow + legendRow/2
		x := c.Min.X + 4
		for _, e := range row {
			thumb := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y - 4}, Max: vg.Point{X: x + legendThumb - 4, Y: y + 4}}}
			e.thumb.Thumbnail(&thumb)
			c.FillText(style, vg.Point{X: x + legendThumb, Y: y}, e.name)
			x += style.Width(e.name) + legendThumb + legendGap
		}
	}
	if len(rows) == 0 {
		return c
	}
	return draw.Crop(c, 0, 0, vg.Length(len(rows))*legendRow+legendAbove, 0)
}

// swatch is a coloured box in a legend.
type swatch struct {
	color interface{ RGBA() (r, g, b, a uint32) }
}

// Thumbnail draws it.
func (s swatch) Thumbnail(c *draw.Canvas) { fill(*c, s.color, c.Min.X, c.Min.Y, c.Max.X, c.Max.Y) }

// blank stands before a remark in a legend.
type blank struct{}

// Thumbnail draws nothing.
func (blank) Thumbnail(*draw.Canvas) {}
