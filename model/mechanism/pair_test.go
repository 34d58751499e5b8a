package mechanism_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// certain is a pair with nothing uncertain.
func certain(mtbf, backup, hard, coverage, takeover, recreate, restart float64) mechanism.Pair {
	k := mechanism.Known
	return mechanism.Pair{MTBF: k(mtbf), BackupMTBF: k(backup), Hard: k(hard), Coverage: k(coverage), Takeover: k(takeover), Recreate: k(recreate), Restart: k(restart)}
}

// By hand: the primary fails every 100 h, a fifth hard, the backup never; alone for 25 h,
// no pause, 10 h of restart. Together lasts 100 h and ends in an outage with 1/5; alone
// lasts 1/(1/25 + 1/100) = 20 h and ends in one with 1/5. From together, M = 100 +
// .8 (20 + .8 M), so M = 116/.36; with the restart a cycle of 116/.36 + 10 = 332.2... h.
func TestPairByHand(t *testing.T) {
	got, err := certain(100, math.Inf(1), .2, 1, 0, 25, 10).Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const first = 116 / .36
	oracle.Near(t, "first outage", got.MTTF.Point, first, 1e-13)
	oracle.Near(t, "outage to outage", got.OutageMTBF.Point, first+10, 1e-13)
	oracle.Near(t, "unavailability", got.Unavailability.Point, 10/(first+10), 1e-13)
	oracle.Near(t, "up per outage", got.MUT.Point, first, 1e-13)
	oracle.Near(t, "down per outage", got.MDT.Point, 10, 1e-13)
	oracle.Near(t, "gain", got.Gain.Point, (first+10)/100, 1e-13)
	if got.Pauses.Point != 0 {
		t.Errorf("%g pauses without a takeover time", got.Pauses.Point)
	}
}

// Exact rationals; the third also simulated for 2e7 h.
func TestPairOracle(t *testing.T) {
	var peer struct {
		Input struct {
			Rows []struct {
				Rate     float64 `json:"failure_per_h"`
				Hard     float64 `json:"hard_share"`
				Coverage float64 `json:"takeover_coverage"`
				Takeover float64 `json:"takeover_h"`
				Recreate float64 `json:"recreate_backup_h"`
				Backup   float64 `json:"backup_failure_per_h"`
				Restart  float64 `json:"restart_h"`
			}
		}
		Expected struct {
			Rows []struct {
				Availability float64
				Outages      float64 `json:"mtbf_outage_h"`
				Pauses       float64 `json:"pauses_per_h"`
				MTTF         float64 `json:"mttf_from_pair_h"`
				Stationary   []float64
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n03_process_pair.json"), &peer)
	if len(peer.Input.Rows) < 3 || len(peer.Input.Rows) != len(peer.Expected.Rows) {
		t.Fatalf("%d rows, %d answers", len(peer.Input.Rows), len(peer.Expected.Rows))
	}
	for i, r := range peer.Input.Rows {
		want := peer.Expected.Rows[i]
		got, err := certain(1/r.Rate, 1/r.Backup, r.Hard, r.Coverage, r.Takeover, r.Recreate, r.Restart).Solve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "availability", got.Availability.Point, want.Availability, 1e-13)
		oracle.Near(t, "unavailability", got.Unavailability.Point, want.Stationary[1]+want.Stationary[3], 1e-12)
		oracle.Near(t, "outage to outage", got.OutageMTBF.Point, want.Outages, 1e-12)
		oracle.Near(t, "first outage", got.MTTF.Point, want.MTTF, 1e-12)
		oracle.Near(t, "pauses", got.Pauses.Point, want.Pauses, 1e-12)
	}
}

// The numbers of the first and second case as they are written, without the oracle file.
func TestPairPublished(t *testing.T) {
	for _, c := range []struct {
		name       string
		hard, want float64
	}{
		{"one hard fault in 132", 1. / 132, 577731.8889580222},
		{"a quarter hard", .25, 17521.254172295026},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := certain(4380, 8760, c.hard, 1, 5./3600, 1./60, 1.5).Solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "outage to outage", got.OutageMTBF.Point, c.want, 1e-12)
		})
	}
}

// A hard share between two limits gives what each limit gives alone, the other way round.
func TestPairCarriesLimits(t *testing.T) {
	p := certain(4380, 8760, 0, .99, 5./3600, 1./60, 1.5)
	p.Hard = mechanism.Between(.01, .25)
	got, err := p.Solve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		hard, got float64
	}{{"most", .01, got.OutageMTBF.Hi}, {"least", .25, got.OutageMTBF.Lo}} {
		t.Run(c.name, func(t *testing.T) {
			p.Hard = mechanism.Known(c.hard)
			one, err := p.Solve(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, c.name, c.got, one.OutageMTBF.Point, 1e-13)
		})
	}
	if got.OutageMTBF.Estimable() {
		t.Error("a range gave a point")
	}
}

func TestPairRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		p    mechanism.Pair
	}{
		{"no MTBF", certain(0, 9, .1, 1, 1, 1, 1)},
		{"endless MTBF", certain(math.Inf(1), 9, .1, 1, 1, 1, 1)},
		{"hard share above 1", certain(5, 9, 1.1, 1, 1, 1, 1)},
		{"negative takeover", certain(5, 9, .1, 1, -1, 1, 1)},
		{"no restart", certain(5, 9, .1, 1, 1, 1, 0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			var param *model.ParamError
			if _, err := c.p.Solve(t.Context()); !errors.As(err, &param) {
				t.Errorf("error %v", err)
			}
		})
	}
}
