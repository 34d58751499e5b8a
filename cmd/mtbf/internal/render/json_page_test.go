package render

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/json.md")

const jsonPage = "../../../../docs/json.md"

// printed are the documents as commands print them with --format json.
var printed = []struct {
	schema, by string
	doc        Document
}{
	{"mtbf.analyze/1", "analyze", &Analysis{}},
	{"mtbf.columns/1", "analyze --explain-columns", &Columns{}},
	{"mtbf.compare/1", "compare", &Contrast{}},
	{"mtbf.datasets.fetch/1", "datasets fetch", &Fetched{}},
	{"mtbf.datasets.list/1", "datasets list", &Datasets{}},
	{"mtbf.datasets.show/1", "datasets show", &DatasetDetail{}},
	{"mtbf.duplex/1", "duplex", &Duplex{}},
	{"mtbf.fit/1", "fit", &Fit{}},
	{"mtbf.mechanism/1", "mechanism, whichever it is; most have more", &Mechanism{}},
	{"mtbf.mechanism/1", "mechanism contract", &Contract{}},
	{"mtbf.mechanism/1", "mechanism storage", &Storage{}},
	{"mtbf.mechanism/1", "mechanism pairs", &Pairs{}},
	{"mtbf.mechanism/1", "mechanism policy", &Policies{}},
	{"mtbf.mechanism/1", "mechanism retry", &Retry{}},
	{"mtbf.mechanism/1", "mechanism stages", &Stages{}},
	{"mtbf.mechanism/1", "mechanism supervise", &Supervision{}},
	{"mtbf.multiplex/1", "multiplex table` and `multiplex size", &Multiplexing{}},
	{"mtbf.multiplex/1", "multiplex compare", &Modularity{}},
	{"mtbf.multiplex/1", "multiplex threshold", &Thresholds{}},
	{"mtbf.plan/1", "plan", &Plan{}},
	{"mtbf.plot/1", "plot --list", &Figures{}},
	{"mtbf.profiles/1", "profiles list", &Profiles{}},
	{"mtbf.question/1", "all commands that read a log, where it can be read in two ways", &Question{}},
	{"mtbf.rate/1", "rate", &ConstantRate{}},
	{"mtbf.reconcile/1", "table1 --reconcile", &Reconciliation{}},
	{"mtbf.replay/1", "replay", &Replay{}},
	{"mtbf.selftest/1", "selftest", &Selftest{}},
	{"mtbf.simulate/2", "simulate` and `merge", &Simulation{}},
	{"mtbf.simulate/2", "simulate TREE.dft", &DynamicSimulation{}},
	{"mtbf.size/1", "size", &Sizing{}},
	{"mtbf.size-require/1", "size require", &Requirement{}},
	{"mtbf.size-spares/1", "size spares", &Spares{}},
	{"mtbf.solve/2", "solve", &Solution{}},
	{"mtbf.solve/2", "solve TREE.xml", &TopEvent{}},
	{"mtbf.solve/2", "solve TREE.xml, of an event tree", &EventTree{}},
	{"mtbf.solve/2", "solve TREE.dft", &DynamicTop{}},
	{"mtbf.solve/2", "solve, of a system too large for an exact answer", &Bounds{}},
	{"mtbf.table1/1", "table1", &Table1{}},
	{"mtbf.trend/1", "trend", &TrendReport{}},
	{"mtbf.version/1", "version", &Version{}},
}

// keyPages writes the page of the keys of JSON.
type keyPages struct {
	about  map[string]string       // of a type, or a field as Type.Field: its comment
	places map[reflect.Type]int    // in how many types a type stands
	parts  map[string]reflect.Type // those with a heading of their own
}

const jsonHead = `# Keys of the JSON

Every document of ` + "`--format json`" + ` has a ` + "`schema`" + `, by which a program knows its keys. Keys are added and never renamed; one
that would mean something else gets a schema of its own. Times are hours, rates per hour, probabilities and shares from
0 to 1. What is not estimable, not defined or infinite is null, and a warning says why: there is no NaN and no infinity.

In the tables ` + "`a.b`" + ` is the key b of the object a, ` + "`a[].b`" + ` the key b of every element of the list a, ` + "`a{}`" + ` an object whose keys
are names of the data. A key marked "may be missing" is there only where it has a value.

This page is written from the program by ` + "`go test ./cmd/mtbf/internal/render -run JSONPage -update`" + `.
`

func (p *keyPages) page() string {
	var b strings.Builder
	b.WriteString(jsonHead)
	last := ""
	for known := -1; known < len(p.parts); { // parts have parts
		known = len(p.parts)
		for _, t := range p.all() {
			p.table(&strings.Builder{}, t)
		}
	}
	for _, d := range printed {
		if d.schema != last {
			fmt.Fprintf(&b, "\n## %s\n", d.schema)
		}
		last = d.schema
		fmt.Fprintf(&b, "\nPrinted by `%s`.\n\n", d.by)
		p.table(&b, reflect.TypeOf(d.doc).Elem())
	}
	b.WriteString("\n## Parts\n\nObjects that stand in several places.\n")
	for _, name := range slices.Sorted(maps.Keys(p.parts)) {
		fmt.Fprintf(&b, "\n### %s\n\n", name)
		if about := p.about[p.parts[name].Name()]; about != "" {
			b.WriteString(strings.ToUpper(about[:1]) + about[1:] + ".\n\n")
		}
		p.table(&b, p.parts[name])
	}
	return b.String()
}

// all returns the types that have a table.
func (p *keyPages) all() (types []reflect.Type) {
	for _, d := range printed {
		types = append(types, reflect.TypeOf(d.doc).Elem())
	}
	return slices.AppendSeq(types, maps.Values(p.parts))
}

// table writes the keys of a type.
func (p *keyPages) table(b *strings.Builder, t reflect.Type) {
	b.WriteString("| key | value | |\n|---|---|---|\n")
	p.rows(b, "", t)
}

func (p *keyPages) rows(b *strings.Builder, prefix string, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case tag == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && tag == "":
			p.rows(b, prefix, f.Type)
		default:
			about := cmp.Or(p.about[t.Name()+"."+f.Name], meanings[tag], p.about[element(f.Type).Name()])
			if strings.Contains(options, "omitempty") {
				about = strings.TrimSuffix("may be missing; "+about, "; ")
			}
			p.row(b, prefix+tag, f.Type, about)
		}
	}
}

// element returns what a list, a map or a pointer holds.
func element(t reflect.Type) reflect.Type {
	for slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Map}, t.Kind()) {
		t = t.Elem()
	}
	return t
}

// row writes a key, and those of an object below it that has no heading of its own.
func (p *keyPages) row(b *strings.Builder, key string, t reflect.Type, about string) {
	null := ""
	for {
		switch t.Kind() {
		case reflect.Pointer:
			t, null = t.Elem(), " or null"
			continue
		case reflect.Slice:
			t, key = t.Elem(), key+"[]"
			continue
		case reflect.Map:
			t, key = t.Elem(), key+"{}"
			continue
		}
		break
	}
	if t.Kind() != reflect.Struct {
		fmt.Fprintf(b, "| `%s` | %s%s | %s |\n", key, kindName(t), null, about)
		return
	}
	if name, anchor := p.part(t); name != "" {
		fmt.Fprintf(b, "| `%s` | [%s](#%s)%s | %s |\n", key, name, anchor, null, about)
		return
	}
	fmt.Fprintf(b, "| `%s` | object%s | %s |\n", key, null, about)
	p.rows(b, key+".", t)
}

// part returns the name and the anchor of a type that has a heading of its own: a
// document, one that stands in several places, or one of many keys.
func (p *keyPages) part(t reflect.Type) (name, anchor string) {
	for _, d := range printed {
		if reflect.TypeOf(d.doc).Elem() == t {
			return d.schema, regexp.MustCompile("[./]").ReplaceAllString(d.schema, "")
		}
	}
	const many = 12
	if p.places[t] < 2 && t.NumField() < many {
		return "", ""
	}
	name, _, _ = strings.Cut(t.Name(), "[")
	name = strings.ToLower(regexp.MustCompile("([a-z])([A-Z])").ReplaceAllString(name, "$1 $2"))
	if was, ok := p.parts[name]; ok && was != t {
		panic("two parts are called " + name)
	}
	p.parts[name] = t
	return name, strings.ReplaceAll(name, " ", "-")
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Interface:
		return "number or text"
	}
	return "number"
}

// count counts in how many fields a type stands, everywhere below a type.
func (p *keyPages) count(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		p.count(t.Elem())
	case reflect.Struct:
		if p.places[t]++; p.places[t] > 1 {
			return
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("json") != "-" && (f.IsExported() || f.Anonymous) {
				if f.Anonymous {
					p.places[f.Type]-- // its keys stand in t
				}
				p.count(f.Type)
			}
		}
	}
}

// comments reads what the source says of types and fields.
func (p *keyPages) comments(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.TYPE && len(d.Specs) == 1 {
				p.ofType(d)
			}
			return true
		})
	}
}

func (p *keyPages) ofType(d *ast.GenDecl) {
	spec := d.Specs[0].(*ast.TypeSpec)
	name := spec.Name.Name
	text, _, _ := strings.Cut(strings.Join(strings.Fields(d.Doc.Text()), " ")+" ", ". ")
	if m := regexp.MustCompile("^" + name + " (?:is|are|tells?|counts)(?: the JSON form of)? (.*)$").FindStringSubmatch(text); m != nil {
		p.about[name] = strings.TrimSuffix(m[1], ".")
	}
	s, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range s.Fields.List {
		for _, id := range field.Names {
			p.about[name+"."+id.Name] = strings.TrimSpace(field.Comment.Text())
		}
	}
}

func TestJSONPage(t *testing.T) {
	p := &keyPages{about: map[string]string{}, places: map[reflect.Type]int{}, parts: map[string]reflect.Type{}}
	p.comments(t)
	for _, d := range printed {
		p.count(reflect.TypeOf(d.doc).Elem())
	}
	want := p.page()
	if *update {
		if err := os.WriteFile(jsonPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(jsonPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/json.md is not what the program prints; go test ./cmd/mtbf/internal/render -run JSONPage -update writes it")
	}
	for _, doc := range documents {
		if !slices.ContainsFunc(printed, func(d struct {
			schema, by string
			doc        Document
		}) bool {
			return reflect.TypeOf(d.doc) == reflect.TypeOf(doc)
		}) {
			t.Errorf("the document %T is not on the page", doc)
		}
	}
}
