package render

import (
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest"
)

// Profiles is the list of profiles that ship with the program.
type Profiles struct {
	Schema   string    `json:"schema"`
	Profiles []Profile `json:"profiles"`
}

// Profile says what logs one profile reads. A log is read with it that has all the
// columns of one of the lists; one that is refused is no log.
type Profile struct {
	Name    string     `json:"name"`
	Tool    string     `json:"tool"`
	About   string     `json:"about"`
	Export  string     `json:"export"`
	Notes   string     `json:"notes"`
	Source  string     `json:"source"`
	Detect  [][]string `json:"detect"`
	Refused bool       `json:"refused"`
}

// NewProfiles makes the document of profiles.
func NewProfiles(profiles []*ingest.Profile) *Profiles {
	doc := &Profiles{Schema: "mtbf.profiles/1", Profiles: []Profile{}}
	for _, p := range profiles {
		out := Profile{Name: p.Name, Tool: p.Tool, About: p.About, Export: p.Export, Notes: p.Notes, Source: p.Source, Detect: [][]string{}, Refused: p.Refuse != ""}
		for _, columns := range append([][]string{p.Detect}, p.Layouts...) {
			if len(columns) > 0 {
				out.Detect = append(out.Detect, slices.Clone(columns))
			}
		}
		doc.Profiles = append(doc.Profiles, out)
	}
	return doc
}

// Blocks returns a line a profile, what is no log apart.
func (d *Profiles) Blocks() []Block {
	const columns = 3
	read := &Grid{Left: columns, Header: []string{"Name", "Tool", "A row is"}}
	refused := &Grid{Left: columns, Header: []string{"Name", "Tool", "It holds"}}
	for _, p := range d.Profiles {
		g := read
		if p.Refused {
			g = refused
		}
		g.Rows = append(g.Rows, []string{p.Name, p.Tool, p.About})
	}
	return []Block{
		{Title: "Logs that are known by their columns", Grid: fit(read, width)},
		{Title: "Files that are known to be no logs", Grid: fit(refused, width)},
		{Lines: []string{"'mtbf profiles show NAME' tells where the tool has its export and what it means; 'mtbf profiles new LOG' writes one for any other log."}},
	}
}

// Records returns one row a profile.
func (d *Profiles) Records() [][]string {
	records := [][]string{{"name", "tool", "about", "export", "notes", "source", "detect", "refused"}}
	for _, p := range d.Profiles {
		lists := make([]string, len(p.Detect))
		for i, columns := range p.Detect {
			lists[i] = strings.Join(columns, ", ")
		}
		records = append(records, []string{p.Name, p.Tool, p.About, p.Export, p.Notes, p.Source, strings.Join(lists, "; "), strconv.FormatBool(p.Refused)})
	}
	return records
}
