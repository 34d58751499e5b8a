// Package sealed writes what a part of a simulation has counted as JSON that begins with
// the name of its form and a checksum of the rest, and tells whether it is whole.
package sealed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// None stands where the checksum will be when it is computed.
var None = strings.Repeat("0", 2*sha256.Size)

// Most bounds the memory that reading a part takes, in bytes.
const Most = 64 << 20

// head is how a part begins, up to its checksum.
func head(schema string) string { return `{"Schema":"` + schema + `","Checksum":"` }

// Marshal writes v, whose first fields are Schema, the form, and Checksum, which is
// [None] and filled in.
func Marshal(schema string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if !Is(schema, text) {
		return nil, fmt.Errorf("a part of the form %q does not begin with it", schema)
	}
	sum := sha256.Sum256(text)
	hex.Encode(text[len(head(schema)):], sum[:])
	return text, nil
}

// Is reports whether a text begins as the form does.
func Is(schema string, text []byte) bool { return bytes.HasPrefix(text, []byte(head(schema))) }

// Read reads a text of at most [Most] bytes into v as Marshal has written it. Damage says
// why it is not whole; "" if it is.
func Read(schema string, r io.Reader, v any) (damage string, err error) {
	text, err := io.ReadAll(io.LimitReader(r, Most+1))
	if err != nil {
		return "", err
	}
	text = bytes.TrimSpace(text)
	if why := damaged(schema, text); why != "" {
		return why, nil
	}
	if err := json.Unmarshal(text, v); err != nil {
		return err.Error(), nil
	}
	return "", nil
}

func damaged(schema string, text []byte) string {
	begins := head(schema)
	other := regexp.MustCompile(`^{"Schema":"([a-z./0-9]{1,40})"`).FindSubmatch(text)
	switch {
	case len(text) == 0:
		return "is empty"
	case len(text) > Most:
		return fmt.Sprintf("has more than %d MB, which no part has", Most>>20)
	case other != nil && string(other[1]) != schema:
		return fmt.Sprintf("is of the form %q, not %q", other[1], schema)
	case len(text) < len(begins)+len(None) || !bytes.HasPrefix(text, []byte(begins)):
		return fmt.Sprintf("is damaged, or not what simulate has written: it does not begin as the form %q does", schema)
	}
	said := string(text[len(begins) : len(begins)+len(None)])
	copy(text[len(begins):], None)
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != said {
		return "was damaged or changed since it was written: its checksum is another"
	}
	return ""
}
