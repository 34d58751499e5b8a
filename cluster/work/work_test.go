package work

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"mtbf/ingest"
)

// aBlock is the line of a block, as split writes it, without its kind.
func aBlock(t testing.TB) []byte {
	var out bytes.Buffer
	p := &packer{out: bufio.NewWriter(&out)}
	b := &ingest.RowBlock{Split: ingest.Split{Number: 3}, Lines: []ingest.RowLines{{First: 2, Count: 1}, {First: 5, Count: 2}}, Text: []byte("a,b\nc,\"d\ne\"\n")}
	if err := p.give(17, b); err != nil {
		t.Fatal(err)
	}
	if err := p.out.Flush(); err != nil {
		t.Fatal(err)
	}
	line, ok := strings.CutPrefix(strings.TrimSuffix(out.String(), "\n"), Rows+"\t")
	if !ok {
		t.Fatalf("%q is no line of rows", out.String())
	}
	return []byte(line)
}

func TestBlockThroughALine(t *testing.T) {
	part, b, err := (&unpacker{}).block(aBlock(t))
	if err != nil || part != 17 || b.Split.Number != 3 || string(b.Text) != "a,b\nc,\"d\ne\"\n" || len(b.Lines) != 2 {
		t.Errorf("part %d, %+v: %v", part, b, err)
	}
}

// What tells of more bytes than there can be is refused before they are made room for.
func TestTooManyBytesAreTold(t *testing.T) {
	claim := func(n uint64) string { return base64.StdEncoding.EncodeToString(binary.AppendUvarint(nil, n)) }
	if _, _, err := (&unpacker{}).block([]byte("000001 00000.0000000.00000 " + claim(maxBlock+1))); err == nil || !strings.Contains(err.Error(), "more than 67108864") {
		t.Errorf("a block: %v", err)
	}
	if _, err := LogLine([]byte(claim(maxLog + 1))); err == nil || !strings.Contains(err.Error(), "more than 1073741824") {
		t.Errorf("a log: %v", err)
	}
}

func FuzzBlock(f *testing.F) {
	line := aBlock(f)
	f.Add(line)
	f.Add([]byte(fmt.Sprintf("000001 %s", line)))
	f.Fuzz(func(t *testing.T, line []byte) {
		part, b, err := (&unpacker{}).block(line)
		if err == nil && (len(b.Lines) == 0 || len(b.Text) > maxBlock) {
			t.Errorf("part %d, %d rows of %d bytes", part, len(b.Lines), len(b.Text))
		}
	})
}
