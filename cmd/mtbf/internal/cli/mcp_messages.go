package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"mtbf"
	"mtbf/cmd/mtbf/internal/mcpserver"
	"mtbf/datasets"
)

// toolMessages are the messages of a command that is a tool: the commands that they name
// become calls of tools. Each is written at once.
type toolMessages struct{ to io.Writer }

// commandInText is a command that a message names.
var commandInText = regexp.MustCompile(`'mtbf ([^'\n]*)'`)

func (m toolMessages) Write(p []byte) (int, error) {
	text := commandInText.ReplaceAllFunc(p, func(quoted []byte) []byte {
		return []byte(inTools(string(commandInText.FindSubmatch(quoted)[1])))
	})
	if _, err := m.to.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// inPlace are the commands that are no tools, and what says the same.
var inPlace = []struct{ command, is string }{
	{"schema", "the page mtbf://schema/system-file.json"}, {"profiles list", "the property profile of analyze"},
	{"datasets list", "the list " + strings.Join(datasetsInside(), ", ")},
}

// datasetsInside are the names of the data inside the program.
func datasetsInside() (names []string) {
	for _, d := range datasets.All() {
		if d.Embedded() {
			names = append(names, d.Name)
		}
	}
	return names
}

// inTools says a command line as a call of a tool, or that it is none.
func inTools(line string) string {
	words := strings.Fields(line)
	for _, p := range inPlace {
		if line == p.command {
			return p.is
		}
	}
	none := fmt.Sprintf("'mtbf %s' (on a command line: it is no tool)", line)
	t := toolOfWords(words)
	if t == nil {
		return none
	}
	arguments, ok := asArguments(t, words[len(t.Command):])
	if !ok {
		return none
	}
	return "the tool " + t.Name + arguments
}

// toolOfWords is the tool of a command line, nil for none.
func toolOfWords(words []string) (found *mcpserver.Tool) {
	all := mcpTools(newRoot(&global{}, nil))
	for i := range all {
		c := all[i].Command
		if len(words) >= len(c) && slices.Equal(words[:len(c)], c) && (found == nil || len(c) > len(found.Command)) {
			found = &all[i]
		}
	}
	return found
}

// asArguments are the words after a command as arguments of its tool, after a blank where
// there are any; it reports whether all of them can be said.
func asArguments(t *mcpserver.Tool, words []string) (text string, ok bool) {
	properties := map[string]any{}
	for len(words) > 0 {
		name, isFlag := strings.CutPrefix(words[0], "--")
		value, i := words[0], 1
		if isFlag {
			at := slices.IndexFunc(t.Params, func(p mcpserver.Param) bool { return p.Name == name })
			switch {
			case at < 0:
				return "", false
			case t.Params[at].Kind == mcpserver.Boolean:
				properties[name] = true
			case len(words) > 1:
				value, i = words[1], 2
				properties[name] = asValue(t.Params[at], properties[name], value)
			}
		} else {
			files, _ := properties["files"].([]string)
			properties["files"] = append(files, value)
		}
		words = words[i:]
	}
	return withBlank(properties), true
}

// asValue is the value of a property as it is given, after those before it in a list.
func asValue(p mcpserver.Param, before any, value string) any {
	var one any = value
	if p.Kind != mcpserver.Text && json.Valid([]byte(value)) {
		one = json.RawMessage(value)
	}
	if !p.List {
		return one
	}
	several, _ := before.([]any)
	return append(several, one)
}

func withBlank(properties map[string]any) string {
	if len(properties) == 0 {
		return ""
	}
	text, err := json.Marshal(properties)
	if err != nil {
		return ""
	}
	return " " + string(text)
}

// asProperties are the readings of a question as properties to call the tool with.
func (g *global) asProperties(q *mtbf.Question) string {
	t := toolOfWords(g.command)
	if t == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("as properties:\n")
	for i, a := range q.Answers {
		var words []string
		for _, s := range a.Settings {
			words = append(words, "--"+s.Option)
			if f := g.flags.Lookup(s.Option); f == nil || f.Value.Type() != "bool" {
				words = append(words, s.Value)
			}
		}
		text, ok := asArguments(t, words)
		if !ok {
			return ""
		}
		fmt.Fprintf(&b, "%d:%s\n", i+1, text)
	}
	return b.String()
}
