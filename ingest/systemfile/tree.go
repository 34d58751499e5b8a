package systemfile

import "strings"

// maxSystemDepth is how deep mappings and lists may be nested in a system file.
const maxDepth = 100

// branch is a value of a file: a scalar, a list or a mapping.
type branch struct {
	mark
	end    mark // after its last character
	kind   branchKind
	flow   bool   // in brackets
	text   string // of a scalar
	quoted bool
	keys   []word    // of a mapping, which item i belongs to
	items  []*branch // of a list or a mapping
}

type branchKind uint8

const (
	isScalar branchKind = iota
	isList
	isMapping
)

// composer makes a tree of words.
type composer struct {
	*source
	words []word // ends with wordEnd
	next  int
}

// composeTree reads a file into a tree.
func composeTree(src *source) (*branch, error) {
	words, err := scanWords(src)
	if err != nil {
		return nil, err
	}
	c := &composer{source: src, words: words}
	if c.peek().kind == wordEnd {
		return nil, c.fault(mark{1, 1}, "the file holds nothing but blanks and comments; a system file has modules: and structure:")
	}
	top, err := c.block(1)
	if err != nil {
		return nil, err
	}
	if w := c.peek(); w.kind != wordEnd {
		return nil, c.fault(w.mark, "%s does not line up with what is above it; begin it in the column of its neighbours", w.show())
	}
	return top, nil
}

func (c *composer) peek() word { return c.words[c.next] }

func (c *composer) take() word {
	c.next++
	return c.words[c.next-1]
}

// atKey reports whether a key and its colon are next.
func (c *composer) atKey() bool {
	return c.peek().scalar() && c.words[c.next+1].kind == ':' && c.words[c.next+1].line == c.peek().line
}

// block reads a value that may be written over lines with indentation.
func (c *composer) block(depth int) (*branch, error) {
	switch {
	case c.peek().kind == '-':
		return c.ended(c.blockList(depth))
	case c.atKey():
		return c.ended(c.blockMapping(depth))
	}
	return c.inline(depth)
}

// ended notes that a value ends with the last word taken.
func (c *composer) ended(b *branch, err error) (*branch, error) {
	if err == nil {
		last := c.words[c.next-1]
		b.end = mark{last.line, last.end}
	}
	return b, err
}

func (c *composer) deep(at mark, depth int) error {
	if depth > maxDepth {
		return c.fault(at, "nested more than %d deep; a system is written flatter, with shared: for what is used twice", maxDepth)
	}
	return nil
}

func (c *composer) blockList(depth int) (*branch, error) {
	first := c.peek()
	list := &branch{mark: first.mark, kind: isList}
	if err := c.deep(first.mark, depth); err != nil {
		return nil, err
	}
	for c.peek().kind == '-' && c.peek().col == first.col {
		dash := c.take()
		if w := c.peek(); w.kind == wordEnd || w.line != dash.line && w.col <= first.col {
			return nil, c.fault(dash.mark, "a dash with nothing after it; write the item of the list, or delete the dash")
		}
		item, err := c.block(depth + 1)
		if err != nil {
			return nil, err
		}
		list.items = append(list.items, item)
		if err := c.lineDone(first.col); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (c *composer) blockMapping(depth int) (*branch, error) {
	first := c.peek()
	m := &branch{mark: first.mark, kind: isMapping}
	seen := map[string]mark{}
	if err := c.deep(first.mark, depth); err != nil {
		return nil, err
	}
	for w := c.peek(); w.kind != wordEnd && w.col == first.col; w = c.peek() {
		if !c.atKey() {
			return nil, c.fault(w.mark, `%s stands where a key belongs; write "key: value", with a blank after the colon`, w.show())
		}
		key := c.take()
		c.take() // the colon
		value, err := c.blockValue(key, first.col, depth+1)
		if err != nil {
			return nil, err
		}
		if err := c.put(m, seen, key, value); err != nil {
			return nil, err
		}
		if err := c.lineDone(first.col); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// blockValue reads the value of a key in column col.
func (c *composer) blockValue(key word, col, depth int) (*branch, error) {
	w := c.peek()
	switch {
	case w.kind == wordEnd || w.line != key.line && w.col <= col && !(w.kind == '-' && w.col == col):
		return nil, c.fault(key.mark, "%q has no value; give it one, or delete the key", clipped(key.text))
	case w.line != key.line:
		return c.block(depth)
	case w.kind == '-':
		return nil, c.fault(w.mark, "a list that begins on the line of its key; put it on the next line, or write [a, b]")
	case c.atKey():
		return nil, c.fault(w.mark, "%q is a second key on this line; put it on the next line, indented, or write {%s: ...}", clipped(w.text), clipped(w.text))
	}
	return c.inline(depth)
}

// lineDone checks that what comes after a value begins on a new line and is not
// deeper than column col.
func (c *composer) lineDone(col int) error {
	w, last := c.peek(), c.words[c.next-1]
	switch {
	case w.kind == wordEnd:
		return nil
	case w.line == last.line:
		return c.fault(w.mark, "%s after the end of the value; put it on a line of its own, or the whole value into quotes", w.show())
	case w.col > col && w.scalar() && !c.atKey():
		return c.fault(w.mark, "%s continues the line above; write a text on one line, and a key with a colon", w.show())
	case w.col > col:
		return c.fault(w.mark, "%s does not line up with what is above it; begin it in the column of its neighbours", w.show())
	}
	return nil
}

func (c *composer) put(m *branch, seen map[string]mark, key word, value *branch) error {
	if at, twice := seen[key.text]; twice {
		return c.fault(key.mark, "%q is given twice, first on line %d; keep one of them", clipped(key.text), at.line)
	}
	if key.kind == wordPlain && strings.Contains(key.text, ":") {
		return c.fault(key.mark, "the key %q has a colon in it; put a blank after the colon, or the key into quotes", clipped(key.text))
	}
	seen[key.text] = key.mark
	m.keys = append(m.keys, key)
	m.items = append(m.items, value)
	return nil
}

// inline reads a scalar or a value in brackets.
func (c *composer) inline(depth int) (*branch, error) {
	w := c.peek()
	switch {
	case w.kind == '[':
		return c.ended(c.flowList(depth))
	case w.kind == '{':
		return c.ended(c.flowMapping(depth))
	case w.scalar():
		c.take()
		return c.ended(&branch{mark: w.mark, kind: isScalar, text: w.text, quoted: w.kind == wordQuoted}, nil)
	}
	return nil, c.fault(w.mark, "%s stands where a value belongs; delete it, or put the text into quotes", w.show())
}

func (c *composer) flowList(depth int) (*branch, error) {
	open := c.take()
	list := &branch{mark: open.mark, kind: isList, flow: true}
	if err := c.deep(open.mark, depth); err != nil {
		return nil, err
	}
	for c.peek().kind != ']' {
		item, err := c.inlineOf(open, depth+1)
		if err != nil {
			return nil, err
		}
		list.items = append(list.items, item)
		if c.peek().kind == ':' {
			return nil, c.fault(item.mark, "a key in a list; write {key: value}")
		}
		if err := c.separator(open, ']'); err != nil {
			return nil, err
		}
	}
	c.take()
	return list, nil
}

func (c *composer) flowMapping(depth int) (*branch, error) {
	open := c.take()
	m := &branch{mark: open.mark, kind: isMapping, flow: true}
	seen := map[string]mark{}
	if err := c.deep(open.mark, depth); err != nil {
		return nil, err
	}
	for c.peek().kind != '}' {
		key := c.peek()
		if err := c.flowKey(open); err != nil {
			return nil, err
		}
		value, err := c.inlineOf(open, depth+1)
		if err != nil {
			return nil, err
		}
		if err := c.put(m, seen, key, value); err != nil {
			return nil, err
		}
		if err := c.separator(open, '}'); err != nil {
			return nil, err
		}
	}
	c.take()
	return m, nil
}

// flowKey takes a key and its colon.
func (c *composer) flowKey(open word) error {
	key := c.peek()
	switch {
	case key.kind == wordEnd:
		return c.unclosed(open)
	case !key.scalar():
		return c.fault(key.mark, "%s stands where a key belongs; write {key: value, key: value}", key.show())
	}
	c.take()
	if after := c.peek().kind; after == ':' {
		c.take()
		if after = c.peek().kind; after != ',' && after != '}' {
			return nil
		}
	}
	hint := ""
	switch {
	case key.kind != wordPlain:
	case strings.Contains(key.text, ":"):
		hint = " (a blank must follow the colon)"
	case key.text[0] >= '0' && key.text[0] <= '9':
		hint = " (a comma ends a value here: write 10000h for 10,000h)"
	}
	return c.fault(key.mark, "%q has no value%s; write {key: value}", clipped(key.text), hint)
}

// inlineOf is inline within an open bracket.
func (c *composer) inlineOf(open word, depth int) (*branch, error) {
	if c.peek().kind == wordEnd {
		return nil, c.unclosed(open)
	}
	return c.inline(depth)
}

// separator takes a comma, or leaves the closing bracket to be taken.
func (c *composer) separator(open word, closing wordKind) error {
	w := c.peek()
	switch w.kind {
	case ',':
		c.take()
		return nil
	case closing:
		return nil
	case wordEnd:
		return c.unclosed(open)
	}
	return c.fault(w.mark, "a comma or %q is missing before %s (the %q is on line %d)", string(closing), w.show(), string(open.kind), open.line)
}

func (c *composer) unclosed(open word) error {
	return c.fault(open.mark, "the %q is never closed; add the bracket that closes it", string(open.kind))
}
