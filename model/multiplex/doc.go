// Package multiplex holds the exact theory of von Neumann's multiplexing: what
// a bundle of unreliable organs gets wrong, and how many lines a machine needs.
// What modular redundancy does instead is for package modularity.
//
// # The scheme
//
// Every line of a machine becomes a [Bundle] of N lines, which reads yes where
// at least (1-D) N are stimulated and no where at most D N are; D is the fiducial
// level. Every organ becomes a [Scheme]: N executive organs, one a line, and
// behind them tiers of N restoring organs, whose inputs are the lines of the
// bundle before them, each input in a fresh random order. Every organ gives the
// opposite of what it should with probability e, independently.
//
// A majority tier restores by itself. A NAND tier inverts as it restores: behind
// the executive organs (stage 1) a bundle means the NAND of the inputs, behind
// the first tier its opposite, behind the second the NAND again. [Scheme.Run]
// gives the distribution behind every stage, and takes for the residual error
// what the last one should read. Von Neumann has two NAND tiers, 3N organs for
// one. Where K is a number of restorative stages, each of two tiers, and M =
// 2K+1 that of all stages, Tiers is 2K.
//
// # What is exact
//
// A bundle is in random order, so that the number k of its stimulated lines is
// all that matters, and the stages are a Markov chain on it. Where two bundles
// with a and b stimulated lines of N meet, the number of organs with both inputs
// stimulated is hypergeometric; errors then invert each output independently. So
// the chain is a product of two kinds of kernel, hypergeometric and binomial.
// They are multiplied out with positive terms only, and what is left out is
// bounded: see [Result]. Residual errors keep 12 digits down to 1e-270. Time
// grows as N for NAND (20,000 lines: 5 ms) and as N sqrt(N) for majority organs
// (0.2 s).
//
// # Two conventions of inputs
//
// [Exactly] so many lines are stimulated: the worst that still reads as it is
// meant, (1-D) N of N in both inputs, is von Neumann's case and
// [Scheme.Residual]'s. [Independently] each line is stimulated with some
// probability: then the first stage's organs are independent and its count
// binomial.
//
// # Thresholds and sizes
//
// The greatest error that an organ may have depends on the construction: see
// [Thresholds]. How many lines a machine needs follows from its [Demand], by von
// Neumann's printed table ([SizePrinted]), by his approximations ([SizeEq26],
// [SizeEq27]) or exactly ([Scheme.Size]).
package multiplex
