package mechanism

// Assumptions are those of the storage: whether rebuilds wait for each other is its own.
func (s Storage) Assumptions() []Assumption {
	rebuilds := Assumption{"Rebuilds are one at a time: while one is under way other lost pieces wait", "as given"}
	if s.Parallel {
		rebuilds.Text = "Rebuilds are all at once: none waits for another"
	}
	return []Assumption{
		rebuilds,
		{"Discs fail independently, at a rate that does not change; rebuilds take exponential times", "Gray 1985, p. 5, for discs"},
		{"A lost piece is rebuilt on a spare that is there at once", "derived here"},
		{"With no redundancy left a rebuild reads all pieces that are needed, and one unreadable bit loses data", "derived here"},
		{"Bits are unreadable independently of each other; what is unreadable is not found before", "derived here"},
		{"Spreading a rebuild over other discs makes it faster and does nothing else", "derived here"},
		{"Nothing else loses data: no fire, no mistake, no fault of the program", "derived here; Gray 1985, p. 29, has the rest"},
	}
}

// PlacementAssumptions are those of [Placement].
func PlacementAssumptions() []Assumption {
	return []Assumption{
		{"The nodes that fail are any, each set of so many as likely as any other", "derived here"},
		{"Copysets are drawn at random, each for itself; groups without a node in common are counted exactly", "Cidon et al. 2013"},
		{"Data are lost when all nodes of one copyset are among those that failed; what they hold does not come back", "Cidon et al. 2013"},
	}
}

// ReplicaAssumptions are those of [Replica].
func ReplicaAssumptions() []Assumption {
	return []Assumption{
		{"A replica far away survives a kind of failure with the probability said; Gray's survives all but those of software", "Gray 1985, p. 29"},
		{"The takeover is no outage, and the replica itself is there when it is needed", "derived here"},
		{"Shares of causes that add up to more than 1 count a failure once for each of its causes", "Gray 1985, p. 10"},
	}
}

// PartitionAssumptions are those of [Partition].
func PartitionAssumptions() []Assumption {
	return []Assumption{
		{"Sites are down independently of each other", "derived here"},
		{"Each site has its own part of the data, all parts equal, and no other site has a copy", "Gray 1985, p. 3, for parts of a database"},
	}
}

// ContractAssumptions are those of [Contract].
func ContractAssumptions() []Assumption {
	return []Assumption{
		{"Machines fail alone and independently, at a rate that does not change; repairs take exponential times", "derived here"},
		{"Three copies guarantee one crash, five two: beyond that, machines that come back may outvote those that stayed", "Armstrong, talk and slides"},
		{"A machine that is down comes back with the data it had; what it missed it gets before it counts as repaired", "derived here"},
		{"What is not in the contract is not covered", "Armstrong, talk and slides"},
	}
}

// QuorumAssumptions are those of [Quorums] and [ReadWrite].
func QuorumAssumptions() []Assumption {
	return []Assumption{
		{"Copies are up independently of each other, and none is cut off from the others", "derived here"},
		{"A quorum serves only when every copy of it is up", "Peleg and Wool 1995"},
		{"What no other system dominates is up more often than one copy and less often than a majority, where copies are up more than half of the time", "Peleg and Wool 1995"},
	}
}

// SessionAssumptions are those of [Sessions] and [SessionTimes].
func SessionAssumptions() []Assumption {
	return []Assumption{
		{"Paths are down independently of each other, and tries are lost independently", "derived here"},
		{"A message is sent on every path that is up, and is lost only if every try is", "derived here"},
		{"With no path up the session is down, and both ends are told: no message is lost unseen", "derived here"},
		{"Messages that come twice are known by their number and are dropped", "derived here"},
	}
}
