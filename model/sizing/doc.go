// Package sizing finds how much redundancy to buy: which parts and how many
// copies at every question (system.Choose) of a model, so that a target is met
// for the least of a resource, or availability is the greatest within limits.
// It also sizes stocks of spares, finds the module a target asks for, and
// chooses under parameters that are known from few failures only.
//
// # Method
//
// The structure becomes a tree. Every node answers with its Pareto options: the
// points of (resources, loss) that no other point beats in all, where
//
//	loss = -log P(node works),
//
// which keeps the digits of both P and 1-P. Structures are coherent (a better
// part never makes a system worse), so a point that is beaten inside a node is
// beaten in the system. Series and parallel nodes fold their children one by
// one: losses add, or in parallel the logarithms of P(fails) do. Nodes that are
// neither (k-of-n, networks, structures that share units) are searched by
// branch and bound, with all open questions at their best as the bound.
//
// # Proof
//
// Where a list or a search grows beyond the work allowed, what is left out is
// covered by points that are at least as good as anything in it: no dearer and
// no less available. They go through the same folds as the others. So the
// answer comes with a bound that holds whatever was left out, and it is proved
// optimal where no such point does better.
package sizing
