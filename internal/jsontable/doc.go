// Package jsontable turns JSON into records of text, in bounded memory: the lists of
// records that a document holds, or JSON lines, each as delimited text in which line n is
// record n.
//
// A list is at the top or under any key of a document, or an object whose members are
// records keyed by what names them. A record is an object. Its scalars are cells, those of
// objects in it under names such as a.b; a list of texts, or of objects that have names,
// is one cell in which they stand with [Between] between them. Other lists are left out.
//
//	source, err := jsontable.Open(name, text, sample)
//	for {
//		table, err := source.Next() // io.EOF
//		reader := table.NewReader(table)
//	}
//
// The columns are those of the first records, some thousand or a few MiB of them; a key
// that first comes later is left out and counted, see [Table.Late].
package jsontable
