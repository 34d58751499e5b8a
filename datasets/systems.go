package datasets

// systems are the worked examples of system files. Each tells in its comment
// where its numbers come from.
var systems = []Dataset{
	example("duplexed-discs", "a mirrored pair of discs"),
	example("tmr-with-voter", "2-of-3 with a voter, no repair"),
	example("two-terminals-two-lines", "two terminals and lines a site"),
	example("two-of-three-shared-mains", "2-of-3 servers on shared mains"),
	example("cold-standby-pump", "a pump that wears, and a spare"),
	example("bridge", "five links, four sites"),
	example("raid6", "six of eight discs, one rebuild"),
	example("three-replicas", "a majority of three machines"),
	example("five-replicas", "a majority of five machines"),
	example("process-pair", "a process pair with coverage"),
	example("node-after-gray", "a transaction node after Gray"),
	example("node-with-mechanisms", "a node of mechanisms"),
}

func example(name, about string) Dataset {
	return Dataset{
		Name: name, Kind: System, About: about, Origin: Synthetic,
		Provenance: "a worked example; its comment tells where its numbers come from",
		Use:        "mtbf solve dataset:" + name,
		file:       "systems/" + name + ".yaml",
	}
}
