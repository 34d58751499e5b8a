package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/infile"
	"mtbf/internal/number"
)

// maxOfLine bounds a line of a file of parts, in bytes.
const maxOfLine = 1 << 30

// mergeAnalysis prints the analysis that files of parts make together.
func mergeAnalysis(ctx context.Context, g *global, paths []string) error {
	lines := &mtbf.AnalysisLines{}
	for _, path := range paths {
		if err := readLines(path, lines.Take); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	a, err := lines.Merge(ctx)
	if err != nil {
		return err
	}
	style := render.AnalysisStyle{Depth: lines.Plan.Depth, Planned: lines.Plan.Options.Planned, By: lines.Plan.Options.By}
	if lines.Plan.RateUnit != "" {
		unit, err := number.ParseRateUnit(lines.Plan.RateUnit)
		if err != nil {
			return err
		}
		style.RateUnit = &unit
	}
	return g.finish(render.NewAnalysis(a, style), a.Complete)
}

// readLines gives the lines of a file, blank ones left out.
func readLines(path string, take func(line []byte) error) error {
	f, err := infile.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 0, 1<<20), maxOfLine)
	for in.Scan() {
		if line := bytes.TrimSpace(in.Bytes()); len(line) > 0 {
			if err := take(line); err != nil {
				return err
			}
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line has more than %d MB, which no part has", maxOfLine>>20)
	}
	return in.Err()
}
