package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manPage is the man page of a command. Cobra's own generator is not used: it sets options
// in filled text with tabs, and needs three modules, of which one is not kept any more.
func manPage(c *cobra.Command) string {
	var b strings.Builder
	name := fileOf(c)
	fmt.Fprintf(&b, ".TH \"%s\" \"1\" \"\" \"mtbf\" \"mtbf manual\"\n", roff(strings.ToUpper(name)))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", macroText(name), roff(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(usageLine(c)))
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s", paragraphs(about(c)))
	if of := kids(c); len(of) > 0 {
		b.WriteString(".SH COMMANDS\n")
		for _, k := range of {
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR(1)\n%s\n", macroText(fileOf(k)), roff(k.Short))
		}
	}
	b.WriteString(options("OPTIONS", c.NonInheritedFlags()) + options("OPTIONS OF ALL COMMANDS", c.InheritedFlags()))
	if c.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n%s", paragraphs(c.Example))
	}
	if !c.HasParent() {
		b.WriteString(".SH EXIT STATUS\n")
		for _, s := range exitCodes {
			fmt.Fprintf(&b, ".TP\n.B %d\n%s\n", s.code, s.means)
		}
	}
	if c.HasParent() {
		fmt.Fprintf(&b, ".SH SEE ALSO\n\\fB%s\\fR(1)\n", macroText(fileOf(c.Parent())))
	}
	return b.String()
}

var exitCodes = []struct {
	code  int
	means string
}{
	{exitAnswered, "The question was answered."},
	{exitFailed, "It could not be answered."},
	{exitUsage, "A flag or an argument is wrong, or the program has a question."},
	{exitObjects, "It was answered, and a check such as that of \\fB\\-\\-strict\\fR objects."},
	{exitInterrupted, "A signal ended the run."},
}

// options is a section of flags.
func options(title string, of *pflag.FlagSet) string {
	var b strings.Builder
	of.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		value, usage := valueName(f), f.Usage+defaultOf(f)
		name := `\fB` + macroText("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			name = `\fB` + macroText("-"+f.Shorthand) + `\fR, ` + name
		}
		if value != "" {
			name += ` \fI` + roff(value) + `\fR`
		}
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", name, roff(usage))
	})
	if b.Len() == 0 {
		return ""
	}
	return ".SH " + title + "\n" + b.String()
}

// paragraphs writes text; a paragraph with lines that are set in stands as it is.
func paragraphs(text string) string {
	var all []string
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		var lines []string
		for line := range strings.Lines(part) {
			lines = append(lines, roff(strings.TrimRight(line, "\n")))
		}
		body := strings.Join(lines, "\n") + "\n"
		if asItStands(part) {
			body = ".nf\n" + body + ".fi\n"
		}
		all = append(all, body)
	}
	return strings.Join(all, ".PP\n")
}

var (
	optionText = regexp.MustCompile(`(^|[^\w-])-+([a-z][\w-]*)?`)
	roffMarks  = strings.NewReplacer(`\`, `\e`, "'", `\(aq`, "^", `\(ha`, "~", `\(ti`, "`", `\(ga`)
)

// roff is a line of text of a man page: hyphens of options are those that one types.
func roff(text string) string {
	text = optionText.ReplaceAllStringFunc(roffMarks.Replace(text), macroText)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	var b strings.Builder
	for _, r := range text {
		if r > '~' {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// macroText is a name as one types it.
func macroText(name string) string { return strings.ReplaceAll(name, "-", `\-`) }
