package render

// Figures is the list of figures that plot draws.
type Figures struct {
	Schema  string       `json:"schema"`
	Figures []FigureKind `json:"figures"`
}

// FigureKind is a kind of figure.
type FigureKind struct {
	Kind  string `json:"kind"`
	Of    string `json:"of"` // LOG, SYSTEM or nothing
	Shows string `json:"shows"`
}

// NewFigures returns the empty list.
func NewFigures() *Figures { return &Figures{Schema: "mtbf.plot/1"} }

// Blocks returns the list as a table.
func (f *Figures) Blocks() []Block {
	rows := f.Records()
	return []Block{{Title: "Figures", Grid: &Grid{Left: 3, Header: []string{"Kind", "Of", "Shows"}, Rows: rows[1:]}}}
}

// Records returns one row a kind.
func (f *Figures) Records() [][]string {
	rows := [][]string{{"kind", "of", "shows"}}
	for _, k := range f.Figures {
		rows = append(rows, []string{k.Kind, k.Of, k.Shows})
	}
	return rows
}
