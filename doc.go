// Package mtbf takes a reliability engineer or an SRE from a messy outage log to a
// defended decision, with an honest interval on every number. It has the jobs of
// the commands, with their defaults: what a command does beyond reading its flags
// and printing is here, for programs, pages and notebooks alike.
//
//	ReadLog, Analyze           a log -> failures, MTBF, MTTR, availability by category
//	Split, Compare             two logs, or a log before and after -> is the difference real
//	Rate                       a count and an exposure -> rate, MTBF, missions, with limits
//	Plan                       what is to be demonstrated -> hours, units, risks of a test
//	LogTimes, Fit              times -> families, ranked, with limits
//	Histories, Trend           failures that come again -> does the rate change
//	ReadSystem, Solve          a system file -> exact measures, limits, cut sets
//	Simulate, Merge            -> the same by simulation, plain or accelerated
//	Size                       -> how much redundancy to buy
//	Replay                     a log through a system, measured beside predicted
//	LogReport, SystemReport    -> one page that needs nothing else
//
// Times are hours; options that name the flags of the command line are texts as
// they are written there. The Examples are a tutorial, the first of them the whole
// road.
//
// # Packages
//
//	model               the shared vocabulary: outages, intervals, categories, estimates
//	model/dist          distributions of lifetimes and repair times
//	model/rate          constant rates: counts and exposure -> rate, MTBF, exact limits
//	model/compare       ratios and differences of estimates: limits, p-values, Holm
//	model/life          censored fits, survival, goodness of fit; the mean of repair times
//	model/recurrent     repeated failures: mean cumulative function, growth, trend
//	model/census        the failure-category model: accounting and the category table
//	model/reconcile     a published table against counts and exposures
//	model/gray          the published numbers of Gray 1985 against a log
//	model/system        systems of modules, solved by decision diagrams; replay of a log
//	model/markov        chains, and groups of units that depend on each other
//	model/multiplex     von Neumann's bundles of unreliable organs, exactly
//	model/modularity    redundancy against modularity at equal hardware
//	model/sizing        how much redundancy to buy, with a proof or a bound
//	model/solve         both exact engines together
//	montecarlo          simulation: random streams, the engine, shards
//	montecarlo/rare     accelerated methods for systems that hardly ever fail
//	montecarlo/multiplex  von Neumann's bundles, 512 replications at a time
//	ingest              files -> model: outage logs, fleets, profiles
//	ingest/systemfile   system files -> system.Model
//	datasets            data that ships inside the program, and logs to fetch
//	plots               figures of results, as PNG, SVG or PDF
//	report              one self-contained HTML file of results; report/local: the pages of serve
//	selftest            published numbers that ship with the program, computed again
//	cmd/mtbf            the command line
//
// Imports point one way, which arch_test.go checks; ARCHITECTURE.md has the map.
//
// # Units
//
// Inside the library time is in hours (float64) and rates are per hour. A year
// is 8766 h (365.25 d), a month 730.5 h. A bare name is in hours or per hour;
// anything else says so in its name. Conversion happens where data comes in
// (ingest) and where results go out (cmd/mtbf/internal/render).
//
// # Words
//
//	outage         one interval in which one unit did not serve
//	unit           what can be down on its own: a system, a node, a disc
//	exposure       calendar unit-hours in service inside the window
//	operating time exposure minus downtime
//	failure        an unplanned outage attributed to a row, after exclusions
//	rate           a constant failure rate, per hour
//	MTBF           operating time / failures
//	MTTR           mean time to restoration, detection included
//	MTTA           mean time to acknowledgement, where a log tells it
//	availability   observed: hours up / hours watched, the exposure less excluded
//	               planned work; estimated for the long run, with limits:
//	               MTBF/(MTBF+MTTR); unavailability is computed directly
package mtbf
