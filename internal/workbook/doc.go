// Package workbook gives the sheets of an Excel workbook (.xlsx, .xlsm) as
// comma-separated text, for the reader of logs.
//
// Line n of the text is row n of the sheet, so that a place in the text is a
// place in the sheet: see Sheet.Cell. What a cell says is decided by its value
// and the kind of its number format, never by how a spreadsheet would show it:
//
//	number    shortest decimal text, no thousands separators; of 25 % it is 0.25
//	date      2024-03-04; with a time of day, in the cell or in its format,
//	          2024-03-04 05:06:07, to the ms if it has a fraction of a second
//	duration  HH:MM:SS of all its hours, also where the format begins again at 24:
//	          a time of day is one below 24 hours
//	boolean   TRUE or FALSE
//	error     its name, such as #N/A
//	formula   the value that the program which saved it worked out
//	text      as it is, with a blank for a line end
//
// A number is a date if its format has a year, a month or a day, and a duration
// if it has but hours, minutes or seconds; where such a clock format hides a day
// (from 10,000 days on, unless it counts hours beyond 24), it is a date with its
// time of day. A serial that no calendar has is left a number.
//
// Merged cells: a cell merged over several rows stands in each of them that
// says something itself. Two lines of names, of which the upper one has names
// merged over several columns, become one (see heading). A title merged over
// the width of the table is one cell.
//
// A workbook is a ZIP archive of XML, and both may be made to exhaust whoever
// reads them. Parts are read as streams, twice at most, and nothing is unpacked
// to disc; what must be held, such as the shared strings, has a bound: see the
// constants of limits.go. The dimension that a sheet claims is not looked at.
// An archive whose checksums are wrong, or a sheet that ends early, is an error
// of Read and never a shorter sheet.
//
// The standard library does it: of libraries for workbooks the ones that stream
// rows give neither the types of the cells nor their styles, and take a damaged
// sheet for its end.
package workbook
