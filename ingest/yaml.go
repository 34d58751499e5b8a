package ingest

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"mtbf/internal/infile"
	"mtbf/internal/table"
)

// Bounds of a configuration file. The decoder's time is quadratic in the depth
// of nesting, the length of a list in brackets and the number of keys, and
// exponential in aliases.
const (
	maxConfigBytes  = 1 << 20
	maxConfigTokens = 200_000
	maxNesting      = 50
	maxFlowEntries  = 10_000
)

// decodeYAML decodes the text of the file called name into v. An unknown key,
// a wrong type and an alias are errors that show their line. The decoder panics
// on some malformed texts, which is the same as an error here. No file of ours has
// numbers: what looks like one is the text of a cell, such as 007 or 1.10.
func decodeYAML(name string, text []byte, v any) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%s: it cannot be read as YAML", name)
		}
	}()
	tokens := lexer.Tokenize(string(text))
	if err := checkYAML(tokens); err != nil {
		return fmt.Errorf("%s%w", name, err)
	}
	for _, t := range tokens {
		if t.Type >= token.InfinityType && t.Type <= token.FloatType {
			t.Type = token.StringType
		}
	}
	file, err := parser.Parse(tokens, 0)
	if err == nil {
		err = decodeNodes(file, v)
	}
	if err != nil {
		return yamlFault(name, err)
	}
	return nil
}

// yamlFault is what the decoder says of a file, with its place and in words that are
// not of the decoder's own types.
func yamlFault(name string, err error) error {
	var fault yaml.Error
	if !errors.As(err, &fault) || fault.GetToken() == nil {
		return fmt.Errorf("%s: it cannot be read as YAML", name)
	}
	at := fault.GetToken()
	place := fmt.Sprintf("%s:%d:%d", name, at.Position.Line, at.Position.Column)
	switch fault.(type) {
	case *yaml.UnknownFieldError:
		return fmt.Errorf("%s: unknown key %q", place, at.Value)
	case *yaml.DuplicateKeyError:
		return fmt.Errorf("%s: the key %q stands there twice", place, at.Value)
	case *yaml.SyntaxError:
		return fmt.Errorf("%s: this is not YAML: %s", place, fault.GetMessage())
	}
	return fmt.Errorf("%s: %q stands where something of another kind belongs: a text, a list, or keys with values", place, table.Shorten(at.Value))
}

// decodeNodes decodes the first document of a file, if there is one.
func decodeNodes(file *ast.File, v any) error {
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil
	}
	return yaml.NodeToValue(file.Docs[0].Body, v, yaml.Strict())
}

// checkYAML returns what may not be handed to the decoder, with its line.
func checkYAML(tokens token.Tokens) error {
	if len(tokens) > maxConfigTokens {
		return fmt.Errorf(": more than %d words", maxConfigTokens)
	}
	depth, entries := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.AliasType, token.AnchorType, token.MergeKeyType:
			return fmt.Errorf(":%d: %q: anchors and aliases are not read here; write the value out", t.Position.Line, t.Value)
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.CollectEntryType:
			entries++
		}
		if depth == 0 {
			entries = 0
		}
		switch {
		case depth > maxNesting, t.Position.IndentNum > 10*maxNesting:
			return fmt.Errorf(":%d: nested too deeply", t.Position.Line)
		case entries > maxFlowEntries:
			return fmt.Errorf(":%d: more than %d entries in brackets; write them one a line", t.Position.Line, maxFlowEntries)
		}
	}
	return nil
}

// readSmall reads a configuration file, refusing one that is too large.
func readSmall(name, kind string) ([]byte, error) {
	return infile.Read(name, maxConfigBytes, kind)
}
