package plots

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Numbers of figures are short: commas from 1,000 on, powers of ten from 10^7 on and
// below 0.001.
func TestFiguresShort(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {0.001, "0.001"}, {12.5, "12.5"}, {999, "999"}, {1000, "1,000"}, {1234.5, "1,234.5"}, {-1234.5, "-1,234.5"}, {25_500, "25,500"}, {1e6, "1,000,000"},
		{1e7, "10^7"}, {2.5e8, "2.5×10^8"}, {1e-6, "10^-6"}, {-3e-4, "-3×10^-4"}, {9.44e-6, "9.44×10^-6"},
	} {
		t.Run(fmt.Sprint(c.x), func(t *testing.T) {
			if got := figures(c.x); got != c.want {
				t.Errorf("%g is %q, want %q", c.x, got, c.want)
			}
		})
	}
}

func TestPieces(t *testing.T) {
	for _, c := range []struct {
		line string
		want []piece
	}{
		{"Time, h", []piece{{text: "Time, h"}}},
		{"10^-6", []piece{{text: "10"}, {"−6", true}, {}}},
		{"from 2×10^8 to 10^9 h", []piece{{text: "from 2×10"}, {"8", true}, {text: " to 10"}, {"9", true}, {text: " h"}}},
		{"M^2/2R, 110^3", []piece{{text: "M^2/2R, 110^3"}}},
	} {
		t.Run(c.line, func(t *testing.T) {
			if got := pieces(c.line); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// An exponent stands apart from its base, smaller and above the line, and is narrower
// than it would be on the line.
func TestPowersAreRaised(t *testing.T) {
	c := newChart("", "Time, h", "Unavailability", false, true)
	c.add(Curve{Name: "a", X: []float64{1, 2}, Y: []float64{1e-6, 1e-3}})
	var svg bytes.Buffer
	if err := c.figure("powers", "").Write(&svg, "svg"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">−6<", ">−4<", ">10<"} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("no %s in the figure", want)
		}
	}
	if strings.Contains(svg.String(), "10^") || strings.Contains(svg.String(), "e-0") {
		t.Error("a power is not raised")
	}
	wide, _, _ := writer.Box("10^-6", sans(9))
	if flat, _, _ := writer.Handler.Box("10−6", sans(9)); !(wide < flat) {
		t.Errorf("10^-6 takes %g, and %g on the line", wide, flat)
	}
}
