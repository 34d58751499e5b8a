package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"mtbf/cmd/mtbf/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mtbf": func() { os.Exit(cli.Main(cli.Standard(), os.Args[1:])) },
	})
}

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"figures": roundFigures, "refused": refused},
	})
}

// refused runs mtbf with arguments that it must refuse as a mistake of usage.
func refused(ts *testscript.TestScript, _ bool, args []string) {
	var ended *exec.ExitError
	if err := ts.Exec("mtbf", args...); !errors.As(err, &ended) || ended.ExitCode() != 2 {
		ts.Fatalf("mtbf %s: %v, not exit code 2", strings.Join(args, " "), err)
	}
}
