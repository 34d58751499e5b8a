package galileo

import (
	"slices"

	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/dynamic"
)

// tree makes the tree of all statements.
func (r *reader) tree() error {
	t := &dynamic.Tree{}
	r.file.Tree = t
	for _, s := range r.all {
		if !slices.Contains(others, s.keyword.text) {
			s.element = len(t.Elements)
			t.Elements = append(t.Elements, dynamic.Element{Name: s.name.text})
		}
	}
	for _, s := range r.all {
		var err error
		switch {
		case s.element < 0 && (s.keyword.text == "seq" || s.keyword.text == "mutex"):
			err = r.restriction(s)
		case s.element < 0:
			err = r.dependency(s)
		case s.keys != nil:
			err = r.law(s, &t.Elements[s.element])
		default:
			err = r.gate(s, &t.Elements[s.element])
		}
		if err != nil {
			return err
		}
	}
	return r.findTop()
}

func (r *reader) findTop() error {
	if r.top.text == "" {
		return r.source.Fault(r.end(), "no top is said: write toplevel NAME; in a line of its own")
	}
	s, err := r.defined(r.top)
	switch {
	case err != nil:
		return err
	case s.element < 0:
		return r.source.Fault(r.top.at, "%q (%s) cannot be the top", r.top.text, s.keyword.text)
	}
	r.file.Tree.Top = s.element
	return nil
}

// defined is the statement that a name is of.
func (r *reader) defined(t token) (*statement, error) {
	if s := r.byName[t.text]; s != nil {
		return s, nil
	}
	names := make([]string, 0, min(len(r.all), 2000))
	for _, s := range r.all[:min(len(r.all), 2000)] {
		names = append(names, s.name.text)
	}
	return nil, r.source.Fault(t.at, "%q is not defined%s", t.text, near.Hint(t.text, names))
}

// elements are the inputs of a statement that fail: gates and events.
func (r *reader) elements(s *statement, inputs []token) ([]int, error) {
	of := make([]int, len(inputs))
	for i, in := range inputs {
		d, err := r.defined(in)
		if err != nil {
			return nil, err
		}
		if d.element < 0 {
			return nil, r.source.Fault(in.at, "%q (%s) is an input of %q (%s): some programs leave it out, others say that it never fails; take it out", in.text, d.keyword.text, s.name.text, s.keyword.text)
		}
		of[i] = d.element
	}
	return of, nil
}

func (r *reader) gate(s *statement, e *dynamic.Element) error {
	if kind, known := kinds[s.keyword.text]; known {
		e.Kind, e.Exclusive = kind.Kind, kind.Exclusive
	} else {
		e.Kind, e.K = dynamic.Vote, s.k
	}
	inputs := s.inputs
	if e.Kind == dynamic.Or || e.Kind == dynamic.Vote {
		var err error
		if inputs, err = r.thatFail(inputs); err != nil {
			return err
		}
	}
	if len(inputs) == 0 || e.Kind == dynamic.Vote && (e.K < 1 || e.K > len(inputs)) {
		return r.source.Fault(s.keyword.at, "%s with %d inputs that can fail", s.keyword.text, len(inputs))
	}
	if e.Kind == dynamic.Vote && e.K == 1 {
		e.Kind, e.K = dynamic.Or, 0
	}
	if e.Kind == dynamic.Vote && e.K == len(inputs) {
		e.Kind, e.K = dynamic.And, 0
	}
	var err error
	if e.Of, err = r.elements(s, inputs); err != nil {
		return err
	}
	return r.twice(s, e)
}

// twice tells of inputs that stand twice.
func (r *reader) twice(s *statement, e *dynamic.Element) error {
	seen := map[int]bool{}
	var once []int
	for i, in := range e.Of {
		if !seen[in] {
			seen[in] = true
			once = append(once, in)
			continue
		}
		if s.k > 0 || e.Kind != dynamic.And && e.Kind != dynamic.Or {
			return r.source.Fault(s.inputs[min(i, len(s.inputs)-1)].at, "%q stands twice below %q (%s)", r.file.Tree.Elements[in].Name, s.name.text, s.keyword.text)
		}
		r.notes.add(model.Warning{Code: "argument-twice", Text: "inputs that stand twice in a gate, which changes nothing"}, s.name.text)
	}
	e.Of = once
	return nil
}

// thatFail are the inputs of an or or a vote without dependencies and restrictions: never
// to fail and not to be there is the same for it.
func (r *reader) thatFail(inputs []token) ([]token, error) {
	var kept []token
	for _, in := range inputs {
		d, err := r.defined(in)
		if err != nil {
			return nil, err
		}
		if d.element >= 0 {
			kept = append(kept, in)
			continue
		}
		r.notes.add(model.Warning{Code: "not-an-input", Text: "dependencies and restrictions that are inputs of a gate, for which they never fail"}, in.text)
	}
	return kept, nil
}

func (r *reader) restriction(s *statement) error {
	of, err := r.elements(s, s.inputs)
	if err != nil {
		return err
	}
	kind := dynamic.Sequence
	if s.keyword.text == "mutex" {
		kind = dynamic.Exclusion
	}
	r.file.Tree.Restrictions = append(r.file.Tree.Restrictions, dynamic.Restriction{Name: s.name.text, Kind: kind, Of: of})
	return nil
}

func (r *reader) dependency(s *statement) error {
	of, err := r.elements(s, s.inputs)
	p := 1.0
	if s.keyword.text == "pdep" {
		p = s.keys["pdep"].number
	}
	switch {
	case err != nil:
		return err
	case len(of) < 2:
		return r.source.Fault(s.keyword.at, "after %s stand a trigger and one or more events that it forces to fail", s.keyword.text)
	case p < 1 && len(of) > 2:
		return r.source.Fault(s.keyword.at, "a pdep of several events: some programs draw once for all, others for each; write one pdep for each, or one for an event of lambda=0 that triggers an fdep of all")
	case p == 0:
		r.notes.add(model.Warning{Code: "never-forces", Text: "dependencies with probability 0"}, s.name.text)
		return nil
	}
	seen := map[int]bool{}
	for k, e := range of[1:] {
		if seen[e] {
			return r.source.Fault(s.inputs[k+1].at, "%q stands twice below %q (%s)", s.inputs[k+1].text, s.name.text, s.keyword.text)
		}
		seen[e] = true
		r.file.Tree.Dependencies = append(r.file.Tree.Dependencies, dynamic.Dependency{Name: s.name.text, Trigger: of[0], Dependent: e, Probability: p})
	}
	return nil
}

// law is when an event fails.
func (r *reader) law(s *statement, e *dynamic.Element) error {
	has := func(key string) bool { _, is := s.keys[key]; return is }
	get := func(key string) float64 { return s.keys[key].number }
	for _, key := range s.order {
		v := get(key)
		switch {
		case v < 0 && key != "mean":
			return r.keyFault(s, key, "%g is below 0", v)
		case v > 1 && (key == "prob" || key == "dorm"):
			return r.keyFault(s, key, "%g is above 1", v)
		case v == 0 && (key == "rate" || key == "shape" || key == "stddev" || key == "phases"):
			return r.keyFault(s, key, "it is above 0")
		case key == "phases" && (v != float64(int(v)) || v > dynamic.MaxPhases):
			return r.keyFault(s, key, "%g is not a whole number up to %d", v, dynamic.MaxPhases)
		case key == "repl" && v != 1:
			return r.keyFault(s, key, "more than one event in one line is not understood: write one line for each")
		}
	}
	if err := r.oneLaw(s); err != nil {
		return err
	}
	e.Event.Dormancy = 1
	if has("dorm") {
		e.Event.Dormancy = get("dorm")
	}
	switch {
	case has("prob"):
		e.Event.Probability = get("prob")
	case has("lambda"):
		e.Event.Rate = get("lambda")
		if e.Event.Rate > 0 && has("phases") {
			e.Event.Phases = int(get("phases"))
		}
	case has("shape"):
		return r.weibull(s, e)
	case has("mean"):
		law, err := dist.NewLognormal(get("mean"), get("stddev"))
		if err != nil {
			return r.keyFault(s, "mean", "%v", err)
		}
		e.Event.Life = law
		r.notes.add(model.Warning{Code: "mean-of-logarithm", Text: "mean and stddev are those of the logarithm of the hours, as in Storm"}, s.name.text)
	}
	return nil
}

func (r *reader) weibull(s *statement, e *dynamic.Element) error {
	shape, scale := s.keys["shape"].number, s.keys["rate"].number
	r.notes.add(model.Warning{Code: "rate-is-scale", Text: "rate, beside shape, is the scale in hours (the characteristic life), as in Storm"}, s.name.text)
	if shape == 1 {
		e.Event.Rate = 1 / scale
		return nil
	}
	law, err := dist.NewWeibull(shape, scale, 0)
	if err != nil {
		return r.keyFault(s, "shape", "%v", err)
	}
	e.Event.Life = law
	return nil
}

// oneLaw refuses events with no law, with several, or with a half of one.
func (r *reader) oneLaw(s *statement) error {
	has := func(key string) bool { _, is := s.keys[key]; return is }
	for _, pair := range [][2]string{{"phases", "lambda"}, {"rate", "shape"}, {"shape", "rate"}, {"mean", "stddev"}, {"stddev", "mean"}} {
		if has(pair[0]) && !has(pair[1]) {
			return r.source.Fault(s.keys[pair[0]].key.at, "%s is given without %s", pair[0], pair[1])
		}
	}
	law := ""
	for _, key := range []string{"prob", "lambda", "shape", "mean"} {
		if !has(key) {
			continue
		}
		if law != "" {
			return r.source.Fault(s.keys[key].key.at, "an event has one law, and this has %s and %s", law, key)
		}
		law = key
	}
	if law == "" {
		return r.source.Fault(s.name.at, "%q has no law: lambda, prob, rate and shape, or mean and stddev", s.name.text)
	}
	return nil
}
