package mechanism

// SupervisionAssumptions are those of [MeanTimeToGiveUp] and [ReplayCrashes].
func SupervisionAssumptions() []Assumption {
	return []Assumption{
		{"A supervisor keeps restarts of second now - period and later, in whole seconds of its clock, and gives up when they are more than the intensity", "OTP supervisor"},
		{"Children are started in order and stopped in reverse; a supervisor that gives up ends as a child of the next (reason shutdown)", "OTP supervisor"},
		{"Workers end each for itself; their lives begin anew with every start", "derived here"},
		{"While a restart is under way its supervisor handles no other end: these wait, and count in the second in which they are handled", "derived here"},
		{"Stopping takes no time; a supervisor that is started has all its children and no history", "derived here"},
	}
}

// HeartbeatAssumptions, and those that follow, are of the parts of detection.
func HeartbeatAssumptions() []Assumption {
	return []Assumption{
		{"Messages are lost and late each for itself; both clocks run alike, or the receiver knows when each was due", "Chen, Toueg and Aguilera, by name"},
		{"A process that crashes sends nothing more, and crashes at a random time between two messages", "derived here"},
	}
}

// PhiAssumptions are those of [Phi].
func PhiAssumptions() []Assumption {
	return []Assumption{{"Gaps between heartbeats are normal and each for itself", "Hayashibara and others, by name"}}
}

// WatcherAssumptions are those of [Watchers].
func WatcherAssumptions() []Assumption {
	return []Assumption{
		{"To detect a failed computer takes another one, and watchers see, err and fail each for itself", "Armstrong's talk"},
		{"Latencies are exponential; a watcher that is down says nothing", "derived here"},
	}
}

// RejuvenationAssumptions are those of [Rejuvenation].
func RejuvenationAssumptions() []Assumption {
	return []Assumption{
		{"Four states with constant rates: robust, failure probable, failed, rejuvenating", "Huang and others, by name"},
		{"After a repair as after a planned restart the program is as new", "Huang and others, by name"},
	}
}

// AgeingAssumptions are those of [Ageing].
func AgeingAssumptions() []Assumption {
	return []Assumption{
		{"The life from a restart on is Weibull, and as new after a failure as after a planned restart", "derived here"},
		{"Restarts come at an age, not at a time of the calendar", "derived here"},
	}
}

// PolicyAssumptions are those of [Defects].
func PolicyAssumptions() []Assumption {
	return []Assumption{
		{"Each defect fails at a constant rate in use, one over its class, and few of high rate make most failures", "Adams 1984"},
		{"All defects looked at are known and have a fix, which removes them", "derived here"},
		{"A fix is itself bad with a probability that does not depend on the defect; a bad one causes its outages at once", "derived here"},
		{"Outages cost alike, and installing a fix costs nothing else", "derived here"},
	}
}
