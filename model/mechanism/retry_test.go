package mechanism_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/mechanism"
	"mtbf/model/rate"
)

// retry are retries with nothing uncertain.
func retry(soft, cure, covered float64, tries int) mechanism.Retry {
	return mechanism.Retry{Soft: mechanism.Known(soft), Cure: mechanism.Known(cure), Covered: mechanism.Known(covered), Tries: tries}
}

// By hand: of 100 faults 90 are tried for, 80 % of these soft: 72; two tries that cure a
// quarter each leave .75^2 = 9/16 of them: 31.5 are survived, 68.5 lost, of which
// 10 + 18 = 28 however often it is tried. A fault in 685 h then is a failure in 1000 h,
// and 10 h of repair make 10/1010.
func TestRetryByHand(t *testing.T) {
	r := retry(.8, .25, .9, 2)
	r.MTBF, r.MTTR = mechanism.Known(685), mechanism.Known(10)
	got, err := r.Solve()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"survived", got.Survived.Point, .315},
		{"lost", got.Lost.Point, .685},
		{"factor", got.Factor.Point, 1 / .685},
		{"ceiling", got.Ceiling.Point, 1 / .28},
		{"MTBF", got.MTBF.Point, 1000},
		{"unavailability", got.Unavailability.Point, 10. / 1010},
	} {
		t.Run(c.name, func(t *testing.T) { oracle.Near(t, c.name, c.got, c.want, 1e-13) })
	}
}

// Closed forms and simulation of 400,000 faults each.
func TestRetryOracle(t *testing.T) {
	var peer struct {
		Input struct {
			Rows []struct {
				Name  string
				Soft  float64 `json:"soft_share"`
				Cure  float64 `json:"cure_per_retry"`
				Tries int     `json:"retries"`
			}
		}
		Expected struct {
			Rows []struct {
				Survived float64
				Factor   float64 `json:"mtbf_factor"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n01_retry.json"), &peer)
	if len(peer.Input.Rows) < 11 || len(peer.Input.Rows) != len(peer.Expected.Rows) {
		t.Fatalf("%d rows, %d answers", len(peer.Input.Rows), len(peer.Expected.Rows))
	}
	for i, row := range peer.Input.Rows {
		t.Run(row.Name, func(t *testing.T) {
			got, err := retry(row.Soft, row.Cure, 1, row.Tries).Solve()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "survived", got.Survived.Point, peer.Expected.Rows[i].Survived, 1e-14)
			oracle.Near(t, "factor", got.Factor.Point, peer.Expected.Rows[i].Factor, 1e-12)
		})
	}
}

// Gray's 1 of 132 with exact limits: those of the share that is lost, by inversion of the
// binomial (mpmath, 30 digits: 1 of 132 at 90 % is .000388510074 to .0354327159).
func TestRetryCarriesLimits(t *testing.T) {
	soft, err := rate.PerDemand(131, 132, .9)
	if err != nil {
		t.Fatal(err)
	}
	r := retry(0, 1, 1, 1)
	r.Soft = soft
	got, err := r.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "point", got.Factor.Point, 132, 1e-12)
	oracle.Near(t, "lo", got.Factor.Lo, 1/.0354327159244, 1e-9)
	oracle.Near(t, "hi", got.Factor.Hi, 1/.000388510073950, 1e-9)
	if got.Factor.Confidence != .9 {
		t.Errorf("confidence %g", got.Factor.Confidence)
	}
}

// A share of 1e-12 that survives keeps its digits, and so does one that is lost.
func TestRetryInBothTails(t *testing.T) {
	for _, c := range []struct {
		name           string
		soft, cure     float64
		tries          int
		survived, lost float64
	}{
		{"hardly ever", 1e-12, 1e-9, 1, 1e-21, 1},
		{"nearly always", 1, 1 - 0x1p-40, 1, 1 - 0x1p-40, 0x1p-40},
		{"nearly always, by tries", 1, .5, 40, 1 - 0x1p-40, 0x1p-40},
		{"no cure", .7, 0, 5, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := retry(c.soft, c.cure, 1, c.tries).Solve()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "survived", got.Survived.Point, c.survived, 1e-13)
			oracle.Near(t, "lost", got.Lost.Point, c.lost, 1e-13)
		})
	}
}

// What never fails has no finite MTBF, and a ceiling of retries that cure nothing is 1.
func TestRetryAtItsEdges(t *testing.T) {
	got, err := retry(1, 1, 1, 1).Solve()
	if err != nil || !math.IsInf(got.Factor.Point, 1) || got.Lost.Point != 0 {
		t.Errorf("all survived: %+v, %v", got, err)
	}
	if got, err = retry(.5, 0, 1, 3).Solve(); err != nil || got.Ceiling.Point != 1 {
		t.Errorf("no cure: %+v, %v", got, err)
	}
}

func TestRetryRefuses(t *testing.T) {
	bad := func(change func(*mechanism.Retry)) mechanism.Retry {
		r := retry(.5, .5, 1, 1)
		change(&r)
		return r
	}
	for _, c := range []struct {
		name string
		r    mechanism.Retry
	}{
		{"no tries", bad(func(r *mechanism.Retry) { r.Tries = 0 })},
		{"soft above 1", bad(func(r *mechanism.Retry) { r.Soft = mechanism.Known(1.2) })},
		{"cure NaN", bad(func(r *mechanism.Retry) { r.Cure = mechanism.Known(math.NaN()) })},
		{"limits the wrong way", bad(func(r *mechanism.Retry) { r.Covered = model.Estimate{Point: .5, Lo: .6, Hi: .4} })},
		{"MTBF infinite", bad(func(r *mechanism.Retry) { r.MTBF = mechanism.Known(math.Inf(1)) })},
		{"MTTR negative", bad(func(r *mechanism.Retry) {
			r.MTBF = mechanism.Known(5)
			r.MTTR = model.Estimate{Point: -1, Lo: -2, Hi: 3}
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			var param *model.ParamError
			if _, err := c.r.Solve(); !errors.As(err, &param) {
				t.Errorf("error %v", err)
			}
		})
	}
}
