package mechanism

import (
	"fmt"

	"mtbf/model"
	"mtbf/model/dist"
)

// Strategy says what a supervisor restarts when one of its children ends.
type Strategy uint8

// The strategies, by the names that OTP gives them.
const (
	OneForOne       Strategy = iota // the child alone
	OneForAll                       // all children
	RestForOne                      // the child and those that were started after it
	SimpleOneForOne                 // the child alone; children are instances of one kind
)

var strategies = []string{"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"}

// Strategies are the names of the strategies.
func Strategies() []string { return append([]string(nil), strategies...) }

func (s Strategy) String() string { return nameOf(strategies, int(s)) }

// ParseStrategy returns the strategy of a name.
func ParseStrategy(name string) (Strategy, error) {
	i, err := numberOf(strategies, "strategy", name)
	return Strategy(i), err
}

// Restart says after which ends a child is started again.
type Restart uint8

// The restart types, by the names that OTP gives them.
const (
	Permanent Restart = iota // after every end
	Transient                // after an abnormal end; a supervisor that gives up ends normally
	Temporary                // never
)

var restarts = []string{"permanent", "transient", "temporary"}

// Restarts are the names of the restart types.
func Restarts() []string { return append([]string(nil), restarts...) }

func (r Restart) String() string { return nameOf(restarts, int(r)) }

// ParseRestart returns the restart type of a name.
func ParseRestart(name string) (Restart, error) {
	i, err := numberOf(restarts, "restart", name)
	return Restart(i), err
}

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%d", i)
}

func numberOf(names []string, param, name string) (int, error) {
	for i, known := range names {
		if known == name {
			return i, nil
		}
	}
	return 0, &model.ParamError{Param: param, Value: name, Want: fmt.Sprintf("one of %q", names)}
}

// Process is a process of a supervision tree: a supervisor if it has children,
// else a worker.
//
// A supervisor keeps the times of the restarts that it made, in whole seconds of
// its clock. When a child that is to be restarted ends in second n, those before
// second n - Period are dropped and n is added; if there are then more than
// Intensity, the supervisor stops its children, last first, and ends itself; its
// own supervisor sees that as the end of a child. So with Intensity 1 and Period 5
// a second crash five seconds after the first is one too many, and six seconds
// after it is not. This is the rule of OTP's supervisor [OTP supervisor], held against a real one.
//
// Children are started one after the other. Until all that a restart starts are
// up the supervisor does nothing else: ends of its other children wait, and are
// counted in the second in which they are handled. Stopping takes no time. A
// supervisor that is started has all its children and no history.
type Process struct {
	Name    string
	Restart Restart

	// Of a worker: the time from its start until it ends by itself, nil for never;
	// the share of these ends that are normal, in [0, 1], the rest being crashes; and
	// the time that it takes to start, nil for none.
	Life   model.Distribution
	Normal float64
	Start  model.Distribution

	// Of a supervisor. Intensity is 0 or more restarts in Period whole seconds, 1
	// or more. OTP's defaults are 1 and 5.
	Strategy  Strategy
	Intensity int
	Period    int
	Children  []Process // in the order in which they are started
}

const (
	maxProcesses = 1000
	maxIntensity = 1_000_000
	maxPeriod    = 1_000_000 // seconds
)

// node is a process of a tree that was made flat; parents come before children.
type node struct {
	Process
	parent   int // -1 of the top
	children []int
}

// Validate returns a *model.ParamError for the first thing in a tree that cannot
// be: a top that is no supervisor, two processes of one name or one without, more than
// 1000 of them, and values outside their domains.
func (p Process) Validate() error {
	_, err := p.flat()
	return err
}

// flat returns the processes of the tree, the top first.
func (p Process) flat() ([]node, error) {
	if len(p.Children) == 0 {
		return nil, &model.ParamError{Param: "tree", Value: p.Name, Want: "a supervisor with children"}
	}
	nodes := []node{{Process: p, parent: -1}}
	names := map[string]bool{}
	for i := 0; i < len(nodes); i++ {
		if err := nodes[i].check(names); err != nil {
			return nil, err
		}
		for _, child := range nodes[i].Children {
			nodes[i].children = append(nodes[i].children, len(nodes))
			nodes = append(nodes, node{Process: child, parent: i})
		}
		if len(nodes) > maxProcesses {
			return nil, &model.ParamError{Param: "tree", Value: len(nodes), Want: fmt.Sprintf("of %d processes at most", maxProcesses)}
		}
	}
	return nodes, nil
}

func (p Process) check(names map[string]bool) error {
	fail := func(what string, value any, want string) error {
		return &model.ParamError{Param: p.Name + ": " + what, Value: value, Want: want}
	}
	switch {
	case p.Name == "":
		return &model.ParamError{Param: "name", Value: "", Want: "a name"}
	case names[p.Name]:
		return &model.ParamError{Param: "name", Value: p.Name, Want: "a name that no other process of the tree has"}
	case p.Restart > Temporary:
		return fail("restart", p.Restart.String(), fmt.Sprintf("one of %q", restarts))
	}
	names[p.Name] = true
	if len(p.Children) > 0 {
		switch {
		case p.Strategy > SimpleOneForOne:
			return fail("strategy", p.Strategy.String(), fmt.Sprintf("one of %q", strategies))
		case p.Intensity < 0 || p.Intensity > maxIntensity:
			return fail("intensity", p.Intensity, fmt.Sprintf("a whole number of 0 to %d", maxIntensity))
		case p.Period < 1 || p.Period > maxPeriod:
			return fail("period", p.Period, fmt.Sprintf("whole seconds, 1 to %d", maxPeriod))
		case p.Life != nil || p.Start != nil || p.Normal != 0:
			return fail("children", len(p.Children), "for a worker, which has a life, a start or a share of normal ends")
		}
		return nil
	}
	if !(p.Normal >= 0 && p.Normal <= 1) {
		return fail("normal", p.Normal, "a share in [0, 1]")
	}
	for _, law := range []struct {
		what string
		of   model.Distribution
	}{{"life", p.Life}, {"start", p.Start}} {
		if law.of == nil {
			continue
		}
		if _, ok := law.of.(dist.Distribution); !ok || !(law.of.Quantile(0.5) >= 0) {
			return fail(law.what, law.of.Family(), "a distribution of times")
		}
	}
	return nil
}
