// Package markov solves Markov reliability models: any chain of states with
// constant rates, and the two that redundant units lead to, the [Group] of k-of-n
// like units and the [Pair]. A chain answers with its steady state, with
// probabilities at a time, and with the time until it first fails. No answer is
// made by subtracting near-equal numbers, so that a probability of 1e-30 has its
// digits as one of 0.3 does.
//
// Time is in hours and rates are per hour.
//
// # What a group means
//
// All N units are alike and start good. An active unit fails at the rate l =
// FailureRate, a waiting one (Standby only, all but K of the good) at Dormancy
// times that. A failed unit waits for one of the Crews, is repaired in a time
// with mean 1/RepairRate, and is as good as new. The group serves while at least
// K units are good, unless it is in one of the two special states below. Good
// units of a group that does not serve go on failing.
//
//	common cause   A share Beta of the rate is a shock that comes at the rate Beta l,
//	               once for the group, while any unit is good; it takes all units,
//	               waiting ones too. On its own an active unit fails at (1-Beta) l,
//	               so that each has the rate l in all. CommonCause has shocks to some
//	               units: with the share s_k of failures that take k, each set of k
//	               units has one at the rate s_k l / C(N-1, k-1), whatever its units
//	               do; it takes those that are good.
//	coverage       When a serving unit fails and K or more are left, the group carries
//	               on with probability Coverage; when only such fail that do not serve,
//	               with probability IdleCoverage, which left out is the same. A shock
//	               asks once. Failures that leave too few ask for none.
//	not covered    The group is down for a time with mean 1/UncoveredRepairRate.
//	               Until then nothing else happens: no failure, no progress of any
//	               repair. Then it serves again; the unit is still failed and is
//	               repaired as any other.
//	takeover       After a covered failure of a serving unit the group is down for a
//	               time with mean TakeoverHours, detection included. Meanwhile
//	               failures and repairs go on. A further covered failure of a
//	               serving unit extends it (exponential: it starts anew). It ends
//	               early if too few units are left: then their repair restores
//	               service, without a takeover.
//	serving        Redundant and Standby: every active unit. Duplex: K of the active
//	               units, so that of a pair's first failures half are those of the
//	               module that serves.
//
// Takeover outages are outages: they count in availability, failure frequency and
// MTBF of [Group.Measures]. [Group.Losses] counts them as service.
package markov
