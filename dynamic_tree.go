package mtbf

import (
	"context"
	"io"
	"slices"

	"mtbf/ingest/galileo"
	"mtbf/internal/infile"
	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/dynamic"
	"mtbf/montecarlo/dft"
)

// ReadDynamicTree reads a dynamic fault tree in the Galileo form, "-" being stdin.
func ReadDynamicTree(path string, stdin io.Reader) (*galileo.File, error) {
	if path == "-" {
		return galileo.Read("standard input", stdin)
	}
	file, err := infile.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return galileo.Read(path, file)
}

// DynamicTop is the exact answer for the top of a dynamic fault tree, or for any other of
// its gates.
type DynamicTop struct {
	Name string
	*dynamic.Result
}

// SolveDynamicTree finds the mean time to failure of a dynamic fault tree, the probability
// that it ever fails, and its unreliability at times in hours. gate is the top event; "" is
// that of the file. Errors are those of [dynamic.Solve], with their place in the file; a
// *[model.ParamError] tells of a gate that there is not.
func SolveDynamicTree(ctx context.Context, file *galileo.File, gate string, times []float64) (*DynamicTop, error) {
	if file == nil {
		return nil, &model.ParamError{Param: "model", Value: "nothing", Want: "a fault tree"}
	}
	t, err := topOf(file.Tree, gate)
	if err != nil {
		return nil, err
	}
	r, err := dynamic.Solve(ctx, t, dynamic.Options{Times: times})
	if err != nil {
		return nil, file.Locate(err)
	}
	return &DynamicTop{t.Elements[t.Top].Name, r}, nil
}

// SimulateDynamicTree estimates the unreliability of a dynamic fault tree, or of another of
// its gates, at times, whatever the laws of its events. Errors are those of [dft.Simulate],
// with their place in the file.
func SimulateDynamicTree(ctx context.Context, file *galileo.File, gate string, o dft.Options) (*dft.Result, error) {
	if file == nil {
		return nil, &model.ParamError{Param: "model", Value: "nothing", Want: "a fault tree"}
	}
	t, err := topOf(file.Tree, gate)
	if err != nil {
		return nil, err
	}
	r, err := dft.Simulate(ctx, t, o)
	if err != nil {
		return nil, file.Locate(err)
	}
	return r, nil
}

// topOf is the tree with another top.
func topOf(t *dynamic.Tree, gate string) (*dynamic.Tree, error) {
	if gate == "" {
		return t, nil
	}
	i := slices.IndexFunc(t.Elements, func(e dynamic.Element) bool { return e.Name == gate })
	if i < 0 {
		names := make([]string, len(t.Elements))
		for k, e := range t.Elements {
			names[k] = e.Name
		}
		return nil, &model.ParamError{Param: "gate", Value: gate, Want: "a gate of the tree" + near.Hint(gate, names)}
	}
	other := *t
	other.Top = i
	return &other, nil
}
