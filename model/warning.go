package model

import "strconv"

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
	return Grouped(strconv.Itoa(n)) + " " + noun + "s"
}

// Grouped writes the digits of a whole number with commas between thousands.
func Grouped(digits string) string {
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
