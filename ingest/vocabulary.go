package ingest

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"mtbf/internal/table"
)

//go:embed vocabulary.yaml
var vocabularyText []byte

// roleWords are the words that speak for a role, and those that speak against it.
type roleWords struct {
	Words  map[string]float64 `yaml:"words"`
	Never  []string           `yaml:"never"`
	Seldom []string           `yaml:"seldom"`
}

// roleVocabulary is what the words of column names mean.
var roleVocabulary = sync.OnceValue(func() map[Role]*roleWords {
	v := struct {
		Roles map[Role]*roleWords `yaml:"roles"`
	}{}
	if err := decodeYAML("vocabulary.yaml", vocabularyText, &v); err != nil {
		panic("ingest: " + err.Error()) // a test reads it
	}
	return v.Roles
})

// What names weigh. A whole name that the generic profile lists weighs more than
// words, one further down in its list a little less.
const (
	wholeName   = 12
	rankWeight  = 0.05
	furtherWord = 0.5
	seldomWord  = -4
	otherWord   = -0.3
)

// nameWeight tells how far a column's name speaks for a role: 0 for not at all;
// never is true where it speaks against it.
func nameWeight(role Role, name string, known Names) (weight float64, never bool) {
	folded := table.Fold(name)
	for i, n := range known {
		if folded == table.Fold(n) && folded != "" {
			return wholeName - rankWeight*float64(i), false
		}
	}
	return roleVocabulary()[role].weight(wordsOf(name))
}

func (v *roleWords) weight(words []string) (weight float64, never bool) {
	best, hits := 0.0, 0
	for _, word := range words {
		for _, no := range v.Never {
			if word == no {
				return 0, true
			}
		}
		w, known := v.Words[word]
		if known {
			hits++
		}
		best = max(best, w)
	}
	if hits == 0 {
		return 0, false
	}
	weight = best + furtherWord*float64(hits-1) + otherWord*float64(len(words)-hits)
	for _, no := range v.Seldom {
		for _, word := range words {
			if word == no {
				weight += seldomWord
			}
		}
	}
	return max(weight, 0), false
}

// wordsOf splits a name into its words, in lower case: machineID, "Down Time (hrs)",
// TimeStart, OUTAGE.START.DATE.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsUpper(runes[i-1]) && unicode.IsLower(runes[i+1])):
			end()
		}
		word = append(word, r)
	}
	end()
	return words
}
