package systemfile

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"mtbf/internal/oracle"
)

var update = flag.Bool("update", false, "rewrite system.schema.json")

// schemaNames are the definitions of the schema and their titles.
var schemaTitles = map[string]string{
	"module": "Module: a kind of part", "distribution": "Distribution of a time", "node": "Place in the structure",
	"from": "Numbers from an outage log", "crews": "Repair crews that modules share", "kOfN": "k of n", "duplex": "Duplex", "standby": "Standby", "network": "Network",
	"choose": "Choose: a question for size", "partial": "Partial", "exponential": "Exponential", "weibull": "Weibull",
	"lognormal": "Lognormal", "shapeScale": "Shape and scale", "normal": "Normal", "gumbel": "Gumbel",
	"deterministic": "Deterministic", "uniform": "Uniform", "empirical": "Empirical",
	"uncertainMTBF": "Uncertain MTBF", "uncertainMTTR": "Uncertain MTTR", "uncertainAvailability": "Uncertain availability",
	"uncertainReliability": "Uncertain reliability", "gammaPrior": "Gamma prior of a failure rate", "betaPrior": "Beta prior of a probability of failure",
	"rateGamma": "Gamma distribution of a rate", "beta": "Beta distribution of a probability",
}

func schemaName(t reflect.Type) string {
	if t == reflect.TypeFor[From]() {
		return "from"
	}
	return strings.TrimSuffix(t.Name(), "Text")
}

// generateSchema makes the JSON Schema of the types in system_text.go.
func generateSchema() *jsonschema.Schema {
	r := &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: true, FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true,
		Namer: schemaName, Mapper: schemaOfOwn,
	}
	s := r.Reflect(&fileText{})
	for name, of := range map[string]any{ // reached through types that read themselves
		"uncertainMTBF": &uncertainMTBFText{}, "uncertainMTTR": &uncertainMTTRText{}, "uncertainAvailability": &uncertainAvailabilityText{},
		"uncertainReliability": &uncertainReliabilityText{}, "gammaPrior": &gammaPriorKeys{}, "betaPrior": &betaPriorKeys{},
	} {
		def := r.Reflect(of)
		maps.Copy(s.Definitions, def.Definitions)
		def.Version, def.Definitions = "", nil
		s.Definitions[name] = def
	}
	s.Title = "mtbf system file"
	s.Description = "A system of modules and its structure, for mtbf solve, simulate and size. Times are durations such as 10000h, 90m, 1.5y, or bare numbers of hours."
	for name, def := range s.Definitions {
		def.Title = schemaTitles[name]
	}
	one := uint64(1)
	for _, name := range []string{"distribution", "node"} {
		s.Definitions[name].MinProperties, s.Definitions[name].MaxProperties = &one, &one
	}
	node := s.Definitions["node"]
	title := node.Title
	node.Title = ""
	s.Definitions["node"] = &jsonschema.Schema{
		Title: title, Description: "the name of a module (a fresh unit of it) or of a shared unit, or a mapping of one of the keys below",
		OneOf: []*jsonschema.Schema{{Type: "string", MinLength: &one}, node},
	}
	s.Definitions["module"].MinProperties = &one
	s.Definitions["duration"] = &jsonschema.Schema{
		Title: "Duration", Description: "10000h, 90m, 5s, 250ms, 30d, 2w, 6mo, 1.5y, 1d12h, PT24H, 12:30; a bare number is hours",
		OneOf: []*jsonschema.Schema{{Type: "number"}, {Type: "string", Pattern: "[0-9]"}},
	}
	s.Definitions["probability"] = &jsonschema.Schema{Title: "Probability", Type: "number", Minimum: "0", Maximum: "1"}
	return s
}

// schemaOfOwn is the schema of the types that read themselves.
func schemaOfOwn(t reflect.Type) *jsonschema.Schema {
	text, whole := &jsonschema.Schema{Type: "string"}, &jsonschema.Schema{Type: "integer"}
	node := &jsonschema.Schema{Ref: "#/$defs/node"}
	one, two, three := uint64(1), uint64(2), uint64(3)
	switch t {
	case reflect.TypeFor[hours]():
		return &jsonschema.Schema{Ref: "#/$defs/duration"}
	case reflect.TypeFor[mtbfText]():
		return plainOrKnown("duration", "uncertainMTBF")
	case reflect.TypeFor[mttrText]():
		return plainOrKnown("duration", "uncertainMTTR")
	case reflect.TypeFor[availabilityText]():
		return plainOrKnown("probability", "uncertainAvailability")
	case reflect.TypeFor[reliabilityText]():
		return plainOrKnown("probability", "uncertainReliability")
	case reflect.TypeFor[gammaPriorText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Enum: []any{jeffreys}}, {Ref: "#/$defs/gammaPrior"}}}
	case reflect.TypeFor[betaPriorText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Enum: []any{jeffreys}}, {Ref: "#/$defs/betaPrior"}}}
	case reflect.TypeFor[placeText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, whole}}
	case reflect.TypeFor[textList]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, {Type: "array", Items: text, MinItems: &one}}}
	case reflect.TypeFor[rangeText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Pattern: `^[0-9]+ *(\.\. *[0-9]+)?$`}, {Type: "integer", Minimum: "1"}}}
	case reflect.TypeFor[sparesText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "1"}, {Type: "array", Items: node, MinItems: &one}}}
	case reflect.TypeFor[likeText]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{node, {Type: "array", Items: node, MinItems: &one}}}
	case reflect.TypeFor[edgeText]():
		place := &jsonschema.Schema{OneOf: []*jsonschema.Schema{text, whole}}
		return &jsonschema.Schema{Type: "array", PrefixItems: []*jsonschema.Schema{place, place, node}, MinItems: &two, MaxItems: &three}
	case reflect.TypeFor[placesText]():
		return &jsonschema.Schema{Type: "object", AdditionalProperties: node}
	}
	return nil
}

// plainOrKnown is the schema of a number, or of what is known of it.
func plainOrKnown(plain, known string) *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Ref: "#/$defs/" + plain}, {Ref: "#/$defs/" + known}}}
}

// The committed schema is what the types say.
func TestSchemaCurrent(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(generateSchema()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("system.schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(b.Bytes(), schema) {
		t.Errorf("system.schema.json is not what the types say; run go test ./ingest/systemfile -run TestSchemaCurrent -update")
	}
}

// TestSchemaDescribes checks that an editor can say something about
// every key.
func TestSchemaDescribes(t *testing.T) {
	s := generateSchema()
	oracle.Equal(t, "dialect", s.Version, "https://json-schema.org/draft/2020-12/schema")
	defs := map[string]*jsonschema.Schema{"system": s, "node": s.Definitions["node"].OneOf[1]}
	for name, def := range s.Definitions {
		if def.Title == "" {
			t.Errorf("definition %q has no title", name)
		}
		if _, ok := defs[name]; !ok {
			defs[name] = def
		}
	}
	for name, def := range defs {
		for p := def.Properties.Oldest(); p != nil; p = p.Next() {
			if p.Value.Description == "" {
				t.Errorf("%s: %s has no description", name, p.Key)
			}
		}
	}
}

// valid checks v against a schema, as far as ours go; it knows every keyword
// that they use, and fails on any other.
func valid(root, s map[string]any, v any) error {
	for key, arg := range s {
		if err := validKeyword(root, s, key, arg, v); err != nil {
			return err
		}
	}
	return nil
}

func validKeyword(root, s map[string]any, key string, arg, v any) error {
	list, _ := v.([]any)
	object, _ := v.(map[string]any)
	text, isText := v.(string)
	x, isNumber := v.(float64)
	limit, _ := arg.(float64)
	ok := true
	switch key {
	case "$schema", "$defs", "title", "description", "required", "additionalProperties", "prefixItems":
	case "$ref":
		def := root["$defs"].(map[string]any)[strings.TrimPrefix(arg.(string), "#/$defs/")]
		return valid(root, def.(map[string]any), v)
	case "type":
		ok = arg == jsonType(v) || arg == "number" && jsonType(v) == "integer"
	case "properties":
		return validObject(root, s, arg.(map[string]any), object)
	case "items":
		for _, item := range list {
			if err := valid(root, arg.(map[string]any), item); err != nil {
				return err
			}
		}
	case "oneOf":
		return validOne(root, arg.([]any), v)
	case "enum":
		ok = !isText || slices.Contains(arg.([]any), v)
	case "pattern":
		ok = !isText || regexp.MustCompile(arg.(string)).MatchString(text)
	case "minLength":
		ok = !isText || float64(len(text)) >= limit
	case "minimum":
		ok = !isNumber || x >= limit
	case "maximum":
		ok = !isNumber || x <= limit
	case "exclusiveMinimum":
		ok = !isNumber || x > limit
	case "exclusiveMaximum":
		ok = !isNumber || x < limit
	case "minItems":
		ok = list == nil || float64(len(list)) >= limit
	case "maxItems":
		ok = list == nil || float64(len(list)) <= limit
	case "minProperties":
		ok = object == nil || float64(len(object)) >= limit
	case "maxProperties":
		ok = object == nil || float64(len(object)) <= limit
	default:
		return fmt.Errorf("the keyword %q is not known to this check", key)
	}
	if !ok {
		return fmt.Errorf("%v breaks %s: %v", v, key, arg)
	}
	return additional(root, s, key, object)
}

// additional checks the items of a map of the user's own names.
func additional(root, s map[string]any, key string, object map[string]any) error {
	of, ok := s["additionalProperties"].(map[string]any)
	if key != "additionalProperties" || !ok {
		return nil
	}
	for _, v := range object {
		if err := valid(root, of, v); err != nil {
			return err
		}
	}
	return nil
}

func validObject(root, s, properties, object map[string]any) error {
	for key, v := range object {
		p, ok := properties[key]
		if !ok {
			return fmt.Errorf("the key %q is not known", key)
		}
		if err := valid(root, p.(map[string]any), v); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	needed, _ := s["required"].([]any)
	for _, key := range needed {
		if _, ok := object[key.(string)]; object != nil && !ok {
			return fmt.Errorf("%v is missing", key)
		}
	}
	return nil
}

func validOne(root map[string]any, schemas []any, v any) error {
	var errs []error
	for _, s := range schemas {
		if err := valid(root, s.(map[string]any), v); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) != len(schemas)-1 {
		return fmt.Errorf("%v is %d of the %d things it may be one of: %v", v, len(schemas)-len(errs), len(schemas), errs)
	}
	return nil
}

func jsonType(v any) string {
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}

// asJSON is a tree as a JSON decoder would give it.
func asJSON(b *branch) any {
	switch {
	case b.kind == isList:
		list := []any{}
		for _, item := range b.items {
			list = append(list, asJSON(item))
		}
		return list
	case b.kind == isMapping:
		object := map[string]any{}
		for i, key := range b.keys {
			object[key.text] = asJSON(b.items[i])
		}
		return object
	case !b.quoted && (b.text == "true" || b.text == "false"):
		return b.text == "true"
	}
	if x, err := strconv.ParseFloat(b.text, 64); err == nil && !b.quoted && isDecimal(b.text) {
		return x
	}
	return b.text
}

// schemaError checks a system file against the committed schema.
func schemaError(t *testing.T, name string) error {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(schema, &root); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	src, err := readSource(name, f)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := composeTree(src)
	if err != nil {
		t.Fatal(err)
	}
	return valid(root, root, asJSON(tree))
}

func TestSchemaAcceptsExamples(t *testing.T) {
	for _, name := range exampleFiles(t) {
		if err := schemaError(t, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What the reader refuses by its types, the schema refuses too.
func TestSchemaRefuses(t *testing.T) {
	for _, name := range []string{"unknown_key_top", "unknown_key_module", "unknown_key_k_of_n", "coverage_over_one", "mtbf_is_list",
		"edge_with_one_end", "missing_structure", "missing_k", "two_kinds_in_one_node", "mode_unknown", "unknown_distribution"} {
		if schemaError(t, "testdata/bad/"+name+".yaml") == nil {
			t.Errorf("the schema accepts %s", name)
		}
	}
}
