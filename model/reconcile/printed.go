package reconcile

import (
	"math"
	"strconv"
	"strings"

	"mtbf/model"
)

// Printed is a figure as a table prints it: "7.80" is 7.8 with two decimals.
type Printed struct {
	Value    float64
	Decimals int // digits after the point
}

const (
	maxDecimals = 6
	maxUnits    = 1e12 // of the last decimal, so that products stay whole numbers in an int64
)

// ParsePrinted reads a figure with its decimals: digits with at most one
// point, without sign, exponent or unit.
func ParsePrinted(text string) (Printed, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	v, err := strconv.ParseFloat(text, 64)
	p := Printed{Value: v, Decimals: len(fraction)}
	if err != nil || strings.Trim(whole+fraction, "0123456789") != "" || !p.valid() {
		return Printed{}, &model.ParamError{Param: "printed figure", Value: text, Want: wantPrinted}
	}
	return p, nil
}

const wantPrinted = "a number of 0 or more with at most 6 decimals, all of them told"

// valid reports whether the value is 0 or more and has no more decimals than
// it says.
func (p Printed) valid() bool {
	if p.Decimals < 0 || p.Decimals > maxDecimals || !(p.Value >= 0) {
		return false
	}
	x := p.Value * math.Pow10(p.Decimals)
	return x <= maxUnits && math.Abs(x-math.Round(x)) <= 1e-3*math.Min(1, x)
}

// units returns the figure in units of its last decimal.
func (p Printed) units() int64 {
	return int64(math.Round(p.Value * math.Pow10(p.Decimals)))
}

// String writes the figure as printed.
func (p Printed) String() string { return strconv.FormatFloat(p.Value, 'f', p.Decimals, 64) }

// String names the cell and its figure: "hardware/disc share 7%". The total
// is called so.
func (c Cell) String() string {
	name := string(c.Category)
	if name == "" {
		name = "total"
	}
	text := name + " " + string(c.Column) + " " + c.Printed.String()
	if c.Column == ShareColumn {
		text += "%"
	}
	return text
}

// String writes the conflict as a sentence without its full stop.
func (c Conflict) String() string {
	if len(c) == 1 {
		return c[0].String() + " cannot hold"
	}
	names := make([]string, len(c))
	for i, cell := range c {
		names[i] = cell.String()
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last] + " cannot hold together"
}

// String writes the count, or the ends of the range: "42", "22-23".
func (r CountRange) String() string {
	if r.Lo == r.Hi {
		return strconv.Itoa(r.Lo)
	}
	return strconv.Itoa(r.Lo) + "-" + strconv.Itoa(r.Hi)
}

func (r CountRange) empty() bool { return r.Lo > r.Hi }

func (r CountRange) has(n int) bool { return r.Lo <= n && n <= r.Hi }

func (r CountRange) meet(s CountRange) CountRange {
	return CountRange{max(r.Lo, s.Lo), min(r.Hi, s.Hi)}
}
