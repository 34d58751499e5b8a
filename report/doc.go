// Package report writes results as one HTML file that needs nothing else: prose
// that states the findings with their limits, figures, tables that copy into a
// spreadsheet, the account of the rows, and where it all comes from.
//
// A page loads nothing and runs nothing; its own policy forbids both. Text from
// a log is data and is shown as such. The bytes depend on the results alone: a
// page tells no time at which it was made.
//
// Package local, below, serves pages to a browser on the same machine.
package report
