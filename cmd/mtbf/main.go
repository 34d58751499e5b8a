// Mtbf takes outage logs to failure categories, MTBF, MTTR and availability,
// with an interval on every number. See the README.
package main

import (
	"os"
	_ "time/tzdata" // zones on machines that have no database

	"mtbf/cmd/mtbf/internal/cli"
)

func main() {
	os.Exit(cli.Main(cli.Standard(), os.Args[1:]))
}
