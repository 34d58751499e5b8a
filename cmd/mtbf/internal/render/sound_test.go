package render

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documents has one of each type of document.
var documents = []Document{
	&Analysis{}, &Bounds{}, &Columns{}, &Contrast{}, &ConstantRate{}, &Datasets{}, &DatasetDetail{}, &Fetched{}, &Duplex{}, &Figures{}, &Fit{}, &Modularity{}, &Multiplexing{}, &Plan{}, &Thresholds{}, &Profiles{},
	&Reconciliation{}, &Replay{}, &Selftest{}, &Simulation{}, &Question{}, &Sizing{}, &Requirement{}, &Spares{}, &Solution{}, &TopEvent{}, &EventTree{}, &DynamicTop{}, &DynamicSimulation{}, &Table1{}, &TrendReport{}, &Version{}, &Mechanism{}, &Contract{}, &Storage{}, &Pairs{}, &Retry{}, &Stages{}, &Policies{}, &Supervision{},
}

// No document can be written with a number that is none, in any format and in
// any field.
func TestNoDocumentHoldsANaNOrAnInfinity(t *testing.T) {
	for _, doc := range documents {
		name := reflect.TypeOf(doc).Elem().Name()
		t.Run(name, func(t *testing.T) {
			full := reflect.New(reflect.TypeOf(doc).Elem())
			fill(full.Elem(), 0)
			if err := sound(full.Interface().(Document)); err != nil {
				t.Fatalf("with numbers everywhere: %v", err)
			}
			places := floats(full.Elem())
			for _, place := range places {
				for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
					place.SetFloat(bad)
					for _, format := range []Format{Table, JSON, CSV, Markdown} {
						var out bytes.Buffer
						var unsound *unsoundError
						if err := Write(&out, full.Interface().(Document), format); !errors.As(err, &unsound) || out.Len() > 0 {
							t.Errorf("%v as %s: %v", bad, format, err)
						}
					}
				}
				place.SetFloat(half)
			}
			t.Logf("%d numbers", len(places))
		})
	}
}

const half = 0.5

// fill gives a document one of everything: pointers point, lists have an
// element, numbers are a half.
func fill(v reflect.Value, depth int) {
	const deepest = 12 // a type that holds itself
	if depth > deepest || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Float64:
		v.SetFloat(half)
	}
}

// floats returns the numbers of a document that JSON shows.
func floats(v reflect.Value) (all []reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return floats(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if tag := f.Tag.Get("json"); tag != "-" && (f.IsExported() || f.Anonymous) {
				all = append(all, floats(v.Field(i))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, floats(v.Index(i))...)
		}
	case reflect.Float64:
		if v.CanSet() {
			all = append(all, v)
		}
	}
	return all
}

// The list of documents is whole: every type with records is in it.
func TestEveryDocumentIsListed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	var listed []string
	for _, doc := range documents {
		listed = append(listed, reflect.TypeOf(doc).Elem().Name())
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Records" {
				return true
			}
			star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				t.Errorf("Records has no pointer receiver")
			} else if name := star.X.(*ast.Ident).Name; !slices.Contains(listed, name) {
				t.Errorf("the document %s is not tried", name)
			}
			return true
		})
	}
}

func TestProbabilitiesAreProbabilities(t *testing.T) {
	over := 1 + 0x1p-52
	for _, doc := range []Document{
		&Solution{Measures: SystemMeasures{Availability: &over}},
		&Bounds{Bounds: BoundsOut{UnavailabilityHi: &over}},
		&Solution{Limits: &SystemLimits{Unavailability: Estimate{Hi: &over}}},
	} {
		var out bytes.Buffer
		var unsound *unsoundError
		if err := Write(&out, doc, CSV); !errors.As(err, &unsound) {
			t.Errorf("%T: %v", doc, err)
		}
	}
	for _, doc := range []Document{
		&Simulation{ByName: map[string]SimEst{"availability": {Estimate: Estimate{Point: &over}}}},
		&Fit{Survival: []SurvivalStep{{Survival: Estimate{Lo: &over}}}},
		&Analysis{Total: Row{Share: over}}, &Spares{Rows: []StockRow{{FillRate: over}}},
		&Stages{Mechanism: Mechanism{Results: []MechanismFigure{{Name: "availability", Hi: &over}}}},
	} {
		if sound(doc) == nil {
			t.Errorf("%T holds a probability above 1", doc)
		}
	}
	named := Design{Resources: map[string]float64{"share": 3}} // by the user
	if err := sound(&Sizing{Best: named}); err != nil {
		t.Error(err)
	}
	fine := 1.0
	if err := sound(&Solution{Measures: SystemMeasures{Availability: &fine, MTBFHours: &over}}); err != nil {
		t.Error(err)
	}
}

// quantities matches the keys of numbers that are no probabilities.
var quantities = regexp.MustCompile(`^(` + strings.Join([]string{
	`\w*_hours(_by_gray_approximation|_per_mission)?`, `\w*_per_hour`, `\w*_hours_one_sided`, `rate_(in_unit|per_hour)(_one_sided)?`, `hours_each`, `discrimination_ratio`, `exposure_years`, `hours`, `p[0-9]+`, `mean`, `mean_up_time`, `mttf_all_new`, `failure_to_failure`, `gray_approximation`,
	`relative_error`, `tolerance`, `(allowed_)?standard_errors`, `p_standard_error`, `availability_error`, `variance`, `share_of_variance`, `margin`,
	`outages`, `failures`, `predicted_failures`, `censored`, `at_risk`, `cells`, `n`, `organs`, `actuations`, `errors`, `cut_set_count`, `cut_sets_left_unavailability`, `units_waiting`, `redundancy`, `log10_redundancy`,
	`statistic`, `u`, `chi_square`, `r_squared`, `log_likelihood`, `aicc?`, `bic`, `parameters`, `beta(_unbiased)?`, `lambda`, `growth`, `scale`, `shape`, `rate_ratio`, `mttr_ratio`, `availability_difference`, `level`,
	`risk_(reduction|achievement)_worth`, `elasticity_of_mt(bf|tr)`, `measures`, `resources`, `limits`, `spent(_share)?`, `bound`, `unavailability_factor`, `next_cheaper_over_allowed`, `target`, `required`, `given`, `taken`,
	`inputs`, `results`, `value`, `(mtbf|mttr|mean)_hours(_lo|_hi)`, `mtbf_factor(_lo|_hi)?`, `second`, `starts`, `fixes`, `from_(defects|fixes)`, `(mtbf|after)_years`,
	`birnbaum`, `criticality`, `count`, `frequency_per_year`, `total_probability`, // of which the first two are differences of probabilities, the last a sum
	`published`, `reproduced`, `computed`, `printed(_pct|_sum_pct)?`, `percent`, `expected`, `got`, `misses`, `mcf`, `rows`, `scores`,
	`value`, `inputs`, `results`, `within`, `\w*_hours_(lo|hi)`, `mtbf_factor(_lo|_hi)?`,
}, "|") + `)$`)

// Every number of a document has a key that says whether it is a probability: a
// new one is put into one of the two lists.
func TestEveryNumberIsAProbabilityOrNot(t *testing.T) {
	for _, doc := range documents {
		keys(reflect.TypeOf(doc).Elem(), "", map[reflect.Type]bool{}, func(key string) {
			if probability.MatchString(key) == quantities.MatchString(key) {
				t.Errorf("%T: is %q a probability or not?", doc, key)
			}
		})
	}
}

// keys calls visit with the key of every number of a type, as soundFields has
// it.
func keys(typ reflect.Type, key string, above map[reflect.Type]bool, visit func(string)) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		keys(typ.Elem(), key, above, visit)
	case reflect.Float64:
		visit(key)
	case reflect.Struct:
		if above[typ] {
			return
		}
		above[typ] = true
		defer delete(above, typ)
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" || !f.IsExported() && !f.Anonymous {
				continue
			}
			inside := key
			if name != "" && name != "point" && name != "lo" && name != "hi" {
				inside = name
			}
			keys(f.Type, inside, above, visit)
		}
	}
}

// TestMeasuresBelowZero: where a failure helps, Birnbaum's measure is from -1 and the
// criticality, which is divided by the probability of the whole, from anywhere.
func TestMeasuresBelowZero(t *testing.T) {
	of := func(birnbaum, criticality float64) Document {
		return &TopEvent{Importance: []Importance{{Birnbaum: &birnbaum, Criticality: &criticality}}}
	}
	for _, fine := range [][2]float64{{-1, -998}, {-0.1, -0.5}, {1, 1}} {
		if err := sound(of(fine[0], fine[1])); err != nil {
			t.Errorf("%v: %v", fine, err)
		}
	}
	for _, wrong := range [][2]float64{{-1.5, 0}, {1.5, 0}, {0, 1.5}} {
		if sound(of(wrong[0], wrong[1])) == nil {
			t.Errorf("%v passes", wrong)
		}
	}
}
