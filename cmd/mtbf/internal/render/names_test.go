package render

import (
	"bytes"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// Numbers that are all different stand under their own names and in their own
// units, lower limits before upper ones, in every form.
func TestNumbersStandUnderTheirNames(t *testing.T) {
	for _, c := range []struct {
		name   string
		doc    Document
		format Format
		want   []string // blanks count as one
	}{
		{"solve", solved(), CSV, []string{"availability,0.75", "unavailability,0.25", "mtbf_hours,17532", "mut_hours,101", "mdt_hours,7", "mttf_hours,103"}},
		{"solve", solved(), JSON, []string{
			`"t_hours": 5, "reliability": 0.6, "unreliability": 0.4, "reliability_without_repair": 0.45, "unreliability_without_repair": 0.55, "availability": 0.9, "unavailability": 0.1, "availability_error": 0.01`,
			`"mtbf_hours": { "point": 40, "lo": 20, "hi": 80,`,
		}},
		{"solve", solved(), Table, []string{"MTBF, mean up time per failure 17,532.00000 h 2.000 y", "Worst Best", "Unavailability 0.3000 0.1000", "MTBF, h 20.00 80.00"}},
		{"bounds", NewBounds("s", &system.Bounds{AvailabilityLo: 0.6, AvailabilityHi: 0.7, UnavailabilityLo: 0.3, UnavailabilityHi: 0.4}, system.ErrTooLarge), JSON, []string{
			`"availability_lo": 0.6, "availability_hi": 0.7, "unavailability_lo": 0.3, "unavailability_hi": 0.4`,
		}},
		{"duplex", NewDuplex(markov.Pair{MTBF: 1, MTTR: 1}, markov.PairResult{MTBF: markov.PairMTBF{
			GrayApproximation: 8766, MeanUpTime: 2 * 8766, MTTFF: 3 * 8766, MeanCycleTime: 4 * 8766,
		}}, DuplexTarget{}, DuplexGrid{}), Table, []string{"M^2/2R 8,766.00000 1.000", "steady state 17,532.0000 2.000", "both new 26,298.0000 3.000", "included 35,064.0000 4.000"}},
		{"replay", NewReplay("s", &ingest.Log{Log: &model.Log{}}, &system.Replay{
			Window: model.Interval{To: 100}, Downtime: 10, Outages: make([]system.ReplayOutage, 2),
		}), JSON, []string{`"availability": 0.9, "mtbf_hours": 45, "mttr_hours": 5`}},
		{"simulate", simulated(), CSV, []string{"availability,0.9,0.8,0.95,0.7,", "unavailability,0.1,0.05,0.2,0.7,", "mtbf_hours,40,20,80,0.7,", "mdt_hours,4,2,8,0.7,"}},
		{"trend", &TrendReport{Rate: out(estimate(0.02, 0.01, 0.04))}, Table, []string{"constant rate: MTBF, h 50.00 25.00 to 100.0"}},
		{"analyze", analysed(1), JSON, []string{
			`"mtbf_hours": { "point": 96, "lo": 48, "hi": 240, "confidence": 0.7, "method": "made up", "warnings": [ { "code": "doubt",`,
			`"mttr_hours": { "point": 4, "lo": 3, "hi": 5,`, `"availability": { "point": 0.9, "lo": 0.8, "hi": 0.95,`, `"unavailability": { "point": 0.1, "lo": 0.05, "hi": 0.2,`,
			`"reported_fraction": 0.375, "reported_range": { "lo": 0.25, "hi": 0.5 }`, `"corrected_mtbf_hours": { "point": 36, "lo": 12, "hi": 120,`,
			`"u": -3, "p_value": 0.003, "failures": 9, "verdict": "failures become less frequent"`, `"warnings": [ { "code": "read",`, `{ "code": "counted",`,
		}},
		{"analyze", analysed(1), CSV, []string{",total,0,4,1,9,8,384,0.02,0.01,0.04,96,48,240,4,3,5,0.9,0.8,0.95,0.1,0.05,0.2,36,12,120,0.7,0.375"}},
		{"analyze", analysed(1), Table, []string{"MTBF 4.000 2.000 to 10.00 d", "restoration 4.000 3.000 to 5.000 h", "hardware 3 75.0% 8.00 [4.00, 16.0] 6.00 [5.00, 7.00]", "0.250 to 0.500 4.00 [2.00, 10.0] 1.50 [0.500, 5.00]"}},
	} {
		t.Run(c.name+" "+string(c.format), func(t *testing.T) {
			got := written(t, c.doc, c.format)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in %s", want, got)
				}
			}
		})
	}
}

// --depth 1 shows the first level, all of it and no more; 0 shows all.
func TestDepthCountsLevels(t *testing.T) {
	for depth, levels := range []int{2, 1, 2} {
		if got := len(analysed(depth).Categories); got != levels {
			t.Errorf("--depth %d: %d levels, want %d", depth, got, levels)
		}
	}
}

// written is a document in a format, blanks and lines run together.
func written(t *testing.T, doc Document, format Format) string {
	var text bytes.Buffer
	if err := Write(&text, doc, format); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

func estimate(point, lo, hi float64) model.Estimate {
	return model.Estimate{Point: point, Lo: lo, Hi: hi, Confidence: 0.7, Method: "made up", Warnings: []model.Warning{{Code: "doubt", Text: "made up"}}}
}

func out(e model.Estimate) *Estimate {
	x := newEstimate(e)
	return &x
}

var (
	available, unavailable = estimate(0.9, 0.8, 0.95), estimate(0.1, 0.05, 0.2)
)

func solved() *Solution {
	return NewSolution("s", &mtbf.Solution{
		Result: &solve.Result{
			Result: system.Result{Measures: system.Measures{Availability: 0.75, Unavailability: 0.25, MTBF: 2 * 8766, MUT: 101, MDT: 7, MTTF: 103}}, UnrepairedMTTF: 97,
		},
		Points: []solve.Point{{T: 5, Reliability: 0.6, Unreliability: 0.4, UnrepairedReliability: 0.45, UnrepairedUnreliability: 0.55, Availability: 0.9, Unavailability: 0.1, Error: 0.01}},
		Limits: &solve.Limits{Availability: available, Unavailability: estimate(0.2, 0.1, 0.3), MTBF: estimate(40, 20, 80)},
	}, nil)
}

func simulated() *Simulation {
	s, of := &Simulation{}, func(e model.Estimate) SimEst { return SimEst{newEstimate(e), nil} }
	s.measures(of(available), of(unavailable), of(estimate(40, 20, 80)), of(estimate(4, 2, 8)), of(estimate(50, 30, 90)), of(estimate(0.02, 0.01, 0.04)))
	return s
}

func analysed(depth int) *Analysis {
	corrected := estimate(36, 12, 120)
	total := census.Row{
		Failures: 4, Share: 1, DowntimeHours: 9, RestorationHours: 8, OperatingHours: 384, Rate: estimate(0.02, 0.01, 0.04), MTBF: estimate(96, 48, 240), MTTR: estimate(4, 3, 5),
		Availability: available, Unavailability: unavailable, Reported: &census.Reported{Lo: 0.25, Hi: 0.5}, CorrectedMTBF: &corrected,
	}
	hardware := census.Row{Category: "hardware", Depth: 1, Failures: 3, Share: 0.75, MTBF: estimate(192, 96, 384), MTTR: estimate(6, 5, 7), Availability: available, Unavailability: unavailable}
	disc := hardware
	disc.Category, disc.Depth = "hardware/disc", 2
	return NewAnalysis(&mtbf.Analysis{
		Log: &ingest.Log{Log: &model.Log{}, Account: ingest.Account{Warnings: []model.Warning{{Code: "read", Text: "made up"}}}},
		Table: &census.Table{
			ExposureHours: 400, Units: 2, Total: total, Categories: []census.Row{hardware, disc}, Trend: &census.Trend{U: -3, PValue: 0.003, Failures: 9},
			Warnings: []model.Warning{{Code: "counted", Text: "made up"}},
		},
	}, AnalysisStyle{Depth: depth})
}
