package render

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
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
	`(outages_)?(un)?(availability|reliability)(_lo|_hi|_one_sided)?`, `observed_(un)?availability`, `unavailability_at_most`, `target_unavailability`, `(un)?delivered_share`, `survival(_before|_after)?`, `least`, `greatest`, `mass`, `kaplan_meier`,
	`(un)?reliability_without_repair`, `(design|demonstrated)_reliability`, `(consumer|producer)_risk(_sought)?`, `probability_of_acceptance`,
	`p_value`, `p`, `p_adjusted`, `significance`, `confidence`, `(idle_)?coverage`, `share`, `downtime_share`, `reported_(fraction|range)`, `shared_portion`, `meets`, `confidence_met`, `at_the_points_meets`,
	`fill_rate`, `unfilled`, `no_shortage`, `shortage`, `birnbaum`, `criticality`, `fussell_vesely`, `residual_error`, `organ_error`, `critical_error`, `fiducial`,
}, "|") + `)$`)

// sound is the one way out for numbers: an error for a document with a NaN or an
// infinity, or with a probability outside [0, 1], in any field that JSON shows.
// What is not estimable is nil and has a warning.
func sound(doc Document) error { return soundValue(reflect.ValueOf(doc), "", "") }

func soundValue(v reflect.Value, path, key string) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return soundValue(v.Elem(), path, key)
	case reflect.Struct:
		return soundFields(v, path, key)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := soundValue(v.Index(i), fmt.Sprintf("%s[%d]", path, i), key); err != nil {
				return err
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			name, inside := fmt.Sprint(it.Key()), key // plain numbers go by the user's words, such as resources
			if v.Type().Elem().Kind() != reflect.Float64 {
				inside = name
			}
			if err := soundValue(it.Value(), path+"."+name, inside); err != nil {
				return err
			}
		}
	case reflect.Float64:
		return soundNumber(v.Float(), path, key)
	}
	return nil
}

func soundFields(v reflect.Value, path, key string) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		inside := key
		if name != "" && name != "point" && name != "lo" && name != "hi" {
			inside = name
		}
		if err := soundValue(v.Field(i), strings.TrimPrefix(path+"."+name, "."), inside); err != nil {
			return err
		}
	}
	return nil
}

func soundNumber(x float64, path, key string) error {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return &unsoundError{path, x, "a number or null"}
	case probability.MatchString(key) && (x < 0 || x > 1):
		return &unsoundError{path, x, "a probability"}
	}
	return nil
}
