package mcpserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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
}

// Files are the arguments of a command that name files.
type Files struct {
	About       string
	Least, Most int // 0 for Most: any number
}

// filesName is the property that names the files.
const filesName = "files"

// Tool is a command of the program as a tool.
type Tool struct {
	Name, Title, About string
	Command            []string // its words
	Files              *Files   // nil: it takes none
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
	for _, p := range t.Params {
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

// maxArguments bounds the arguments of a call, in bytes: systems take no more on a
// command line.
const maxArguments = 64 << 10

// args are the words of the command line that the arguments of a call say. What is no
// property of the tool is refused by name; what values mean is for the command.
func (t *Tool) args(raw json.RawMessage) ([]string, error) {
	if len(raw) > maxArguments {
		return nil, fmt.Errorf("the arguments take %d bytes, and may take %d", len(raw), maxArguments)
	}
	var flags, files []string
	err := eachProperty(raw, func(name string, value any) error {
		if name == filesName && t.Files != nil {
			texts, err := textsOf(value)
			files = texts
			return named(name, err)
		}
		i := slices.IndexFunc(t.Params, func(p Param) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("%q is no property of %s%s", name, t.Name, t.near(name))
		}
		words, err := t.Params[i].words(value)
		flags = append(flags, words...)
		return named(name, err)
	})
	if err != nil {
		return nil, err
	}
	if t.Files != nil {
		flags = append(append(flags, "--"), files...) // no name of a file is a flag
	}
	return append(slices.Clone(t.Command), flags...), noNUL(flags)
}

func named(property string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", property, err)
}

// noNUL refuses what no command line can hold.
func noNUL(words []string) error {
	for _, w := range words {
		if strings.ContainsRune(w, 0) {
			return fmt.Errorf("%q holds a NUL character", w)
		}
	}
	return nil
}

// near is a hint at the property that may have been meant, and its writing.
func (t *Tool) near(name string) string {
	plain := strings.ReplaceAll(strings.TrimLeft(name, "-"), "_", "-")
	for _, p := range t.Params {
		if p.Name == plain {
			return fmt.Sprintf(": it is written %q", p.Name)
		}
	}
	if t.Files != nil && slices.Contains([]string{"file", "log", "logs", "path", "paths", "system"}, plain) {
		return fmt.Sprintf(": files are named in %q, a list", filesName)
	}
	return ""
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
	if !ok {
		list = []any{value}
	}
	for _, one := range list {
		switch v := one.(type) {
		case string:
			texts = append(texts, v)
		case json.Number:
			texts = append(texts, v.String())
		default:
			return nil, fmt.Errorf("%s is neither a text nor a number", kindOf(one))
		}
	}
	return texts, nil
}

func kindOf(value any) string {
	switch value.(type) {
	case bool:
		return "true or false"
	case nil:
		return "null in a list"
	case []any:
		return "a list in a list"
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
