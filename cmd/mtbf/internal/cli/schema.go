package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"mtbf/ingest/systemfile"
)

func newSchemaCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of system files, for editors",
		Long: `Schema prints the JSON Schema (draft 2020-12) of the system files that solve,
simulate and size read. An editor that knows it completes keys, explains them
and marks mistakes while you write. It is JSON in every --format.`,
		Example: `  mtbf schema -o system.schema.json
  # then, as the first line of a system file:
  # yaml-language-server: $schema=system.schema.json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			g.noEffect("format")
			return runSchema(cmd.Context(), g)
		},
	}
}

func runSchema(ctx context.Context, g *global) error {
	if g.output == "" {
		_, err := g.Out.Write(systemfile.Schema())
		return err
	}
	return writeFile(g.output, func(w io.Writer) error {
		_, err := w.Write(systemfile.Schema())
		return err
	})
}
