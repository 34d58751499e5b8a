package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// index is the page that leads to those of the commands.
func index() string {
	var b strings.Builder
	b.WriteString(`# Commands

A page for each command, written from what ` + "`mtbf COMMAND --help`" + ` prints by
` + "`go test ./cmd/mtbf/internal/cli -run Pages -update`" + `. [man](../man) has the same as man pages:
` + "`man -l docs/man/mtbf-analyze.1`" + ` shows one, and copied to ` + "`/usr/local/share/man/man1`" + ` they are found by name.
`)
	root := documented()[0]
	for _, g := range append(root.Groups(), &cobra.Group{}) {
		of := slices.DeleteFunc(kids(root), func(c *cobra.Command) bool { return c.GroupID != g.ID })
		if g.Title != "" {
			fmt.Fprintf(&b, "\n## %s\n", strings.TrimSuffix(g.Title, ":"))
		}
		if len(of) > 0 {
			b.WriteString("\n" + listOf(of, true))
		}
	}
	return b.String()
}

// listOf links commands, and where deep those below them.
func listOf(commands []*cobra.Command, deep bool) string {
	var b strings.Builder
	for _, c := range commands {
		indent := strings.Repeat("  ", strings.Count(c.CommandPath(), " ")-1)
		if !deep {
			indent = ""
		}
		fmt.Fprintf(&b, "%s- [%s](%s.md): %s\n", indent, c.CommandPath(), fileOf(c), prose(c.Short))
		if deep {
			b.WriteString(listOf(kids(c), true))
		}
	}
	return b.String()
}

// markdownPage says what a command is for, and how it is used as its help does.
func markdownPage(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", c.CommandPath())
	for part := range strings.SplitSeq(about(c), "\n\n") {
		if asItStands(part) {
			fmt.Fprintf(&b, "\n```text\n%s\n```\n", part)
		} else {
			fmt.Fprintf(&b, "\n%s\n", prose(part))
		}
	}
	fmt.Fprintf(&b, "\n```text\n%s\n```\n", strings.TrimSpace(c.UsageString()))
	if of := kids(c); len(of) > 0 && c.HasParent() {
		b.WriteString("\n" + listOf(of, false))
	}
	if c.HasParent() {
		fmt.Fprintf(&b, "\nUp: [%s](%s.md). All: [commands](README.md).\n", c.Parent().CommandPath(), fileOf(c.Parent()))
	}
	return b.String()
}

// asItStands reports whether a paragraph has lines that are set in.
func asItStands(part string) bool {
	return slices.ContainsFunc(strings.Split(part, "\n"), func(line string) bool { return strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") })
}

// prose is text with the marks of Markdown escaped.
func prose(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "|", `\|`, "`", "\\`", "#", `\#`).Replace(text)
}
