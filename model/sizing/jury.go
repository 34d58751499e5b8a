package sizing

import (
	"context"
	"fmt"
	"slices"

	"mtbf/model/dist"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// drawnDesigns judges designs by draws of what is not known.
type drawnDesigns struct {
	*job
	ctx     context.Context
	unknown []unknown
	drawn   [][]float64 // by draw and unknown, on (0, 1)
	values  [][]float64 // those of the unknowns

	designs []Design
	seen    map[string]bool
	all     bool // designs are all that there are

	known map[markov.Group]chance // chains of all draws
}

// add takes designs, each once.
func (v *drawnDesigns) add(designs ...Design) {
	for _, d := range designs {
		key := fmt.Sprint(d.Choices)
		if !v.seen[key] {
			v.seen[key] = true
			v.designs = append(v.designs, d)
		}
	}
}

// draw takes n draws of the unknowns, fewer where ctx ends.
func (v *drawnDesigns) draw(n int) {
	v.drawn = draws(v.o.Stream, n, len(v.unknown))
	for _, p := range v.drawn {
		if v.ctx.Err() != nil {
			return
		}
		values := make([]float64, len(p))
		for i := range values {
			values[i] = v.unknown[i].value(p[i], 1)
		}
		v.values = append(v.values, values)
	}
}

// drawnInput gives unknown i its value in a draw.
type drawnInput func(draw, i int) float64

func (v *drawnDesigns) drawnValue(draw, i int) float64 { return v.values[draw][i] }

// componentValues is the model with the values of one draw.
func (v *drawnDesigns) scene(draw int, value drawnInput) (*componentValues, error) {
	s := &componentValues{ctx: v.ctx, parts: slices.Clone(v.tree.m.Components), mission: v.o.Mission, known: v.known}
	for i, u := range v.unknown {
		if err := u.set(&s.parts[u.part], value(draw, i)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// set gives a part the number.
func (u *unknown) set(p *system.Component, x float64) (err error) {
	switch u.parameter {
	case "mtbf":
		p.Life, err = dist.WithMean(p.Life, x)
	case "mttr":
		p.Repair, err = dist.WithMean(p.Repair, x)
	case "availability":
		p.Availability = x
	case "reliability":
		p.Reliability = x
	}
	return err
}

// table returns the unavailabilities of designs, by design and draw.
func (v *drawnDesigns) table(designs []Design, value drawnInput) ([][]float64, error) {
	out := make([][]float64, len(designs))
	for i := range out {
		out[i] = make([]float64, len(v.drawn))
	}
	answers := v.answers(designs)
	for draw := range v.drawn {
		if v.ctx.Err() != nil {
			return nil, context.Cause(v.ctx)
		}
		s, err := v.scene(draw, value)
		if err != nil {
			return nil, err
		}
		x, err := v.tree.fill(s)
		if err != nil {
			return nil, err
		}
		if err := answers.solve(v.tree, s); err != nil {
			return nil, err
		}
		for i := range designs {
			for q := range v.tree.questions {
				x[v.tree.first+q] = answers.chance[q][answers.of[i][q]]
			}
			out[i][draw] = v.tree.root.chance(x).down
		}
	}
	return out, nil
}

// answers are the different answers to every question among some designs, so
// that each is worked out once a draw.
type answers struct {
	copies [][][]int  // by question
	chance [][]chance // of each, in the scene at hand
	of     [][]int    // by design and question: which
}

func (v *drawnDesigns) answers(designs []Design) *answers {
	a := &answers{copies: make([][][]int, len(v.tree.questions)), chance: make([][]chance, len(v.tree.questions))}
	for _, d := range designs {
		which := make([]int, len(d.Choices))
		for q, copies := range d.Choices {
			at := slices.IndexFunc(a.copies[q], func(c []int) bool { return slices.Equal(c, copies) })
			if at < 0 {
				at = len(a.copies[q])
				a.copies[q] = append(a.copies[q], copies)
				a.chance[q] = append(a.chance[q], chance{})
			}
			which[q] = at
		}
		a.of = append(a.of, which)
	}
	return a
}

func (a *answers) solve(t *tree, s *componentValues) error {
	for q, list := range a.copies {
		for i, copies := range list {
			var err error
			if a.chance[q][i], err = t.answer(s, q, copies); err != nil {
				return err
			}
		}
	}
	return nil
}

// meets is the share of draws in which an unavailability is enough.
func (v *drawnDesigns) meets(row []float64) float64 {
	n := 0
	for _, u := range row {
		if v.o.meets(chance{down: u}) {
			n++
		}
	}
	return float64(n) / float64(len(row))
}
