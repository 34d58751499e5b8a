package system

// bundle makes one kid of those kids of a series or a parallel that are modules and used
// nowhere else, where it has others: all that matters of them is whether all work, or
// whether any does, so that they are one variable of a diagram.
func (g *Gates) bundle() {
	f := findModules(g)
	old := g.All
	g.All = make([]Gate, 0, len(old)+len(old)/4)
	at := make([]int32, len(old))
	for i := range old {
		x := old[i]
		var alone, rest []int32
		for _, kid := range x.Kids {
			if f.alone(kid) {
				alone = append(alone, at[kid])
			} else {
				rest = append(rest, at[kid])
			}
		}
		switch {
		case len(alone) > 1 && len(rest) > 0 && x.Op == OpSeries:
			x.Kids = append(rest, g.add(Gate{Op: OpSeries, K: len(alone), Kids: alone}))
			x.K = len(x.Kids)
		case len(alone) > 1 && len(rest) > 0 && x.Op == OpParallel:
			x.Kids = append(rest, g.add(Gate{Op: OpParallel, K: 1, Kids: alone}))
		default:
			kids := make([]int32, len(x.Kids))
			for j, kid := range x.Kids {
				kids[j] = at[kid]
			}
			x.Kids = kids
		}
		at[i] = g.add(x)
	}
	g.Top = at[g.Top]
}
