package render

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// unsoundError tells of a number that must not be printed.
type unsoundError struct {
	path  string
	value float64
	want  string
}

func (e *unsoundError) Error() string {
	return fmt.Sprintf("the answer holds %v at %s, where %s belongs: this is a mistake of the program, please report it", e.value, e.path, e.want)
}

// probability matches the keys whose numbers, those of an estimate included, are
// probabilities.
var probability = regexp.MustCompile(`^(` + strings.Join([]string{
	`(outages_)?(un)?(availability|reliability)(_lo|_hi|_one_sided)?`, `observed_(un)?availability`, `unavailability_at_most`, `target_unavailability`, `(un)?delivered_share`, `survival(_before|_after|_lo|_hi)?`, `least`, `greatest`, `mass`, `kaplan_meier`,
	`(un)?reliability_without_repair`, `(design|demonstrated)_reliability`, `(consumer|producer)_risk(_sought)?`, `probability_of_acceptance`,
	`p_value`, `p(_lo|_hi)?`, `p_adjusted`, `significance`, `confidence`, `(idle_)?coverage`, `share(_lo|_hi)?`, `(survived|lost|failure)_share`, `downtime_share`, `reported_(fraction|range)`, `shared_portion`, `meets`, `confidence_met`, `at_the_points_meets`,
	`probability(_ever|_never)?`, `fill_rate`, `unfilled`, `no_shortage`, `shortage`, `fussell_vesely`, `residual_error`, `organ_error`, `critical_error`, `fiducial`,
}, "|") + `)$`)

// ofProbability are the keys met so far, and whether they are those of probabilities.
var ofProbability sync.Map

func isProbability(key string) bool {
	if is, known := ofProbability.Load(key); known {
		return is.(bool)
	}
	is := probability.MatchString(key)
	ofProbability.Store(key, is)
	return is
}

// leastOf is the least value of measures that are at most 1 and, where a failure helps, below
// 0: a difference of probabilities, and one over the smaller of them.
var leastOf = map[string]float64{"birnbaum": -1, "criticality": math.Inf(-1)}

// sound is the one way out for numbers: an error for a document with a NaN or an
// infinity, or with a probability outside [0, 1], in any field that JSON shows.
// What is not estimable is nil and has a warning.
func sound(doc Document) error {
	if bad := unsound(reflect.ValueOf(doc), ""); bad != nil {
		bad.path = strings.TrimPrefix(bad.path, ".")
		return bad
	}
	return nil
}

// unsound returns the first number of v that must not be printed, with the path to it
// from there, or nil.
func unsound(v reflect.Value, key string) *unsoundError {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return unsound(v.Elem(), key)
	case reflect.Struct:
		return unsoundField(v, key)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if bad := unsound(v.Index(i), key); bad != nil {
				return bad.below(fmt.Sprintf("[%d]", i))
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			name, inside := fmt.Sprint(it.Key()), key // plain numbers go by the user's words, such as resources
			if v.Type().Elem().Kind() != reflect.Float64 {
				inside = name
			}
			if bad := unsound(it.Value(), inside); bad != nil {
				return bad.below("." + name)
			}
		}
	case reflect.Float64:
		return unsoundNumber(v.Float(), key)
	}
	return nil
}

func (e *unsoundError) below(step string) *unsoundError {
	e.path = step + e.path
	return e
}

func unsoundField(v reflect.Value, key string) *unsoundError {
	if f, ok := v.Interface().(MechanismFigure); ok { // whose key is in its name
		key = f.Name
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		inside := key
		if name != "" && name != "point" && name != "value" && name != "lo" && name != "hi" {
			inside = name
		}
		if bad := unsound(v.Field(i), inside); bad != nil {
			if name != "" {
				bad.below("." + name)
			}
			return bad
		}
	}
	return nil
}

func unsoundNumber(x float64, key string) *unsoundError {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return &unsoundError{"", x, "a number or null"}
	case (x < 0 || x > 1) && isProbability(key):
		return &unsoundError{"", x, "a probability"}
	}
	if least, is := leastOf[key]; is && (x < least || x > 1) {
		return &unsoundError{"", x, "a difference of probabilities"}
	}
	return nil
}
