package ingest

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"mtbf/internal/table"
	"mtbf/internal/when"
)

//go:embed vocabulary.yaml
var vocabularyText []byte

// roleWords are the words that speak for a role, and those that speak against it.
type roleWords struct {
	Words  map[string]float64 `yaml:"words"`
	Never  []string           `yaml:"never"`
	Seldom []string           `yaml:"seldom"`
}

// lexicon is what the words of column names mean.
type lexicon struct {
	Roles map[Role]*roleWords `yaml:"roles"`
	Plain []string            `yaml:"plain"`

	known map[string]bool // all words
}

var theLexicon = sync.OnceValue(func() *lexicon {
	v := &lexicon{known: map[string]bool{}}
	if err := decodeYAML("vocabulary.yaml", vocabularyText, v); err != nil {
		panic("ingest: " + err.Error()) // a test reads it
	}
	for _, r := range v.Roles {
		for word := range r.Words {
			v.known[word] = true
		}
		for _, word := range slices.Concat(r.Never, r.Seldom) {
			v.known[word] = true
		}
	}
	for _, word := range v.Plain {
		v.known[word] = true
	}
	return v
})

func roleVocabulary() map[Role]*roleWords { return theLexicon().Roles }

// apart returns the fewest known words that a word without blanks is made of, or the
// word itself.
func (v *lexicon) apart(word string) []string {
	const longest = 60
	if v.known[word] || len(word) > longest {
		return []string{word}
	}
	type cut struct{ words, from int }
	best := make([]cut, len(word)+1) // of the first letters; 0 words: none
	for end := 1; end <= len(word); end++ {
		for from := range end {
			if (from == 0 || best[from].words > 0) && v.known[word[from:end]] && (best[end].words == 0 || best[from].words+1 < best[end].words) {
				best[end] = cut{best[from].words + 1, from}
			}
		}
	}
	if best[len(word)].words == 0 {
		return []string{word}
	}
	var parts []string
	for end := len(word); end > 0; end = best[end].from {
		parts = append(parts, word[best[end].from:end])
	}
	slices.Reverse(parts)
	return parts
}

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
	if words := wordsOf(name); role == roleDuration && len(words) > 1 {
		if _, unit := when.UnitHours(words[len(words)-1]); unit { // down_time_s
			folded = strings.Join(words[:len(words)-1], "")
		}
	}
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
// TimeStart, OUTAGE.START.DATE, feederid.
func wordsOf(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, theLexicon().apart(strings.ToLower(string(word)))...)
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
