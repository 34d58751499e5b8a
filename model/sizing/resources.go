package sizing

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// copiesName counts units where parts have no resources.
const copiesName = "copies"

// resources are what designs spend.
type resources struct {
	names []string    // those that count: the one that is minimised first, then those with limits
	all   []string    // of the parts
	copy  [][]spend   // price of one copy, by question and what it is of, of names
	limit spend       // of names, for the questions together
	fixed []float64   // what the units that are not chosen take, of all
	part  [][]float64 // price of one unit of every part, of all
}

func newResources(t *tree, o *Options) (*resources, error) {
	r := &resources{}
	if err := r.collect(t.m.Components); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(o.Limits)) {
		if _, filed := t.m.Limits[name]; !filed && !slices.Contains(r.all, name) {
			return nil, &model.ParamError{Param: "limit of " + name, Value: o.Limits[name], Want: "on a resource of any module; there are " + strings.Join(r.all, ", ")}
		}
	}
	if err := r.choose(t.limits(o), o); err != nil {
		return nil, err
	}
	r.fixed = make([]float64, len(r.all))
	for i, used := range t.used {
		if used {
			for k, x := range r.part[t.m.Units[i].Component] {
				r.fixed[k] += x
			}
		}
	}
	r.takePrices(t, t.limits(o))
	return r, nil
}

// collect finds the resources of the parts; where there are none, every unit
// costs one copy.
func (r *resources) collect(parts []system.Component) error {
	seen := map[string]bool{}
	for i := range parts {
		for name, x := range parts[i].Resources {
			if !(x >= 0) || math.IsInf(x, 1) {
				return &model.ParamError{Param: "module " + parts[i].Name + ": resource " + name, Value: x, Want: "a finite number of 0 or more"}
			}
			seen[name] = true
		}
	}
	count := len(seen) == 0
	if count {
		seen[copiesName] = true
	}
	r.all = slices.Sorted(maps.Keys(seen))
	for i := range parts {
		price := make([]float64, len(r.all))
		for k, name := range r.all {
			price[k] = parts[i].Resources[name]
			if count {
				price[k] = 1
			}
		}
		r.part = append(r.part, price)
	}
	return nil
}

// limits are those of the options, or of the model.
func (t *tree) limits(o *Options) map[string]float64 {
	if o.Limits != nil {
		return o.Limits
	}
	return t.m.Limits
}

// choose decides which resources count.
func (r *resources) choose(limits map[string]float64, o *Options) error {
	first := o.Minimize
	switch {
	case first != "" && !slices.Contains(r.all, first):
		return &model.ParamError{Param: "minimize", Value: first, Want: "one of " + strings.Join(r.all, ", ")}
	case first == "" && len(r.all) == 1:
		first = r.all[0]
	case first == "" && !o.Maximize:
		return &model.ParamError{Param: "minimize", Value: "", Want: "one of " + strings.Join(r.all, ", ")}
	}
	if first != "" {
		r.names = append(r.names, first)
	}
	for _, name := range r.all {
		if _, ok := limits[name]; ok && name != first {
			r.names = append(r.names, name)
		}
	}
	if len(r.names) == 0 {
		r.names = r.all
	}
	if len(r.names) > maxResources {
		return &model.ParamError{Param: "resources", Value: len(r.names), Want: fmt.Sprintf("%d or fewer that are limited or minimised", maxResources)}
	}
	return nil
}

func (r *resources) takePrices(t *tree, limits map[string]float64) {
	for _, q := range t.questions {
		r.copy = append(r.copy, make([]spend, alternatives(q)))
	}
	for k, name := range r.names {
		at := slices.Index(r.all, name)
		for i, q := range t.questions {
			for j := range r.copy[i] {
				t.each(q, j, func(component int) { r.copy[i][j][k] += r.part[component][at] })
			}
		}
		r.limit[k] = math.Inf(1)
		if x, ok := limits[name]; ok {
			r.limit[k] = x*(1+rounding) - r.fixed[at]
		}
	}
}

// cost is what the copies at a question spend.
func (f *search) cost(question int, copies []int) spend {
	var total spend
	for i, n := range copies {
		for k := range f.names {
			total[k] += float64(n) * f.copy[question][i][k]
		}
	}
	return total
}

// total is all that a design spends.
func (r *resources) total(t *tree, levels []*level) map[string]float64 {
	sum := slices.Clone(r.fixed)
	for i, l := range levels {
		for j, n := range l.copies {
			if n == 0 {
				continue
			}
			t.each(t.questions[i], j, func(component int) {
				for k, x := range r.part[component] {
					sum[k] += float64(n) * x
				}
			})
		}
	}
	total := make(map[string]float64, len(sum))
	for k, name := range r.all {
		total[name] = sum[k]
	}
	return total
}
