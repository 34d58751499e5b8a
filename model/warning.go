package model

import "fmt"

// Warning tells that an answer is valid but weak, or rests on an assumption.
// Code is a fixed word in kebab case for programs; Text is one sentence for a
// person. What is assumed stands in the heading of an answer, all else below it.
type Warning struct {
	Code    string
	Text    string
	Assumed bool
}

// Counted writes a number with its noun, in the plural by an s: "1 row",
// "2 rows".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
