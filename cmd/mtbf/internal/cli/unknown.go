package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mtbf/internal/infile"
	"mtbf/internal/near"
)

// unknownCommand says that a word is no command, and what may have been meant: a log to
// be analyzed, or a command of nearly that name.
func unknownCommand(root *cobra.Command, word string) error {
	if info, err := infile.Stat(word); err == nil && info.Mode().IsRegular() {
		return usagef("%q is not a command of mtbf but a file; 'mtbf analyze' reads a log, 'mtbf solve' a system", word)
	}
	return usagef("%q is not a command of mtbf%s", word, hintAt(root, word))
}

// unknownSubcommand says that a word is no command of another one.
func unknownSubcommand(cmd *cobra.Command, word string) error {
	return usagef("%q is not a command of %s: %s%s", word, cmd.Name(), strings.Join(kidNames(cmd), ", "), hintAt(cmd, word))
}

// hintAt asks whether a command of nearly that name was meant, or one that begins so.
func hintAt(cmd *cobra.Command, word string) string {
	if hint := near.Hint(word, kidNames(cmd)); hint != "" {
		return hint
	}
	for _, name := range kidNames(cmd) {
		if len(word) > 1 && strings.HasPrefix(name, strings.ToLower(word)) {
			return near.Hint(name, []string{name})
		}
	}
	return ""
}

// kidNames are those of the commands of one.
func kidNames(cmd *cobra.Command) (names []string) {
	for _, kid := range cmd.Commands() {
		if !kid.Hidden {
			names = append(names, kid.Name())
		}
	}
	return names
}

// onlyKids are the arguments of a command that does nothing itself.
func onlyKids(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownSubcommand(cmd, args[0])
	}
	return nil
}

// exists is whether a file is there.
func exists(path string) bool {
	_, err := infile.Stat(path)
	return err == nil
}
