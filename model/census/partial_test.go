package census

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"mtbf/model"
)

// sameBits reports whether two values are equal in every field, floats by their bits.
func sameBits(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Float64:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float()) || math.IsNaN(a.Float()) && math.IsNaN(b.Float())
	case reflect.Pointer:
		return a.IsNil() == b.IsNil() && (a.IsNil() || sameBits(a.Elem(), b.Elem()))
	case reflect.Struct:
		for i := range a.NumField() {
			if !sameBits(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameBits(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return fmt.Sprint(a) == fmt.Sprint(b) // maps are printed in order
}

// divided puts the units of a log into parts at random, each with all outages of its
// units in the order of the log, and with names of its own.
func divided(r *rand.Rand, log *model.Log, parts int) []*model.Log {
	all := make([]*model.Log, parts)
	for i := range all {
		all[i] = &model.Log{Clock: log.Clock, Groups: log.Groups, Files: log.Files}
	}
	places, units, causes := make([]int, len(log.Units)), map[int32]int32{}, map[[2]int32]int32{}
	for u := range places {
		p := all[r.IntN(parts)]
		places[u] = slices.Index(all, p)
		units[int32(u)] = int32(len(p.Units))
		p.Units = append(p.Units, log.Units[u])
	}
	for _, o := range log.Outages {
		i := places[o.Unit]
		p, key := all[i], [2]int32{int32(i), o.Causes}
		if _, known := causes[key]; !known {
			causes[key] = int32(len(p.Causes))
			p.Causes = append(p.Causes, log.Causes[o.Causes])
		}
		o.Unit, o.Causes = units[o.Unit], causes[key]
		p.Outages = append(p.Outages, o)
	}
	return all
}

// drawMergeable draws a log and rules whose results merge.
func drawMergeable(t *testing.T, r *rand.Rand) small {
	s := drawSmall(r, berlin(t))
	s.opt.Service, s.opt.IgnoreShorter = nil, 0
	s.opt.MergeOverlapping = r.IntN(3) == 0
	for i := range s.log.Outages {
		o := &s.log.Outages[i]
		o.Start += math.Round(3.6e6*r.Float64()) / 3.6e6
		o.End = max(o.Start, o.End+math.Round(3.6e6*r.Float64())/3.6e6)
		o.Kind |= []model.Kind{0, 0, 0, model.Infant, model.NoDuration}[r.IntN(5)]
		if o.Kind.Is(model.NoDuration) {
			o.Kind &^= model.Open
		}
	}
	s.opt.ExcludeInfant = r.IntN(4) == 0
	if r.IntN(3) == 0 {
		s.opt.Window = nil
	}
	if r.IntN(4) == 0 {
		s.opt.Reported = []Reported{{Category: "a", Lo: 0.3, Hi: 0.8}, {Category: "b", Lo: 0.9, Hi: 0.9}}
	}
	return s
}

// The table of any division of the units, through JSON and merged in any order, is that
// of the whole log, to the last bit; where the whole is an error, so is it.
func TestPartialResultsMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(71, 73))
	ctx := context.Background()
	compared := 0
	for n := range 4000 {
		s := drawMergeable(t, r)
		want, wantErr := Analyze(ctx, s.log, s.opt)
		window, inferred := Window(s.log, s.opt)
		opt := s.opt
		opt.Window = &window
		var parts []*Partial
		for _, part := range divided(r, s.log, 1+r.IntN(4)) {
			p, err := Measure(ctx, part, opt, inferred, nil)
			if err != nil {
				if wantErr == nil {
					t.Fatalf("log %d: a part: %v", n, err)
				}
				parts = nil
				break
			}
			parts = append(parts, through(t, p))
		}
		if parts == nil {
			continue
		}
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		for _, p := range parts[1:] {
			if err := parts[0].Merge(p); err != nil {
				t.Fatal(err)
			}
		}
		whole := *s.log
		whole.Outages = nil
		got, err := parts[0].Table(ctx, &whole, s.opt)
		if fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("log %d: error %v, of the whole %v", n, err, wantErr)
		}
		if !sameBits(reflect.ValueOf(got), reflect.ValueOf(want)) {
			t.Fatalf("log %d:\n%+v\nwant\n%+v", n, got, want)
		}
		if err == nil {
			compared++
		}
	}
	if compared < 2000 {
		t.Errorf("%d tables compared, want 2000", compared)
	}
}

// through writes a partial result and reads it.
func through(t *testing.T, p *Partial) *Partial {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	back := &Partial{}
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	return back
}

// A large log, with more failures than are fitted with a distribution, merges too.
func TestPartialResultsOfManyOutagesMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(79, 83))
	log, rule := largeLog(minPart+20_000, 700)
	opt := Options{Confidence: 0.9, Window: window(0, 1e5), Exposure: rule}
	want, err := Analyze(context.Background(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	var whole *Partial
	for _, part := range divided(r, log, 5) {
		p, err := Measure(context.Background(), part, opt, false, nil)
		if err != nil {
			t.Fatal(err)
		}
		if whole == nil {
			whole = p
		} else if err := whole.Merge(through(t, p)); err != nil {
			t.Fatal(err)
		}
	}
	rest := *log
	rest.Outages = nil
	got, err := whole.Table(context.Background(), &rest, opt)
	if err != nil || !sameBits(reflect.ValueOf(got), reflect.ValueOf(want)) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// By hand: two units, of which one is down for 1 h and 2 h and the other, twice at once,
// for 3 h; the median of 1, 2, 2 and 3 is the second of them.
func TestPartialResultsByHand(t *testing.T) {
	opt := Options{Window: window(0, 100)}
	one := &model.Log{Units: []model.Unit{{Name: "one"}}, Causes: [][]model.Category{{"a"}}, Outages: []model.Outage{{Start: 10, End: 11}, {Start: 20, End: 22}}}
	two := &model.Log{Units: []model.Unit{{Name: "two"}}, Causes: [][]model.Category{{"b"}}, Outages: []model.Outage{{Start: 30, End: 33}, {Start: 31, End: 33}}}
	p, err := Measure(context.Background(), one, opt, false, nil)
	q, err2 := Measure(context.Background(), two, opt, false, nil)
	if err := errors.Join(err, err2, p.Merge(q)); err != nil {
		t.Fatal(err)
	}
	table, err := p.Table(context.Background(), &model.Log{}, opt)
	if err != nil {
		t.Fatal(err)
	}
	total := table.Total
	if total.Failures != 4 || total.DowntimeHours != 6 || total.RestorationHours != 8 || total.OperatingHours != 194 || total.Repairs.P50.Point != 2 || table.Units != 2 {
		t.Errorf("%+v", table)
	}
}

// A damaged result that claims more repair times than it has outages takes no memory for
// them.
func TestPartialResultOfTooManyTimes(t *testing.T) {
	log := &model.Log{Units: []model.Unit{{Name: "a"}}, Causes: [][]model.Category{{"x"}}, Outages: []model.Outage{{Start: 1, End: 2}, {Start: 3, End: 5}}}
	opt := Options{Window: window(0, 10)}
	p, err := Measure(context.Background(), log, opt, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	whole := &model.Log{Units: log.Units, Causes: log.Causes}
	if _, err := p.Table(context.Background(), whole, opt); err != nil {
		t.Fatal(err)
	}
	p.Sets[0].Times[0].Count = math.MaxInt32
	if _, err := p.Table(context.Background(), whole, opt); err == nil {
		t.Error("taken")
	}
}

// What does not merge is refused by name.
func TestNotMergeable(t *testing.T) {
	gap := 1.0
	log := &model.Log{Units: []model.Unit{{Name: "u"}}, Causes: [][]model.Category{{"a"}}, Outages: []model.Outage{{Start: 1, End: 2}}}
	for name, c := range map[string]struct {
		opt Options
		log func(*model.Log)
	}{
		"incidents":    {opt: Options{IncidentGap: &gap}},
		"groups":       {opt: Options{By: ByColumn}},
		"error budget": {opt: Options{Objective: &Objective{Allowed: 0.1}}},
		"share":        {opt: Options{Weighting: &Weighting{}}},
		"service":      {opt: Options{Service: &Calendar{}}},
		"passed over":  {opt: Options{IgnoreShorter: 1}},
		"exposure":     {log: func(l *model.Log) { l.Exposure = []model.Exposure{{Unit: "u", Count: 1, Interval: *window(0, 1)}} }},
		"acknowledged": {log: func(l *model.Log) { l.Acknowledged = map[model.Row]float64{{}: 1} }},
		"watched":      {log: func(l *model.Log) { l.Watched = window(0, 3) }},
		"dates":        {log: func(l *model.Log) { l.Units = []model.Unit{{Name: "u", Service: *window(0, 9)}} }},
	} {
		t.Run(name, func(t *testing.T) {
			log, opt := *log, c.opt
			if c.log != nil {
				c.log(&log)
			}
			opt.Window = window(0, 10)
			_, err := Measure(context.Background(), &log, opt, false, nil)
			if bad := (*NotMergeableError)(nil); !errors.As(err, &bad) || bad.What == "" || bad.Why == "" {
				t.Errorf("%v, want a refusal by name", err)
			}
		})
	}
	if _, err := Measure(context.Background(), log, Options{}, false, nil); err == nil {
		t.Error("a part without the window of the whole is measured")
	}
	p, _ := Measure(context.Background(), log, Options{Window: window(0, 10)}, false, nil)
	q, _ := Measure(context.Background(), log, Options{Window: window(0, 11)}, false, nil)
	if p.Merge(q) == nil {
		t.Error("parts of different windows merge")
	}
	if q.Schema = "mtbf.census.part/0"; p.Merge(q) == nil {
		t.Error("a part of another form merges")
	}
}

// A set of times that is damaged is refused, or is another set: it never breaks.
func FuzzMultiset(f *testing.F) {
	text, _ := NewMultiset([]float64{0.5, 3, 0.5, 0}).MarshalText()
	f.Add(text)
	f.Add([]byte("AAAA"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var m, back Multiset
		if m.UnmarshalText(text) != nil {
			return
		}
		for i := range m {
			if i > 0 && !(m[i-1].Hours < m[i].Hours) || m[i].Count < 1 {
				t.Fatalf("%v is not in order", m)
			}
		}
		again, _ := m.MarshalText()
		if err := back.UnmarshalText(again); err != nil || !slices.Equal(m, back) {
			t.Fatalf("%v, again %v, %v", m, back, err)
		}
	})
}
