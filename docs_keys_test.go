package mtbf_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
)

// section returns the part of a document below a heading, up to the next one of the
// same depth; "" if there is none.
func section(text, heading string) string {
	_, part, _ := strings.Cut(text, "\n## "+heading+"\n")
	part, _, _ = strings.Cut(part, "\n## ")
	return part
}

// word matches a word in backquotes.
var word = regexp.MustCompile("`([a-z][\\w-]*)`")

// keysOf returns the words in backquotes in the first cells of the tables of a text.
func keysOf(text string, cells int) (keys []string) {
	for line := range strings.Lines(text) {
		if row := strings.Split(line, "|"); len(row) > cells+1 {
			for _, m := range word.FindAllStringSubmatch(strings.Join(row[1:1+cells], " "), -1) {
				keys = append(keys, m[1])
			}
		}
	}
	return keys
}

// object is what the schema of system files says of a mapping.
type object struct {
	Properties map[string]json.RawMessage
	OneOf      []object
}

// The page of system files has every key of the schema in the table of its section, no
// other, and an example of each.
func TestEveryKeyOfASystemFileIsShown(t *testing.T) {
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(systemfile.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/system-files.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	schema.Defs["file"] = schema.object
	schema.Defs["node"] = schema.Defs["node"].OneOf[1]
	families := object{Properties: maps.Clone(schema.Defs["distribution"].Properties)}
	for _, family := range []string{"exponential", "weibull", "lognormal", "shapeScale", "normal", "gumbel", "deterministic", "uniform", "empirical"} {
		maps.Copy(families.Properties, schema.Defs[family].Properties)
		delete(schema.Defs, family)
	}
	schema.Defs["distribution"] = families
	known := object{Properties: map[string]json.RawMessage{}}
	for _, name := range []string{"uncertainMTBF", "uncertainMTTR", "uncertainAvailability", "uncertainReliability", "gammaPrior", "rateGamma", "betaPrior", "beta"} {
		maps.Copy(known.Properties, schema.Defs[name].Properties)
		delete(schema.Defs, name)
	}
	schema.Defs["uncertain"] = known
	delete(schema.Defs, "duration") // is none, as is probability
	delete(schema.Defs, "probability")
	headings := map[string]string{"file": "The file", "module": "Module", "from": "From", "uncertain": "Uncertain numbers", "distribution": "Distributions", "node": "Structure", "kOfN": "k_of_n"}
	for name, def := range schema.Defs {
		t.Run(name, func(t *testing.T) {
			heading := headings[name]
			if heading == "" {
				heading = name
			}
			cells, examples := 1, section(page, heading)
			if name == "distribution" {
				cells = 2
			}
			listed := keysOf(examples, cells)
			if name == "node" {
				examples = page // further down
			}
			slices.Sort(listed)
			oracle.Equal(t, "keys in the table of "+heading, strings.Join(slices.Compact(listed), " "), strings.Join(slices.Sorted(maps.Keys(def.Properties)), " "))
			for key := range def.Properties {
				if !exampleOf(examples, key) {
					t.Errorf("no file in %q has the key %q", heading, key)
				}
			}
		})
	}
}

// exampleOf reports whether a file of a text has a key.
func exampleOf(text, key string) bool {
	has := regexp.MustCompile(`(?m)(^|[ {])` + key + `:`)
	return slices.ContainsFunc(blocks(text), func(b block) bool {
		return b.language == "yaml" && has.MatchString(strings.Join(b.lines, "\n"))
	})
}

// The page of the library names every package that other modules can import.
func TestLibraryPageNamesThePackages(t *testing.T) {
	text, err := os.ReadFile("docs/library.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(mtbf(?:/[\\w/]+)?)` \\|").FindAllStringSubmatch(string(text), -1) {
		listed = append(listed, m[1])
	}
	out, err := exec.Command("go", "list", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		private := strings.Contains(p, "internal") || strings.HasPrefix(p, "mtbf/cmd") || strings.HasPrefix(p, "mtbf/findings")
		if private == slices.Contains(listed, p) {
			t.Errorf("package %s: on the page %v", p, !private == slices.Contains(listed, p))
		}
		listed = slices.DeleteFunc(listed, func(l string) bool { return l == p })
	}
	if len(listed) > 0 {
		t.Errorf("no packages: %q", listed)
	}
}

// The index of docs links to every page, or to that which lists its folder.
func TestIndexLinksEveryPage(t *testing.T) {
	text, err := os.ReadFile("docs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	targets := links(string(text))
	for _, page := range pages(t) {
		rest, ok := strings.CutPrefix(page, "docs/")
		folder, _, nested := strings.Cut(rest, "/")
		if ok && rest != "README.md" && !slices.Contains(targets, rest) && (!nested || !slices.Contains(targets, folder+"/README.md") && !slices.Contains(targets, folder+".md")) {
			t.Errorf("docs/README.md does not link to %s", rest)
		}
	}
}
