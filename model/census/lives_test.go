package census

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/life"
)

// countedLife is a lifetime of so many units.
type countedLife struct {
	Lifetime
	n int
}

// livesOf returns all lives of a log in order, and the codes of the warnings.
func livesOf(t *testing.T, log *model.Log, opt Options) (all []countedLife, codes []string) {
	t.Helper()
	histories, warnings, err := Histories(context.Background(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range histories {
		for _, l := range h.Lives {
			all = append(all, countedLife{l, h.Count})
		}
	}
	slices.SortFunc(all, func(a, b countedLife) int {
		if a.Censored != b.Censored && a.Hours == b.Hours {
			return map[bool]int{false: -1, true: 1}[a.Censored]
		}
		return cmp.Or(cmp.Compare(a.Hours, b.Hours), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.n, b.n))
	})
	for _, w := range warnings {
		codes = append(codes, w.Code)
	}
	return all, codes
}

func serving(unit string, from, to float64, count int) model.Exposure {
	return model.Exposure{Unit: unit, Count: count, Interval: model.Interval{From: from, To: to}}
}

// Lives by hand, over the window (0, 720): outages last 1 h.
func TestLives(t *testing.T) {
	forever := math.Inf(1)
	one := logOf(spell{"u", 240, 241, "x", 0})
	dated := logOf(spell{"u", 240, 241, "x", 0})
	dated.Units[0].Service = model.Interval{From: -1000, To: forever}
	before := logOf(spell{"u", -300, -299, "x", 0}, spell{"u", 240, 241, "x", 0})
	running := logOf(spell{"u", -3, 5, "x", 0}, spell{"u", 240, 241, "x", 0})
	days := logOf(spell{"u", 240, 241, "x", 0})
	days.Exposure = []model.Exposure{serving("u", 48, 120, 1), serving("u", 216, 480, 1), serving("v", 0, 96, 1), serving("v", 120, 720, 1)}
	days.Units = append(days.Units, model.Unit{Name: "v"})
	at := logOf(spell{"u", 0, 1, "x", 0})
	planned := logOf(spell{"u", 240, 241, "x", model.Planned})
	exact := func(hours, entry float64) countedLife { return countedLife{Lifetime{hours, false, entry}, 1} }
	running1 := func(hours, entry float64, n int) countedLife { return countedLife{Lifetime{hours, true, entry}, n} }
	for name, c := range map[string]struct {
		log    *model.Log
		rule   ExposureRule
		infant float64
		want   []countedLife
		codes  []string
	}{
		"silent units by number": {one, ExposureRule{Units: 10}, 0, []countedLife{exact(240, 0), running1(479, 0, 1), running1(720, 0, 9)}, []string{"ages-unknown"}},
		"silent units by name": {one, ExposureRule{Fleet: []model.Exposure{serving("w", 100, forever, 1), serving("u", 0, forever, 1)}}, 0,
			[]countedLife{exact(240, 0), running1(479, 0, 1), running1(620, 0, 1)}, nil},
		"ages by the fleet": {one, ExposureRule{Fleet: []model.Exposure{serving("w", -500, 700, 1), serving("u", -1000, forever, 1)}}, 0,
			[]countedLife{exact(1240, 1000), running1(479, 0, 1), running1(1200, 500, 1)}, nil},
		"ages by the log":             {dated, ExposureRule{}, 0, []countedLife{running1(479, 0, 1), exact(1240, 1000)}, []string{"exposure-inferred"}},
		"a fleet without a beginning": {dated, ExposureRule{Fleet: []model.Exposure{serving("u", math.Inf(-1), forever, 1)}}, 0, []countedLife{running1(479, 0, 1), exact(1240, 1000)}, nil},
		"repaired before the window":  {before, ExposureRule{Units: 1}, 0, []countedLife{running1(479, 0, 1), exact(539, 299)}, nil},
		"down when the window begins": {running, ExposureRule{Units: 1}, 0, []countedLife{exact(235, 0), running1(479, 0, 1)}, nil},
		"spans": {logOf(spell{"u", 96, 97, "x", 0}, spell{"u", 576, 577, "x", 0}), ExposureRule{Fleet: []model.Exposure{serving("u", 456, 720, 1), serving("u", 0, 216, 1)}}, 0,
			[]countedLife{exact(96, 0), running1(119, 0, 1), exact(120, 0), running1(143, 0, 1)}, []string{"service-spans"}},
		"days with gaps": {days, ExposureRule{}, 0, // u since 48, v for who knows how long
			[]countedLife{running1(72, 0, 1), running1(96, 0, 1), exact(192, 168), running1(239, 0, 1), running1(720, 120, 1)}, []string{"ages-unknown", "service-gaps"}},
		"a class": {one, ExposureRule{Fleet: []model.Exposure{serving("u", 0, 400, 3), serving("u", 0, 720, 1), serving("u", 100, 300, 2)}}, 0,
			[]countedLife{running1(200, 0, 2), exact(240, 0), running1(400, 0, 3), running1(479, 0, 1)}, []string{"units-not-told"}},
		"a class that goes on": {one, ExposureRule{Fleet: []model.Exposure{serving("u", 0, 720, 1), serving("v", 0, 400, 3), serving("v", 400, 720, 2)}}, 0,
			[]countedLife{exact(240, 0), running1(400, 0, 1), running1(479, 0, 1), running1(720, 0, 2)}, nil},
		"without infancy": {logOf(spell{"u", 20, 21, "x", 0}, spell{"u", 240, 241, "x", 0}), ExposureRule{Fleet: []model.Exposure{serving("u", 0, forever, 1), serving("v", -90, 700, 1)}}, 100,
			[]countedLife{exact(219, 79), running1(479, 0, 1), running1(790, 100, 1)}, nil},
		"failed as the window begins":  {at, ExposureRule{Fleet: []model.Exposure{serving("u", -50, 720, 1)}}, 0, []countedLife{running1(719, 0, 1)}, []string{"failures-at-start"}},
		"failed as its service begins": {at, ExposureRule{Fleet: []model.Exposure{serving("u", 0, 720, 1)}}, 0, []countedLife{exact(0, 0), running1(719, 0, 1)}, nil},
		"planned work":                 {planned, ExposureRule{Units: 1}, 0, []countedLife{running1(240, 0, 1), running1(479, 0, 1)}, []string{"ages-unknown"}},
		"a total":                      {one, ExposureRule{TotalHours: 7200}, 0, []countedLife{exact(240, 0), running1(479, 0, 1)}, []string{"units-missing", "ages-unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, codes := livesOf(t, c.log, Options{Window: window(0, 720), Exposure: c.rule, InfantPeriod: c.infant})
			slices.SortFunc(c.want, func(a, b countedLife) int { return cmp.Compare(a.Hours, b.Hours) })
			if !slices.Equal(got, c.want) {
				t.Errorf("%v\nwant %v", got, c.want)
			}
			if !slices.Equal(codes, c.codes) {
				t.Errorf("warnings %q, want %q", codes, c.codes)
			}
		})
	}
}

// someFleet is a random fleet of units of one or several spans and of classes, with
// outages of the units inside their service.
func someFleet(r *rand.Rand) (spells []spell, fleet []model.Exposure) {
	hour := func(n int) float64 { return float64(r.IntN(n)) }
	for i := range 1 + r.IntN(6) {
		name, from := fmt.Sprint("u", i), -hour(300)
		for range 1 + r.IntN(3) {
			to := from + 20 + hour(400)
			fleet = append(fleet, serving(name, from, to, 1))
			for at := from + hour(150); at < to; at += 1 + hour(200) {
				length := min(hour(30), to-at)
				spells = append(spells, spell{name, at, at + length, "x", []model.Kind{0, 0, 0, model.Planned}[r.IntN(4)]})
			}
			from = to + hour(3)*30
		}
	}
	for i := range r.IntN(3) {
		for range 1 + r.IntN(3) {
			from := -hour(300)
			fleet = append(fleet, serving(fmt.Sprint("class ", i), from, from+1+hour(900), 1+r.IntN(4)))
		}
	}
	return spells, fleet
}

// Lives do not depend on the order of the rows of a log or of its fleet, and what is
// watched of them and the downtime are the exposure.
func TestLivesFillTheExposure(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 400 {
		spells, fleet := someFleet(r)
		opt := Options{Window: window(0, 500), IncludePlanned: true}
		opt.Exposure.Fleet = fleet
		table, err := Analyze(context.Background(), logOf(spells...), opt)
		if err != nil {
			continue // none of it is in the window
		}
		want, codes := livesOf(t, logOf(spells...), opt)
		watched := 0.0
		for _, l := range want {
			watched += float64(l.n) * (l.Hours - l.Entry)
		}
		oracle.Near(t, "hours", watched+table.Total.DowntimeHours, table.ExposureHours, 1e-12)
		shuffled := slices.Clone(fleet)
		r.Shuffle(len(spells), func(i, j int) { spells[i], spells[j] = spells[j], spells[i] })
		r.Shuffle(len(fleet), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		opt.Exposure.Fleet = shuffled
		if got, again := livesOf(t, logOf(spells...), opt); !slices.Equal(got, want) || !slices.Equal(again, codes) {
			t.Fatalf("%v, %q\nin another order %v, %q", want, codes, got, again)
		}
	}
}

// A time between failures does not reach across a time out of service: failures at 96 h,
// 100 h and 576 h of a unit in service up to 216 h and from 456 h on are 4 h apart, then
// 116 h to the pause, and 144 h to the end. By age it is the same.
func TestBetweenFailuresOfSpans(t *testing.T) {
	log := logOf(spell{"u", 96, 97, "x", 0}, spell{"u", 100, 101, "x", 0}, spell{"u", 576, 577, "x", 0}, spell{"v", 300, 301, "x", 0})
	fleet := []model.Exposure{serving("u", 456, 720, 1), serving("v", -40, 720, 1), serving("u", -9, 216, 1)}
	for _, from := range []Origin{FromWindow, FromService} {
		r, err := FailureHistories(t.Context(), log, Options{Window: window(0, 720), Exposure: ExposureRule{Fleet: fleet}}, from)
		if err != nil {
			t.Fatal(err)
		}
		got, zeros := r.TimesBetweenFailures()
		want := life.Observations{life.Exact(4), life.RightCensored(116), life.RightCensored(144), life.RightCensored(420)}
		if !slices.Equal(got, want) || zeros != 0 {
			t.Errorf("from %d: %v, want %v", from, got, want)
		}
	}
}
