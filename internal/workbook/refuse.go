package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

// ErrEncrypted is a workbook that opens with a password alone.
var ErrEncrypted = errors.New("is encrypted: save it without a password, or export the sheet as CSV")

const saveAs = "save it as .xlsx, or export the sheet as CSV"

func notA(looks string) error {
	return fmt.Errorf("not an Excel workbook (.xlsx): it looks like %s: %s", looks, saveAs)
}

// refuse says what an input is that is no ZIP archive.
func refuse(r io.ReaderAt, size int64) error {
	head := make([]byte, min(int64(len(oleMagic)), max(size, 0)))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte(zipMagic)):
		return nil
	case !bytes.HasPrefix(head, []byte(oleMagic)):
		return notA("some other file")
	case holds(io.NewSectionReader(r, 0, size), wide("EncryptedPackage")):
		return ErrEncrypted
	}
	return notA("an old Excel workbook (.xls) or Word document")
}

// wide is a name as the directory of such a container has it.
func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// holds reports whether what stands in r. It reads all of it.
func holds(r io.Reader, what []byte) bool {
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], what) {
			return true
		}
		if err != nil {
			return false
		}
		last := max(0, kept+n-len(what))
		kept = copy(buf, buf[last:kept+n])
	}
}

// notWorkbook says what an archive without a workbook is.
func (a *archive) notWorkbook() error {
	for part, looks := range map[string]string{
		"xl/workbook.bin":      "a binary Excel workbook (.xlsb)",
		"word/document.xml":    "a Word document",
		"ppt/presentation.xml": "a PowerPoint document",
	} {
		if _, ok := a.parts[part]; ok {
			return notA(looks)
		}
	}
	in, ok, err := a.open("mimetype", 1<<10)
	if !ok || err != nil {
		return notA("some other ZIP archive")
	}
	defer in.Close()
	if kind, _ := io.ReadAll(in); strings.Contains(string(kind), "opendocument") {
		return notA("an OpenDocument file (.ods)")
	}
	return notA("some other ZIP archive")
}
