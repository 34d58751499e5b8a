package render

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"mtbf/model"
	"mtbf/model/sizing"
)

// Sizing is the result of size.
type Sizing struct {
	Schema        string             `json:"schema"`
	System        string             `json:"system"`
	Target        *float64           `json:"target,omitempty"`
	Allowed       *float64           `json:"target_unavailability,omitempty"`
	Mission       *float64           `json:"mission_hours,omitempty"`
	Objective     string             `json:"objective"`
	Counted       []string           `json:"counted_resources"`
	Limits        map[string]float64 `json:"limits"`
	Questions     []SizingQuestion   `json:"questions"`
	Best          Design             `json:"best"`
	ProvedOptimal bool               `json:"proved_optimal"`
	Bound         float64            `json:"bound"`
	Cheaper       *Design            `json:"next_cheaper"`
	Missed        *float64           `json:"next_cheaper_over_allowed"`
	Dearer        *Design            `json:"next_dearer"`
	Steps         []SizingStep       `json:"steps"`
	Frontier      []Design           `json:"frontier"`
	Saturation    []SizingSaturation `json:"saturation"`
	Confidence    *SizingConfidence  `json:"confidence,omitempty"`
	Sensitivity   []SizingOff        `json:"sensitivity,omitempty"`
	Evaluated     int                `json:"evaluated"`
	Warnings      []Warning          `json:"warnings"`

	result *sizing.Result
}

// SizingQuestion is a choose of the system file. Choices are the names under
// which designs give the copies of its modules.
type SizingQuestion struct {
	Name    string   `json:"name"`
	Modules []string `json:"modules"`
	Choices []string `json:"choices"`
	Need    int      `json:"need"`
}

// Design is an answer to every question. A choice that is not listed has no
// copies.
type Design struct {
	Choices        map[string]int     `json:"choices"`
	Resources      map[string]float64 `json:"resources"`
	Availability   float64            `json:"availability"`
	Unavailability float64            `json:"unavailability"`

	text string // the choices in the order of the structure
}

// SizingStep is one addition on the way from the cheapest design to the best.
type SizingStep struct {
	Design
	Spent  float64 `json:"spent"`
	Factor float64 `json:"unavailability_factor"`
}

// SizingSaturation is what more copies at one question do.
type SizingSaturation struct {
	Choice         string    `json:"choice"`
	From           int       `json:"from_copies"`
	Unavailability []float64 `json:"unavailability"`
	Enough         int       `json:"enough_copies"`
}

// SizingConfidence is the choice under what logs leave open.
type SizingConfidence struct {
	Confidence float64         `json:"confidence"`
	Draws      int             `json:"draws"`
	Meets      *float64        `json:"meets"`
	AtMost     float64         `json:"unavailability_at_most"`
	Point      Design          `json:"at_the_points"`
	PointMeets *float64        `json:"at_the_points_meets"`
	Levels     []SizingAssured `json:"levels"`
	Inputs     []SizingInput   `json:"inputs"`
}

// SizingAssured is the cheapest design that meets the target in a share of the
// draws.
type SizingAssured struct {
	Design
	Meets  float64 `json:"meets"`
	AtMost float64 `json:"unavailability_at_most"`
}

// SizingInput is an uncertain number and what it matters. MoreHours is null
// where no observation would lead to a cheaper design, or where that is not
// asked.
type SizingInput struct {
	Module    string   `json:"module"`
	Parameter string   `json:"parameter"`
	Share     float64  `json:"share_of_variance"`
	MoreHours *float64 `json:"more_unit_hours"`

	never bool // no observation would do
}

// SizingOff is what it does to the choice if a number is not what it was taken for. Best is
// null where nothing would meet the target.
type SizingOff struct {
	Module         string  `json:"module"`
	Parameter      string  `json:"parameter"`
	Taken          float64 `json:"taken"`
	Value          float64 `json:"value"`
	Why            string  `json:"why"`
	Unavailability float64 `json:"unavailability"`
	Meets          bool    `json:"meets"`
	Best           *Design `json:"best"`
}

// AddSensitivity adds what numbers that are off do to the choice, with the warning of what is
// left out, if any.
func (s *Sizing) AddSensitivity(all []sizing.Off, left *model.Warning) {
	for _, off := range all {
		out := SizingOff{off.Component, off.Parameter, off.Taken, off.Value, off.Why, off.Unavailability, off.Meets, nil}
		if off.Best != nil {
			d := s.design(off.Best)
			out.Best = &d
		}
		s.Sensitivity = append(s.Sensitivity, out)
	}
	if left != nil {
		s.AddWarnings([]model.Warning{*left})
	}
}

// NewSizing makes the document of size.
func NewSizing(name string, o *sizing.Options, r *sizing.Result) *Sizing {
	s := &Sizing{
		Schema: "mtbf.size/1", System: name, Objective: r.Objective, Counted: r.Resources, Limits: map[string]float64{},
		ProvedOptimal: r.ProvedOptimal, Bound: r.Bound, Evaluated: r.Evaluated, Warnings: []Warning{}, result: r,
	}
	s.AddWarnings(r.Warnings)
	s.setGoal(o)
	for _, q := range r.Questions {
		s.Questions = append(s.Questions, SizingQuestion{q.Name, q.Parts, q.Choices, q.Need})
	}
	s.Best = s.design(&r.Best)
	s.addNeighbours(r)
	for _, step := range r.Steps() {
		s.Steps = append(s.Steps, SizingStep{s.design(&step.Design), step.Spent, step.Factor})
	}
	for i := range r.Frontier {
		s.Frontier = append(s.Frontier, s.design(&r.Frontier[i]))
	}
	for _, x := range r.Saturation {
		s.Saturation = append(s.Saturation, SizingSaturation{s.Questions[x.Question].Choices[x.Component], x.From, x.Unavailability, x.Enough})
	}
	s.addConfidence(r.Confident)
	return s
}

func (s *Sizing) setGoal(o *sizing.Options) {
	for name, limit := range o.Limits {
		if !math.IsInf(limit, 1) {
			s.Limits[name] = limit
		}
	}
	if o.Mission > 0 {
		s.Mission = &o.Mission
	}
	if o.Maximize {
		return
	}
	target, allowed := o.Target, 1-o.Target
	if o.AllowedUnavailability > 0 {
		target, allowed = 1-o.AllowedUnavailability, o.AllowedUnavailability
	}
	s.Target, s.Allowed = &target, &allowed
}

func (s *Sizing) design(d *sizing.Design) Design {
	out := Design{Choices: map[string]int{}, Resources: d.Resources, Availability: d.Availability, Unavailability: d.Unavailability}
	for q, copies := range d.Choices {
		for i, n := range copies {
			if n > 0 {
				out.Choices[s.Questions[q].Choices[i]] = n
			}
		}
	}
	out.text = s.result.Words(d)
	return out
}

func (s *Sizing) addNeighbours(r *sizing.Result) {
	if r.Cheaper != nil {
		d := s.design(r.Cheaper)
		s.Cheaper = &d
		if s.Target != nil {
			s.Missed = finite(r.TargetRatio)
		}
	}
	if r.Costlier != nil {
		d := s.design(r.Costlier)
		s.Dearer = &d
	}
}

func (s *Sizing) addConfidence(c *sizing.Confident) {
	if c == nil {
		return
	}
	out := &SizingConfidence{
		Confidence: c.Confidence, Draws: c.Draws, Meets: finite(c.ProbabilityOfCompliance), AtMost: c.UpperLimit,
		Point: s.design(&c.Point), PointMeets: finite(c.PointMeets), Levels: []SizingAssured{},
	}
	for i := range c.Levels {
		out.Levels = append(out.Levels, SizingAssured{s.design(&c.Levels[i].Design), c.Levels[i].ProbabilityOfCompliance, c.Levels[i].UpperLimit})
	}
	for _, in := range c.Inputs {
		out.Inputs = append(out.Inputs, SizingInput{in.Component, in.Parameter, in.VarianceShare, finite(in.AdditionalTestHours), math.IsInf(in.AdditionalTestHours, 1)})
	}
	s.Confidence = out
}

// AddWarnings adds warnings.
func (s *Sizing) AddWarnings(ws []model.Warning) {
	s.Warnings = append(s.Warnings, newWarnings(ws)...)
}

// Records returns one row a design: the best, then the frontier.
func (s *Sizing) Records() [][]string {
	var names []string
	for _, q := range s.Questions {
		names = append(names, q.Choices...)
	}
	resources := slices.Sorted(maps.Keys(s.Best.Resources))
	rows := [][]string{slices.Concat([]string{"design"}, names, resources, []string{"availability", "unavailability"})}
	for i, d := range append([]Design{s.Best}, s.Frontier...) {
		row := []string{"frontier"}
		if i == 0 {
			row[0] = "best"
		}
		for _, name := range names {
			row = append(row, strconv.Itoa(d.Choices[name]))
		}
		for _, name := range resources {
			row = append(row, bare(finite(d.Resources[name])))
		}
		rows = append(rows, append(row, bare(finite(d.Availability)), bare(finite(d.Unavailability))))
	}
	return rows
}
