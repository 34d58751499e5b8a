// Package table turns delimited text into records with positions, in bounded
// memory, whatever the input.
//
// Open makes UTF-8 of any input, Sniff finds the delimiter and the header, and
// Reader yields the records. A bad record is a *RecordError, after which
// reading goes on; only a failing input (*ReadError) ends it. The package knows
// nothing of what the records mean: ragged rows, repeated headers and types are
// the caller's.
//
//	text, err := table.Open(path, os.Stdin)
//	dialect, err := table.Sniff(text.Sample())
//	reader, err := dialect.Body(text)
//	for {
//		fields, err := reader.Read() // as github.com/jszwec/csvutil wants it
//		...
//	}
//
// For several cores Reader.Blocks cuts what is left of an input into pieces, which
// any goroutine reads with a Reader of its own, by the same rules: whether a piece
// begins with a record is guessed, and shown by the end of the piece before it.
package table
