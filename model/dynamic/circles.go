package dynamic

// circles finds the static elements that depend on themselves through dependencies, by
// Tarjan's way, and how many triggers each circle has.
func (f *formulas) circles() {
	n := len(f.tree.Elements)
	f.circle = make([]int, n)
	index, low, on := make([]int, n), make([]int, n), make([]bool, n)
	for i := range f.circle {
		f.circle[i] = -1
	}
	var stack []int
	count := 0
	type frame struct {
		at, next int
		to       []int
	}
	enter := func(i int) frame {
		count++
		index[i], low[i], on[i] = count, count, true
		stack = append(stack, i)
		return frame{at: i, to: f.dependsOn(i)}
	}
	walk := []frame{enter(f.tree.Top)}
	for len(walk) > 0 {
		at := &walk[len(walk)-1]
		if at.next < len(at.to) {
			to := at.to[at.next]
			at.next++
			switch {
			case index[to] == 0:
				walk = append(walk, enter(to))
			case on[to]:
				low[at.at] = min(low[at.at], index[to])
			}
			continue
		}
		i := at.at
		if walk = walk[:len(walk)-1]; len(walk) > 0 {
			up := walk[len(walk)-1].at
			low[up] = min(low[up], low[i])
		}
		if low[i] == index[i] {
			at := len(stack) - 1
			for stack[at] != i {
				at--
			}
			f.closeCircle(stack[at:], on)
			stack = stack[:at]
		}
	}
}

// dependsOn are the elements that a static element is made of, or is forced by.
func (f *formulas) dependsOn(i int) []int {
	if f.partOf[i] >= 0 {
		return nil
	}
	to := append([]int(nil), f.tree.Elements[i].Of...)
	for _, d := range f.forcedBy[i] {
		to = append(to, f.tree.Dependencies[d].Trigger)
	}
	return to
}

func (f *formulas) closeCircle(of []int, on []bool) {
	for _, i := range of {
		on[i] = false
	}
	if len(of) == 1 {
		return
	}
	for _, i := range of {
		f.circle[i] = len(f.rounds)
	}
	triggers := map[int]bool{}
	for _, i := range of {
		for _, d := range f.forcedBy[i] {
			if t := f.tree.Dependencies[d].Trigger; f.circle[t] == f.circle[i] {
				triggers[t] = true
			}
		}
	}
	f.rounds = append(f.rounds, len(triggers))
}
