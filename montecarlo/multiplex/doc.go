// Package multiplex simulates von Neumann's multiplexing [von Neumann 1956]:
// bundles of lines that carry one bit, organs that err, and restoring stages
// after every organ, wired at random.
//
// [Simulate] actuates all organs, bit-parallel: a line is a word of 64
// replications, or rather eight words, so that one machine instruction is 64
// organs. [Tilted] samples how many lines are stimulated after every stage, by
// importance sampling, and knows the probabilities of which nobody would ever
// see a case. Both answer with the probability that more lines of the output are
// wrong than the fiducial level allows, with limits and a relative error.
//
// The answer depends on the scheme, the seed and the options alone: batch b
// draws from the stream (seed, b), whoever simulates it, and what batches add is
// summed in their order.
package multiplex
