package census

import (
	"context"
	"fmt"
	"math"
	"strings"

	"mtbf/model"
	"mtbf/model/compare"
	"mtbf/model/rate"
)

// Side is one of two observations that are compared.
type Side struct {
	Log     *model.Log
	Options Options
}

// Contrast is what differs between two observations, category by category, and
// whether it does by more than chance.
type Contrast struct {
	Old, New    *Table
	Total       ContrastRow
	Categories  []ContrastRow // in display order: those with the most failures on both sides together first
	Confidence  float64
	Comparisons int // that the adjusted p-values allow for: of the total and of every category
}

// ContrastRow is one category on both sides. A category that one of them lacks has
// a row without failures there.
type ContrastRow struct {
	Old, New     Row
	Rate         Contrasted // failure rate, new over old
	MTTR         Contrasted // new over old
	Availability Contrasted // new less old
	P            float64    // the least adjusted one of the three; NaN where nothing can be compared
	Verdict      Verdict    // of the three together
}

// Contrasted is a ratio or a difference, with its p-value as one of many.
type Contrasted struct {
	compare.Result
	Adjusted float64 // P after Holm, among all comparisons
	Verdict  Verdict
}

// Verdict says in words what a comparison shows.
type Verdict string

// The verdicts. Two of a row's comparisons may show opposite things.
const (
	Better        Verdict = "better"
	Worse         Verdict = "worse"
	Mixed         Verdict = "better and worse"
	NotShown      Verdict = "no difference shown"
	NotComparable Verdict = "not comparable"
)

// Compare contrasts two observations, with limits of the old one's confidence, down
// to a depth of the category tree; 0 is all of it. Failure rates are compared exactly
// ([rate.Ratio]), MTTR and availability by their limits ([compare.Ratio],
// [compare.Difference]). A difference is called shown where its p-value, adjusted for
// all comparisons ([compare.Holm]), is at most one minus the confidence.
//
// Errors are those of [Analyze].
func Compare(ctx context.Context, old, new Side, depth int) (*Contrast, error) {
	before, err := newHalf(ctx, old)
	if err != nil {
		return nil, fmt.Errorf("the old side: %w", err)
	}
	new.Options.Confidence = before.opt.Confidence
	after, err := newHalf(ctx, new)
	if err != nil {
		return nil, fmt.Errorf("the new side: %w", err)
	}
	c := &Contrast{Old: before.table, New: after.table, Confidence: before.opt.Confidence}
	if c.Total, err = before.against(after, ""); err != nil {
		return nil, err
	}
	for _, path := range shared(c.Old, c.New, depth) {
		if err := cause(ctx); err != nil {
			return nil, err
		}
		row, err := before.against(after, path)
		if err != nil {
			return nil, err
		}
		c.Categories = append(c.Categories, row)
	}
	c.judge()
	return c, nil
}

// half is one side, with what its places in the tree have gathered.
type half struct {
	*study
	table   *Table
	tallies *tallies
	places  map[model.Category]node
}

func newHalf(ctx context.Context, side Side) (*half, error) {
	s, err := newStudy(ctx, side.Log, side.Options)
	if err != nil {
		return nil, err
	}
	t, err := s.measure()
	if err != nil {
		return nil, err
	}
	h := &half{study: s, tallies: t, places: map[model.Category]node{}}
	if h.table, err = s.tableOf(t); err != nil {
		return nil, err
	}
	for n := range t.of {
		if t.of[n] != nil {
			h.places[s.sets.paths[n]] = node(n)
		}
	}
	return h, nil
}

// at returns what a category has gathered, nothing where the side lacks it.
func (h *half) at(path model.Category) *tally {
	if n, ok := h.places[path]; ok {
		return h.tallies.of[n]
	}
	return &tally{byRule: make([]int, len(h.opt.Reported)+1)}
}

// mttr estimates that of a category at any confidence.
func (h *half) mttr(path model.Category) compare.Estimator {
	t := h.at(path)
	return func(confidence float64) (model.Estimate, error) { return h.with(confidence).mttr(t) }
}

// against contrasts a category of this side, the old one, with that of the new one.
func (h *half) against(after *half, path model.Category) (row ContrastRow, err error) {
	if row.Old, err = h.row(path, h.at(path), h.tallies); err != nil {
		return row, err
	}
	if row.New, err = after.row(path, after.at(path), after.tallies); err != nil {
		return row, err
	}
	confidence := h.opt.Confidence
	if row.Rate.Result, err = rates(row.Old, row.New, confidence); err != nil {
		return row, err
	}
	if row.MTTR.Result, err = compare.Ratio(after.mttr(path), h.mttr(path), confidence); err != nil {
		return row, err
	}
	// The old unavailability less the new one is the gain in availability, of which
	// no digit is lost.
	row.Availability.Result, err = compare.Difference(h.unavailability(row.Old, h.at(path)), after.unavailability(row.New, after.at(path)), confidence)
	return row, err
}

// rates compares the failure rates of two rows.
func rates(old, new Row, confidence float64) (compare.Result, error) {
	if old.OperatingHours == 0 || new.OperatingHours == 0 {
		none := model.NotEstimable(0, math.Inf(1), confidence, "no operating time", append(old.Rate.Warnings, new.Rate.Warnings...)...)
		return compare.Result{Estimate: none, P: math.NaN()}, nil
	}
	e, p, err := rate.Ratio(new.Failures, new.OperatingHours, old.Failures, old.OperatingHours, confidence)
	return compare.Result{Estimate: e, P: p}, err
}

// shared returns the categories of either table down to a depth, in display order.
func shared(old, new *Table, depth int) []model.Category {
	var rows []Row
	place := map[model.Category]int{}
	for _, t := range []*Table{old, new} {
		for _, r := range t.Categories {
			if depth > 0 && r.Depth > depth {
				continue
			}
			if at, ok := place[r.Category]; ok {
				rows[at].Failures += r.Failures
				continue
			}
			place[r.Category] = len(rows)
			rows = append(rows, r)
		}
	}
	var paths []model.Category
	for _, r := range inTreeOrder(rows) {
		paths = append(paths, r.Category)
	}
	return paths
}

// OneTree reports whether a slash means the same on both sides, and if not a category
// in which it separates levels on one side alone.
func (c *Contrast) OneTree() (model.Category, bool) {
	for _, pair := range [][2]*Table{{c.Old, c.New}, {c.New, c.Old}} {
		parents := map[string]bool{}
		for _, r := range pair[1].Categories {
			parents[r.Category.Parent().String()] = true
		}
		for _, r := range pair[0].Categories {
			first, _, slash := strings.Cut(r.Category.Leaf(), "/")
			if slash && parents[model.NewCategory(append(r.Category.Parent().Levels(), first)...).String()] {
				return r.Category, false
			}
		}
	}
	return "", true
}
