package systemfile

import (
	_ "embed"
	"slices"
)

//go:embed system.schema.json
var schema []byte

// Schema returns the JSON Schema of system files, for editors. It is
// generated from the types that the reader uses; go test ./ingest -run
// TestSchemaCurrent -update rewrites it.
func Schema() []byte { return slices.Clone(schema) }
