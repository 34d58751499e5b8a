// Package datasets holds the data that ships inside the program, each with
// its provenance, and knows the public logs that it can fetch. It depends on
// nothing else of the module.
package datasets

import (
	"embed"
	"fmt"
	"io"
	"slices"

	"mtbf/internal/near"
)

//go:embed logs questions tables systems
var files embed.FS

// Kind is what the rows of a dataset are.
type Kind string

const (
	Log      Kind = "log"      // one row an outage
	Table    Kind = "table"    // as a paper prints it
	Timeline Kind = "timeline" // one row an event of a single outage
	System   Kind = "system"   // a system file, in YAML
	Question Kind = "question" // one that asks how many copies of what to buy
)

// Origin is how a dataset came about.
type Origin string

const (
	Synthetic     Origin = "synthetic"          // written for this program; no real system
	Reconstructed Origin = "reconstructed"      // made so that published numbers come out of it
	Typed         Origin = "typed from a paper" // numbers as printed
	Computed      Origin = "computed"           // from a log that can be fetched
	Downloaded    Origin = "downloaded"         // not inside the program
)

// Dataset is one log, table or timeline.
type Dataset struct {
	Name       string
	Kind       Kind
	About      string // at most 31 characters, for a list
	Origin     Origin
	Provenance string   // where every row comes from: work, table, page
	Notes      []string // what a reader must know before using the numbers
	Use        string   // a command that uses it; FILE stands for a fetched file

	// Bases are the totals that the printed percentages may be shares of.
	Bases []Basis

	// Download is nil for what is inside the program.
	Download *Download

	file string
}

// Embedded reports whether the dataset is inside the program.
func (d Dataset) Embedded() bool { return d.Download == nil }

// Open returns the content of an embedded dataset, a CSV with one header.
func (d Dataset) Open() (io.ReadCloser, error) {
	if !d.Embedded() {
		return nil, fmt.Errorf("%s is not inside the program: 'mtbf datasets fetch %s' downloads it", d.Name, d.Name)
	}
	return files.Open(d.file)
}

// All returns the datasets in the order in which they are listed.
func All() []Dataset { return slices.Concat(registry, systems, questions) }

// Names returns the names of the logs inside the program, which analyze reads
// as dataset:NAME.
func Names() []string {
	return namesOf(func(d Dataset) bool { return d.Kind == Log && d.Embedded() })
}

// Fetchable returns the names of the datasets that can be downloaded.
func Fetchable() []string {
	return namesOf(func(d Dataset) bool { return !d.Embedded() })
}

func namesOf(keep func(Dataset) bool) []string {
	var names []string
	for _, d := range All() {
		if keep(d) {
			names = append(names, d.Name)
		}
	}
	return names
}

// Find returns the dataset called name.
func Find(name string) (Dataset, error) {
	for _, d := range All() {
		if d.Name == name {
			return d, nil
		}
	}
	all := namesOf(func(Dataset) bool { return true })
	return Dataset{}, fmt.Errorf("no dataset %q; 'mtbf datasets list' has them%s", name, near.Hint(name, all))
}

// Open returns the content of the embedded dataset called name.
func Open(name string) (io.ReadCloser, error) {
	d, err := Find(name)
	if err != nil {
		return nil, err
	}
	return d.Open()
}
