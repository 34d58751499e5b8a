// Package docs holds pages for users, which the program can show where nobody can open
// the files.
package docs

import "embed"

// Pages are the pages by the names of their files.
//
//go:embed accounting.md dynamic-fault-trees.md exit-codes.md fault-trees.md glossary.md json.md logs.md mechanisms.md methods.md redundancy.md statistics.md system-files.md systems.md
var Pages embed.FS
