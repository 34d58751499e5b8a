// Package plots draws results: one idea a figure, as PNG, SVG or PDF. It
// computes none of them. Colours are those that people with any colour vision
// tell apart, and shapes or dashes repeat what they say; limits are drawn
// wherever a figure has them.
package plots
