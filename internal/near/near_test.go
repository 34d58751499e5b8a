package near

import "testing"

func TestWord(t *testing.T) {
	known := []string{"analyze", "fit", "incident-gap", "Disc"}
	for _, c := range []struct{ name, word, want string }{
		{"a letter left out", "analze", "analyze"},
		{"two letters changed places", "anlayze", "analyze"},
		{"a letter too many", "incident-gapp", "incident-gap"},
		{"capitals", "DISC", "Disc"},
		{"a letter of a short word", "fat", "fit"},
		{"nothing like it", "whatever", ""},
		{"another short word", "fun", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Word(c.word, known); got != c.want {
				t.Errorf("%q is near %q, want %q", c.word, got, c.want)
			}
		})
	}
}

func TestHint(t *testing.T) {
	if got, want := Hint("fitt", []string{"fit"}), `; did you mean "fit"?`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Hint("other", []string{"fit"}); got != "" {
		t.Errorf("%q where no word is near", got)
	}
}
