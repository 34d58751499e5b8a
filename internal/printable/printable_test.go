package printable

import (
	"encoding/json"
	"testing"
	"unicode"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"plain | <b> \\":          "plain | <b> \\",
		"Größe 中文 é 1\u00a0000 −": "Größe 中文 é 1\u00a0000 −",
		"a\x1b[31mb":              `a\x1b[31mb`,
		"a\u009b31m":              `a\u009b31m`,
		"bell\a back\b\rcr\n\t":   `bell\x07 back\x08\rcr\n\t`,
		"\x7f\x00":                `\x7f\x00`,
		"abc\u202efed\u2066":      `abc\u202efed\u2066`,
		"zero\u200bwidth\ufeff":   `zero\u200bwidth\ufeff`,
		"\u2028\u2029":            `\u2028\u2029`,
		"bad\xffutf\xc3":          `bad\xffutf\xc3`,
		"tag\U000e0041":           `tag\U000e0041`,
		"filler\u3164\u034f":      `filler\u3164\u034f`,
		"replaced \ufffd":         "replaced \ufffd",
		"no line\n > of its own":  `no line\n > of its own`,
		"\u0080\u00a0~":           "\\u0080\u00a0~",
		"\uffff\U00010000":        "\\uffff\U00010000",
	} {
		got := Text(in)
		if got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
		if again := Text(got); again != got {
			t.Errorf("Text of Text(%q) = %q", in, again)
		}
	}
}

func TestEscape(t *testing.T) {
	for r, want := range map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, 0x1b: `\x1b`, 0x7f: `\x7f`, 0x80: `\u0080`, 0xffff: `\uffff`, 0x10000: `\U00010000`, 0x10ffff: `\U0010ffff`} {
		if got := Escape(r); got != want {
			t.Errorf("%U: %s, not %s", r, got, want)
		}
	}
}

// What JSON escapes stands there as JSON has it, in two halves where it needs
// them.
func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		"{\n  \"Größe\": \"中文\"\n}\n": "{\n  \"Größe\": \"中文\"\n}\n",
		"\"a\u202eb\"\n":              "\"a\\u202eb\"\n",
		"\"\u0080\uffff\"":            `"\u0080\uffff"`,
		"\"tag\U000e0041é\"":          `"tag\udb40\udc41é"`, // e0041 - 10000 = d0041 = 11 0100 0000, 00 0100 0001
		"\"\U0010ffff\"":              `"\udbff\udfff"`,
	} {
		if got := string(JSON([]byte(in))); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}

// Whatever comes in, nothing comes out that a terminal acts on.
func FuzzText(f *testing.F) {
	f.Add("a\x1b]0;x\a\u202e\xff\n b")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Text(s) {
			if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
				t.Errorf("Text(%q) holds %U", s, r)
			}
		}
		quoted, _ := json.Marshal(s)
		var want, got string
		if json.Unmarshal(quoted, &want) != nil || json.Unmarshal(JSON(quoted), &got) != nil || got != want {
			t.Errorf("JSON(%q) means %q", quoted, got)
		}
	})
}

func TestLines(t *testing.T) {
	in := "a\nmtbf: b\n  1 | x\x1b\n> 2 | y\n"
	if got, want := Lines(in), "a\\nmtbf: b\n  1 | x\\x1b\n> 2 | y\\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"four", 4, "four"}, {"fiver", 4, "fiv…"}, {"größe", 5, "größe"}, {"größen", 5, "größ…"}, {"\x1b\x1b", 6, `\x1b\…`}} {
		t.Run(c.in, func(t *testing.T) {
			if got := Clip(c.in, c.n); got != c.want {
				t.Errorf("Clip(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
			}
		})
	}
}
