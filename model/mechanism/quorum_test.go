package mechanism_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/mechanism"
)

func quorate(t testing.TB, s mechanism.QuorumSystem, up ...float64) mechanism.QuorumsResult {
	t.Helper()
	r, err := mechanism.Quorums{System: s, Availability: up}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// quorumSystems are those of the oracle, as a command names them.
var quorumSystems = map[string]string{
	"majority 3": "majority:3", "majority 5": "majority:5", "majority 7": "majority:7", "majority 9": "majority:9",
	"grid 3x3": "grid:3x3", "Fano plane": "fano", "tree of 7": "tree:7", "wall 1,2,3": "wall:1,2,3",
	"votes 3,2,2,1,1": "votes:3,2,2,1,1", "singleton": "majority:1",
}

func parsed(t testing.TB, text string) mechanism.QuorumSystem {
	t.Helper()
	s, err := mechanism.ParseQuorumSystem(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestQuorumOracle: every system by its own sums, and again by the list of its least
// quorums. At 1/2 each but the grid is up half of the time: none dominates it.
func TestQuorumOracle(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				System       string
				Up           float64 `json:"p_up"`
				Availability float64
				Failure      float64
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/m_quorum/m01_quorum_availability.json"), &file)
	if len(file.Expected.Rows) != 30 {
		t.Fatalf("%d rows", len(file.Expected.Rows))
	}
	for _, c := range file.Expected.Rows {
		t.Run(fmt.Sprintf("%s at %g", c.System, c.Up), func(t *testing.T) {
			s := parsed(t, quorumSystems[c.System])
			r := quorate(t, s, c.Up)
			oracle.Near(t, "availability", r.Availability, c.Availability, 1e-14)
			oracle.Near(t, "unavailability", r.Unavailability, c.Failure, 1e-12)
			if dominated := c.System == "grid 3x3"; !r.Intersecting || r.NonDominated == dominated {
				t.Errorf("%+v", r)
			}
			sets, err := s.Minimal()
			if err != nil {
				t.Fatal(err)
			}
			list := quorate(t, mechanism.QuorumList{N: s.Copies(), Sets: sets}, c.Up)
			oracle.Near(t, "availability by list", list.Availability, c.Availability, 1e-14)
			oracle.Near(t, "unavailability by list", list.Unavailability, c.Failure, 1e-12)
		})
	}
}

// upIn reports whether the copies of a state have a quorum among them, by the words of
// its definition and not by its sums.
type upIn func(up []bool) bool

// TestQuorumsByEnumeration: all states of copies with availabilities of their own,
// added up, against the sums and the lists of least quorums.
func TestQuorumsByEnumeration(t *testing.T) {
	all := func(up []bool, of ...int) bool { return !slices.ContainsFunc(of, func(i int) bool { return !up[i] }) }
	any := func(up []bool, of ...int) bool { return slices.ContainsFunc(of, func(i int) bool { return up[i] }) }
	for _, c := range []struct {
		system string
		up     upIn
	}{
		{"threshold:4/6", func(up []bool) bool {
			return len(slices.DeleteFunc(slices.Clone(up), func(b bool) bool { return !b })) >= 4
		}},
		{"votes:4,3,0,2/5", func(up []bool) bool { return up[0] && (up[1] || up[3]) || up[1] && up[3] }},
		{"grid:2x3", func(up []bool) bool {
			return (all(up, 0, 3) || all(up, 1, 4) || all(up, 2, 5)) && any(up, 0, 3) && any(up, 1, 4) && any(up, 2, 5)
		}},
		{"grid:1x3", func(up []bool) bool { return all(up, 0, 1, 2) }},
		{"grid:3x1", func(up []bool) bool { return all(up, 0, 1, 2) }},
		{"wall:2,1,3", func(up []bool) bool { return all(up, 3, 4, 5) || up[2] && any(up, 3, 4, 5) }},
		{"wall:4", func(up []bool) bool { return all(up, 0, 1, 2, 3) }},
		{"tree:3", func(up []bool) bool { return up[0] && any(up, 1, 2) || all(up, 1, 2) }},
		{"list:a b,c,a b d", func(up []bool) bool { return all(up, 0, 1) || up[2] }},
		{"list:a b c,c d e f,a f,b", func(up []bool) bool { return all(up, 2, 3, 4, 5) || all(up, 0, 5) || up[1] }},
	} {
		t.Run(c.system, func(t *testing.T) {
			s := parsed(t, c.system)
			p := []float64{.9, .3, .75, .999, .6, .2}[:s.Copies()]
			want, fails := 0.0, 0.0
			for state := range 1 << len(p) {
				w, up := 1.0, make([]bool, len(p))
				for i := range p {
					if up[i] = state>>i&1 == 1; up[i] {
						w *= p[i]
					} else {
						w *= 1 - p[i]
					}
				}
				if c.up(up) {
					want += w
				} else {
					fails += w
				}
			}
			r := quorate(t, s, p...)
			oracle.Near(t, "availability", r.Availability, want, 1e-13)
			oracle.Near(t, "unavailability", r.Unavailability, fails, 1e-13)
			sets, err := s.Minimal()
			if err != nil {
				t.Fatal(err)
			}
			r = quorate(t, mechanism.QuorumList{N: s.Copies(), Sets: sets}, p...)
			oracle.Near(t, "availability by list", r.Availability, want, 1e-13)
			oracle.Near(t, "unavailability by list", r.Unavailability, fails, 1e-13)
		})
	}
}

// Where copies hardly ever fail the unavailability keeps its digits: a majority of 3 at
// u = 2^-40 fails with 3u^2 - 2u^3, a wall of 1 over 2 as that, a grid of 2 x 2 with the
// 4 pairs that leave no full column or a dead one: u^2 (6 - 8u + 3u^2) of all pairs.
func TestQuorumsThatHardlyEverFail(t *testing.T) {
	u := math.Ldexp(1, -40)
	oracle.Near(t, "majority", quorate(t, mechanism.MajorityQuorum(3), 1-u).Unavailability, u*u*(3-2*u), 1e-14)
	oracle.Near(t, "wall", quorate(t, mechanism.WallQuorum{Widths: []int{1, 2}}, 1-u).Unavailability, u*u*(3-2*u), 1e-14)
	oracle.Near(t, "tree", quorate(t, mechanism.TreeQuorum{Levels: 2}, 1-u).Unavailability, u*u*(3-2*u), 1e-14)
	// Up in 1 - 6u^2 + ...: of two down any pair is fatal: the same column is dead, two columns leave none full.
	oracle.Near(t, "grid", quorate(t, mechanism.GridQuorum{Rows: 2, Columns: 2}, 1-u).Unavailability, 6*u*u, 1e-11)
	oracle.Near(t, "Fano plane", quorate(t, mechanism.FanoPlane(), 1-u).Unavailability, 7*u*u*u, 1e-11)
}

func TestQuorumEnds(t *testing.T) {
	for _, text := range quorumSystems {
		t.Run(text, func(t *testing.T) {
			s := parsed(t, text)
			if r := quorate(t, s, 1); r.Availability != 1 || r.Unavailability != 0 {
				t.Errorf("all up: %+v", r)
			}
			if r := quorate(t, s, 0); r.Availability != 0 || r.Unavailability != 1 {
				t.Errorf("none up: %+v", r)
			}
		})
	}
	if r := quorate(t, mechanism.ThresholdQuorum(4, 2), .9); r.Intersecting || r.NonDominated {
		t.Errorf("2 of 4: %+v", r)
	}
	if r := quorate(t, mechanism.MajorityQuorum(4), .9); !r.Intersecting || r.NonDominated {
		t.Errorf("3 of 4: %+v", r)
	}
	// 4, 4, 4 and 6 needed of 12: two have it, and the third has not, though 2 x 6 is no more than 12.
	if r := quorate(t, mechanism.Votes{Weights: []int{4, 4, 4}, Needed: 6}, .9); !r.NonDominated {
		t.Errorf("votes 4, 4, 4: %+v", r)
	}
	oracle.Near(t, "many copies", quorate(t, mechanism.MajorityQuorum(2001), .5).Availability, .5, 1e-12)
}

func TestReadWriteOracle(t *testing.T) {
	var file struct {
		Input struct {
			Up   float64 `json:"p_up"`
			Rows []struct{ N, R, W int }
		}
		Expected struct {
			Rows []struct{ Read, Write float64 }
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/m_quorum/m05_read_write.json"), &file)
	if len(file.Input.Rows) != 5 {
		t.Fatalf("%d rows", len(file.Input.Rows))
	}
	for i, c := range file.Input.Rows {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := mechanism.ReadWrite{Weights: mechanism.MajorityQuorum(c.N).Weights, Read: c.R, Write: c.W, Availability: []float64{file.Input.Up}}
			r, err := x.Solve()
			if err != nil {
				t.Fatal(err)
			}
			want := file.Expected.Rows[i]
			oracle.Near(t, "read", r.Read, want.Read, 1e-14)
			oracle.Near(t, "write", r.Write, want.Write, 1e-14)
			oracle.Near(t, "no read", r.NoRead, 1-want.Read, 1e-5)     // what 1 - a leaves
			oracle.Near(t, "no write", r.NoWrite, 1-want.Write, 1e-10) // what 1 - a leaves
			if !r.ReadsLatest || !r.OneWriter {
				t.Errorf("%+v", r)
			}
		})
	}
	r, err := mechanism.ReadWrite{Weights: []int{1, 1, 1, 1}, Read: 2, Write: 2, Availability: []float64{.9}}.Solve()
	if err != nil || r.ReadsLatest || r.OneWriter {
		t.Errorf("2 and 2 of 4: %+v, %v", r, err)
	}
}
