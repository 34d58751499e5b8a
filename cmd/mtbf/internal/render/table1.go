package render

import (
	"fmt"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/model/gray"
)

// Table1 is the result of table1.
type Table1 struct {
	Schema string      `json:"schema"`
	Log    string      `json:"log"`
	Rows   []Table1Row `json:"rows"`
	Claims []Claim     `json:"claims"`
}

// Table1Row is a row of Gray's table.
type Table1Row struct {
	Category      string `json:"category"`
	Depth         int    `json:"depth"`
	Underreported bool   `json:"underreported"`
	Cells         []Cell `json:"cells"`
}

// Cell is a published number beside the reproduced one.
type Cell struct {
	Column     string   `json:"column"`
	Published  float64  `json:"published"`
	Reproduced *float64 `json:"reproduced"`
	Lo         *float64 `json:"lo,omitempty"`
	Hi         *float64 `json:"hi,omitempty"`
	Agrees     bool     `json:"agrees"`
	Note       string   `json:"note"`
}

// Claim is a statement of the paper, recomputed.
type Claim struct {
	ID        string   `json:"id"`
	Page      int      `json:"page"`
	Text      string   `json:"text"`
	Relation  string   `json:"relation"`
	Published float64  `json:"published"`
	Computed  *float64 `json:"computed"`
	Unit      string   `json:"unit"`
	Source    string   `json:"source"`
	Agrees    bool     `json:"agrees"`
	Note      string   `json:"note"`

	decimals int
}

// NewTable1 makes the document of table1.
func NewTable1(log string, rows []gray.Row, claims []gray.Claim) *Table1 {
	t := &Table1{Schema: "mtbf.table1/1", Log: log}
	for _, r := range rows {
		out := Table1Row{Category: categoryName(r.Category), Depth: r.Depth, Underreported: r.Underreported}
		for _, c := range r.Cells {
			cell := Cell{Column: c.Column, Published: c.Published, Reproduced: finite(c.Reproduced), Agrees: c.Agrees, Note: c.Note}
			if c.Column == gray.MTBFYears {
				cell.Lo, cell.Hi = finite(c.Lo), finite(c.Hi)
			}
			out.Cells = append(out.Cells, cell)
		}
		t.Rows = append(t.Rows, out)
	}
	for _, c := range claims {
		t.Claims = append(t.Claims, Claim{
			ID: c.ID, Page: c.Page, Text: c.Text, Relation: strings.TrimSpace(string(c.Relation)), Published: c.Published,
			Computed: finite(c.Computed), Unit: c.Unit, Source: c.Source, Agrees: c.Agrees, Note: c.Note, decimals: c.Decimals,
		})
	}
	return t
}

// Blocks returns the table, the reasons of its disagreements, and the claims.
func (t *Table1) Blocks() []Block {
	cells, agree := t.tally()
	claimsAgree := 0
	for _, c := range t.Claims {
		if c.Agrees {
			claimsAgree++
		}
	}
	return []Block{
		t.heading(),
		{Lines: append([]string{fmt.Sprintf("%d of %d cells agree; (?) marks what the paper calls under-reported. Where they do not:", agree, cells)}, t.misses()...)},
		{Title: fmt.Sprintf("Claims of the paper: %d of %d hold", claimsAgree, len(t.Claims)), Grid: t.claimGrid()},
		{Lines: t.claimNotes()},
	}
}

// heading tells in its first line where the log comes from: what was made to give the
// printed counts is no evidence for them.
func (t *Table1) heading() Block {
	if t.Log != "dataset:gray1985" {
		return Block{Title: "Gray's Table 1 (TR 85.7, p. 10), as printed and from " + t.Log, Grid: t.grid()}
	}
	return Block{
		Title: "Gray's Table 1 and " + t.Log + ", a log reconstructed from that table",
		Lines: []string{"TR 85.7, p. 10. The log was made so that the printed counts come out of it: cells that agree are no evidence of their own."},
		Grid:  t.grid(),
	}
}

func (t *Table1) tally() (cells, agree int) {
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			cells++
			if c.Agrees {
				agree++
			}
		}
	}
	return cells, agree
}

func (t *Table1) grid() *Grid {
	g := &Grid{Left: 1, Header: []string{"Failure mode", "%", "log, %", "", "MTBF, y", "log, y [limits]", ""}}
	for _, r := range t.Rows {
		label := strings.Repeat("  ", max(0, r.Depth-1)) + r.Category[strings.LastIndexByte(r.Category, '/')+1:]
		if r.Underreported {
			label += " (?)"
		}
		cells := []string{label, "", "", "", "", "", ""}
		for _, c := range r.Cells {
			if c.Column == gray.Probability {
				cells[1], cells[2], cells[3] = bare(&c.Published), fixed(c.Reproduced, 1), verdict(c.Agrees)
			} else {
				cells[4], cells[6] = bare(&c.Published), verdict(c.Agrees)
				cells[5] = fmt.Sprintf("%s [%s, %s]", fixed(c.Reproduced, 1), fixed(c.Lo, 1), fixed(c.Hi, 1))
			}
		}
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// verdict is a short word: colour must not be needed to tell.
func verdict(agrees bool) string {
	if agrees {
		return "agrees"
	}
	return "differs"
}

func fixed(x *float64, decimals int) string {
	return orAbsent(x, func(x float64) string { return strconv.FormatFloat(x, 'f', decimals, 64) })
}

func (t *Table1) misses() []string {
	var lines []string
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			if !c.Agrees {
				lines = append(lines, fmt.Sprintf("%s, %s: %s", r.Category, c.Column, c.Note))
			}
		}
	}
	return lines
}

func (t *Table1) claimGrid() *Grid {
	g := &Grid{Left: 2, Header: []string{"Page", "Statement", "Published", "Computed", ""}, Wrap: map[int]int{1: 32}}
	for _, c := range t.Claims {
		g.Rows = append(g.Rows, []string{strconv.Itoa(c.Page), c.Text, c.published(), sigOrAbsent(c.Computed, 4), verdict(c.Agrees)})
	}
	return g
}

func (c Claim) published() string {
	text := number.Thousands(strconv.FormatFloat(c.Published, 'f', c.decimals, 64)) + " " + c.Unit
	if c.Relation != "=" {
		text = c.Relation + " " + text
	}
	return strings.TrimSpace(text)
}

func (t *Table1) claimNotes() []string {
	lines := []string{"Where a statement needs a word:"}
	for _, c := range t.Claims {
		if c.Note != "" && !c.Agrees {
			lines = append(lines, fmt.Sprintf("p. %d, %s: %s", c.Page, c.ID, c.Note))
		}
	}
	return lines
}

// Records returns one row a cell, then one a claim.
func (t *Table1) Records() [][]string {
	records := [][]string{{"kind", "id", "page", "column", "relation", "published", "computed", "lo", "hi", "unit", "agrees", "source", "note"}}
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			records = append(records, []string{"cell", r.Category, "10", c.Column, "=", bare(&c.Published), bare(c.Reproduced), bare(c.Lo), bare(c.Hi), "", strconv.FormatBool(c.Agrees), "log", c.Note})
		}
	}
	for _, c := range t.Claims {
		records = append(records, []string{"claim", c.ID, strconv.Itoa(c.Page), "", c.Relation, bare(&c.Published), bare(c.Computed), "", "", c.Unit, strconv.FormatBool(c.Agrees), c.Source, c.Note})
	}
	return records
}
