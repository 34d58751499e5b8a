package mcpserver

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestArgs(t *testing.T) {
	play, other := playing().Tools[0], playing().Tools[1]
	for _, c := range []struct {
		tool            Tool
		arguments, want string // a want that begins with ! is of an error
	}{
		{other, ``, "other kid"},
		{other, `{}`, "other kid"},
		{other, `{"out":"x y"}`, "other kid --out=x y"},
		{other, `{"out":null}`, "other kid"},
		{other, `{"out":""}`, "other kid --out="},
		{other, `{"out":1e3}`, "other kid --out=1e3"}, // as it was written: the command decides
		{other, `{"out":0.99999999999999999999}`, "other kid --out=0.99999999999999999999"},
		{other, `{"out":"--files=x"}`, "other kid --out=--files=x"},
		{other, `{"files":["x"]}`, `!"files" is no property of other`},
		{other, `{"out":true}`, "!out: true or false is neither"},
		{other, `{"out":{"a":1}}`, "!out: an object is neither"},
		{other, `{"out":["a","b"]}`, "!out: it takes one value"},
		{other, `{"out":"a","out":"b"}`, `!"out" is given twice`},
		{other, `{"out":"a\u0000b"}`, "!NUL"},
		{other, `{"--out":"a"}`, `!it is written "out"`},
		{other, `[1]`, "!no object"},
		{other, `{"out":`, "!"},
		{play, `{"files":["a","--out=b","-"]}`, "play -- a --out=b -"},
		{play, `{"files":"a"}`, "play -- a"},
		{play, `{}`, "play --"}, // the command says what it needs
		{play, `{"file":"a"}`, `!files are named in "files", a list`},
		{play, `{"of_list":[1]}`, `!it is written "of-list"`},
		{play, `{"of-list":[1,"2%"],"long":true,"wait":false,"files":["a"]}`, "play --of-list=1 --of-list=2% --long -- a"},
		{play, `{"of-list":7,"new-out":"n"}`, "play --of-list=7 --new-out=n --"},
		{play, `{"of-list":[[1]]}`, "!of-list: a list is neither a text nor a number, in a list"},
		{play, `{"of-list":[null]}`, "!of-list: null is neither a text nor a number, in a list"},
		{play, `{"files":["-"],"text":"a\nb"}`, "play -- - < a\nb"},
		{play, `{"text":"a"}`, "play -- - < a"},
		{play, `{"files":["x"],"text":"a","out":"c:-"}`, "play --out=c:- -- x < a"},
		{play, `{"files":["-"],"text":null}`, "play -- -"},
		{play, `{"files":["-"],"text":""}`, "play -- -"},
		{play, `{"files":["x"],"text":"a"}`, `!text: nothing is named "-"`},
		{play, `{"files":[],"text":"a"}`, "play -- - < a"},
		{play, `{"text":{"modules":{}}}`, "!text: an object is no text"},
		{play, `{"text":7}`, "!text: a number is no text"},
		{play, `{"text":"` + strings.Repeat("x", maxText+1) + `"}`, "!may take 1048576: name a file"},
		{other, `{"text":"a"}`, `!"text" is no property of other`},
		{play, `{"as-own":true,"out":"x"}`, "play --format=table --as-own --out=x --"},
		{play, `{"out":"x","as-own":false}`, "play --out=x --"},
		{play, `{"ot":"x"}`, `!"ot" is no property of play; did you mean "out"?`},
		{play, `{"zzzzzzz":"x"}`, "!; it has files, text, out, err"},
		{play, `{"long":"yes"}`, "play --long=yes --"}, // which the command refuses
		{play, `{"out":"` + strings.Repeat("x", maxArguments) + `"}`, "!may take 65536"},
	} {
		t.Run(c.tool.Name+" "+c.arguments[:min(40, len(c.arguments))], func(t *testing.T) {
			asked, err := c.tool.read(json.RawMessage(c.arguments))
			got := ""
			if err == nil {
				got = strings.Join(asked.words, " ")
			}
			if asked != nil && asked.text != "" {
				got += " < " + asked.text
			}
			if want, fails := strings.CutPrefix(c.want, "!"); fails {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%q, %v, want %s", got, err, want)
				}
			} else if err != nil || got != c.want {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
}

// The schema has what may be given, in order, and nothing else.
func TestSchema(t *testing.T) {
	play := playing().Tools[0]
	want := `{"type":"object","properties":{"files":{"description":"files","items":{"type":"string"},"maxItems":2,"minItems":1,"type":"array"},"text":{"description":"text","type":"string"},"out":{"description":"","type":"string"},"err":{"description":"","type":"string"},"code":{"default":0,"description":"","type":"integer"},` +
		`"long":{"description":"","type":"boolean"},"wait":{"description":"","type":"boolean"},"sleep":{"description":"","type":"boolean"},"crash":{"description":"","type":"boolean"},"of-list":{"description":"","items":{"type":"number"},"type":"array"},` +
		`"word":{"default":"a","description":"a or b","enum":["a","b"],"type":"string"},"as-own":{"description":"","type":"boolean"},"echo":{"description":"","type":"boolean"}},"required":["files","word"],"patternProperties":{"^new-":{"description":"of the new"}},"additionalProperties":false}`
	if got := string(play.schema()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
