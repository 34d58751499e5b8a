package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// suggestWithin is how many letters a command may differ from what was typed.
const suggestWithin = 2

// unknownCommand says that a word is no command, and what may have been meant: a log to
// be analyzed, or a command of nearly that name.
func unknownCommand(root *cobra.Command, word string) error {
	if info, err := os.Stat(word); err == nil && info.Mode().IsRegular() {
		return usagef("%q is not a command of mtbf but a file; 'mtbf analyze' reads a log, 'mtbf solve' a system", word)
	}
	root.SuggestionsMinimumDistance = suggestWithin
	if near := root.SuggestionsFor(word); len(near) > 0 {
		return usagef("%q is not a command of mtbf; did you mean %s?", word, strings.Join(near, " or "))
	}
	return usagef("%q is not a command of mtbf", word)
}
