package local

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"mtbf/internal/measure"
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
	Warnings []string `json:"warnings"` // what is not known, and why
}

// measures are those of solve that the page shows, under the same keys; null where
// not defined.
type measures struct {
	measure.Measures[*float64]
	MUTHours       *float64 `json:"mut_hours,omitempty"`  // left out
	MTTFHours      *float64 `json:"mttf_hours,omitempty"` // left out
	DeliveredShare *float64 `json:"delivered_share"`
	Limits         *limits  `json:"limits,omitempty"` // where modules are uncertain
}

// limits are those of measures with every uncertain module at its worst, and at its best.
type limits struct {
	Availability   between `json:"availability"`
	Unavailability between `json:"unavailability"`
	MTBFHours      between `json:"mtbf_hours"`
	Confidence     float64 `json:"confidence"`
}

// between are two limits; null where not finite.
type between struct {
	Lower *float64 `json:"lower"`
	Upper *float64 `json:"upper"`
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
	if err := cmp.Or(q.read(r.Body), arrived(w, r.Body)); err != nil {
		refuse(w, http.StatusBadRequest, fmt.Errorf("%w: %w", errQuestion, err))
		return
	}
	e := s.find(q.System)
	if e == nil || e.Model == nil {
		refuse(w, http.StatusNotFound, errors.New("there is no such system"))
		return
	}
	var text []byte
	err := s.work(r.Context(), func(ctx context.Context) error {
		a, err := s.answerTo(ctx, e, q.Set)
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
