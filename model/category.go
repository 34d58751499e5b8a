package model

import "strings"

// Category is a path in the tree of failure categories, its levels separated
// by a slash: "hardware", "hardware/disc". A slash within a level is kept as
// another letter; String and Leaf write it as it was.
type Category string

// slashInLevel stands for a slash that separates no levels: the division slash.
const slashInLevel = "\u2215"

// String returns the path as the log writes it: "hardware/disc", "I/O error".
func (c Category) String() string { return strings.ReplaceAll(string(c), slashInLevel, "/") }

// The categories of outages whose cause is not told: Unknown where the log
// says something that no rule places, None where the log's own columns say
// that nothing was recorded.
const (
	Unknown Category = "unknown"
	None    Category = "none"
)

// NewCategory makes a path of levels. Levels are trimmed; empty ones vanish,
// and a slash inside a level makes no level of its own.
func NewCategory(levels ...string) Category {
	kept := make([]string, 0, len(levels))
	for _, level := range levels {
		level = strings.TrimSpace(strings.ReplaceAll(level, "/", slashInLevel))
		if level != "" {
			kept = append(kept, level)
		}
	}
	return Category(strings.Join(kept, "/"))
}

// Depth returns the number of levels of the path: 1 for "hardware".
func (c Category) Depth() int {
	if c == "" {
		return 0
	}
	return strings.Count(string(c), "/") + 1
}

// Parent returns the path without its last level, "" for a top level.
func (c Category) Parent() Category {
	i := strings.LastIndexByte(string(c), '/')
	if i < 0 {
		return ""
	}
	return c[:i]
}

// Leaf returns the last level of the path.
func (c Category) Leaf() string {
	return c[strings.LastIndexByte(string(c), '/')+1:].String()
}

// Levels returns the levels of the path.
func (c Category) Levels() []string {
	levels := strings.Split(string(c), "/")
	for i, level := range levels {
		levels[i] = Category(level).String()
	}
	return levels
}

// Within reports whether c is root or stands below it in the tree.
func (c Category) Within(root Category) bool {
	return c == root || strings.HasPrefix(string(c), string(root)+"/")
}
