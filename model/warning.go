package model

import (
	"fmt"
	"strconv"
)

// Warning tells that an answer is valid but weak, or rests on an assumption.
// Code is a fixed word in kebab case for programs; Text is one sentence for a
// person. What is assumed stands in the heading of an answer, all else below it.
type Warning struct {
	Code    string
	Text    string
	Assumed bool
}

// Exchanged warns of a mean time to repair above the mean life, in hours: the one was
// most likely typed for the other. It is nil where there is none. Of says whose they are.
func Exchanged(of string, life, repair float64) []Warning {
	if !(repair > life) {
		return nil
	}
	return []Warning{{Code: "mttr-above-mtbf", Text: fmt.Sprintf("%s: its mean time to repair, %.6g h, is above its mean life, %.6g h, so that it is down most of the time; were the two exchanged?", of, repair, life)}}
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
