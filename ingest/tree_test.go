package ingest

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// treeCases are columns of categories, with the paths that they become; levels are
// shown with > between them.
var treeCases = map[string]struct{ values, want string }{
	"a tree":              {"hardware/disc|hardware/cpu|software|administration/operations", "hardware>disc|hardware>cpu|software|administration>operations"},
	"a value of its own":  {"hardware|hardware/disc|software", "hardware|hardware>disc|software"},
	"letters":             {"CI/CD pipeline|I/O error|TCP/IP stack|DNS", "CI/CD pipeline|I/O error|TCP/IP stack|DNS"},
	"letters, repeated":   {"I/O error|I/O timeout|CI/CD pipeline|CI/CD runner", "I/O error|I/O timeout|CI/CD pipeline|CI/CD runner"},
	"letters in a tree":   {"hardware/disc|hardware/cpu|CI/CD pipeline|I/O error", "hardware>disc|hardware>cpu|CI/CD pipeline|I/O error"},
	"one slash":           {"administration/operations|power", "administration/operations|power"},
	"three levels":        {"hw/disc/arm|hw/disc/platter|hw/cpu", "hw>disc>arm|hw>disc>platter|hw>cpu"},
	"blanks":              {"Power / UPS|Power / Grid|Power", "Power>UPS|Power>Grid|Power"},
	"nothing behind":      {"disc/|/dev/sda|24/7 desk", "disc/|/dev/sda|24/7 desk"},
	"case kept":           {"DNS|Disc|power Failure", "DNS|Disc|power Failure"},
	"spellings":           {"disc|Disc|Disc|DISC|HW/a|hw/b|hw/b", "Disc|Disc|Disc|Disc|hw>a|hw>b|hw>b"},
	"not told, and so on": {"Unknown||NONE|none", "unknown|unknown|none|none"},
}

func TestTree(t *testing.T) {
	for name, c := range treeCases {
		t.Run(name, func(t *testing.T) {
			log := readLog(t, columnOf(c.values), Options{})
			oracle.Equal(t, "paths", pathsOf(log), c.want)
		})
	}
}

// columnOf is a log with a row for each value.
func columnOf(values string) string {
	text := "unit,start,end,cause\n"
	for i, value := range strings.Split(values, "|") {
		text += "u" + string(rune('a'+i)) + ",2024-03-01T10:00Z,2024-03-01T11:00Z," + value + "\n"
	}
	return text
}

func pathsOf(log *Log) string {
	var all []string
	for _, o := range log.Outages {
		for _, c := range log.Causes[o.Causes] {
			all = append(all, strings.Join(c.Levels(), ">"))
		}
	}
	return strings.Join(all, "|")
}

// A condition does not make another tree of what it leaves.
func TestTreeUnderCondition(t *testing.T) {
	text := columnOf("hardware/disc|hardware/cpu|software")
	log := readLog(t, text, Options{Where: []Condition{{Column: "cause", Values: []string{"hardware/disc"}}}})
	oracle.Equal(t, "path", pathsOf(log), "hardware>disc")
}

// What the user gives separates levels, or nothing does.
func TestCategorySeparator(t *testing.T) {
	for separator, want := range map[string]string{"": "a/b > c|a/d", ">": "a/b>c|a/d", "/": "a>b > c|a>d"} {
		log := readLog(t, columnOf("a/b > c|a/d"), Options{CategorySeparator: &separator})
		oracle.Equal(t, separator, pathsOf(log), want)
	}
	taxonomy, err := parseTaxonomy("own.yaml", []byte("rules: [{value: [fan], category: Hardware/Disc}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	log := readLog(t, columnOf("fan"), Options{Taxonomy: taxonomy})
	oracle.Equal(t, "taxonomy", log.Causes[0][0], model.Category("Hardware/Disc"))
	oracle.Equal(t, "joined columns", pathsOf(readLog(t, "start,a,b\n2024-03-01T10:00Z,CI/CD,Disc\n", Options{Columns: map[Role]string{roleCategory: "a+b"}})), "CI/CD>Disc")
}
