// Package montecarlo simulates systems: missions of every length, of units with
// times of any distribution, that may wait for repair crews, stand by, take
// over or fail together.
//
// [Simulate] answers with the measures of package system, with limits, a
// relative error and a trace of how they settled; [Run], [Merge] and
// [Part.Result] do the same in shards. The answer depends on the system, the
// seed and the options alone, not on workers, shards or their order: replication
// r draws from a [Stream] made of (seed, r), and what is summed is summed
// exactly.
//
// # How it works
//
// There is no event queue for the system as a whole. Units that are independent
// of each other are renewal processes: their lives and repairs are drawn in
// batches and become lists of intervals in which they are down, which the
// structure combines, module by module: a parallel intersects them, a series
// unites them, a k-out-of-n counts them. Once a parallel has nothing left its
// other units are not drawn at all. Modules that share units, and networks, sort
// the beginnings and ends below them and keep counts of what is down. Only the
// units of a [system.Group], which depend on each other, have a queue, of one
// pending event for each, with the meaning that package markov gives the group; and
// units that depend on each other beyond groups, through shared repair crews, spares of
// several duties or rest while the system is down, have one together.
//
// A replication is a mission from all new at 0. Measures of the steady state
// come from the time after a warm-up; the time to the first failure, reliability
// and availability at a time count from 0. Some replications go on beyond their
// mission until the system fails, unless a pilot finds that too far away.
package montecarlo
