package ingest_test

import (
	"context"
	"fmt"
	"strings"

	"mtbf/ingest"
)

// A log as a tool exports it: columns are found, and a bad row is kept out and told.
func Example() {
	const text = `unit,start,end,category
web-1,2024-01-05 10:00,2024-01-05 11:30,software
web-2,2024-02-30 10:00,2024-02-30 11:00,hardware
`
	log, err := ingest.ReadLog(context.Background(), "outages.csv", strings.NewReader(text), ingest.Options{
		Rejects: func(e *ingest.RowError) error { fmt.Println(e); return nil },
	})
	if err != nil {
		panic(err)
	}
	o := log.Outages[0]
	fmt.Printf("%s: %.1f h, %v\n", log.Units[o.Unit].Name, o.End-o.Start, log.Causes[o.Causes])
	// Output:
	// outages.csv:3: start: "2024-02-30 10:00" is not a date or time: day 30 is impossible: February 2024 has 29 days
	// web-1: 1.5 h, [software]
}
