package faulttree

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/near"
)

// expression is a number that other numbers make, or the mission time.
type expression struct {
	op    string // the name of its element
	of    []*expression
	value float64 // of a constant
	param *parameter
	at    *element
}

// parameter is an expression with a name.
type parameter struct {
	name  string
	unit  string
	value *expression
	at    *element
	state uint8 // while circles are looked for
}

// units are those that a parameter may have. None is converted.
var units = []string{"bool", "int", "float", "hours", "hours-1", "years", "years-1", "fit", "demands"}

// unconverted are the units that do not go with hours.
var unconverted = []string{"years", "years-1", "fit"}

// constants are the expressions that hold no others, in the order of messages.
var constants = []string{"float", "int", "bool", "parameter", "system-mission-time"}

func (e *element) unit() (string, error) {
	unit := e.attr("unit")
	if e.has("unit") && !slices.Contains(units, unit) {
		return "", e.faultAt("unit", "unit: %q is not known%s it is one of %s", shown(unit), hint(unit, units), strings.Join(units, ", "))
	}
	return unit, nil
}

// expression makes an expression of an element.
func (r *reader) expression(e *element, in *scope) (*expression, error) {
	x := &expression{op: e.name, at: e}
	if slices.Contains(constants, e.name) {
		if err := e.alone(); err != nil {
			return nil, err
		}
		return x, r.constant(x, in)
	}
	o, known := operations[e.name]
	if !known {
		return nil, e.notExpression()
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	return x, r.operands(x, o, in)
}

// notExpression refuses an element that is none, and lists those that are more than functions
// of one number or two.
func (e *element) notExpression() error {
	names := append(slices.Clone(constants), sorted(operations)...)
	word := near.Word(e.name, names)
	names = slices.DeleteFunc(names, func(name string) bool { return operations[name].function && name != word })
	return e.stranger("an expression", append(names, "and functions such as sqrt and lt"))
}

func (r *reader) operands(x *expression, o operation, in *scope) error {
	if err := x.at.count(o.least, o.most); err != nil || len(x.at.of) == 0 {
		return err
	}
	if o.form != nil {
		if why := o.form(len(x.at.of)); why != "" {
			return x.at.fault("<%s>: %s", x.op, why)
		}
	}
	if last := x.at.of[len(x.at.of)-1]; o.pairFirst && last.name == o.pair {
		return last.fault("<%s> ends with a <%s>; it ends with the value where none holds", x.op, o.pair)
	}
	for i, a := range x.at.of {
		of := []*element{a}
		if o.pair != "" && (o.pairFirst && i < len(x.at.of)-1 || !o.pairFirst && i > 0) {
			if a.name != o.pair {
				return a.stranger("<"+x.op+">", []string{o.pair})
			}
			if err := cmp.Or(a.check(), a.count(2, 2)); err != nil {
				return err
			}
			of = a.of
		}
		for _, b := range of {
			value, err := r.expression(b, in)
			if err != nil {
				return err
			}
			x.of = append(x.of, value)
		}
	}
	return nil
}

func (r *reader) constant(x *expression, in *scope) (err error) {
	e := x.at
	switch e.name {
	case "float", "int":
		if err := e.check("!value"); err != nil {
			return err
		}
		x.value, err = e.number()
	case "bool":
		var value bool
		if value, err = e.boolean(); value {
			x.value = 1
		}
	case "system-mission-time":
		if err := e.check("unit"); err != nil {
			return err
		}
		if e.has("unit") && e.attr("unit") != "hours" {
			return e.faultAt("unit", "unit: the mission time is in hours, not in %q", shown(e.attr("unit")))
		}
	case "parameter":
		err = r.parameter(x, in)
	}
	return err
}

func (r *reader) parameter(x *expression, in *scope) error {
	if err := x.at.check("!name", "unit"); err != nil {
		return err
	}
	unit, err := x.at.unit()
	if err != nil {
		return err
	}
	d, err := r.refer(x.at, in, aParameter)
	if err != nil {
		return err
	}
	if x.param = d.param; unit != "" && d.param.unit != "" && unit != d.param.unit {
		return x.at.faultAt("unit", "unit: the parameter %q is in %s, not in %s: units are not converted", shown(d.name), d.param.unit, unit)
	}
	return nil
}

// number is that of a float or an int. A number too small to be told from 0 is refused.
func (e *element) number() (float64, error) {
	text := e.attr("value")
	if e.name == "int" {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return float64(n), nil
		}
		return 0, e.faultAt("value", "value: %q is not a whole number", shown(text))
	}
	x, err := strconv.ParseFloat(text, 64)
	mantissa := strings.FieldsFunc(text, func(c rune) bool { return c == 'e' || c == 'E' })
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, e.faultAt("value", "value: %q is too large", shown(text))
	case err != nil || strings.ContainsFunc(text, func(c rune) bool { return !strings.ContainsRune("+-.0123456789eE", c) }):
		return 0, e.faultAt("value", "value: %q is not a number", shown(text))
	case x == 0 && strings.ContainsAny(mantissa[0], "123456789"):
		return 0, e.faultAt("value", "value: %q is too small to be told from 0", shown(text))
	}
	return x, nil
}

// ErrMissionTime tells that a probability depends on a mission time that is not given.
var ErrMissionTime = errors.New("the mission time is not given")

// evaluator gives expressions their values at one mission time.
type evaluator struct {
	mission float64 // hours; not above 0: not given
	known   map[*parameter]evaluated
}

// evaluated is a value, and whether it is the mean of a random deviate.
type evaluated struct {
	value float64
	mean  bool
}

func newEvaluator(mission float64) *evaluator {
	return &evaluator{mission: mission, known: map[*parameter]evaluated{}}
}

// value returns that of an expression, and what is wrong with it, at its place. The depth
// of expressions is bounded by their elements and that of parameters by [reader.circles].
func (v *evaluator) value(x *expression) (evaluated, error) {
	switch x.op {
	case "float", "int", "bool":
		return evaluated{value: x.value}, nil
	case "system-mission-time":
		if !(v.mission > 0) {
			return evaluated{}, x.at.fault("%w, which <system-mission-time> asks for; give --mission-time", ErrMissionTime)
		}
		return evaluated{value: v.mission}, nil
	case "parameter":
		if known, ok := v.known[x.param]; ok {
			return known, nil
		}
		y, err := v.value(x.param.value)
		if err == nil {
			v.known[x.param] = y
		}
		return y, err
	case "ite", "switch":
		return v.chosen(x)
	}
	return v.operation(x)
}

// chosen is the value of the first pair of condition and value whose condition holds,
// or the last.
func (v *evaluator) chosen(x *expression) (evaluated, error) {
	last := len(x.of) - 1
	for i := 0; i+1 < len(x.of); i += 2 {
		condition, err := v.value(x.of[i])
		if err != nil {
			return condition, err
		}
		if condition.value != 0 {
			y, err := v.value(x.of[i+1])
			y.mean = y.mean || condition.mean
			return y, err
		}
	}
	return v.value(x.of[last])
}

func (v *evaluator) operation(x *expression) (evaluated, error) {
	o := operations[x.op]
	args, result := make([]float64, len(x.of)), evaluated{mean: o.deviate}
	for i, a := range x.of {
		y, err := v.value(a)
		if err != nil {
			return y, err
		}
		args[i] = y.value
		result.mean = result.mean || y.mean
	}
	for i, d := range o.domain(x.op, len(args)) {
		if !d.holds(args[i]) {
			return result, x.of[i].at.fault("<%s>: %s: %g is not %s", x.op, d.name, args[i], d.want)
		}
	}
	if o.refuse != nil {
		if why := o.refuse(args); why != "" {
			return result, x.at.fault("<%s>: %s", x.op, why)
		}
	}
	result.value = o.value(args)
	if math.IsNaN(result.value) || math.IsInf(result.value, 0) {
		return result, x.at.fault("<%s> of %s has no finite value", x.op, listed(words(args)))
	}
	return result, nil
}

func words(numbers []float64) []string {
	all := make([]string, len(numbers))
	for i, x := range numbers {
		all[i] = fmt.Sprintf("%.6g", x)
	}
	return all
}
