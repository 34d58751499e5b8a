package local

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// read reads a question, which is one object with a system and numbers: what is more, is
// said twice, or is null is refused, so that nothing is taken that was not meant.
func (q *question) read(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := once(text); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(q)
}

// errBehind tells of text after a value.
var errBehind = errors.New("something stands behind the object")

// levels is how deep the objects of a question are nested.
const levels = 2

// once refuses a text of JSON that is not one object, in which a key stands twice, in
// whatever case, as the decoder takes any, or a value is null or a list.
func once(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("it is no object")
	}
	if err := keysOnce(d, levels); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errBehind
	}
	return nil
}

// keysOnce reads to the end of the object whose beginning was read.
func keysOnce(d *json.Decoder, levels int) error {
	if levels == 0 {
		return errors.New("its objects are nested too deep")
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name := key.(string) // the decoder takes nothing else for a key
		if folded := strings.ToLower(name); seen[folded] {
			return fmt.Errorf("%q stands twice", shortened(name))
		} else {
			seen[folded] = true
		}
		value, err := d.Token()
		switch {
		case err != nil:
			return err
		case value == nil:
			return fmt.Errorf("%q is null", shortened(name))
		case value == json.Delim('['):
			return fmt.Errorf("%q is a list", shortened(name))
		case value == json.Delim('{'):
			if err := keysOnce(d, levels-1); err != nil {
				return err
			}
		}
	}
	_, err := d.Token()
	return err
}
