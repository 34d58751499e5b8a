package report

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"regexp"
	"slices"
	"strconv"

	"mtbf/plots"
)

// largestDrawing is the size in bytes from which a figure is better a raster
// than a drawing.
const largestDrawing = 96 << 10

// picture returns a figure as an address that holds the whole of it.
func picture(f *plots.Figure) (template.URL, error) {
	var drawn bytes.Buffer
	if err := f.Write(&drawn, "svg"); err != nil {
		return "", err
	}
	kind, data := "image/svg+xml", slim(drawn.Bytes())
	if len(data) > largestDrawing {
		drawn.Reset()
		if err := f.Write(&drawn, "png"); err != nil {
			return "", err
		}
		kind, data = "image/png", fewColours(drawn.Bytes())
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)), nil
}

var (
	prolog  = regexp.MustCompile(`(?s)^<\?xml.*?\?>\s*<!--.*?-->\s*`)
	xlink   = regexp.MustCompile(`\s+xmlns:xlink="[^"]*"`)
	styles  = regexp.MustCompile(`style="[^"<>]*"`)
	usual   = []byte("font-variant:normal;font-weight:normal;font-style:normal;")
	family  = regexp.MustCompile(`font-family:([^;"]+);`)
	places  = regexp.MustCompile(` (d|x|y|transform)="[^"<>]*"`)
	path    = regexp.MustCompile(`M[-0-9.,L]{600,}`)
	numbers = regexp.MustCompile(`-?[0-9]+\.[0-9]+`)
)

// slim makes a drawing of gonum/plot smaller, and no other to look at: what every text says
// of its font is said once, lines of many points leave out those nearer than a third of a
// point to the one before, and coordinates have two decimals. Words are left alone: quotes
// and brackets are escaped there.
func slim(svg []byte) []byte {
	svg = prolog.ReplaceAll(svg, nil)
	svg = xlink.ReplaceAll(svg, nil)
	if m := family.FindSubmatch(styles.Find(svg[max(0, bytes.Index(svg, []byte(`style="font-family`))):])); m != nil {
		one := slices.Clone(m[0])
		svg = styles.ReplaceAllFunc(svg, func(style []byte) []byte {
			return bytes.Replace(bytes.Replace(style, usual, nil, 1), one, nil, 1)
		})
		svg = bytes.Replace(svg, []byte("<svg "), append(append([]byte(`<svg font-family="`), m[1]...), `" `...), 1)
	}
	return places.ReplaceAllFunc(svg, func(place []byte) []byte {
		return numbers.ReplaceAllFunc(path.ReplaceAllFunc(place, fewPoints), twoDecimals)
	})
}

func twoDecimals(n []byte) []byte {
	x, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return n
	}
	return strconv.AppendFloat(nil, math.Round(100*x)/100+0, 'f', -1, 64) // 0, not -0
}

// near is how near, in points, two points of a line are that cannot be told apart.
const near = 0.33

// fewPoints leaves out points of a line that is straight from point to point.
func fewPoints(line []byte) []byte {
	points := bytes.Split(line[1:], []byte("L"))
	var kept [][]byte
	lastX, lastY := 0.0, 0.0
	for i, p := range points {
		x, y, ok := bytes.Cut(p, []byte(","))
		a, err := strconv.ParseFloat(string(x), 64)
		b, err2 := strconv.ParseFloat(string(y), 64)
		if !ok || err != nil || err2 != nil {
			return line
		}
		if i > 0 && i < len(points)-1 && math.Abs(a-lastX) < near && math.Abs(b-lastY) < near {
			continue
		}
		kept, lastX, lastY = append(kept, p), a, b
	}
	return append([]byte("M"), bytes.Join(kept, []byte("L"))...)
}

// fewColours makes a raster of a figure smaller by a palette of its most frequent colours:
// what differs from them are the edges of lines.
func fewColours(data []byte) []byte {
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return data
	}
	count := map[color.RGBA]int{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	var palette color.Palette
	for c := range count {
		palette = append(palette, c)
	}
	slices.SortFunc(palette, func(a, b color.Color) int {
		x, y := a.(color.RGBA), b.(color.RGBA)
		if n := count[y] - count[x]; n != 0 {
			return n
		}
		return rank(x) - rank(y)
	})
	const most = 64
	small := image.NewPaletted(b, palette[:min(len(palette), most)])
	draw.Draw(small, b, picture, b.Min, draw.Src)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, small); err != nil || out.Len() >= len(data) {
		return data
	}
	return out.Bytes()
}

func rank(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
