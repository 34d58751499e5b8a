// Package mechanism has what the literature of fault tolerance argues about as
// small calculators: an input, a checked function, a result. Chains are those of
// package markov; nothing is simulated here. Times are hours unless a name says
// otherwise, and every parameter outside its domain is a *model.ParamError.
package mechanism
