package mtbf_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rule says what a package, or every package below it, may import of this
// module. The first rule whose prefix matches holds.
type rule struct {
	prefix  string
	allowed []string // packages of the module; with /... those below too
	outside []string // prefixes of other modules; the standard library is free but for forbidden
}

// rules are the import rules of ARCHITECTURE.md, most special first.
var rules = []rule{
	{"cmd/mtbf/internal/cli", []string{"cmd/mtbf/internal/render", "cmd/mtbf/internal/outfile", "cmd/mtbf/internal/mcpserver", "docs", "internal/infile", "internal/number", "internal/printable", "report/...", "selftest", "ingest/...", "datasets", "montecarlo/...", "plots", "model/...", "internal/table", "internal/when", "internal/near"}, []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/sys", "golang.org/x/term"}},
	{"cmd/mtbf/internal/mcpserver", []string{"internal/near"}, []string{"github.com/modelcontextprotocol/go-sdk/mcp", "github.com/modelcontextprotocol/go-sdk/jsonrpc"}},
	{"cmd/mtbf/internal/outfile", nil, []string{"github.com/gofrs/flock"}},
	{"cmd/mtbf/internal/render", []string{"selftest", "ingest", "ingest/faulttree", "montecarlo/...", "model/...", "internal/measure", "internal/number", "internal/printable", "internal/table", "internal/when"}, []string{"github.com/jedib0t/go-pretty"}},
	{"cmd/mtbf", []string{"cmd/mtbf/internal/cli"}, nil},
	{"ingest/galileo", []string{"model", "model/dist", "model/dynamic", "internal/near", "internal/place"}, nil},
	{"ingest/faulttree", []string{"model", "model/system", "internal/near", "internal/place"}, []string{"golang.org/x/text"}},
	{"ingest/systemfile", []string{"ingest", "model", "model/dist", "model/mechanism", "model/system", "model/uncertain", "internal/infile", "internal/table", "internal/when", "internal/near", "internal/place"}, nil},
	{"ingest", []string{"internal/num", "model/...", "internal/infile", "internal/jsontable", "internal/table", "internal/when", "internal/workbook", "internal/near"}, []string{"github.com/jszwec/csvutil", "github.com/goccy/go-yaml"}},
	{"datasets", []string{"internal/near"}, nil},
	{"docs", nil, nil},
	{"selftest", []string{"model/...", "montecarlo/...", "ingest/...", "datasets"}, nil},
	{"report/local", []string{"report", "ingest/systemfile", "model/...", "internal/measure"}, []string{"github.com/klauspost/compress"}},
	{"report", []string{"plots", "ingest", "montecarlo/...", "model/...", "internal/measure", "internal/number", "internal/table", "internal/when"}, nil},
	{"plots", []string{"montecarlo", "model/...", "internal/number"}, []string{"gonum.org/v1/plot", "codeberg.org/go-pdf/fpdf"}},
	{"model/dist", []string{"model", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/census", []string{"model", "model/rate", "model/life", "model/recurrent", "model/compare", "internal/num"}, nil},
	{"model/compare", []string{"model", "internal/num"}, nil},
	{"model/dynamic", []string{"model", "model/markov", "model/system", "internal/num", "internal/sharing"}, []string{"gonum.org/v1/gonum"}},
	{"model/gray", []string{"model", "model/census", "model/mechanism", "model/reconcile", "model/multiplex"}, nil},
	{"model/reconcile", []string{"model"}, nil},
	{"model/rate", []string{"model", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/life", []string{"model", "model/dist", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/markov", []string{"model", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/mechanism", []string{"model", "model/dist", "model/markov", "internal/num"}, nil},
	{"model/modularity", []string{"model", "model/markov", "internal/num"}, nil},
	{"model/multiplex", []string{"model", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/recurrent", []string{"model", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model/sizing", []string{"model", "model/dist", "model/markov", "model/solve", "model/system", "model/uncertain", "internal/num", "internal/sharing"}, []string{"gonum.org/v1/gonum"}},
	{"model/solve", []string{"model", "model/dist", "model/markov", "model/system", "model/uncertain", "internal/sharing"}, []string{"gonum.org/v1/gonum"}},
	{"model/system", []string{"model", "model/dist", "internal/num", "internal/sharing"}, []string{"gonum.org/v1/gonum"}},
	{"model/uncertain", []string{"model", "model/rate", "internal/num"}, nil},
	{"montecarlo/internal/gate", []string{"model", "model/system"}, nil},
	{"montecarlo/internal/sealed", nil, nil},
	{"montecarlo/rare", []string{"montecarlo", "montecarlo/internal/gate", "montecarlo/internal/sealed", "model/...", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"montecarlo/multiplex", []string{"montecarlo", "model", "model/multiplex", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"montecarlo/dft", []string{"montecarlo", "model", "model/dist", "model/dynamic", "internal/num"}, nil},
	{"montecarlo/supervise", []string{"montecarlo", "model", "model/dist", "model/mechanism", "internal/num"}, nil},
	{"montecarlo", []string{"montecarlo/internal/gate", "montecarlo/internal/sealed", "model/...", "internal/num"}, []string{"gonum.org/v1/gonum"}},
	{"model", []string{"internal/num"}, nil},
	{"internal/measure", []string{"model/system"}, nil},
	{"internal/number", []string{"model"}, nil},
	{"internal/num", nil, []string{"gonum.org/v1/gonum"}},
	{"internal/oracle", nil, nil},
	{"internal/infile", nil, nil},
	{"internal/printable", nil, nil},
	{"internal/jsontable", nil, []string{"github.com/go-json-experiment/json"}},
	{"internal/marks", nil, []string{"golang.org/x/sys/cpu"}},
	{"internal/table", []string{"internal/infile", "internal/marks"}, []string{"golang.org/x/text", "github.com/klauspost/compress"}},
	{"internal/property", nil, []string{"pgregory.net/rapid", "flag"}},
	{"internal/shapes", nil, nil},
	{"internal/near", nil, nil},
	{"internal/sharing", nil, nil},
	{"internal/place", nil, nil},
	{"internal/when", []string{"internal/near"}, []string{"golang.org/x/text"}},
	{"internal/workbook", nil, nil},
	{"mtbf", []string{"datasets", "ingest/...", "internal/infile", "internal/num", "internal/number", "internal/printable", "internal/when", "model/...", "montecarlo/...", "plots", "report", "internal/near"}, nil},
	{"", nil, nil},
}

// sole lists imports that only one package may have.
var sole = map[string]string{
	"github.com/spf13/cobra":             "cmd/mtbf/internal/cli",
	"github.com/jszwec/csvutil":          "ingest",
	"github.com/go-json-experiment/json": "internal/jsontable",
	"github.com/goccy/go-yaml":           "ingest",
	"gonum.org/v1/plot":                  "plots",
	"github.com/jedib0t/go-pretty":       "cmd/mtbf/internal/render",
	"github.com/modelcontextprotocol":    "cmd/mtbf/internal/mcpserver",
	"pgregory.net/rapid":                 "internal/property",
}

// quiet are standard packages that nothing below cmd may import unless its rule
// names them: it writes to no stream, reads no clock, logs nothing and owns no
// random source.
var quiet = []string{"log", "log/slog", "math/rand", "flag", "os/signal"}

// TestOneRoomForEachThing: what packages of one room alone do, told by their text
// and not by what they import: model/dist has the distributions, ingest reads
// tables of other programs, and infile opens files, as it keeps to a folder.
func TestOneRoomForEachThing(t *testing.T) {
	for _, c := range []struct {
		what, pattern, room string
		others              []string // where it is something else
	}{
		{"distributions", `(?m)^func \([a-z]+ \*?[A-Za-z]+\) LogSurvival\(`, "model/dist", nil},
		{"logs read", `\btable\.(Open|NewText|Sniff)\(`, "ingest", []string{"internal/table"}},
		{"files opened", `\bos\.(Open|OpenFile|OpenInRoot|ReadFile|ReadDir|DirFS|Lstat)\(`, "internal/infile", []string{"cmd/mtbf/internal/outfile", "datasets", "internal/oracle"}}, // files to write, downloads, tests
	} {
		t.Run(c.what, func(t *testing.T) {
			pattern, found := regexp.MustCompile(c.pattern), 0
			for _, p := range modulePackages(t) {
				path := strings.TrimPrefix(p.ImportPath, "mtbf/")
				for _, file := range sources(t, path) {
					switch text, err := os.ReadFile(file); {
					case err != nil:
						t.Fatal(err)
					case !pattern.Match(text), slices.Contains(c.others, path):
					case within(path, c.room):
						found++
					default:
						t.Errorf("%s: that is for %s", file, c.room)
					}
				}
			}
			if found == 0 {
				t.Errorf("nothing in %s: the pattern is out of date", c.room)
			}
		})
	}
}

// sources are the files of a package but its tests.
func sources(t *testing.T, path string) []string {
	t.Helper()
	if path == "mtbf" {
		path = "."
	}
	files, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func modulePackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestImportsPointOneWay(t *testing.T) {
	packages := modulePackages(t)
	if len(packages) < 10 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	for _, p := range packages {
		path := strings.TrimPrefix(p.ImportPath, "mtbf/")
		for _, fault := range faults(path, p.Imports) {
			t.Error(fault)
		}
	}
}

// TestPropertiesHaveOneSeed: rapid draws other cases in every run but where
// internal/property sets its seed.
func TestPropertiesHaveOneSeed(t *testing.T) {
	const drawing, seeded = "pgregory.net/rapid", "mtbf/internal/property"
	found := 0
	for _, p := range modulePackages(t) {
		imports := slices.Concat(p.TestImports, p.XTestImports)
		if !slices.Contains(imports, drawing) {
			continue
		}
		found++
		if p.ImportPath != seeded && !slices.Contains(imports, seeded) {
			t.Errorf("the tests of %s import %s without %s", p.ImportPath, drawing, seeded)
		}
	}
	if found == 0 {
		t.Error("no test draws its cases")
	}
}

// faults returns what is wrong with the imports of the package at path.
func faults(path string, imports []string) []string {
	var found []string
	r := rules[slices.IndexFunc(rules, func(r rule) bool { return within(path, r.prefix) })]
	for _, imp := range imports {
		if imp == "mtbf" && !within(path, "cmd") {
			found = append(found, path+" may not import the jobs of commands")
		}
		switch inside, ours := strings.CutPrefix(imp, "mtbf/"); {
		case ours && !slices.ContainsFunc(r.allowed, func(a string) bool { return matches(inside, a) }):
			found = append(found, path+" may not import "+inside)
		case !ours && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") && !slices.ContainsFunc(r.outside, func(a string) bool { return within(imp, a) }):
			found = append(found, path+" may not import "+imp)
		case !strings.HasPrefix(path, "cmd/") && slices.Contains(quiet, imp) && !slices.Contains(r.outside, imp), imp == "math/rand":
			found = append(found, path+" may not import "+imp)
		}
		for lib, owner := range sole {
			if within(imp, lib) && path != owner {
				found = append(found, path+" may not import "+imp+": only "+owner+" does")
			}
		}
	}
	return found
}

// matches reports whether an import is what a rule allows: the package itself,
// or with /... everything below it too.
func matches(imp, allowed string) bool {
	tree, all := strings.CutSuffix(allowed, "/...")
	return imp == tree || (all && within(imp, tree))
}

func within(path, prefix string) bool {
	return prefix == "" || path == prefix || strings.HasPrefix(path, prefix+"/")
}

func TestArchitectureTestRejects(t *testing.T) {
	for _, c := range []struct {
		path string
		imp  string
	}{
		{"model/rate", "mtbf/model/life"},
		{"model", "mtbf/ingest"},
		{"model/census", "mtbf/ingest"},
		{"model/dist", "mtbf/model/life"},
		{"report", "mtbf"},
		{"ingest", "github.com/spf13/cobra"},
		{"cmd/mtbf", "mtbf/model"},
		{"model/life", "math/rand"},
		{"datasets", "log"},
		{"internal/when", "mtbf/model"},
	} {
		t.Run(c.path, func(t *testing.T) {
			if len(faults(c.path, []string{c.imp})) == 0 {
				t.Errorf("%s importing %s was let pass", c.path, c.imp)
			}
		})
	}
}
