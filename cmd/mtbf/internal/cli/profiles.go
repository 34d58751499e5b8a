package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"mtbf"
	"mtbf/cmd/mtbf/internal/render"
	"mtbf/ingest"
)

func newProfilesCmd(g *global) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profiles",
		Short: "How the exports of tools are read: list, show, new from a log",
		Long: `Profiles says how the logs of one tool each are read: which columns mean what, how
times are written, which rows are no outages. A log is read with the profile whose
columns it has; --profile names one, or a .yaml file of your own.`,
		Example: `  mtbf profiles list
  mtbf profiles show uptimerobot
  mtbf profiles new stops.csv -o stops.yaml
  mtbf analyze stops.csv --profile stops.yaml`,
		Args: onlyKids,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newProfilesListCmd(g), newProfilesShowCmd(g), newProfilesNewCmd(g))
	return cmd
}

func newProfilesListCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the profiles; JSON and CSV say more of each",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runProfilesList(cmd.Context(), g) },
	}
}

func runProfilesList(ctx context.Context, g *global) error {
	profiles, err := mtbf.Profiles()
	if err != nil {
		return err
	}
	return g.write(render.NewProfiles(profiles))
}

func newProfilesShowCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print a profile: where the tool has its export, how it is read",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("show needs the name of one profile, got %d; 'mtbf profiles list' has them", len(args))
			}
			return nil
		},
		ValidArgsFunction: cobra.FixedCompletions(ingest.ProfileNames(), cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(cmd *cobra.Command, args []string) error { return runProfilesShow(cmd.Context(), g, args[0]) },
	}
}

func runProfilesShow(ctx context.Context, g *global, name string) error {
	text, err := mtbf.ProfileText(name)
	if err != nil {
		return asUsage(err)
	}
	return g.writeYAML("show", text)
}

func newProfilesNewCmd(g *global) *cobra.Command {
	o := &logFlags{global: g}
	cmd := &cobra.Command{
		Use:   "new LOG",
		Short: "Write a profile that reads a log as it is read without one",
		Long: `New reads a log, - being standard input, and writes a profile: its columns by what
they mean, with some of their values, the order of dates, the time zone, units,
states and planned work. As --profile FILE it gives the same answer. What the flags
say of the log is part of it. Edit it where the log was misunderstood.`,
		Example: `  mtbf profiles new stops.csv
  mtbf profiles new stops.csv --column unit=line --timezone Europe/Berlin -o stops.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("new needs one log, got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := refuse(cmd.Flags(), "is no part of a profile", "taxonomy", "where", "duration-from", "keep-duplicates"); err != nil {
				return err
			}
			return runProfilesNew(cmd.Context(), o, args[0])
		},
	}
	o.readingFlags(cmd)
	return cmd
}

func runProfilesNew(ctx context.Context, o *logFlags, path string) error {
	text, err := o.options().NewProfile(ctx, path)
	if err != nil {
		return asUsage(o.misread(ctx, err, path, logInput))
	}
	return o.writeYAML("new", text)
}

// writeYAML writes a text that is YAML whatever the format.
func (g *global) writeYAML(command string, text []byte) error {
	if g.format != string(render.Table) {
		return usagef("--format %s: %s writes YAML; 'mtbf profiles list' has other formats", g.format, command)
	}
	if g.output == "" {
		if g.Terminal {
			text = forTerminal(text)
		}
		_, err := g.Out.Write(text)
		return err
	}
	return writeFile(g.output, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
