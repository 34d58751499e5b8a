package local

import (
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
)

// lengths are the parameters of families that are lengths of time.
var lengths = []string{"scale", "location", "mean", "sd", "value", "low", "high"}

// stretched returns a distribution of the same family and shape with another mean, with
// parameters that a system file can have where there are such.
func stretched(d model.Distribution, mean float64) (model.Distribution, error) {
	of, ok := d.(dist.Distribution)
	if !ok || d.Family() == "exponential" || len(of.Parameters()) == 0 {
		return dist.WithMean(d, mean)
	}
	factor := mean / d.Mean()
	params := map[string]float64{}
	for _, p := range of.Parameters() {
		switch {
		case p.Name == "meanlog":
			p.Value += math.Log(factor)
		case slices.Contains(lengths, p.Name):
			p.Value *= factor
		}
		params[p.Name] = p.Value
	}
	return dist.New(d.Family(), params)
}
