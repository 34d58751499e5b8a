// Package measure has the measures of a system, each with its key in data, its
// label in tables and its unit: what every form of an answer tells stands once.
package measure

import (
	"cmp"
	"math"
	"reflect"
	"strings"

	"mtbf/model/system"
)

// Measures are those of a system, of numbers or of estimates. As JSON they are an
// object; what has no label stands in data alone.
type Measures[T any] struct {
	Availability     T `json:"availability" label:"Availability" unit:"%"`
	Unavailability   T `json:"unavailability" label:"Unavailability"`
	MTBFHours        T `json:"mtbf_hours" label:"MTBF, mean up time per failure" unit:"h"`
	MUTHours         T `json:"mut_hours"` // the MTBF by its other name
	MDTHours         T `json:"mdt_hours" label:"MDT, mean down time" unit:"h"`
	MTTFHours        T `json:"mttf_hours" label:"MTTFF, new at t = 0, with repairs" unit:"h"`
	UnrepairedMTTF   T `json:"-" key:"mttf_without_repair_hours" label:"MTTF without repairs" unit:"h"`
	FailureFrequency T `json:"failure_frequency_per_hour" label:"Failure frequency" unit:"1/h"`
	DeliveredShare   T `json:"delivered_share,omitempty" label:"Expected capacity"`
}

// Measure is one of them.
type Measure[T any] struct {
	Key, Label, Unit string
	Value            T
}

// List returns the measures in their order.
func (m Measures[T]) List() []Measure[T] {
	v := reflect.ValueOf(m)
	list := make([]Measure[T], v.NumField())
	for i := range list {
		tag := v.Type().Field(i).Tag
		key, _, _ := strings.Cut(cmp.Or(tag.Get("key"), tag.Get("json")), ",")
		list[i] = Measure[T]{key, tag.Get("label"), tag.Get("unit"), v.Field(i).Interface().(T)}
	}
	return list
}

// Simulated returns those that a simulation tells, in its words: there is but one
// MTTF, and failures are counted.
func (m Measures[T]) Simulated() (told []Measure[T]) {
	for _, x := range m.List() {
		switch x.Key {
		case "mut_hours", "mttf_without_repair_hours", "delivered_share":
			continue
		case "mttf_hours":
			x.Label = "MTTFF, new at t = 0"
		case "failure_frequency_per_hour":
			x.Label, x.Unit = "Failures per hour", ""
		}
		told = append(told, x)
	}
	return told
}

// Exact are the measures of an exact answer, each as a form writes it, and the
// MTTF without repairs. What the system does not define is NaN.
func Exact[T any](m system.Measures, unrepaired float64, as func(float64) T) Measures[T] {
	return Measures[T]{
		as(m.Availability), as(m.Unavailability), as(m.MTBF), as(m.MUT), as(m.MDT), as(m.MTTF), as(unrepaired), as(m.FailureFrequency), as(m.ExpectedCapacity),
	}
}

// Finite returns nil for a number that JSON cannot hold.
func Finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
