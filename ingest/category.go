package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/model"
	"mtbf/model/census"
)

// maxCategoryValues bounds the distinct texts of a category column: beyond it
// the column holds prose, and a table by category would be one row a text.
const maxCategoryValues = 10_000

// categorizer finds the causes of a row.
type categorizer struct {
	f         *fileReader
	taxonomy  *census.Taxonomy
	separator string
	levels    string // what separates levels: levelMark alone where nothing does, openLevels where the values decide
	blank     model.Category
	filled    []int
	known     map[string]int32 // text of the cell -> its set of causes
	unplaced  int              // causes that no rule of the taxonomy places
}

func (f *fileReader) newCategorizer() (categorizer, error) {
	rule := f.profile.Category
	c := categorizer{
		f: f, taxonomy: f.opt.Taxonomy, separator: rule.Separator, blank: categoryPath(rule.Blank),
		filled: f.mapping.filled, known: map[string]int32{},
	}
	if c.separator == "" {
		c.separator = ";"
	}
	switch given := f.opt.CategorySeparator; {
	case given != nil && *given == "":
		c.levels = levelMark
	case given != nil:
		c.levels = *given
	default:
		c.levels = cmp.Or(rule.Levels, openLevels)
	}
	if c.blank == "" {
		c.blank = model.Unknown
	}
	var err error
	if c.taxonomy == nil {
		c.taxonomy, err = f.profile.taxonomy()
	}
	return c, err
}

// of returns the number of the row's set of causes: by the taxonomy where
// there is one, else as the category column or the filled columns say.
func (c *categorizer) of(text string, r *rows) (int32, error) {
	switch {
	case c.taxonomy != nil:
		return c.placed(text, r)
	case len(c.filled) > 0:
		text = c.filledText(r.record)
	}
	if n, ok := c.known[text]; ok {
		return n, nil
	}
	if len(c.known) >= maxCategoryValues {
		return 0, c.tooMany()
	}
	n, err := c.numberWritten(c.split(text))
	c.known[strings.Clone(text)] = n
	return n, err
}

// looksAtColumns reports whether the causes of a row depend on more than the text
// of its category.
func (c *categorizer) looksAtColumns() bool {
	return len(c.filled) > 0 || c.taxonomy != nil &&
		slices.ContainsFunc(c.taxonomy.Rules, func(r census.Rule) bool { return r.Column != "" })
}

// filledText writes the filled columns as one cell: the column and the text as two
// levels.
func (c *categorizer) filledText(record []string) string {
	var parts []string
	for _, i := range c.filled {
		if cell := strings.TrimSpace(record[i]); !isMissing(cell, nil) {
			parts = append(parts, c.f.mapping.header[i]+levelMark+strings.ReplaceAll(cell, c.separator, ","))
		}
	}
	return strings.Join(parts, c.separator)
}

// split reads a cell with one or more causes, each as it is written.
func (c *categorizer) split(text string) []model.Category {
	var set []model.Category
	for _, part := range strings.Split(text, c.separator) {
		if part = strings.Join(strings.Fields(part), " "); strings.Trim(part, "/"+levelMark+" ") != "" {
			set = append(set, model.Category(part))
		}
	}
	return set
}

// numberWritten gives a set of causes its number that are not placed in the tree
// yet.
func (c *categorizer) numberWritten(set []model.Category) (int32, error) {
	if len(set) == 0 {
		return c.number([]model.Category{c.blank})
	}
	n, err := c.intern(set, c.levels)
	if err == nil {
		c.f.asWritten[n] = c.levels
	}
	return n, err
}

// preview notes the values at the beginning of the file, those of rows that are left
// out included: what a slash in them is does not depend on conditions.
func (c *categorizer) preview(texts []string) {
	if c.taxonomy != nil || len(c.filled) > 0 || c.levels != openLevels {
		return
	}
	for _, text := range texts {
		for _, cause := range c.split(text) {
			c.f.values[string(cause)] = true
		}
	}
}

// placed asks the taxonomy about every cause in the cell.
func (c *categorizer) placed(text string, r *rows) (int32, error) {
	parts := strings.Split(text, c.separator)
	set := make([]model.Category, len(parts))
	for i, part := range parts {
		part = strings.TrimSpace(part)
		path, known := c.taxonomy.Place(func(column string) string {
			if column == "" {
				return part
			}
			return r.column(column)
		})
		if !known {
			c.noteUnmapped(part)
		}
		set[i] = path
	}
	return c.number(set)
}

// maxUnmapped bounds the unplaced values that are told apart.
const maxUnmapped = 10_000

func (c *categorizer) noteUnmapped(text string) {
	c.unplaced++
	text = table.Shorten(text)
	if _, ok := c.f.unmapped[text]; ok || len(c.f.unmapped) < maxUnmapped {
		c.f.unmapped[strings.Clone(text)]++
		return
	}
	c.f.unmapped["(others)"]++
}

// number gives a set of causes its number in the log, each cause once.
func (c *categorizer) number(set []model.Category) (int32, error) { return c.intern(set, "") }

// intern gives a number to a set, apart from those whose levels are separated by
// something else.
func (c *categorizer) intern(set []model.Category, levels string) (int32, error) {
	distinct := once(set)
	names := make([]string, len(distinct))
	for i, cause := range distinct {
		names[i] = string(cause)
	}
	n, fresh := intern(c.f.causes, levels+"\x00"+strings.Join(names, "\x00"))
	if fresh {
		if int(n) >= maxCategoryValues {
			return 0, c.tooMany()
		}
		c.f.log.Causes = append(c.f.log.Causes, distinct)
	}
	return n, nil
}

// fewCauses are sooner compared with each other than looked up.
const fewCauses = 16

// once returns the causes of a cell, each once, in their order. A cell may hold a
// million of them, so that its time is in proportion to their number.
func once(set []model.Category) []model.Category {
	if len(set) <= fewCauses {
		distinct := set[:0]
		for _, cause := range set {
			if !slices.Contains(distinct, cause) {
				distinct = append(distinct, cause)
			}
		}
		return distinct
	}
	seen := make(map[model.Category]bool, len(set))
	return slices.DeleteFunc(set, func(cause model.Category) bool {
		twice := seen[cause]
		seen[cause] = true
		return twice
	})
}

func (c *categorizer) tooMany() error {
	return fmt.Errorf("%s: the category column has more than %d different values, so it names no categories; choose another with --column category=NAME, do without with --column category=, or group its values with --taxonomy FILE", c.f.name, maxCategoryValues)
}
