package mechanism

// SystemPart is what stands for a mechanism in a system file: one module, or a group
// of modules of which some are enough. An exact engine that solves it finds the
// mechanism's own numbers, those that the method AsModule names.
type SystemPart struct {
	Modules []SystemModule // one for each of N, or one that all N are like
	N       int            // how many; 1: a module alone
	K       int            // that are needed, where Quorums is empty
	Crews   int            // repairs at the same time; 0: as many as modules
	Quorums [][]int        // instead of K: sets of modules, numbered from 0, any of which is enough
}

// SystemModule holds the numbers of one module: its times, or else a steady-state
// availability.
type SystemModule struct {
	MTBF, MTTR                   float64 // hours, both exponential; 0: not given, of the MTTR not repaired
	Availability, Unavailability float64 // where no MTBF is given; the smaller has all digits
}
