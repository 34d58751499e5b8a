package main

import (
	"flag"
	"os"
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"figures": roundFigures},
	})
}
