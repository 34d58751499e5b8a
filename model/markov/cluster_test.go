package markov

import (
	"encoding/json"
	"strconv"
	"testing"

	"mtbf/internal/oracle"
)

// workstations is the state of two clusters of n workstations, each behind a
// switch, joined by a line, with one repairer (Haverkort, Hermanns and Katoen, 2000; read as PRISM's model of it).
type workstations struct {
	working [2]int
	link    [3]bool // left switch, right switch, line: working
	busy    int     // what is under repair: 0 and 1 stations, 2 to 4 links; -1 nothing
}

// cluster builds the chain: a workstation fails every 500 h, a switch every
// 4000 h, the line every 5000 h. The repairer starts on anything that is
// broken at rate 10 each, and finishes stations at 2, switches at 1/4, the line
// at 1/8 per hour.
func cluster(t testing.TB, n int) (whole *Model, premium []bool) {
	t.Helper()
	fail, repair := [5]float64{1. / 500, 1. / 500, 1. / 4000, 1. / 4000, 1. / 5000}, [5]float64{2, 2, 0.25, 0.25, 0.125}
	number := map[workstations]int{}
	var found []workstations
	var list []transition
	find := func(w workstations) int {
		i, ok := number[w]
		if !ok {
			i = len(found)
			number[w] = i
			found = append(found, w)
		}
		return i
	}
	find(workstations{working: [2]int{n, n}, link: [3]bool{true, true, true}, busy: -1})
	for i := 0; i < len(found); i++ {
		for k := range 5 {
			w := found[i]
			good := w.good(k)
			if good > 0 {
				next := w
				next.set(k, good-1)
				list = append(list, transition{i, find(next), float64(good) * fail[k]})
			}
			switch full := map[bool]int{true: n, false: 1}[k < 2]; {
			case w.busy == k:
				next := w
				next.set(k, good+1)
				next.busy = -1
				list = append(list, transition{i, find(next), repair[k]})
			case w.busy < 0 && good < full:
				next := w
				next.busy = k
				list = append(list, transition{i, find(next), 10})
			}
		}
	}
	m := newModel(t, len(found), nil, list)
	for i, w := range found {
		m.Up[i] = w.connected(n * 3 / 4)
		premium = append(premium, w.connected(n))
	}
	return m, premium
}

func (w workstations) good(k int) int {
	if k < 2 {
		return w.working[k]
	}
	if w.link[k-2] {
		return 1
	}
	return 0
}

func (w *workstations) set(k, good int) {
	if k < 2 {
		w.working[k] = good
		return
	}
	w.link[k-2] = good == 1
}

// connected reports whether k workstations can talk to each other.
func (w workstations) connected(k int) bool {
	return w.working[0] >= k && w.link[0] || w.working[1] >= k && w.link[1] ||
		w.working[0]+w.working[1] >= k && w.link[0] && w.link[1] && w.link[2]
}

// TestCluster holds clusters of 2 to 32 workstations against oracle e11: a
// sparse LU (scipy), which its file calls good to 1e-8 in steady state and 1e-6
// in time, and PRISM 4.10, whose iterations turn out to be good to 1e-9 and
// 1e-10.
func TestCluster(t *testing.T) {
	var c struct {
		Expected map[string]clusterPeer
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/e_ctmc/e11_workstation_cluster.json"), &c)
	for name, peer := range c.Expected {
		t.Run("N="+name, func(t *testing.T) {
			n, _ := strconv.Atoi(name)
			m, premium := cluster(t, n)
			peer.check(t, m, premium)
			for hours, values := range peer.Transient {
				if n > 8 && hours != "10" {
					continue // ten seconds
				}
				when, _ := strconv.ParseFloat(hours, 64)
				a := at(t, m, when)[0]
				var prism [2]string
				if err := json.Unmarshal(values[0], &prism); err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, "U("+hours+") PRISM", a.Unavailability, number(t, prism[0]), 1e-10)
				oracle.Near(t, "F("+hours+") PRISM", a.Unreliability, number(t, prism[1]), 1e-10)
				oracle.Near(t, "U("+hours+")", a.Unavailability, peer.Expected[("U_"+hours)], 1e-6)
				oracle.Near(t, "F("+hours+")", a.Unreliability, peer.Expected["F_"+hours], 1e-6)
			}
		})
	}
}

type clusterPeer struct {
	Expected  map[string]float64
	Prism     []string                     `json:"prism_steady"`
	Transient map[string][]json.RawMessage `json:"prism_transient"`
}

func (peer clusterPeer) check(t *testing.T, m *Model, premium []bool) {
	t.Helper()
	w := peer.Expected
	if m.Chain.States() != int(w["states"]) || m.Chain.Transitions() != int(w["transitions"]) {
		t.Fatalf("%d states and %d transitions, want %g and %g", m.Chain.States(), m.Chain.Transitions(), w["states"], w["transitions"])
	}
	r := measures(t, m)
	oracle.Near(t, "below minimum", r.Unavailability, w["below_minimum"], 1e-8)
	oracle.Near(t, "frequency", r.FailureFrequency, w["below_minimum_frequency"], 1e-8)
	oracle.Near(t, "MTTF", r.MTTF, w["MTTF_to_below_minimum"], 1e-8)
	best := measures(t, &Model{Chain: m.Chain, Up: premium}).Availability
	oracle.Near(t, "premium", best, w["premium"], 1e-12)
	oracle.Near(t, "premium PRISM", best, number(t, peer.Prism[0]), 1e-12)
	oracle.Near(t, "below minimum PRISM", r.Unavailability, number(t, peer.Prism[1]), 1e-9)
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestClusterPRISM is M-01 to M-03: values stored in PRISM's own tests. Those in
// time agree to 1e-11, better than its epsilon of 1e-6 promises, also the fifth,
// which the collectors did not confirm; its steady state is an iteration's.
func TestClusterPRISM(t *testing.T) {
	m, premium := cluster(t, 4)
	r := measures(t, m)
	oracle.Near(t, "below minimum", r.Unavailability, 3.7011298647145493e-6, 1e-10)
	oracle.Near(t, "premium", measures(t, &Model{Chain: m.Chain, Up: premium}).Availability, .9999212408513795, 1e-12)
	want := []float64{2.575834331129808e-9, 2.587821746795989e-7, 1.3126420636755083e-5, 1.7751335826903441e-4, .0018221051490216614}
	for k, a := range at(t, m, .2, 2, 20, 200, 2000) {
		oracle.Near(t, "P(F<=t)", a.Unreliability, want[k], 1e-11)
	}
	oracle.Near(t, "time not minimum", at(t, m, 1000)[0].Downtime, .003662017006365601, 1e-11)
}
