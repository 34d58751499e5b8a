package plots

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// Trend draws the failures of all units so far against time, the constant rate
// of each segment with its limits, and what the tests of trend say. The time is
// the label of its axis.
func Trend(histories []recurrent.History, verdict recurrent.Verdict, segments []recurrent.Segment, time string) *Figure {
	c := newChart("", time, "Cumulative failures", false, false)
	c.Title.Text = wrap(capital(verdict.Text), 78)
	c.styles = 1
	c.segments(histories, segments)
	c.styles = 0
	c.add(soFar(histories))
	return c.figure("trend", fmt.Sprintf("Cumulative failures against time, in %s of constant rate: %s.", model.Counted(len(segments), "segment"), verdict.Text))
}

// soFar counts the failures of all units.
func soFar(histories []recurrent.History) Curve {
	var times []float64
	from, to := 0.0, 0.0
	for i, h := range histories {
		times = append(times, h.Times...)
		if i == 0 {
			from, to = h.From, h.To
		}
		from, to = min(from, h.From), max(to, h.To)
	}
	slices.Sort(times)
	x := append(append([]float64{from}, times...), to)
	v := Curve{Name: "Failures of all units", Step: true}
	for _, i := range thin(x, false) {
		v.X, v.Y = append(v.X, x[i]), append(v.Y, float64(min(i, len(times))))
	}
	return v
}

// segments draws what the rate of each expects from its beginning on. It is
// straight where as many units are watched all the time.
func (c *chart) segments(histories []recurrent.History, segments []recurrent.Segment) {
	name := fmt.Sprintf("Constant rate in each of %d segments", len(segments))
	if len(segments) == 1 {
		name = "One constant rate"
	}
	if len(histories) == 0 {
		return
	}
	clock := recurrent.NewClock(histories)
	before := 0.0
	for i, s := range segments {
		v := Curve{X: grid(s.From, s.To, 24, false), Lo: []float64{}, Hi: []float64{}}
		if i == 0 {
			v.Name = fmt.Sprintf("%s, with %.3g %% limits", name, 100*s.Rate.Confidence)
		}
		for _, t := range v.X {
			hours := clock.TotalAt(t) - clock.TotalAt(s.From)
			v.Y = append(v.Y, before+s.Rate.Point*hours)
			v.Lo, v.Hi = append(v.Lo, before+s.Rate.Lo*hours), append(v.Hi, before+s.Rate.Hi*hours)
		}
		before += float64(s.Failures)
		c.styles = 1
		c.add(v)
	}
}

// wrap breaks text at spaces into lines of at most n characters.
func wrap(text string, n int) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(clip(text, 3*n)) {
		if line != "" && len(line)+1+len(word) > n {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return strings.Join(append(lines, line), "\n")
}
