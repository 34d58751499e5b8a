package ingest

import (
	"context"
	"math"
	"strings"
	"testing"

	"mtbf/model/life"
)

func timesOf(text string) (*Sample, error) {
	return ReadSample(context.Background(), "-", TimesOptions{Stdin: strings.NewReader(text)})
}

func TestReadSample(t *testing.T) {
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		text string
		want life.Observations
	}{
		"time and status": {"time,status\n10,1\n2d,0\n30,failed\n", life.Observations{life.Exact(10), life.RightCensored(48), life.Exact(30)}},
		"no status":       {"hours\n5\n6.5\n", life.Observations{life.Exact(5), life.Exact(6.5)}},
		"no header":       {"5\n6.5\n7\n", life.Observations{life.Exact(5), life.Exact(6.5), life.Exact(7)}},
		"intervals": {"left;right;n\n;30;2\n30;60;5\n240;;2645\n60;60;1\n", life.Observations{
			life.LeftCensored(30).Times(2), life.IntervalCensored(30, 60).Times(5), life.RightCensored(240).Times(2645), life.Exact(60)}},
		"late entry": {"time\tevent\tentry\tserial\n100\t1\t20\tx9\n", life.Observations{{Lower: 100, Upper: 100, Count: 1, Entry: 20}}},
		"infinite":   {"lower,upper\n17,inf\n", life.Observations{{Lower: 17, Upper: inf, Count: 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := timesOf(c.text)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			if len(s.Observations) != len(c.want) {
				t.Errorf("%s: %v", name, s.Observations)
				return
			}
			for i, o := range s.Observations {
				if o != c.want[i] {
					t.Errorf("%s: row %d is %+v, want %+v", name, i+1, o, c.want[i])
				}
			}
		})
	}
}

func TestBadSamples(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no rows":        {"time,status\n", "has no times"},
		"no columns":     {"a,b\n1,2\n", "columns time and status"},
		"both":           {"time,lower,upper\n1,2,3\n", "not both"},
		"a word":         {"time,status\n10,1\nlong,1\n", "standard input:3: time"},
		"a wrong status": {"time,status\n10,maybe\n", "standard input:2: status"},
		"no time":        {"time,status\n,1\n", "standard input:2: the row has no time"},
		"half a unit":    {"time,count\n3,0.5\n", "standard input:2: count"},
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := timesOf(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %+v, %v, want %q", name, s, err, c.want)
			}
		})
	}
}

func FuzzReadSample(f *testing.F) {
	for _, text := range []string{"time,status\n1,0\n", "left;right;n\n;30;2\n", "1\n2\n", "time\n1e400\n", "time\nNaN\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := timesOf(text)
		if err != nil {
			return
		}
		for _, o := range s.Observations {
			if math.IsNaN(o.Lower) || math.IsNaN(o.Upper) || math.IsNaN(o.Entry) || !(o.Count >= 1) {
				t.Fatalf("%q gives %+v", text, o)
			}
		}
	})
}
