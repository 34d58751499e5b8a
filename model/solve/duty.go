package solve

import "mtbf/model/system"

// duty is a duty at work: its servers are told by a state, after the places.
type duty struct {
	gate     int32   // of its leaf
	of       []int32 // gates of its nodes
	dormancy float64
	roles    []role // in which it is done at all; none: always
}

// role is a node of a duty.
type role struct{ duty, node int }

// findDuties takes the duties of a structure, and returns the roles of each leaf.
func (j *joint) findDuties(g *system.Gates) map[int32][]role {
	of := map[int32]int{} // of the gate of a duty, the duty
	for i, d := range g.Duties {
		of[d.Gate] = i
		j.duties = append(j.duties, duty{gate: d.Gate, of: d.Of, dormancy: d.Duty.DormancyFactor})
	}
	roles := map[int32][]role{}
	for i, d := range g.Duties {
		for k, gate := range d.Of {
			r := role{i, k}
			var give func(int32)
			give = func(at int32) {
				switch inner, isDuty := of[at]; {
				case isDuty:
					j.duties[inner].roles = append(j.duties[inner].roles, r)
				case g.All[at].Op == system.OpLeaf:
					roles[at] = append(roles[at], r)
				}
				for _, kid := range g.All[at].Kids {
					give(kid)
				}
			}
			give(gate)
		}
	}
	return roles
}

// server is the node that does duty d, -1 for none.
func (j *joint) server(s state, d int) int { return int(s[len(j.places)+d]) - 1 }

// exposure is the failure rate over that of a unit at work, of units in roles.
func (j *joint) exposure(s state, roles []role) float64 {
	if len(roles) == 0 {
		return 1
	}
	for _, r := range roles {
		if j.server(s, r.duty) == r.node {
			return j.exposure(s, j.duties[r.duty].roles)
		}
	}
	return j.duties[roles[0].duty].dormancy
}

// settle lets duties that nobody does, or a later node does, find their node. The places
// of s are as they will be.
func (j *joint) settle(s state) {
	j.set(s)
	for again := true; again; {
		again = false
		for d := range j.duties {
			if at := j.server(s, d); at >= 0 && j.works.Down(j.duties[d].of[at]) {
				j.serveBy(s, d, -1)
				again = true
			}
		}
		for d := range j.duties {
			if node := j.find(s, d); node != j.server(s, d) {
				j.serveBy(s, d, node)
				again = true
			}
		}
	}
}

// find returns the first node that works and does no other duty.
func (j *joint) find(s state, d int) int {
	for k, gate := range j.duties[d].of {
		if !j.works.Down(gate) && !j.busy(s, d, gate) {
			return k
		}
	}
	return -1
}

// busy reports whether another duty has the node of a gate.
func (j *joint) busy(s state, d int, gate int32) bool {
	for other := range j.duties {
		if at := j.server(s, other); other != d && at >= 0 && j.duties[other].of[at] == gate {
			return true
		}
	}
	return false
}

func (j *joint) serveBy(s state, d, node int) {
	s[len(j.places)+d] = uint32(node + 1)
	j.now[len(j.places)+d] = s[len(j.places)+d]
	j.works.Set(j.duties[d].gate, node < 0)
}
