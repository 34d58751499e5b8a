package ingest

import (
	_ "embed"
	"slices"
)

//go:embed system.schema.json
var systemSchema []byte

// SystemSchema returns the JSON Schema of system files, for editors. It is
// generated from the types that the reader uses; go test ./ingest -run
// TestSystemSchemaCurrent -update rewrites it.
func SystemSchema() []byte { return slices.Clone(systemSchema) }
