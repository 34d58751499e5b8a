// Package near finds the word that was meant by one that is not known.
package near

import (
	"strconv"
	"strings"
)

// longest is how many characters of a word are looked at: no name that is known is
// longer.
const longest = 100

// Word returns the nearest of the known words, or "" where none is near: a third of
// the characters may differ, in any case of letters.
func Word(word string, known []string) string {
	letters := []rune(strings.ToLower(word))
	letters = letters[:min(longest, len(letters))]
	best, least := "", min(max(1, len(letters)/3)+1, len(letters))
	for _, k := range known {
		if d := distance(letters, []rune(strings.ToLower(k))); d < least {
			best, least = k, d
		}
	}
	return best
}

// Hint returns a question for the end of a message, such as "; did you mean \"fan\"?",
// or "" where no known word is near.
func Hint(word string, known []string) string {
	if best := Word(word, known); best != "" {
		return "; did you mean " + strconv.Quote(best) + "?"
	}
	return ""
}

// distance is the least number of characters to insert, delete, replace or
// swap with a neighbour that makes y of x.
func distance(x, y []rune) int {
	var older []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], older[j-2]+1)
			}
		}
		older, row = row, next
	}
	return row[len(y)]
}
