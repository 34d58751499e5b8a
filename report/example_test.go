package report_test

import (
	"bytes"
	"context"
	"fmt"

	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/report"
)

// The page of a system that is solved already.
func Example() {
	m := &system.Model{
		Name:       "gate",
		Components: []system.Component{{Name: "lock", Availability: 0.999}},
		Units:      []system.Unit{{Name: "a"}, {Name: "b"}},
		Top:        &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	exact, err := solve.System(context.Background(), m)
	if err != nil {
		panic(err)
	}
	page := report.System{Model: m, Exact: exact, Warnings: []model.Warning{}}.Page()
	var html bytes.Buffer
	if err := page.Write(&html); err != nil {
		panic(err)
	}
	fmt.Println(page.Title, bytes.Contains(bytes.ToLower(html.Bytes()), []byte("<!doctype html>")))
	// Output:
	// System: gate true
}
