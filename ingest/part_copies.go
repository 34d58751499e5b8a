package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"mtbf/internal/table"
)

// isCopy reports whether an equal row came before. In a part its key is kept, so that
// rows with it can be compared.
func (b *builder) isCopy(part uint16, key rowKey) bool {
	if !b.seen.add(part, key) {
		return false
	}
	if b.part != nil {
		b.part.copied[key] = true
	}
	return true
}

// errCollision means that a row was taken for a copy of another, by chance: keys are
// hashes with a seed of the process, so that the next one that reads the part does not.
var errCollision = errors.New("two different rows have one key: the part must be read again")

// checkCopies compares the rows of a part that were taken for copies with those that have
// their keys, cell by cell.
func (l *Layout) checkCopies(copied map[rowKey]bool, files []PartFile) error {
	if len(copied) == 0 {
		return nil
	}
	rows := map[rowKey][]byte{}
	for i := range files {
		d := &l.Files[files[i].File].dialect
		in := table.NewReader(bytes.NewReader(files[i].Text))
		in.Comma, in.Width = d.Comma, len(d.Header)
		for {
			err := in.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				continue // a bad row is no copy
			}
			row := in.Row()
			key := keyOf(row)
			switch before, known := rows[key]; {
			case !copied[key]:
			case !known:
				rows[key] = bytes.Clone(row)
			case !bytes.Equal(before, row):
				return fmt.Errorf("%s: %w", l.Files[files[i].File].Name, errCollision)
			}
		}
	}
	return nil
}
