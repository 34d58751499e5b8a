package mechanism_test

import (
	"context"
	"fmt"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/mechanism"
)

func sent(t testing.TB, s mechanism.Sessions) mechanism.SessionsResult {
	t.Helper()
	r, err := s.Solve()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSessionOracle(t *testing.T) {
	var file struct {
		Input struct {
			Rows []struct {
				Paths     int
				Available float64 `json:"path_availability"`
				Retries   int     `json:"extra_retries_per_path"`
				Loss      float64 `json:"loss_per_try"`
			}
		}
		Expected struct {
			Rows []struct {
				Up   float64 `json:"session_up"`
				Lost float64 `json:"message_lost"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/n_mechanisms/n05_sessions.json"), &file)
	if len(file.Input.Rows) != 4 {
		t.Fatalf("%d rows", len(file.Input.Rows))
	}
	for i, c := range file.Input.Rows {
		t.Run(fmt.Sprintf("%d paths, %d retries", c.Paths, c.Retries), func(t *testing.T) {
			want := file.Expected.Rows[i]
			r := sent(t, mechanism.LikePaths(c.Paths, c.Available, c.Loss, c.Retries))
			oracle.Near(t, "up", r.Up, want.Up, 1e-14)
			oracle.Near(t, "down", r.Down, 1-want.Up, 1e-11)
			oracle.Near(t, "lost", r.Lost, want.Lost, 1e-12)
			oracle.Near(t, "delivered", r.Delivered, 1-want.Lost, 1e-14)
			oracle.Near(t, "lost while up", r.LostWhileUp, want.Lost-r.Down, 1e-10)
		})
	}
}

// Two paths that differ: up .75 and .5, losses 1/2 of two tries and 1/4 of one. The
// first is down with .25, or up and loses both tries with .75/4 = .1875; the second .5,
// or .125. Down .25 x .5 = .125; lost .4375 x .625 = .2734375; while up .1484375 of
// .875, which is .16964...
func TestSessionsByHand(t *testing.T) {
	r := sent(t, mechanism.Sessions{Paths: []mechanism.SessionPath{{.75, .5, 2}, {.5, .25, 1}}})
	oracle.Near(t, "down", r.Down, .125, 1e-15)
	oracle.Near(t, "up", r.Up, .875, 1e-15)
	oracle.Near(t, "lost", r.Lost, .2734375, 1e-15)
	oracle.Near(t, "lost while up", r.LostWhileUp, .1484375, 1e-15)
	oracle.Near(t, "lost if up", r.LostIfUp, .1484375/.875, 1e-15)
	oracle.Near(t, "delivered", r.Delivered, .7265625, 1e-15)
	// With paths that are always up only tries are lost, (1e-4)^6 for two of three tries; with
	// none, nothing is delivered.
	r = sent(t, mechanism.LikePaths(2, 1, 1e-4, 2))
	oracle.Near(t, "only tries", r.LostWhileUp, 1e-24, 1e-12)
	oracle.Near(t, "only tries", r.Lost, 1e-24, 1e-12)
	if r.Down != 0 || r.Up != 1 {
		t.Errorf("always up: %+v", r)
	}
	if r = sent(t, mechanism.LikePaths(3, 0, .1, 0)); r != (mechanism.SessionsResult{Down: 1, Lost: 1}) {
		t.Errorf("never up: %+v", r)
	}
	if r = sent(t, mechanism.LikePaths(1, .9, 0, 0)); r.LostWhileUp != 0 || r.Lost != r.Down {
		t.Errorf("no loss: %+v", r)
	}
	if r = sent(t, mechanism.LikePaths(1, .9, 1, 5)); r.Delivered != 0 || r.LostIfUp != 1 {
		t.Errorf("all lost: %+v", r)
	}
}

// Paths of 990 h and 10 h are up .99: two of them down 1e-4 of the time, 5 h each time,
// so that an outage begins every 50,000 h.
func TestSessionTimes(t *testing.T) {
	s := mechanism.SessionTimes{Paths: 2, MTBF: 990, MTTR: 10}
	oracle.Near(t, "path", s.Availability(), .99, 1e-15)
	r, err := s.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "down", r.Down, 1e-4, 1e-12)
	oracle.Near(t, "mean outage", r.Mean, 5, 1e-12)
	oracle.Near(t, "mtbf", r.MTBF, 49_995, 1e-12)
	oracle.Near(t, "a year", r.PerYear, 8766./50_000, 1e-12)
	oracle.Near(t, "first", r.MTTF, 990*990/20.+1.5*990, 1e-12)
}
