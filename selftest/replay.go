package selftest

import (
	"context"
	"slices"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/system"
)

// replayCases push outages of units through systems.
func replayCases() []Case {
	const fans = `
modules: {A: {availability: 0.9}, B: {availability: 0.9}, C: {availability: 0.9}, D: {availability: 0.9}}
structure: {series: [A, B, {parallel: [C, D]}]}
`
	const outages = `unit,start,end
A,100,110
A,600,605
B,200,230
B,602,620
B,990,
C,300,400
C,510,530
D,350,360
D,500,520
`
	plant := replay(outages, fans, 1000)
	var shares []Case
	for _, cause := range []struct {
		unit  string
		hours float64
	}{{"A", 30}, {"B", 40}, {"C", 10}, {"D", 10}} {
		shares = append(shares, near("plant-down-by-"+strings.ToLower(cause.unit), "down by "+cause.unit+", h", cause.hours, 1e-12, number(plant, causedBy(cause.unit))))
	}
	const three = `
modules: {x: {availability: 0.9}, y: {availability: 0.9}, z: {availability: 0.9}}
structure: `
	const shifts = "unit,start,end\nx,0,30\ny,10,40\nz,25,50\n"
	const source = "Reliafy, backend/tests/test_outage_logs.py @164c73f0"
	return slices.Concat(
		of("replay", source, "two units in series with a pair, 1,000 h", append(shares,
			count("plant-outages", "outages of the system", 6, number(plant, outagesOf)),
			near("plant-downtime", "down, h", 90, 1e-12, number(plant, hoursDown)),
			printed("plant-mtbf", "MTBF, h", 151.667, 3, number(plant, func(r *system.Replay) float64 { return (r.Hours() - r.Downtime) / outagesOf(r) })),
		)...),
		of("replay", source, "three units down for 0-30, 10-40 and 25-50 h",
			near("one-of-three", "down with one needed, h", 5, 1e-12, number(replay(shifts, three+"{parallel: [x, y, z]}", 100), hoursDown)),
			near("two-of-three", "down with two needed, h", 30, 1e-12, number(replay(shifts, three+"{k_of_n: {k: 2, of: [x, y, z]}}", 100), hoursDown)),
			near("three-of-three", "down with all needed, h", 50, 1e-12, number(replay(shifts, three+"{series: [x, y, z]}", 100), hoursDown)),
		),
	)
}

// replay pushes outages, in hours, through a system watched until to.
func replay(outages, file string, to float64) func() (*system.Replay, error) {
	return func() (*system.Replay, error) {
		m, err := parse(file)
		if err != nil {
			return nil, err
		}
		log, err := ingest.ReadLog(context.Background(), "log", strings.NewReader(outages), ingest.Options{TimeUnit: "h"})
		if err != nil {
			return nil, err
		}
		return m.Replay(context.Background(), log.Log, model.Interval{To: to}, false)
	}
}

func outagesOf(r *system.Replay) float64 { return float64(len(r.Outages)) }
func hoursDown(r *system.Replay) float64 { return r.Downtime }

// causedBy is the downtime of outages that a unit began.
func causedBy(unit string) func(*system.Replay) float64 {
	return func(r *system.Replay) float64 {
		sum := 0.0
		for _, o := range r.Outages {
			if slices.Contains(o.Causes, unit) {
				sum += o.Hours()
			}
		}
		return sum
	}
}
