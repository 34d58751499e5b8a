package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/cluster-commands.md")

// The page of the commands is what --help prints.
func TestPages(t *testing.T) {
	const path = "../../../docs/cluster-commands.md"
	var b strings.Builder
	b.WriteString("# mtbf-cluster: its commands\n\n[Past one machine](cluster.md) tells what they are for. This page is what `--help` prints.\n")
	for _, command := range []string{"", "analyze", "simulate"} {
		var help, notes bytes.Buffer
		args := strings.Fields(command + " --help")
		if err := run(t.Context(), args, &help, &notes); code(err, &notes) != 0 || notes.Len() > 0 {
			t.Fatalf("%v: %s", err, &notes)
		}
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s```\n", strings.TrimSpace("mtbf-cluster "+command), &help)
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != b.String() {
		t.Errorf("docs/cluster-commands.md is not what --help prints; -update writes it: %v", err)
	}
}
