// Package num holds the numerical tools that the statistics need and the
// standard library and gonum do not give with accurate tails: quantiles, a
// bracketed root, and compensated sums.
//
// Arguments are checked by the callers: a probability is in (0, 1) and a shape
// is positive. Outside these domains the functions panic, as gonum does.
package num
