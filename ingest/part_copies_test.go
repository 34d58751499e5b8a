package ingest

import (
	"errors"
	"testing"

	"mtbf/internal/table"
)

// Rows that have a key in common by chance are told from copies.
func TestCollidingRowsOfAPart(t *testing.T) {
	defer func(was func([]byte) rowKey) { hashOfRow = was }(hashOfRow)
	l := &Layout{Files: []FileLayout{{Name: "log.csv", dialect: table.Dialect{Comma: ',', Header: []string{"unit", "start"}}}}}
	files := []PartFile{{Text: []byte("a,1\nb,2\n\"a\",1\n")}}
	first := keyOf([]byte("a\x001\x00"))
	if err := l.checkCopies(map[rowKey]bool{first: true}, files); err != nil {
		t.Errorf("a row and its copy: %v", err)
	}
	hashOfRow = func([]byte) rowKey { return 7 }
	if err := l.checkCopies(map[rowKey]bool{7: true}, files); !errors.Is(err, errCollision) {
		t.Errorf("different rows with one key: %v", err)
	}
}
