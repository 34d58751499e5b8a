package mtbf_test

import (
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"mtbf/internal/shapes"
)

var (
	shapeLogs  = flag.Int("shapes.logs", 500, "`number` of random logs that TestShapes reads")
	shapeSeed  = flag.Uint64("shapes.seed", 1, "the first `seed` of TestShapes")
	shapeAlone = flag.Int("shapes.alone", 0, "`number` of logs for each choice alone, all else plain")
	shapeSmall = flag.Bool("shapes.shrink", false, "with -v show what is left of each log that is not right when all that does not matter is plain")
	shapeOnly  = flag.String("shapes.shape", "", "the `shape` of the one log that TestShapes/seed=N shows, in place of a random one")
)

// What logs in random shapes may come to, of 500 or more.
const (
	maxWrong   = 0 // an answer with other figures than a reader finds, or where nobody can know
	maxRefused = 0 // an error that asks nothing
	maxAsked   = 0 // a question whose answer a reader finds in the log
)

// TestShapes reads random logs in random shapes without a flag, as the tools of the
// field export them, and counts what comes out right. With -v it shows by which
// choice of a shape; -run TestShapes/seed=N -v shows one log.
func TestShapes(t *testing.T) {
	if m := regexp.MustCompile(`seed=(\d+)`).FindStringSubmatch(flag.Lookup("test.run").Value.String()); m != nil {
		seed, err := strconv.ParseUint(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(m[0], func(t *testing.T) { showShape(t, seed) })
		return
	}
	table := newShapeTable()
	for i := range *shapeLogs {
		seed := *shapeSeed + uint64(i)
		log := shapes.New(seed, shapes.Draw(seed))
		outcome := readShape(t.Context(), log).outcome
		table.add(log, outcome)
		if *shapeSmall && outcome != rightShape {
			table.blame(outcome, shrinkShape(t.Context(), log, outcome), seed)
		}
	}
	table.addAlone(t.Context(), *shapeAlone)
	if testing.Verbose() {
		t.Log("\n" + table.String() + culprits(table.small))
	}
	if *shapeLogs < 500 {
		return
	}
	for o, limit := range map[shapeOutcome]float64{wrongShape: maxWrong, refusedShape: maxRefused, askedShape: maxAsked} {
		if share := float64(table.all[o]) / float64(*shapeLogs); share > limit {
			t.Errorf("%s: %.1f %% of the logs, more than %.1f %%", o, 100*share, 100*limit)
		}
	}
}

// showShape prints a log, the figures that are right, and those it is read with.
func showShape(t *testing.T, seed uint64) {
	shape := shapes.Draw(seed)
	if *shapeOnly != "" {
		shape = shapes.Parse(*shapeOnly)
	}
	log := shapes.New(seed, shape)
	got := readShape(t.Context(), log)
	text := fmt.Sprintf("\n%s\n\nshape    %s\n", log.Text, shape)
	if log.Asks {
		text += "right    a question: nobody can know\n"
	}
	for _, f := range log.Readings {
		text += "right    " + figuresText(f) + "\n"
	}
	t.Logf("%sgot      %s\noutcome  %s", text, got, got.outcome)
}

// Where a log holds a day, a clock and a length that agree, and nothing is strange,
// it is read right: the test of shapes is not wrong throughout.
func TestPlainShape(t *testing.T) {
	for seed := range uint64(20) {
		if got := readShape(t.Context(), shapes.New(seed, shapes.Plain())); got.outcome != rightShape {
			t.Errorf("seed %d: %s: %s", seed, got.outcome, got)
		}
	}
}
