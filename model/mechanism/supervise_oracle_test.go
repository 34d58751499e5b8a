package mechanism_test

import (
	"fmt"
	"reflect"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
)

// crashing is a worker whose crashes come at a rate a second.
func crashing(t testing.TB, name string, perSecond float64) mechanism.Process {
	t.Helper()
	life, err := dist.NewExponentialMean(1 / (perSecond * 3600))
	if err != nil {
		t.Fatal(err)
	}
	return mechanism.Process{Name: name, Life: life}
}

// above is a supervisor of children.
func above(name string, intensity, period int, children ...mechanism.Process) mechanism.Process {
	return mechanism.Process{Name: name, Intensity: intensity, Period: period, Children: children}
}

// TestRuleOfOTP: a real supervisor of OTP 25, killed on a schedule (k01).
func TestRuleOfOTP(t *testing.T) {
	var file struct {
		Input struct {
			Offset float64
			Cases  []struct {
				Intensity, Period int
				Crashes           []float64
			}
		}
		Expected struct {
			GivesUpAt []int `json:"gives_up_at"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k01_otp_rule_real.json"), &file)
	oracle.Equal(t, "cases", len(file.Input.Cases), 13)
	for i, c := range file.Input.Cases {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			var crashes []mechanism.Crash
			for _, at := range c.Crashes {
				crashes = append(crashes, mechanism.Crash{Second: at + file.Input.Offset, Process: "worker"})
			}
			tree := above("top", c.Intensity, c.Period, mechanism.Process{Name: "worker"})
			replay, err := mechanism.ReplayCrashes(tree, crashes)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "gives up at", replay.GivesUpAt, file.Expected.GivesUpAt[i])
		})
	}
}

// TestAlwaysCrashing: nested supervisors of OTP 25 (k02), by the product and by
// driving the tree.
func TestAlwaysCrashing(t *testing.T) {
	var file struct {
		Input    struct{ Trees [][][2]int }
		Expected struct{ Starts []float64 }
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k02_always_crashing_child.json"), &file)
	oracle.Equal(t, "trees", len(file.Input.Trees), 8)
	for i, levels := range file.Input.Trees {
		t.Run(fmt.Sprint(levels), func(t *testing.T) {
			tree := mechanism.Process{Name: "worker"}
			for k := len(levels) - 1; k >= 0; k-- {
				tree = above(fmt.Sprint("level ", k), levels[k][0], levels[k][1], tree)
			}
			found, err := mechanism.StartsOfCrashing(tree, "worker")
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "starts", found, mechanism.Starts{Starts: file.Expected.Starts[i], GivesUp: true})
			crashes := make([]mechanism.Crash, int(found.Starts)+1)
			for k := range crashes {
				crashes[k].Process = "worker"
			}
			replay, err := mechanism.ReplayCrashes(tree, crashes)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "crashes until the top gives up", replay.GivesUpAt, int(found.Starts))
		})
	}
}

// TestStrategyOrder: what OTP 25 stops and starts when b of a, b, c crashes (k03).
func TestStrategyOrder(t *testing.T) {
	var file struct {
		Input    struct{ Children, Strategies []string }
		Expected map[string][]string
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k03_strategy_order.json"), &file)
	oracle.Equal(t, "strategies", len(file.Input.Strategies), 3)
	for _, name := range file.Input.Strategies {
		t.Run(name, func(t *testing.T) {
			strategy, err := mechanism.ParseStrategy(name)
			if err != nil {
				t.Fatal(err)
			}
			tree := above("top", 1, 5)
			tree.Strategy = strategy
			for _, child := range file.Input.Children {
				tree.Children = append(tree.Children, mechanism.Process{Name: child})
			}
			replay, err := mechanism.ReplayCrashes(tree, []mechanism.Crash{{Process: "b"}})
			if err != nil {
				t.Fatal(err)
			}
			var actions []string
			for _, a := range replay.Crashes[0].Actions {
				actions = append(actions, a.Verb+" "+a.Process)
			}
			if !reflect.DeepEqual(actions, file.Expected[name]) {
				t.Errorf("%q, want %q", actions, file.Expected[name])
			}
		})
	}
}

// TestMeanTimeToGiveUp: the chain in 40 digits (k04). The rarest is 1.35 million
// years, of which linear equations in double precision lose all but four digits.
func TestMeanTimeToGiveUp(t *testing.T) {
	type row struct {
		Rate       float64 `json:"crash_rate_per_s"`
		Intensity  int
		Period     int
		Ticks      float64  `json:"mean_seconds_ticks"`
		Continuous *float64 `json:"mean_seconds_continuous_window"`
	}
	var file struct{ Expected struct{ Rows []row } }
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k04_mean_time_to_give_up.json"), &file)
	oracle.Equal(t, "rows", len(file.Expected.Rows), 9)
	for _, r := range file.Expected.Rows {
		t.Run(fmt.Sprint(r.Rate, r.Intensity, r.Period), func(t *testing.T) {
			found, err := mechanism.MeanTimeToGiveUp(t.Context(), above("top", r.Intensity, r.Period, crashing(t, "worker", r.Rate)), false)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "seconds", found.MeanHours*3600, r.Ticks, 1e-14)
			if r.Continuous == nil {
				return
			}
			sliding, err := mechanism.SlidingWindow(r.Rate*3600, float64(r.Period))
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "sliding window", sliding*3600, *r.Continuous, 1e-14)
		})
	}
}

// TestSmallestIntensity: the chain of k04, scanned upwards (k06).
func TestSmallestIntensity(t *testing.T) {
	var file struct {
		Input struct {
			Rows []struct {
				Rate   float64 `json:"crash_rate_per_s"`
				Period int
				Target float64 `json:"target_s"`
			}
		}
		Expected struct {
			Rows []struct {
				Intensity int
				Mean      float64 `json:"mean_seconds"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k06_intensity_for_target.json"), &file)
	oracle.Equal(t, "rows", len(file.Input.Rows), 3)
	for i, r := range file.Input.Rows {
		t.Run(fmt.Sprint(r), func(t *testing.T) {
			tree := above("top", 9, r.Period, crashing(t, "worker", r.Rate))
			found, err := mechanism.SmallestIntensity(t.Context(), tree, "top", r.Target/3600, 6, false)
			if err != nil {
				t.Fatal(err)
			}
			want := file.Expected.Rows[i]
			oracle.Equal(t, "intensity", found.Intensity, want.Intensity)
			oracle.Near(t, "seconds", found.GiveUp.MeanHours*3600, want.Mean, 1e-14)
		})
	}
}

// TestTwoLevels: 40,000 simulated runs of another program (k07).
func TestTwoLevels(t *testing.T) {
	var file struct {
		Input struct {
			Rate   float64  `json:"crash_rate_per_s"`
			Levels [][2]int `json:"levels_top_down"`
		}
		Expected struct {
			Mean float64 `json:"mean_seconds"`
			SE   float64
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/k_supervision/k07_two_levels.json"), &file)
	l := file.Input.Levels
	tree := above("top", l[0][0], l[0][1], above("inner", l[1][0], l[1][1], crashing(t, "worker", file.Input.Rate)))
	found, err := mechanism.MeanTimeToGiveUp(t.Context(), tree, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(found)
	oracle.Within4(t, "seconds", (found.MeanHours*3600-file.Expected.Mean)/file.Expected.SE)
}
