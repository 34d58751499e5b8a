package mechanism_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/markov"
	"mtbf/model/mechanism"
)

func quality(t *testing.T, h mechanism.Heartbeat) mechanism.HeartbeatQuality {
	t.Helper()
	q, err := h.Quality()
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestHeartbeatsByHand, without delays: message i comes at i E or never, with
// probability p, and is missed from i E + s on until the next that comes.
//
// Slack 0.5, E 2: every lost message is one mistake but where the one before is lost
// too, so that one begins every 2/(p(1-p)); it lasts until the next message comes,
// 1.5 and 2 for every further one lost, which is 1.5 + 2p/(1-p). A crash is seen
// between 0.5 and 2.5 after it if the last message came, 1-p; else, with one lost,
// from -1.5 to 0.5, of which 0 to 0.5 is a quarter, mean 1/16; with two, at once.
func TestHeartbeatsByHand(t *testing.T) {
	const p = 0.2
	q := quality(t, mechanism.Heartbeat{SendEvery: 2, Slack: 0.5, Loss: p})
	oracle.Near(t, "every", q.MistakeEvery, 2/(p*(1-p)), 1e-14)
	oracle.Near(t, "longest", q.MaxDetection, 2.5, 1e-14)
	oracle.Near(t, "mean", q.MeanDetection, (1-p)*1.5+p*(1-p)/16, 1e-14)
	oracle.Near(t, "by 0.25", q.DetectedBy(0.25), p*((1-p)*0.875+p), 1e-14)
	oracle.Near(t, "by 1", q.DetectedBy(1), (1-p)/4+p, 1e-14)
	oracle.Equal(t, "by 2.5 and before", []float64{q.DetectedBy(2.5), q.DetectedBy(-1)}, []float64{1, 0})
}

// TestHeartbeatSuspected: with loss alone and slack 0.5 of 2 the probability of being
// suspected is p in the first 1.5 of an interval between freshness points, until the
// next message is sent, and p^2 in the rest. Messages that all take 0.7 are 0.2 late.
func TestHeartbeatSuspected(t *testing.T) {
	const p = 0.2
	q := quality(t, mechanism.Heartbeat{SendEvery: 2, Slack: 0.5, Loss: p})
	oracle.Near(t, "suspected", q.FalselySuspected, (1.5*p+0.5*p*p)/2, 1e-13)
	oracle.Near(t, "lasts", q.MistakeLasts, (1.5*p+0.5*p*p)/(p*(1-p)), 1e-13)

	late, err := dist.NewDeterministic(0.7) // message i at i E + 0.7, always too late
	if err != nil {
		t.Fatal(err)
	}
	q = quality(t, mechanism.Heartbeat{SendEvery: 2, Slack: 0.5, Delay: late})
	oracle.Near(t, "always 0.2 of 2", q.FalselySuspected, 0.1, 1e-13)
	oracle.Near(t, "lasts", q.MistakeLasts, 0.2, 1e-13)
	q = quality(t, mechanism.Heartbeat{SendEvery: 2, Slack: 0.8, Delay: late})
	oracle.Equal(t, "no mistakes", []float64{q.MistakeLasts, q.FalselySuspected, q.QueryAccuracy}, []float64{0, 0, 1})
	if !math.IsInf(q.MistakeEvery, 1) {
		t.Errorf("a mistake every %g", q.MistakeEvery)
	}
}

// TestWatchersByHand: two of three that see with 0.5 and are up with 0.8, p = 0.4:
// 3 0.4^2 0.6 + 0.4^3 = 0.352. Given two, an alarm takes L(1/2 + 1) = 15; given
// three, L(1/3 + 1/2) = 25/3: (0.288 15 + 0.064 25/3)/0.352.
func TestWatchersByHand(t *testing.T) {
	w := mechanism.Watchers{Watchers: 3, Needed: 2, Detect: 0.5, False: 0.1, Latency: 10, Availability: 0.8}
	o, err := w.Outcome()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "detected", o.Detected, 0.352, 1e-14)
	oracle.Near(t, "missed", o.Missed, 0.648, 1e-14)
	oracle.Near(t, "false", o.FalseAlarm, 3*0.08*0.08*0.92+0.08*0.08*0.08, 1e-14)
	oracle.Near(t, "latency", o.AlarmLatency, (0.288*15+0.064*25/3)/0.352, 1e-14)
	half := 10 * math.Ln2 // each sees by then with 0.2
	oracle.Near(t, "by then", o.AlarmBy(half), 3*0.2*0.2*0.8+0.2*0.2*0.2, 1e-14)
	oracle.Near(t, "in the end", o.AlarmBy(math.Inf(1)), 0.352, 1e-14)
}

// TestWatchersOfWatchers: the upper watcher is down 20 + 2 h every 78: A = 0.78. It
// sees 0.5 of failures, p = 0.39, after 4 h. The lower ones are then down
// 0.39 4 + 0.61 20 + 3 h = 16.76 every 100.
func TestWatchersOfWatchers(t *testing.T) {
	one := func(mtbf, mttr, unseen, detect, latency float64) mechanism.WatcherLevel {
		return mechanism.WatcherLevel{Watchers: mechanism.Watchers{Watchers: 1, Needed: 1, Detect: detect, Latency: latency}, MTBF: mtbf, MTTR: mttr, Unseen: unseen}
	}
	levels, err := mechanism.WatchLevels([]mechanism.WatcherLevel{one(100, 3, 20, 0.9, 1), one(78, 2, 20, 0.5, 4)})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "upper", levels[1].Availability, 0.78, 1e-14)
	oracle.Near(t, "lower", levels[0].Availability, 100/116.76, 1e-14)
	oracle.Near(t, "lower, down", levels[0].Unavailability, 16.76/116.76, 1e-14)
	oracle.Near(t, "sees", levels[0].Detected, 0.9*100/116.76, 1e-14)
}

// TestRejuvenationByChain: the steady state of the four states by package markov,
// and what break-even costs say.
func TestRejuvenationByChain(t *testing.T) {
	r := mechanism.Rejuvenation{BaseLongevity: 70, MTBF: 500, Repair: 4, Restart: 0.3, Rate: 0.01, CostFailed: 900, CostRestart: 60}
	s, err := r.Steady()
	if err != nil {
		t.Fatal(err)
	}
	b := markov.NewBuilder(4)
	b.Add(0, 1, 1/r.BaseLongevity)
	b.Add(1, 2, 1/r.MTBF)
	b.Add(1, 3, r.Rate)
	b.Add(2, 0, 1/r.Repair)
	b.Add(3, 0, 1/r.Restart)
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	steady, err := chain.Steady(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "failed", s.PFailed, steady.P[2], 1e-13)
	oracle.Near(t, "rejuvenating", s.PRejuvenating, steady.P[3], 1e-13)
	oracle.Near(t, "failures", s.FailuresPerHour, steady.P[1]/r.MTBF, 1e-13)
	oracle.Near(t, "restarts", s.RestartsPerHour, steady.P[1]*r.Rate, 1e-13)

	cost := func(r mechanism.Rejuvenation) (none, often mechanism.Rejuvenated) {
		r.Rate = 0
		none, _ = r.Steady()
		r.Rate = 1e12
		often, _ = r.Steady()
		return none, often
	}
	r.CostFailed = s.BreakEvenCost
	none, often := cost(r)
	oracle.Near(t, "cost at break-even", often.CostPerHour, none.CostPerHour, 1e-9)
	r.Restart = s.BreakEvenDowntimeRestart
	none, often = cost(r)
	oracle.Near(t, "downtime at break-even", often.Unavailability, none.Unavailability, 1e-9)
}

// TestAgeingByHand: shape 1 has no memory, so that restarts at 100 h of a life of
// 1000 h have M = 1000 (1 - exp(-0.1)), and never pay. Neither do they as long as a failure.
func TestAgeingByHand(t *testing.T) {
	a := mechanism.Ageing{Shape: 1, Scale: 1000, Failed: 5, Planned: 1}
	i, err := a.At(100)
	if err != nil {
		t.Fatal(err)
	}
	f := -math.Expm1(-0.1)
	oracle.Near(t, "up", i.MeanUp, 1000*f, 1e-13)
	oracle.Near(t, "down", i.MeanDown, 5*f+(1-f), 1e-13)
	oracle.Near(t, "unavailability", i.Unavailability, (1+4*f)/(1+1004*f), 1e-13)
	for _, a := range []mechanism.Ageing{a, {Shape: 3, Scale: 1000, Failed: 5, Planned: 5}, {Shape: 1.01, Scale: 9, Failed: 1, Planned: 0.999999}} {
		b, err := a.Best()
		if err != nil || b.Pays || !math.IsInf(b.Interval.Hours, 1) {
			t.Errorf("%+v: %+v %v", a, b, err)
		}
	}
}

// TestBestIsBest: no other interval is better, for random ageing.
func TestBestIsBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	pays := 0
	for range 300 {
		a := mechanism.Ageing{Shape: 0.5 + 6*r.Float64(), Scale: math.Exp(9 * r.Float64()), Failed: math.Exp(4 * r.Float64())}
		a.Planned = a.Failed * math.Exp(-12*r.Float64())
		b, err := a.Best()
		if err != nil {
			t.Fatal(err)
		}
		if b.Pays {
			pays++
		}
		for _, factor := range []float64{0.01, 0.3, 0.9, 0.999, 1.001, 1.1, 3, 30} {
			hours := factor * a.Scale
			if b.Pays {
				hours = factor * b.Interval.Hours
			}
			if i, err := a.At(hours); err != nil || i.Unavailability < b.Interval.Unavailability*(1-1e-12) {
				t.Errorf("%+v: %g at %g h, %g at %g h: %v", a, b.Interval.Unavailability, b.Interval.Hours, i.Unavailability, hours, err)
			}
		}
	}
	if pays < 100 {
		t.Errorf("restarts pay in %d cases only", pays)
	}
}

// TestPolicyByHand: 200 defects, 3 in 4 of 10 years and the rest of 50, in 2 systems
// over 5 years; a bad fix causes 2 outages. Left alone: 2 (150 0.5 + 50 0.1) = 160.
// The first class after a year: 2 (150 0.1 + 50 0.1) = 40, and 300 fixes, bad with
// 0.02 + 0.06 exp(-1/2), of 2 outages. As fixes mature over 2 years, one of the first
// class is best installed after 2 log(2 0.06 10/2) < 0, at once; of the second after
// 2 log(2 0.06 50/2) = 2.1972 years, where 2.1972/50 + 2 (0.02 + 0.06/3) = 0.12394
// is more than the 0.1 of leaving it.
func TestPolicyByHand(t *testing.T) {
	d := mechanism.Defects{
		Classes: []mechanism.DefectClass{{10, 3}, {50, 1}}, Count: 200, Years: 5, Systems: 2,
		BadFix: 0.08, Outages: 2, Seasoned: 0.02, Maturing: 2,
	}
	outcome := func(p mechanism.ChangePolicy) mechanism.PolicyOutcome {
		o, err := d.Outcome(p)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	oracle.Near(t, "never", outcome(mechanism.ChangePolicy{}).Outages, 160, 1e-14)
	o := outcome(mechanism.ChangePolicy{UpTo: 10, Delay: 1})
	oracle.Near(t, "defects", o.FromDefects, 40, 1e-14)
	oracle.Near(t, "fixes", o.FromFixes, 600*(0.02+0.06*math.Exp(-0.5)), 1e-14)
	oracle.Equal(t, "installed", o.Fixes, 300.0)
	oracle.Near(t, "MTBF", o.MTBFHours, 2*5*8766/o.Outages, 1e-14)
	oracle.Near(t, "too late", outcome(mechanism.ChangePolicy{UpTo: 99, Delay: 5}).Outages, 160, 1e-14)

	classes, best, err := d.BestPolicy()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "first class", classes[0].Fix, true)
	oracle.Equal(t, "at once", classes[0].AfterYears, 0.0)
	oracle.Near(t, "its outages", classes[0].Outages, 0.16, 1e-14)
	oracle.Equal(t, "second class", classes[1].Fix, false)
	oracle.Near(t, "in all", best.Outages, 2*(150*0.16+50*0.1), 1e-14)
	d.Years = 8 // left alone 8/50 = 0.16
	classes, _, err = d.BestPolicy()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "second class after", classes[1].AfterYears, 2*math.Log(3), 1e-14)
	oracle.Near(t, "its outages", classes[1].Outages, 2*math.Log(3)/50+0.08, 1e-14)
}

// TestRandomInputs: any input is refused by name or has a sound answer.
func TestRandomInputs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	odd := []float64{0, -1, 1, 0.5, math.NaN(), math.Inf(1), math.Inf(-1), 1e-310, 1e300, 1e-9, 1e9, 3, 40}
	pick := func() float64 {
		if r.IntN(3) == 0 {
			return odd[r.IntN(len(odd))]
		}
		return math.Exp(12*r.Float64() - 6)
	}
	law := func() model.Distribution {
		d, err := dist.NewExponentialMean(pick())
		if err != nil || r.IntN(3) == 0 {
			return nil
		}
		return d
	}
	answered := map[string]int{}
	sound := func(what string, input any, err error, probabilities []float64, positive ...float64) {
		t.Helper()
		if err != nil {
			return
		}
		answered[what]++
		for _, p := range probabilities {
			if !(p >= 0 && p <= 1) {
				t.Errorf("%s: %+v: probability %g", what, input, p)
			}
		}
		for _, x := range positive {
			if !(x >= 0) {
				t.Errorf("%s: %+v: %g", what, input, x)
			}
		}
	}
	for range 3000 {
		h := mechanism.Heartbeat{SendEvery: pick(), Slack: pick(), Loss: min(pick(), pick()), Delay: law()}
		if h.SendEvery > 0.01*h.Slack {
			q, err := h.Quality()
			sound("heartbeat", h, err, []float64{q.FalselySuspected, q.QueryAccuracy, q.DetectedBy(pick())}, q.MeanDetection, q.MistakeEvery, q.MistakeLasts)
		}
		p := mechanism.Phi{Mean: pick(), SD: pick()}
		at, err := p.At(pick())
		sound("phi", p, err, []float64{at.Later}, at.Phi)
		timeout, err := p.Timeout(pick())
		sound("timeout", p, err, nil, timeout.MistakeEvery)
		w := mechanism.Watchers{Watchers: r.IntN(80), Needed: r.IntN(9), Detect: pick(), False: pick(), Latency: pick(), Availability: pick()}
		o, err := w.Outcome()
		sound("watchers", w, err, []float64{o.Detected, o.Missed, o.FalseAlarm}, o.MeanLatency)
		j := mechanism.Rejuvenation{BaseLongevity: pick(), MTBF: pick(), Repair: pick(), Restart: pick(), Rate: pick(), CostFailed: pick(), CostRestart: pick()}
		s, err := j.Steady()
		sound("rejuvenation", j, err, []float64{s.PFailed, s.PRejuvenating, s.Unavailability, s.Availability}, s.CostPerHour)
		a := mechanism.Ageing{Shape: pick(), Scale: pick(), Failed: pick(), Planned: pick()}
		best, err := a.Best()
		sound("ageing", a, err, []float64{best.Interval.Unavailability, best.Never.Availability}, best.Interval.Hours)
		d := mechanism.Defects{Classes: []mechanism.DefectClass{{pick(), pick()}, {pick(), pick()}}, Count: pick(), Years: pick(), BadFix: pick(), Outages: pick(), Seasoned: pick(), Maturing: pick()}
		c, err := d.Outcome(mechanism.ChangePolicy{UpTo: pick(), Delay: pick()})
		sound("policy", d, err, nil, c.Outages, c.Fixes)
		_, c, err = d.BestPolicy()
		sound("best policy", d, err, nil, c.Outages)
	}
	for _, what := range []string{"heartbeat", "phi", "timeout", "watchers", "rejuvenation", "ageing", "policy", "best policy"} {
		if answered[what] < 50 {
			t.Errorf("%s: answered %d times", what, answered[what])
		}
	}
}

// TestRandomTrees: any tree is refused or has a mean, and more intensity never
// makes it give up sooner.
func TestRandomTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	for k := range 60 {
		tree := mechanism.Process{Name: "top", Strategy: mechanism.Strategy(r.IntN(4)), Intensity: r.IntN(2), Period: 1 + r.IntN(3)}
		for i := range 1 + r.IntN(2) {
			worker := crashing(t, fmt.Sprint("w", i), math.Exp(-4*r.Float64()))
			worker.Restart, worker.Normal = mechanism.Restart(r.IntN(2)), 0.5*float64(r.IntN(2))
			if r.IntN(2) == 0 {
				worker.Start = seconds(t, math.Exp(-2*r.Float64()))
			}
			tree.Children = append(tree.Children, worker)
		}
		inner := above("inner", r.IntN(2), 1+r.IntN(2), crashing(t, "deep", 0.2))
		inner.Restart = mechanism.Restart(r.IntN(3))
		tree.Children = append(tree.Children, inner)
		before := giveUp(t, tree, true)
		tree.Intensity++
		if after := giveUp(t, tree, true); !(before > 0) || !(after >= before) {
			t.Errorf("tree %d: %g s, then %g s: %+v", k, before, after, tree)
		}
	}
}
