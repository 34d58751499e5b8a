// Mtbf-worker does one piece of work after the other: pieces come in on standard input,
// one a line, and answers go out on standard output. An engine such as Spark runs it, by
// SQL TRANSFORM; see package work.
//
//	mtbf-worker split|survey|walk|simulate PLAN
package main

import (
	"context"
	"fmt"
	"os"
	_ "time/tzdata" // zones on machines that have no database

	"mtbf/cluster/work"
)

func main() {
	if len(os.Args) != 3 || work.Verbs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: mtbf-worker split|survey|walk|simulate PLAN")
		os.Exit(2)
	}
	err := work.Run(context.Background(), os.Args[1], os.Args[2], os.Stdin, os.Stdout)
	noteTimes(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "mtbf-worker:", err)
		os.Exit(1)
	}
}
