package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtbf/internal/number"
	"mtbf/internal/printable"
)

// Datasets is the list of what ships with the program and what it can fetch.
type Datasets struct {
	Schema   string    `json:"schema"`
	Datasets []Dataset `json:"datasets"`
}

// Dataset describes one log, table or timeline. A dataset inside the program
// has rows, one outside a download.
type Dataset struct {
	Name       string    `json:"name"`
	Kind       string    `json:"kind"`
	About      string    `json:"about"`
	Rows       *int      `json:"rows"`
	Origin     string    `json:"origin"`
	Provenance string    `json:"provenance"`
	Notes      []string  `json:"notes"`
	Use        string    `json:"use"`
	Download   *Download `json:"download,omitempty"`
}

// Download says where a dataset is fetched from.
type Download struct {
	URL    string   `json:"url"`
	Pages  []string `json:"pages"`
	Terms  string   `json:"terms"`
	Bytes  *int64   `json:"bytes"`
	SHA256 *string  `json:"sha256"`
}

// Blocks returns what is inside the program and what can be fetched.
func (d *Datasets) Blocks() []Block {
	inside := &Grid{Left: 2, Header: []string{"Name", "Kind", "Rows", "About"}}
	outside := &Grid{Left: 3, Header: []string{"Name", "Kind", "About"}}
	for _, s := range d.Datasets {
		if s.Rows == nil {
			outside.Rows = append(outside.Rows, []string{s.Name, s.Kind, s.About})
		} else {
			inside.Rows = append(inside.Rows, []string{s.Name, s.Kind, number.Count(*s.Rows), s.About})
		}
	}
	alignLast(inside)
	return []Block{
		{Title: "Inside the program", Grid: inside},
		{Title: "To be had with 'mtbf datasets fetch NAME'", Grid: outside},
		{Lines: []string{"'mtbf datasets show NAME' tells where the rows come from."}},
	}
}

// alignLast pads the last column, so that it reads from the left.
func alignLast(g *Grid) {
	last := len(g.Header) - 1
	widest := len(g.Header[last])
	for _, r := range g.Rows {
		widest = max(widest, len([]rune(r[last])))
	}
	pad := func(r []string) { r[last] += strings.Repeat(" ", widest-len([]rune(r[last]))) }
	pad(g.Header)
	for _, r := range g.Rows {
		pad(r)
	}
}

// Records returns one row a dataset.
func (d *Datasets) Records() [][]string {
	records := [][]string{{"name", "kind", "rows", "about", "origin", "provenance", "url", "sha256", "use"}}
	for _, s := range d.Datasets {
		rows, url, sum := "", "", ""
		if s.Rows != nil {
			rows = strconv.Itoa(*s.Rows)
		}
		if s.Download != nil {
			url = s.Download.URL
			if s.Download.SHA256 != nil {
				sum = *s.Download.SHA256
			}
		}
		records = append(records, []string{s.Name, s.Kind, rows, s.About, s.Origin, s.Provenance, url, sum, s.Use})
	}
	return records
}

// DatasetDetail is one dataset with its rows, or the first of them, and for a
// published table its percentages beside those that follow from its counts.
type DatasetDetail struct {
	Schema string `json:"schema"`
	Dataset
	Header []string    `json:"header,omitempty"`
	Data   [][]string  `json:"data,omitempty"`
	Shares *ShareCheck `json:"shares,omitempty"`
}

// ShareCheck is the JSON form of printed percentages beside computed ones.
type ShareCheck struct {
	Bases      []ShareBasis `json:"bases"`
	PrintedSum float64      `json:"printed_sum_pct"`
	Rows       []ShareRow   `json:"rows"`
}

// ShareBasis is a total that the percentages may be shares of.
type ShareBasis struct {
	Name   string `json:"name"`
	Total  int    `json:"total"`
	Agree  int    `json:"agree"`
	Differ int    `json:"differ"`
}

// ShareRow is one row; Count and PrintedPct are null where the paper prints
// none.
type ShareRow struct {
	Category   string   `json:"category"`
	Count      *int     `json:"count"`
	PrintedPct *float64 `json:"printed_pct"`
	Decimals   int      `json:"-"`
	Of         []Share  `json:"of"`
}

// Share is the share of one total.
type Share struct {
	Count   int     `json:"count"`
	Percent float64 `json:"percent"`
	Agrees  bool    `json:"agrees"`
}

// Blocks returns the description, then the rows or the check of them.
func (d *DatasetDetail) Blocks() []Block {
	blocks := []Block{{Title: d.Name + ": " + d.About, Lines: d.description()}}
	switch {
	case d.Shares != nil:
		blocks = append(blocks, d.Shares.block(), Block{Lines: d.Shares.verdicts()})
	case len(d.Header) > 0:
		g := fit(&Grid{Left: len(d.Header), Header: d.Header, Rows: d.Data}, width)
		title := "Rows"
		if *d.Rows > len(d.Data) {
			title = fmt.Sprintf("The first %d of %s rows", len(d.Data), number.Count(*d.Rows))
		}
		blocks = append(blocks, Block{Title: title, Grid: g})
	}
	return append(blocks, Block{Lines: append(append([]string{}, d.Notes...), "use: "+d.Use)})
}

func (d *DatasetDetail) description() []string {
	lines := []string{
		fmt.Sprintf("kind        %s, %s", d.Kind, d.Origin),
		"provenance  " + d.Provenance,
	}
	w := d.Download
	if w == nil {
		return lines
	}
	size, sum := "unknown, the file changes", "none, the file changes"
	if w.Bytes != nil {
		size = number.Count(int(*w.Bytes)) + " bytes"
	}
	if w.SHA256 != nil {
		sum = "sha256 " + *w.SHA256
	}
	lines = append(lines, "address     "+w.URL, "size        "+size, "checksum    "+sum, "terms       "+w.Terms)
	for _, page := range w.Pages {
		lines = append(lines, "see         "+page)
	}
	return append(lines, "fetch       mtbf datasets fetch "+d.Name)
}

// block is the table of the check: two columns for each total.
func (s *ShareCheck) block() Block {
	counted := s.counted()
	g := &Grid{Left: 1, Header: []string{"Category"}}
	if counted {
		g.Header = append(g.Header, "Count")
	}
	g.Header = append(g.Header, "Printed %")
	for _, b := range s.Bases {
		head := "% of " + number.Count(b.Total)
		if !counted {
			head = "Nearest of " + number.Count(b.Total)
		}
		g.Header = append(g.Header, head, "Verdict")
	}
	for _, r := range s.Rows {
		g.Rows = append(g.Rows, r.cells(counted, len(s.Bases)))
	}
	return Block{Title: "Printed beside computed", Grid: g}
}

// counted reports whether the paper prints counts.
func (s *ShareCheck) counted() bool {
	return slices.ContainsFunc(s.Rows, func(r ShareRow) bool { return r.Count != nil })
}

func (r ShareRow) cells(counted bool, bases int) []string {
	cells := []string{r.Category}
	if counted {
		count := number.Absent
		if r.Count != nil {
			count = number.Count(*r.Count)
		}
		cells = append(cells, count)
	}
	cells = append(cells, fixed(r.PrintedPct, r.Decimals))
	for i := range bases {
		if i >= len(r.Of) {
			cells = append(cells, number.Absent, "")
			continue
		}
		o := r.Of[i]
		text := r.percent(o)
		if !counted {
			text = fmt.Sprintf("%s is %s%%", number.Count(o.Count), text)
		}
		cells = append(cells, text, verdict(o.Agrees))
	}
	return cells
}

// percent shows a share to a tenth at least, and to what is printed.
func (r ShareRow) percent(o Share) string {
	return strconv.FormatFloat(o.Percent, 'f', max(1, r.Decimals), 64)
}

// manyDiffer is how many differences are still named one by one.
const manyDiffer = 3

// verdicts says in words how far the percentages agree.
func (s *ShareCheck) verdicts() []string {
	var lines []string
	for i, b := range s.Bases {
		of := fmt.Sprintf("of %s %s", number.Count(b.Total), b.Name)
		switch all := b.Agree + b.Differ; {
		case b.Differ == 0:
			lines = append(lines, fmt.Sprintf("%s: all %d printed percentages agree.", of, all))
		case b.Differ > manyDiffer:
			lines = append(lines, fmt.Sprintf("%s: %d of %d printed percentages differ.", of, b.Differ, all))
		default:
			lines = append(lines, fmt.Sprintf("%s: %d of %d printed percentages agree; %s.", of, b.Agree, all, s.differing(i)))
		}
	}
	return append(lines, fmt.Sprintf("The printed percentages add to %s %%.", strconv.FormatFloat(s.PrintedSum, 'f', s.decimals(), 64)))
}

// differing names the rows that differ from the printed percentage.
func (s *ShareCheck) differing(basis int) string {
	var parts []string
	for _, r := range s.Rows {
		if basis < len(r.Of) && !r.Of[basis].Agrees {
			o := r.Of[basis]
			parts = append(parts, fmt.Sprintf("%s: %s/%s = %s %%, printed %s", r.Category, number.Count(o.Count), number.Count(s.Bases[basis].Total), r.percent(o), fixed(r.PrintedPct, r.Decimals)))
		}
	}
	return strings.Join(parts, "; ")
}

func (s *ShareCheck) decimals() int {
	most := 0
	for _, r := range s.Rows {
		most = max(most, r.Decimals)
	}
	return most
}

// Records returns the check, or the rows where there is none.
func (d *DatasetDetail) Records() [][]string {
	if d.Shares == nil {
		if len(d.Header) == 0 {
			return (&Datasets{Datasets: []Dataset{d.Dataset}}).Records()
		}
		return append([][]string{d.Header}, d.Data...)
	}
	records := [][]string{{"category", "printed_pct", "of", "total", "count", "percent", "agrees"}}
	for _, r := range d.Shares.Rows {
		for i, o := range r.Of {
			b := d.Shares.Bases[i]
			records = append(records, []string{r.Category, bare(r.PrintedPct), b.Name, strconv.Itoa(b.Total), strconv.Itoa(o.Count), bare(&o.Percent), strconv.FormatBool(o.Agrees)})
		}
		if len(r.Of) == 0 {
			count := ""
			if r.Count != nil {
				count = strconv.Itoa(*r.Count)
			}
			records = append(records, []string{r.Category, bare(r.PrintedPct), "", "", count, "", ""})
		}
	}
	return records
}

// fit shortens the widest cells of a grid until its columns, with two blanks
// between them, fit.
func fit(g *Grid, width int) *Grid {
	widths := make([]int, len(g.Header))
	total := 2 * (len(g.Header) - 1)
	for i := range widths {
		for _, r := range append([][]string{g.Header}, g.Rows...) {
			widths[i] = max(widths[i], utf8.RuneCountInString(printable.Text(r[i])))
		}
		total += widths[i]
	}
	for ; total > width; total-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= 1 {
			break
		}
		widths[widest]--
	}
	clip := func(cells []string) []string {
		out := make([]string, len(cells))
		for i, c := range cells {
			out[i] = printable.Clip(c, widths[i])
		}
		return out
	}
	fitted := &Grid{Left: g.Left, Header: clip(g.Header)}
	for _, r := range g.Rows {
		fitted.Rows = append(fitted.Rows, clip(r))
	}
	return fitted
}

// Fetched is what a download came to.
type Fetched struct {
	Schema       string   `json:"schema"`
	Name         string   `json:"name"`
	Path         string   `json:"path"`
	Bytes        int64    `json:"bytes"`
	SHA256       string   `json:"sha256"`
	Checked      bool     `json:"checked"`
	Present      bool     `json:"present"`
	ResumedBytes int64    `json:"resumed_bytes"`
	Redirects    []string `json:"redirects"`
}

// Blocks returns the path alone.
func (f *Fetched) Blocks() []Block { return []Block{{Lines: []string{f.Path}}} }

// Records returns one row.
func (f *Fetched) Records() [][]string {
	return [][]string{
		{"name", "path", "bytes", "sha256", "checked", "present", "resumed_bytes"},
		{f.Name, f.Path, strconv.FormatInt(f.Bytes, 10), f.SHA256, strconv.FormatBool(f.Checked), strconv.FormatBool(f.Present), strconv.FormatInt(f.ResumedBytes, 10)},
	}
}
