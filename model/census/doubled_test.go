package census

import (
	"slices"
	"testing"

	"mtbf/model"
)

// A unit is listed twice where one unit may have been written down twice.
func TestDoubled(t *testing.T) {
	of := func(unit string, from, to float64, count int) model.Exposure {
		return model.Exposure{Unit: unit, Count: count, Interval: *window(from, to)}
	}
	for name, c := range map[string]struct {
		fleet []model.Exposure
		want  []string
	}{
		"none":              {nil, nil},
		"each once":         {[]model.Exposure{of("a", 0, 9, 1), of("b", 0, 9, 1)}, nil},
		"the same time":     {[]model.Exposure{of("a", 0, 9, 3), of("b", 0, 9, 1), of("a", 0, 9, 2)}, []string{"a"}},
		"a third time":      {[]model.Exposure{of("a", 0, 9, 1), of("a", 0, 9, 1), of("a", 0, 9, 1)}, []string{"a"}},
		"one after one":     {[]model.Exposure{of("a", 0, 5, 1), of("a", 5, 9, 1)}, nil},
		"one beside one":    {[]model.Exposure{of("a", 4, 9, 1), of("a", 0, 5, 1)}, []string{"a"}},
		"a class that grew": {[]model.Exposure{of("a", 0, 9, 3), of("a", 4, 9, 1)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := doubled(c.fleet); !slices.Equal(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}
