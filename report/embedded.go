package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
)

// embedded is the JSON document in a page, in a script that no browser runs.
type embedded struct {
	Script template.HTML
	Note   string
}

// largestPlain is the size in bytes from which a document is compressed in the page, so that
// a mail takes it.
const largestPlain = 96 << 10

// newEmbedded makes it of a document; nil for none. What could end the script, or begin
// another, is escaped as JSON allows.
func newEmbedded(document []byte) (*embedded, error) {
	if len(document) == 0 {
		return nil, nil
	}
	var small, safe bytes.Buffer
	if err := json.Compact(&small, document); err != nil {
		return nil, fmt.Errorf("the document of the page: %w", err)
	}
	json.HTMLEscape(&safe, small.Bytes())
	if safe.Len() <= largestPlain {
		return &embedded{
			Script: template.HTML(`<script type="application/json" id="document">` + safe.String() + `</script>`),
			Note:   `The numbers with all of their digits stand in the page as JSON, in the element with the id "document".`,
		}, nil
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(small.Bytes()); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return &embedded{
		Script: template.HTML(`<script type="application/gzip;base64" id="document">` + base64.StdEncoding.EncodeToString(packed.Bytes()) + `</script>`),
		Note:   `The numbers with all of their digits stand in the page as JSON, compressed by gzip and written in base64, in the element with the id "document".`,
	}, nil
}
