package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/render"
)

func newVersionCmd(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, its revision and the toolchain",
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return g.write(buildVersion()) },
	}
}

// buildVersion reads what the toolchain stamped into the binary. A build
// without version control information says so.
func buildVersion() *render.Version {
	v := &render.Version{Schema: "mtbf.version/1", Version: "unknown", Revision: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Version = info.Main.Version
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

// noArgs refuses arguments as a mistake of usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, got %q", cmd.Name(), args[0])
	}
	return nil
}
