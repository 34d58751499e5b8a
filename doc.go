// Package mtbf is the map of the module; it holds no code.
//
// mtbf takes a reliability engineer or an SRE from a messy outage log to a
// defended decision, with an honest interval on every number.
//
// # Packages
//
//	cmd/mtbf            the command line
//	ingest              files -> model: outage logs, fleets, profiles, system files
//	datasets            data that ships inside the program, and logs to fetch
//	report              one self-contained HTML file of results; report/local: the pages of serve
//	selftest            published numbers that ship with the program, computed again
//	plots               figures of results, as PNG, SVG or PDF
//	montecarlo          simulation: random streams, the engine, rare events, shards
//	montecarlo/multiplex  von Neumann's bundles, 512 replications at a time
//	model               the shared vocabulary: outages, intervals, categories, estimates
//	model/rate          constant rates: counts and exposure -> rate, MTBF, exact limits
//	model/life          distributions, censored fits, survival, goodness of fit; the mean of repair times
//	model/recurrent     repeated failures: mean cumulative function, growth, trend
//	model/census        the failure-category model: accounting and the category table
//	model/gray          the published numbers of Gray 1985 against a log
//	model/system        systems of modules, solved by decision diagrams; replay of a log
//	model/markov        chains, and groups of units that depend on each other
//	model/multiplex     von Neumann's bundles of unreliable organs, exactly
//	model/modularity    redundancy against modularity at equal hardware
//	model/sizing        how much redundancy to buy, with a proof or a bound
//	model/solve         both exact engines together
//	internal/num        special functions that keep their tails, root finding, exact sums
//	internal/table      delimited text -> records with positions, in bounded memory
//	internal/when       text <-> hours: durations, time stamps, zones
//	internal/oracle     expected values from independent programs, and the comparator
//
// Imports point one way: cmd -> ingest, datasets -> model/... -> model,
// internal/num. arch_test.go checks it.
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
//	availability   MTBF/(MTBF+MTTR); unavailability is computed directly
package mtbf
