// Package browser looks at the report and at the pages of mtbf serve in a real
// browser. It has tests only, which skip where there is no browser, and is a
// module of its own so that the program does not depend on what drives one.
package browser
