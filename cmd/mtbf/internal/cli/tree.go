package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Command is a command of the program with its flags, those that every command
// has included.
type Command struct {
	Path  string // such as "size spares"
	Flags []Flag
	Runs  bool // it does something itself
}

// Flag is a flag of a command; Type is its kind of value, such as "float64".
type Flag struct{ Name, Type string }

// Commands returns all commands, for manuals and for tests.
func Commands() []Command {
	root := newRoot(&global{}, &ends{})
	var all []Command
	var walk func(c *cobra.Command, path string)
	walk = func(c *cobra.Command, path string) {
		x := Command{Path: path, Runs: c.HasParent() && !c.HasSubCommands() || c.Name() == "size"}
		add := func(f *pflag.Flag) { x.Flags = append(x.Flags, Flag{f.Name, f.Value.Type()}) }
		c.LocalFlags().VisitAll(add)
		if c.HasParent() {
			c.InheritedFlags().VisitAll(add)
		}
		all = append(all, x)
		for _, kid := range c.Commands() {
			name := kid.Name()
			if path != "" {
				name = path + " " + name
			}
			walk(kid, name)
		}
	}
	walk(root, "")
	return all
}
