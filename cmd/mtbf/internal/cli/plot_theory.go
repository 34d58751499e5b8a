package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/modularity"
	"mtbf/model/multiplex"
	"mtbf/model/sizing"
	"mtbf/model/system"
	bundles "mtbf/montecarlo/multiplex"
	"mtbf/plots"
)

// multiplexing draws von Neumann's scheme at the sizes of his table and between
// them, simulated where the table has a figure.
func (o *plotOptions) multiplexing(ctx context.Context, _ string) (*plots.Figure, error) {
	rows, err := o.residuals(ctx)
	if err != nil {
		return nil, err
	}
	return plots.Multiplexing(rows), nil
}

// residuals are what is known of each size of the table.
func (o *plotOptions) residuals(ctx context.Context) ([]plots.Residual, error) {
	var rows []plots.Residual
	for _, p := range multiplex.Published() {
		n := float64(p.N)
		exact, err := multiplex.VonNeumann(p.N).Residual(ctx)
		if err != nil {
			return nil, err
		}
		simulated, err := o.bundle(ctx, p.N, exact)
		if err != nil {
			return nil, err
		}
		rows = append(rows, plots.Residual{N: p.N, Exact: exact, Eq26: multiplex.Eq26(n), Eq27: multiplex.Eq27(n), Printed: p.Printed, Simulated: &simulated})
	}
	return rows, nil
}

// bundle simulates von Neumann's scheme to 5 per cent.
func (o *plotOptions) bundle(ctx context.Context, n int, exact float64) (model.Estimate, error) {
	s := multiplex.VonNeumann(n)
	scheme := bundles.Scheme{N: n, Error: s.Error, Fiducial: s.Bundle.Fiducial, Tiers: s.Tiers}
	run := bundles.Simulate
	if exact < rareError {
		run = bundles.Tilted
	}
	r, err := run(ctx, scheme, bundles.Options{Seed: o.seed, Workers: o.processors(), RelError: 0.05, Confidence: o.confidence})
	if err != nil {
		return model.Estimate{}, err
	}
	if !r.Complete {
		return model.Estimate{}, context.Cause(ctx)
	}
	return r.Probability.Estimate, nil
}

// modularityMap draws Gray's hardware (an MTBF of 10,000 h, repaired in 24 h)
// with a takeover that works 9,999 times of 10,000.
func (o *plotOptions) modularityMap(ctx context.Context, _ string) (*plots.Figure, error) {
	setting := modularity.Architecture{MTBF: 10_000, MTTR: 24, Modules: 1, Coverage: 0.9999}
	var points []modularity.Point
	for setting.Copies = 1; setting.Copies <= 5; setting.Copies++ {
		row, err := modularity.Sweep(setting, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
		if err != nil {
			return nil, err
		}
		points = append(points, row...)
	}
	return plots.Modularity(setting, points, 1000*model.HoursPerYear), nil
}

// nodeToSize asks how many of each part a node needs, with figures of the size
// of those that Gray gives for 1985.
const nodeToSize = `name: node to size
modules:
  cpu:   {mtbf: 1y,     mttr: 4h,  resources: {cost: 20}}
  disc:  {mtbf: 10000h, mttr: 24h, resources: {cost: 5}}
  power: {mtbf: 2mo,    mttr: 1h,  resources: {cost: 3}}
structure:
  series:
    - choose: {of: [cpu],   need: 1, redundancy: 1..4}
    - choose: {of: [disc],  need: 2, redundancy: 2..6}
    - choose: {of: [power], need: 1, redundancy: 1..4}
`

func (o *plotOptions) frontier(ctx context.Context, path string) (*plots.Figure, error) {
	m, err := o.toSize(ctx, path)
	if err != nil {
		return nil, err
	}
	r, err := sizing.Size(ctx, m, sizing.Options{Target: o.target})
	if errors.Is(err, sizing.ErrNoQuestion) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil && !r.ProvedOptimal { // a figure does not tell that it is not all
		return nil, context.Cause(ctx)
	}
	return plots.Frontier(r, 1-o.target), nil
}

func (o *plotOptions) toSize(ctx context.Context, path string) (*system.Model, error) {
	if path == "" {
		m, _, err := systemfile.Parse("node to size", strings.NewReader(nodeToSize), systemfile.Options{})
		return m, err
	}
	m, _, err := readSystem(ctx, path, o.global)
	return m, err
}
