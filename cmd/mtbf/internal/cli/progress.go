package cli

import (
	"fmt"
	"io"
	"math"
	"time"

	"mtbf/ingest"
	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model/life"
	"mtbf/montecarlo"
)

// statusEvery is how often a status line may change.
const statusEvery = 200 * time.Millisecond

// status is one line on a terminal that is written over again and again. One
// without a writer shows nothing.
type status struct {
	w           io.Writer
	began, last time.Time
}

// newStatus returns the status line of a run that begins now. It shows nothing
// unless standard error is a terminal.
func (g *global) newStatus() *status {
	s := &status{began: time.Now()}
	if g.ErrTerminal && !g.quiet {
		s.w = g.Err
	}
	return s
}

// show replaces the line, unless it was replaced a moment ago.
func (s *status) show(line func(elapsed time.Duration) string) {
	if s.w == nil || time.Since(s.last) < statusEvery {
		return
	}
	s.last = time.Now()
	fmt.Fprintf(s.w, "\r\x1b[K%s", printable.Text(line(time.Since(s.began))))
}

// clear removes the line.
func (s *status) clear() {
	if s.w != nil && !s.last.IsZero() {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}

// readingLine tells how far the reading of a log is.
func readingLine(p ingest.Progress, elapsed time.Duration) string {
	const mega = 1e6
	line := fmt.Sprintf("%d rows, %.0f MB", p.Rows, float64(p.Bytes)/mega)
	if p.Bytes == 0 || p.Bytes >= p.Total {
		return line
	}
	left := time.Duration(float64(elapsed) * float64(p.Total-p.Bytes) / float64(p.Bytes))
	return fmt.Sprintf("%s of %.0f, about %s left", line, float64(p.Total)/mega, left.Round(time.Second))
}

// simulationLine tells how far a simulation is.
func simulationLine(p montecarlo.Progress, o montecarlo.Options, limit, elapsed time.Duration) string {
	u := p.Unavailability
	line := fmt.Sprintf("%d missions, %.3g events, unavailability %s", p.Replications, float64(p.Events), "not seen yet")
	if u.Estimable() {
		line = fmt.Sprintf("%d missions, %.3g events, unavailability %s [%s, %s]", p.Replications, float64(p.Events), number.Sig(u.Point, 4), number.Sig(u.Lo, 3), number.Sig(u.Hi, 3))
	}
	if left, ok := timeLeft(p, o, limit, elapsed); ok {
		line += ", about " + left.Round(time.Second).String() + " left"
	}
	return line
}

// fitting shows which of the families is being fitted, and how far its bootstrap is.
func (s *status) fitting() func(life.FitProgress) {
	var family string
	var began time.Duration
	return func(p life.FitProgress) {
		s.show(func(elapsed time.Duration) string {
			if p.Family != family {
				family, began = p.Family, elapsed
			}
			if p.Of == 0 {
				return "fitting " + p.Family
			}
			return samplesLine("bootstrap", ", "+p.Family, p.Drawn, p.Of, elapsed-began)
		})
	}
}

// samplesLine tells how many samples are drawn, which all take as long.
func samplesLine(of, with string, drawn, all int, elapsed time.Duration) string {
	line := fmt.Sprintf("%s %d of %d%s", of, drawn, all, with)
	if drawn == 0 {
		return line
	}
	left := time.Duration(float64(elapsed) * float64(all-drawn) / float64(drawn))
	return line + ", about " + left.Round(time.Second).String() + " left"
}

// timeLeft expects the end of a run from what was done: the error falls with
// the root of the number of missions. A limit of 0 is none.
func timeLeft(p montecarlo.Progress, o montecarlo.Options, limit, elapsed time.Duration) (left time.Duration, ok bool) {
	seconds := math.Inf(1)
	if worst := max(p.Unavailability.RelativeError, p.MTBF.RelativeError); o.RelError > 0 && worst > 0 {
		ratio := worst / o.RelError
		seconds = elapsed.Seconds() * max(0, ratio*ratio-1)
	}
	if o.MaxReplications > 0 && p.Replications > 0 {
		share := float64(p.Replications) * float64(max(o.Shards, 1)) / float64(o.MaxReplications)
		seconds = min(seconds, elapsed.Seconds()*max(0, 1/share-1))
	}
	if limit > 0 {
		seconds = min(seconds, max(0, (limit-elapsed).Seconds()))
	}
	if !(seconds < math.MaxInt64/1e9) {
		return 0, false
	}
	return time.Duration(seconds * 1e9), true
}
