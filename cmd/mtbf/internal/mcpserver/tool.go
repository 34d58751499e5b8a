package mcpserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/near"
)

// Kind is what the value of a property is in JSON.
type Kind string

const (
	Boolean Kind = "boolean"
	Integer Kind = "integer"
	Number  Kind = "number"
	Text    Kind = "string"
)

// Param is a property of a tool: a flag of its command, of the same name.
type Param struct {
	Name, About string
	Kind        Kind
	List        bool     // several of them
	Words       []string // that it takes; nil: others too
	Default     string   // as the flag has it; empty: none
	Unlisted    bool     // taken, and not in the schema but by its prefix
	Required    bool
	Unformatted bool // with it the answer has a form of its own, whatever the form of answers
}

// Files are the arguments of a command that name files.
type Files struct {
	About       string
	Least, Most int // 0 for Most: any number
}

// filesName is the property that names the files, textName the one that holds the text
// of a file that is named standardInput.
const (
	filesName     = "files"
	textName      = "text"
	standardInput = "-"
)

// Tool is a command of the program as a tool.
type Tool struct {
	Name, Title, About string
	Command            []string // its words
	Files              *Files   // nil: it takes none
	Text               string   // what may be given as a text in place of a file; empty: nothing
	Params             []Param
	Prefix, OfPrefix   string // of the unlisted ones, and what they are; empty: there are none
}

// schema is the JSON Schema of the arguments, files first and then the flags in the
// order in which help has them.
func (t *Tool) schema() json.RawMessage {
	properties := &object{}
	required := []string{}
	if f := t.Files; f != nil {
		list := map[string]any{"type": "array", "items": map[string]any{"type": Text}, "minItems": f.Least, "description": f.About}
		if f.Most > 0 {
			list["maxItems"] = f.Most
		}
		properties.add(filesName, list)
		if f.Least > 0 {
			required = append(required, filesName)
		}
	}
	if t.Text != "" {
		properties.add(textName, map[string]any{"type": Text, "description": t.Text})
	}
	for _, p := range t.Params {
		if p.Required {
			required = append(required, p.Name)
		}
		if !p.Unlisted {
			properties.add(p.Name, p.schema())
		}
	}
	all := &object{}
	all.add("type", "object")
	all.add("properties", properties.raw())
	if len(required) > 0 {
		all.add("required", required)
	}
	if t.Prefix != "" {
		all.add("patternProperties", map[string]any{"^" + t.Prefix: map[string]any{"description": t.OfPrefix}})
	}
	all.add("additionalProperties", false)
	return all.raw()
}

func (p Param) schema() map[string]any {
	one := map[string]any{"type": p.Kind}
	if p.Words != nil {
		one["enum"] = p.Words
	}
	if p.List {
		return map[string]any{"type": "array", "items": one, "description": p.About}
	}
	one["description"] = p.About
	if p.Default != "" {
		one["default"] = p.Default
		if p.Kind != Text {
			one["default"] = json.RawMessage(p.Default)
		}
	}
	return one
}

// object is JSON whose keys keep their order.
type object struct{ text bytes.Buffer }

func (o *object) add(key string, value any) {
	k, errK := json.Marshal(key)
	v, errV := json.Marshal(value)
	if err := errors.Join(errK, errV); err != nil {
		panic("mcpserver: " + err.Error()) // the tools are made by the program
	}
	if o.text.Len() > 0 {
		o.text.WriteByte(',')
	}
	fmt.Fprintf(&o.text, "%s:%s", k, v)
}

func (o *object) raw() json.RawMessage { return json.RawMessage("{" + o.text.String() + "}") }

// maxArguments bounds the words of a call, in bytes: systems take no more on a command
// line. maxText bounds a text in place of a file.
const (
	maxArguments = 64 << 10
	maxText      = 1 << 20
)

// call is what the arguments of a call say.
type call struct {
	words []string // of the command line, of which n are those of the command
	n     int
	text  string // for its standard input
}

// read takes the arguments of a call. What is no property of the tool is refused by name;
// what values mean is for the command.
func (t *Tool) read(raw json.RawMessage) (*call, error) {
	var flags, files, form []string
	text := ""
	err := eachProperty(raw, func(name string, value any) (err error) {
		switch {
		case name == filesName && t.Files != nil:
			files, err = textsOf(value)
			return named(name, err)
		case name == textName && t.Text != "":
			text, err = oneText(value)
			return named(name, err)
		}
		i := slices.IndexFunc(t.Params, func(p Param) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("%q is no property of %s%s", name, t.Name, t.near(name))
		}
		words, err := t.Params[i].words(value)
		flags = append(flags, words...)
		if t.Params[i].Unformatted && words != nil && words[0] != "--"+name+"=" {
			form = []string{"--format=table"} // before all others: what is asked for by name is not passed over
		}
		return named(name, err)
	})
	if err != nil {
		return nil, err
	}
	if text != "" && files == nil && t.Files != nil {
		files = []string{standardInput}
	}
	if text != "" && !slices.Contains(files, standardInput) && !slices.ContainsFunc(flags, ofStandardInput) {
		return nil, fmt.Errorf(`%s: nothing is named %q, so that it would not be read`, textName, standardInput)
	}
	c := &call{words: slices.Concat(t.Command, form, flags), n: len(t.Command), text: text}
	if t.Files != nil {
		c.words = append(append(c.words, "--"), files...) // no name of a file is a flag
	}
	return c, possible(c.words)
}

// ofStandardInput reports whether a flag names it, alone or after a category.
func ofStandardInput(flag string) bool {
	_, value, _ := strings.Cut(flag, "=")
	return value == standardInput || strings.HasSuffix(value, ":"+standardInput)
}

// oneText is the text of a file.
func oneText(value any) (string, error) {
	text, ok := value.(string)
	switch {
	case value == nil:
		return "", nil
	case !ok:
		return "", fmt.Errorf("%s is no text: give the content of a file as one text, with \\n between lines", kindOf(value))
	case len(text) > maxText:
		return "", fmt.Errorf("it takes %d bytes, and may take %d: name a file", len(text), maxText)
	}
	return text, nil
}

func named(property string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", property, err)
}

// possible refuses what no command line can hold.
func possible(words []string) error {
	bytes := 0
	for _, w := range words {
		if strings.ContainsRune(w, 0) {
			return fmt.Errorf("%q holds a NUL character", w)
		}
		bytes += len(w) + 1
	}
	if bytes > maxArguments {
		return fmt.Errorf("the arguments take %d bytes, and may take %d", bytes, maxArguments)
	}
	return nil
}

// near is a hint at the property that may have been meant, and its writing, or else at
// all that there are.
func (t *Tool) near(name string) string {
	plain := strings.ReplaceAll(strings.TrimLeft(name, "-"), "_", "-")
	all := t.properties()
	switch {
	case slices.Contains(all, plain):
		return fmt.Sprintf(": it is written %q", plain)
	case t.Files != nil && slices.Contains([]string{"file", "log", "logs", "path", "paths", "system"}, plain):
		return fmt.Sprintf(": files are named in %q, a list", filesName)
	}
	if hint := near.Hint(plain, all); hint != "" {
		return hint
	}
	return "; it has " + strings.Join(all, ", ")
}

// properties are the names of all that are in the schema.
func (t *Tool) properties() (names []string) {
	if t.Files != nil {
		names = append(names, filesName)
	}
	if t.Text != "" {
		names = append(names, textName)
	}
	for _, p := range t.Params {
		if !p.Unlisted {
			names = append(names, p.Name)
		}
	}
	return names
}

// words are those of the flag of a property; none where it is left out as null is, or
// as false is for a flag that is not set.
func (p Param) words(value any) ([]string, error) {
	if value == nil {
		return nil, nil
	}
	if on, ok := value.(bool); ok && p.Kind == Boolean && !p.List {
		if !on {
			return nil, nil
		}
		return []string{"--" + p.Name}, nil
	}
	if _, several := value.([]any); several && !p.List {
		return nil, errors.New("it takes one value, not a list")
	}
	texts, err := textsOf(value)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, text := range texts {
		words = append(words, "--"+p.Name+"="+text)
	}
	return words, nil
}

// textsOf are the texts of a value or of a list of them, as they would be typed.
func textsOf(value any) (texts []string, err error) {
	list, ok := value.([]any)
	within := ", in a list"
	if !ok {
		list, within = []any{value}, ""
	}
	for _, one := range list {
		switch v := one.(type) {
		case string:
			texts = append(texts, v)
		case json.Number:
			texts = append(texts, v.String())
		default:
			return nil, fmt.Errorf("%s is neither a text nor a number%s", kindOf(one), within)
		}
	}
	return texts, nil
}

func kindOf(value any) string {
	switch value.(type) {
	case bool:
		return "true or false"
	case nil:
		return "null"
	case []any:
		return "a list"
	case json.Number:
		return "a number"
	}
	return "an object"
}

// eachProperty visits the properties of an object in their order. One that stands there
// twice is refused: which of the two is meant cannot be told.
func eachProperty(raw json.RawMessage, visit func(name string, value any) error) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return errors.Join(errors.New("the arguments are no object"), err)
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name := key.(string)
		var value any
		if err := d.Decode(&value); err != nil {
			return named(name, err)
		}
		if seen[name] {
			return fmt.Errorf("%q is given twice", name)
		}
		seen[name] = true
		if err := visit(name, value); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
