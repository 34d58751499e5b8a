package mechanism

import "math"

// Replica is a system with a replica elsewhere that takes over after some kinds of
// failures and not after others.
type Replica struct {
	MTBF       float64 // of the system without the replica, hours; the result rises with it
	MTTR       float64 // mean time to repair after a failure that the replica shares, hours; 0: not given
	Categories []ReplicaCategory
	Rest       float64 // probability that the replica survives a failure of no category named
}

// ReplicaCategory is a kind of failure.
type ReplicaCategory struct {
	Name     string
	Share    float64 // of the failures, 0 to 1; the result falls with it where more is survived of the rest
	Survived float64 // probability that the replica goes on after such a failure; the result rises with it
}

// ReplicaResult is what a replica buys.
type ReplicaResult struct {
	Lost   float64 // share of the failures that still stop the service
	MTBF   float64 // of the service, hours; +Inf where nothing is lost
	Factor float64 // by which the MTBF grew, 1/Lost
	From   []float64
}

// Solve returns what a replica buys [Gray 1985, p. 29]:
//
//	Lost = sum of Share (1 - Survived) + (1 - sum of Share) (1 - Rest),
//
// at most 1. From holds the part of each category in that sum, and of the rest last.
// Where failures have several causes their shares may add up to more than 1: there is
// no rest then, and Lost, which takes such a failure for lost once for every cause, is
// the most that it can be. The error is a *model.ParamError.
func (r Replica) Solve() (ReplicaResult, error) {
	bad := []fault{
		{notPositive(r.MTBF), "mtbf", r.MTBF, "a positive number of hours between 1e-100 and 1e100"},
		{r.MTTR != 0 && notPositive(r.MTTR), "mttr", r.MTTR, "a number of hours up to 1e100, or 0 if it is not given"},
		{notShare(r.Rest), "rest survived", r.Rest, "a probability from 0 to 1"},
	}
	for _, c := range r.Categories {
		bad = append(bad,
			fault{notShare(c.Share), "share of " + c.Name, c.Share, "a share from 0 to 1"},
			fault{notShare(c.Survived), "survived share of " + c.Name, c.Survived, "a probability from 0 to 1"})
	}
	if err := firstFault(bad); err != nil {
		return ReplicaResult{}, err
	}
	rest, sum, from := 1.0, 0.0, []float64{}
	for _, c := range r.Categories {
		rest -= c.Share
		from = append(from, c.Share*(1-c.Survived))
		sum += from[len(from)-1]
	}
	if rest < 1e-12 { // what shares that are rounded leave
		rest = 0
	}
	from = append(from, rest*(1-r.Rest))
	lost := math.Min(sum+from[len(from)-1], 1)
	return ReplicaResult{Lost: lost, MTBF: r.MTBF / lost, Factor: 1 / lost, From: from}, nil
}

// AsModule returns the system with its replica as a module of the result's MTBF and of
// the MTTR; the takeovers take no time.
func (r Replica) AsModule(result ReplicaResult) SystemPart {
	return SystemPart{N: 1, K: 1, Modules: []SystemModule{{MTBF: result.MTBF, MTTR: r.MTTR}}}
}

// Partition is data cut into parts, one a site, with sites that are down
// independently.
type Partition struct {
	Sites        int
	Availability float64 // of a site; all results but NotAll and None rise with it
}

// PartitionResult tells how much of the data is there.
type PartitionResult struct {
	All, NotAll   float64 // probability that all data are there, A^p, and its complement
	Any, None     float64 // that any are, 1 - (1-A)^p
	ExpectedShare float64 // of the data that is there, A: no more than with one site
}

// Solve returns how much of the data is there. The error is a *model.ParamError.
func (p Partition) Solve() (PartitionResult, error) {
	if err := firstFault([]fault{
		{p.Sites < 1, "sites", p.Sites, "a number of 1 or more"},
		{notShare(p.Availability), "availability", p.Availability, "a number from 0 to 1"},
	}); err != nil {
		return PartitionResult{}, err
	}
	a, u, n := p.Availability, 1-p.Availability, float64(p.Sites)
	all, none := math.Pow(a, n), math.Pow(u, n)
	return PartitionResult{All: all, NotAll: anyOf(u, n), Any: anyOf(a, n), None: none, ExpectedShare: a}, nil
}

// AsModule returns the sites as a group of which all are needed.
func (p Partition) AsModule() SystemPart {
	return SystemPart{N: p.Sites, K: p.Sites, Modules: []SystemModule{{Availability: p.Availability, Unavailability: 1 - p.Availability}}}
}
