package cli

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/montecarlo"
)

func estimate(point, relative float64) montecarlo.Estimate {
	return montecarlo.Estimate{Estimate: model.Estimate{Point: point, Lo: point * 0.9, Hi: point * 1.1}, RelativeError: relative}
}

// After 10 s the error is twice the one asked for: four times the missions are
// needed, so 30 s are left; a limit of 15 s or 1,500 of 1,000 missions done
// end it sooner.
func TestTimeLeft(t *testing.T) {
	p := montecarlo.Progress{Replications: 1000, Unavailability: estimate(0.01, 0.02), MTBF: estimate(100, 0.015)}
	for i, c := range []struct {
		o     montecarlo.Options
		limit time.Duration
		want  time.Duration
	}{
		{montecarlo.Options{RelError: 0.01}, 0, 30 * time.Second},
		{montecarlo.Options{RelError: 0.01}, 15 * time.Second, 5 * time.Second},
		{montecarlo.Options{RelError: 0.01, MaxReplications: 1500}, 0, 5 * time.Second},
		{montecarlo.Options{MaxReplications: 6000, Shards: 3, Shard: 1}, 0, 10 * time.Second},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got, ok := timeLeft(p, c.o, c.limit, 10*time.Second); !ok || (got-c.want).Abs() > time.Millisecond {
				t.Errorf("%+v: %v left, want %v", c.o, got, c.want)
			}
		})
	}
	p.MTBF = estimate(100, 0.03) // the worse of the two counts: nine times the missions
	if got, ok := timeLeft(p, montecarlo.Options{RelError: 0.01}, 0, 10*time.Second); !ok || (got-80*time.Second).Abs() > time.Millisecond {
		t.Errorf("%v left, want 80 s", got)
	}
	none := montecarlo.Progress{Unavailability: estimate(math.NaN(), math.NaN()), MTBF: estimate(math.NaN(), math.NaN())}
	if left, ok := timeLeft(none, montecarlo.Options{RelError: 0.01}, 0, time.Second); ok {
		t.Errorf("%v left of a run that has seen nothing", left)
	}
}

func TestStatusOnATerminalOnly(t *testing.T) {
	for _, c := range []struct {
		terminal, quiet, shown bool
	}{{true, false, true}, {true, true, false}, {false, false, false}} {
		t.Run(fmt.Sprint(c.terminal, c.quiet, c.shown), func(t *testing.T) {
			var err bytes.Buffer
			g := &global{Streams: Streams{Err: &err, ErrTerminal: c.terminal}, quiet: c.quiet}
			s := g.newStatus()
			s.show(func(time.Duration) string { return "half way" })
			s.show(func(time.Duration) string { return "too soon" })
			s.clear()
			if got := strings.Contains(err.String(), "half way"); got != c.shown || strings.Contains(err.String(), "too soon") {
				t.Errorf("%+v: wrote %q", c, err.String())
			}
			if c.shown && !strings.HasSuffix(err.String(), "\r\x1b[K") {
				t.Errorf("the line stays: %q", err.String())
			}
		})
	}
}

// A quarter of the samples took 10 s: three quarters take 30.
func TestSamplesLine(t *testing.T) {
	for drawn, want := range map[int]string{0: "bootstrap 0 of 400, weibull", 100: "bootstrap 100 of 400, weibull, about 30s left"} {
		if got := samplesLine("bootstrap", ", weibull", drawn, 400, 10*time.Second); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The line of a fit names the family, and of a bootstrap what is drawn and of how many.
func TestFittingLine(t *testing.T) {
	for want, p := range map[string]life.FitProgress{
		"fitting gamma":            {Family: "gamma"},
		"bootstrap 7 of 90, gamma": {Family: "gamma", Drawn: 7, Of: 90},
	} {
		var shown bytes.Buffer
		s := (&global{Streams: Streams{Err: &shown, ErrTerminal: true}}).newStatus()
		s.fitting()(p)
		if !strings.Contains(shown.String(), want) {
			t.Errorf("%q, want %q", shown.String(), want)
		}
	}
}
