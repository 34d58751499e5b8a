package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
	"mtbf/internal/near"
	"mtbf/internal/number"
	"mtbf/selftest"
)

func newSelftestCmd(g *global) *cobra.Command {
	cases := selftest.Cases()
	return &cobra.Command{
		Use:   "selftest [COMMAND...]",
		Short: "Reproduce the published numbers that ship with the program",
		Long: `Selftest computes published numbers again, from the tables of papers and the
cases of other programs, and prints for each its source, what is expected, what
was found and whether that is within the tolerance: relative to what is expected,
or in standard errors where it was simulated. With commands of mtbf it takes their
numbers only. No file is read, seeds are fixed, and no flag but those of the
output matters. It exits 1 if a number is not reproduced, or if the time limit
left some unchecked.`,
		Example: `  mtbf selftest
  mtbf selftest duplex solve --format json`,
		ValidArgs: testedCommands(cases),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSelftest(cmd.Context(), g, cases, args)
		},
	}
}

// testedCommands returns the commands that have cases, in their order.
func testedCommands(cases []selftest.Case) (names []string) {
	for _, c := range cases {
		if !slices.Contains(names, c.Command) {
			names = append(names, c.Command)
		}
	}
	return names
}

func runSelftest(ctx context.Context, g *global, cases []selftest.Case, commands []string) error {
	known := testedCommands(cases)
	for _, name := range commands {
		if !slices.Contains(known, name) {
			return usagef("selftest has no numbers of %q, but of %s%s", name, strings.Join(known, ", "), near.Hint(name, known))
		}
	}
	if len(commands) > 0 {
		cases = slices.DeleteFunc(slices.Clone(cases), func(c selftest.Case) bool { return !slices.Contains(commands, c.Command) })
	}
	var results []selftest.Result
	line := g.newStatus()
	for i, c := range cases {
		line.show(func(time.Duration) string { return fmt.Sprintf("%d of %d: %s", i+1, len(cases), c.ID) })
		r := c.Check(ctx)
		if ctx.Err() != nil { // not the number's fault
			break
		}
		results = append(results, r)
	}
	line.clear()
	doc := render.NewSelftest(results, len(cases))
	if err := g.write(doc); err != nil {
		return err
	}
	switch {
	case doc.Failed > 0:
		return fmt.Errorf("%s of %s not reproduced", number.Count(doc.Failed), number.Counted(doc.Cases, "published number"))
	case doc.Unchecked > 0:
		return fmt.Errorf("%s of %s not checked", number.Count(doc.Unchecked), number.Counted(doc.Cases, "published number"))
	}
	return nil
}
