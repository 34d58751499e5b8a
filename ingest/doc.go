// Package ingest turns files into the model: outage logs in the shapes that
// real tools export, fleet files, profiles and taxonomies.
//
// A log is read as a stream. Delimiter, header and columns are found from a
// sample; each row is decoded once into a compact draft; what only the whole
// column can tell (the order of day and month, the unit of the durations) is
// decided at the end, and drafts become outages. A row that cannot be read is
// a *RowError with its position, counted and kept out; nothing is lost.
package ingest
