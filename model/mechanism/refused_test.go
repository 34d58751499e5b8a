package mechanism_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
)

func TestCopiesRefused(t *testing.T) {
	ctx, nan := context.Background(), math.NaN()
	disc := mechanism.Storage{Scheme: mechanism.Mirror(), MTTF: 1000, Rebuild: 10}
	storage := func(change func(*mechanism.Storage)) func() (any, error) {
		s := disc
		change(&s)
		return func() (any, error) { return s.Solve(ctx, 5) }
	}
	placed := func(p mechanism.Placement) func() (any, error) {
		return func() (any, error) {
			loss, _, err := p.Loss()
			return loss, err
		}
	}
	grouped := func(p mechanism.Placement) func() (any, error) {
		return func() (any, error) {
			loss, _, err := p.GroupLoss()
			return loss, err
		}
	}
	quorums := func(s mechanism.QuorumSystem, up ...float64) func() (any, error) {
		return func() (any, error) { return mechanism.Quorums{System: s, Availability: up}.Solve() }
	}
	contract := func(c mechanism.Contract) func() (any, error) {
		return func() (any, error) { return c.Solve(ctx) }
	}
	for _, c := range []struct {
		param  string
		answer func() (any, error)
	}{
		{"pieces", storage(func(s *mechanism.Storage) { s.Scheme = mechanism.Copies(0) })},
		{"needed pieces", storage(func(s *mechanism.Storage) { s.Scheme = mechanism.RAID6(2) })},
		{"pieces beyond those needed", storage(func(s *mechanism.Storage) { s.Scheme = mechanism.Copies(66) })},
		{"pieces beyond those needed", storage(func(s *mechanism.Storage) { s.Scheme, s.Rebuild = mechanism.Copies(60), 1e-9 })},
		{"mttf", storage(func(s *mechanism.Storage) { s.MTTF = nan })},
		{"rebuild", storage(func(s *mechanism.Storage) { s.Rebuild = 0 })},
		{"decluster", storage(func(s *mechanism.Storage) { s.Decluster = .5 })},
		{"unreadable per bit", storage(func(s *mechanism.Storage) { s.UnreadablePerBit = 1.1 })},
		{"disc bytes", storage(func(s *mechanism.Storage) { s.DiscBytes = math.Inf(1) })},
		{"sets", storage(func(s *mechanism.Storage) { s.Sets = -1 })},
		{"restore", storage(func(s *mechanism.Storage) { s.Restore = -1 })},
		{"time", func() (any, error) { return disc.Solve(ctx, -1) }},
		{"nodes", placed(mechanism.Placement{Copies: 1, Copysets: 1})},
		{"copies", placed(mechanism.Placement{Nodes: 4, Copies: 5, Copysets: 1})},
		{"failed nodes", placed(mechanism.Placement{Nodes: 4, Copies: 2, Failed: 5, Copysets: 1})},
		{"copysets", placed(mechanism.Placement{Nodes: 4, Copies: 2, Failed: 2, Copysets: 7})},
		{"nodes", grouped(mechanism.Placement{Nodes: 5, Copies: 2, Failed: 2})},
		{"nodes", grouped(mechanism.Placement{Nodes: 3e6, Copies: 3, Failed: 1e6})},
		{"mtbf", func() (any, error) { return mechanism.Replica{}.Solve() }},
		{"rest survived", func() (any, error) { return mechanism.Replica{MTBF: 1, Rest: 2}.Solve() }},
		{"share of disc", func() (any, error) {
			return mechanism.Replica{MTBF: 1, Categories: []mechanism.ReplicaCategory{{"disc", -1, 0}}}.Solve()
		}},
		{"sites", func() (any, error) { return mechanism.Partition{Availability: .5}.Solve() }},
		{"availability", func() (any, error) { return mechanism.Partition{Sites: 2, Availability: nan}.Solve() }},
		{"check discs", func() (any, error) { return mechanism.PattersonMTTF(10, 5, 0, 1000, 1) }},
		{"copies", contract(mechanism.Contract{Copies: 401, MTTF: 9, MTTR: 5})},
		{"tolerated", contract(mechanism.Contract{Copies: 3, Tolerated: 3, MTTF: 9, MTTR: 5})},
		{"mttr", contract(mechanism.Contract{Copies: 3, Tolerated: 1, MTTF: 9})},
		{"crews", contract(mechanism.Contract{Copies: 3, Tolerated: 1, MTTF: 9, MTTR: 5, Crews: -1})},
		{"copies", contract(mechanism.Contract{Copies: 90, Tolerated: 1, MTTF: 1e9, MTTR: 5})},
		{"quorums", quorums(nil, .9)},
		{"availability", quorums(mechanism.FanoPlane(), .9, .8)},
		{"availability", quorums(mechanism.FanoPlane(), 1.1)},
		{"votes needed", quorums(mechanism.ThresholdQuorum(3, 4), .9)},
		{"votes", quorums(mechanism.Votes{Weights: []int{1, -1}, Needed: 1}, .9)},
		{"votes", quorums(mechanism.Votes{Weights: []int{math.MaxInt, math.MaxInt}, Needed: 1}, .9)},
		{"grid", quorums(mechanism.GridQuorum{Rows: 0, Columns: 5}, .9)},
		{"levels", quorums(mechanism.TreeQuorum{}, .9)},
		{"levels", quorums(mechanism.TreeQuorum{Levels: 60}, .9)},
		{"width of a row", quorums(mechanism.WallQuorum{Widths: []int{2, 0}}, .9)},
		{"quorum", quorums(mechanism.QuorumList{N: 3, Sets: [][]int{{}}}, .9)},
		{"quorum", quorums(mechanism.QuorumList{N: 3, Sets: [][]int{{3}}}, .9)},
		{"quorums", func() (any, error) {
			sets, err := mechanism.MajorityQuorum(19).Minimal()
			return len(sets), err
		}},
		{"quorums", func() (any, error) {
			sets, err := mechanism.GridQuorum{Rows: 9, Columns: 9}.Minimal()
			return len(sets), err
		}},
		{"quorums", func() (any, error) { return mechanism.ParseQuorumSystem("pyramid:5") }},
		{"votes to read", func() (any, error) {
			return mechanism.ReadWrite{Weights: []int{1, 1}, Read: 3, Write: 1, Availability: []float64{.9}}.Solve()
		}},
		{"paths", func() (any, error) { return mechanism.LikePaths(0, .9, .1, 0).Solve() }},
		{"loss per try", func() (any, error) { return mechanism.LikePaths(2, .9, -.1, 0).Solve() }},
		{"tries", func() (any, error) { return mechanism.LikePaths(2, .9, .1, -1).Solve() }},
		{"path mttr", func() (any, error) { return mechanism.SessionTimes{Paths: 2, MTBF: 5}.Solve(ctx) }},
	} {
		t.Run(c.param, func(t *testing.T) { oracle.Refused(t, c.param)(c.answer()) })
	}
}

func TestSchemesAndQuorumsByName(t *testing.T) {
	for text, want := range map[string]mechanism.StorageScheme{
		"mirror": {2, 1}, "raid5:8": {8, 7}, "RAID6:8": {8, 6}, "copies:3": {3, 1}, "code:6+3": {9, 6}, " code:4+0": {4, 4},
	} {
		got, err := mechanism.ParseStorageScheme(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "raid5", "raid5:1", "raid5:8+1", "mirror:2", "code:6", "code:6+-1", "copies:-3", "copies:1e3", "code:6+99999999999999999999", "raid7:3"} {
		if s, err := mechanism.ParseStorageScheme(text); err == nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
	for text, copies := range map[string]int{
		"majority:4": 4, "threshold:2/5": 5, "votes:3,2/4": 2, "Grid:3x4": 12, "wall:2,2": 4, "tree:15": 15, "fano": 7, "list:x y,y z": 3,
	} {
		if s, err := mechanism.ParseQuorumSystem(text); err != nil || s.Copies() != copies {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "majority:0", "majority:", "majority:-1", "threshold:6/5", "threshold:0/5", "votes:", "votes:1,a", "votes:1,1/", "votes:1,1/x", "grid:3", "grid:0x3", "wall:", "wall:1,-1", "tree:6", "tree:", "fano:7", "list:", "list:a,,b", "majority:99999999999999999999"} {
		if s, err := mechanism.ParseQuorumSystem(text); err == nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

// TestNothingPanics: numbers of any size in every field are refused by name, or answered
// with numbers that are none of them NaN and, where they are probabilities, in [0, 1].
func TestNothingPanics(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 1))
	sizes := []float64{0, 1, -1, .5, .99, 1e-9, 1 - 1e-15, 24, 8766, 1e6, 1e-99, 1e99, 1e-300, 1e300, math.NaN(), math.Inf(1)}
	counts := []int{-1, 0, 1, 2, 3, 5, 9, 40, 64, 65, 400, 1 << 40}
	x := func() float64 { return sizes[r.IntN(len(sizes))] }
	n := func() int { return counts[r.IntN(len(counts))] }
	answered := 0
	for range 2500 {
		ctx := context.Background()
		s := mechanism.Storage{
			Scheme: mechanism.StorageScheme{Pieces: n(), Needed: n()}, MTTF: x(), Rebuild: x(), Parallel: r.IntN(2) == 0,
			Decluster: x(), UnreadablePerBit: x(), DiscBytes: x(), Sets: n(), Restore: x(),
		}
		c := mechanism.Contract{Copies: min(n(), 40), Tolerated: n(), MTTF: x(), MTTR: x(), Crews: n()}
		p := mechanism.Placement{Nodes: n(), Copies: n(), Failed: n(), Copysets: x()}
		paths := mechanism.LikePaths(n(), x(), x(), n())
		systems := []mechanism.QuorumSystem{
			mechanism.GridQuorum{Rows: n(), Columns: n()}, mechanism.WallQuorum{Widths: []int{n(), n()}}, mechanism.TreeQuorum{Levels: n()},
			mechanism.Votes{Weights: []int{n(), n(), n()}, Needed: n()}, mechanism.QuorumList{N: n(), Sets: [][]int{{n(), n()}, {n()}}},
		}
		for _, solve := range []func() (any, error){
			func() (any, error) { return s.Solve(ctx, 8766) },
			func() (any, error) { return c.Solve(ctx, 8766) },
			func() (any, error) { l, k, err := p.Loss(); return [2]float64{l, k}, err },
			func() (any, error) { l, k, err := p.GroupLoss(); return [2]float64{l, k}, err },
			func() (any, error) { return paths.Solve() },
			func() (any, error) { return mechanism.SessionTimes{Paths: n(), MTBF: x(), MTTR: x()}.Solve(ctx) },
			func() (any, error) { return mechanism.Partition{Sites: n(), Availability: x()}.Solve() },
			func() (any, error) {
				return mechanism.Quorums{System: systems[r.IntN(len(systems))], Availability: []float64{x()}}.Solve()
			},
		} {
			answer, err := solve()
			if err == nil {
				answered++
				if !sound(reflect.ValueOf(answer)) {
					t.Fatalf("%T%+v of %+v, %+v or %+v", answer, answer, s, c, p)
				}
				continue
			}
			if bad := (*model.ParamError)(nil); !errors.As(err, &bad) {
				t.Fatalf("%T: %v of %+v", err, err, s)
			}
		}
	}
	if answered < 1500 {
		t.Errorf("only %d answered", answered)
	}
}

// sound reports whether no field is NaN or below 0.
func sound(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return v.Float() >= 0
	case reflect.Struct:
		for i := range v.NumField() {
			if !sound(v.Field(i)) {
				return false
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if !sound(v.Index(i)) {
				return false
			}
		}
	}
	return true
}
