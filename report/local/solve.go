package local

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"

	"mtbf/internal/measure"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// question is what the what-if page asks: knobs to set, by ID.
type question struct {
	System int                `json:"system"` // its place in the list
	Set    map[string]float64 `json:"set"`
}

// answer is what the exact engine says.
type answer struct {
	Measures measures `json:"measures"`
	Base     measures `json:"base"` // as in the file
	Changes  []change `json:"changes"`
}

// measures are those of solve that the page shows, under the same keys; null where
// not defined.
type measures struct {
	measure.Measures[*float64]
	MUTHours       *float64 `json:"mut_hours,omitempty"`  // left out
	MTTFHours      *float64 `json:"mttf_hours,omitempty"` // left out
	DeliveredShare *float64 `json:"delivered_share"`
}

// change is what one knob does by itself.
type change struct {
	Knob
	To    float64  `json:"to"`
	Alone measures `json:"alone"`
}

// maxQuestion bounds the bytes of a question.
const maxQuestion = 64 << 10

// errQuestion tells of a question that is not one.
var errQuestion = errors.New("the question is not JSON of the form {\"system\": 0, \"set\": {ID: number}}")

// solve answers a question of the what-if page.
func (s *server) solve(w http.ResponseWriter, r *http.Request) {
	var q question
	r.Body = http.MaxBytesReader(w, r.Body, maxQuestion)
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := cmp.Or(d.Decode(&q), arrived(w, r.Body)); err != nil {
		refuse(w, http.StatusBadRequest, errors.Join(errQuestion, err))
		return
	}
	e := s.find(q.System)
	if e == nil || e.Model == nil {
		refuse(w, http.StatusNotFound, errors.New("there is no such system"))
		return
	}
	var text []byte
	err := s.work(r.Context(), func(ctx context.Context) error {
		a, err := s.answerTo(ctx, e.Model, q.Set)
		if err != nil {
			return err
		}
		text, err = json.Marshal(a)
		return err
	})
	if err != nil {
		code, _ := told(err)
		refuse(w, code, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

// answerTo solves the system as it is, with all that is set, and with each knob
// alone.
func (s *server) answerTo(ctx context.Context, m *system.Model, set map[string]float64) (*answer, error) {
	if err := few(set); err != nil {
		return nil, err
	}
	all, err := s.change(m, set)
	if err != nil {
		return nil, err
	}
	a := &answer{Changes: []change{}}
	if a.Base, err = solved(ctx, m); err != nil {
		return nil, err
	}
	if a.Measures, err = solved(ctx, all.model); err != nil {
		return nil, err
	}
	for _, k := range all.knobs {
		to, ok := set[k.ID]
		if !ok {
			continue
		}
		c := change{Knob: k, To: to}
		if c.Alone, err = s.alone(ctx, m, k.ID, to); err != nil {
			return nil, err
		}
		a.Changes = append(a.Changes, c)
	}
	return a, nil
}

// alone is what one knob does by itself.
func (s *server) alone(ctx context.Context, m *system.Model, id string, to float64) (measures, error) {
	c, err := s.change(m, map[string]float64{id: to})
	if err != nil {
		return measures{}, err
	}
	return solved(ctx, c.model)
}

func solved(ctx context.Context, m *system.Model) (measures, error) {
	if ctx.Err() != nil {
		return measures{}, context.Cause(ctx)
	}
	r, err := system.Solve(ctx, m.Clustered(), solve.Groups)
	if err != nil {
		return measures{}, err
	}
	if math.IsNaN(r.Unavailability) && math.IsNaN(r.MTTF) { // the one measure of what is not repaired
		if all, err := solve.System(ctx, m); err == nil {
			r.MTTF = all.MTTF
		}
	}
	exact := measure.Exact(r.Measures, math.NaN(), measure.Finite)
	return measures{Measures: exact, MTTFHours: exact.MTTFHours, DeliveredShare: exact.DeliveredShare}, nil
}
