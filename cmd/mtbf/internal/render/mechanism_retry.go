package render

import (
	"slices"

	"mtbf/internal/number"
	"mtbf/model/mechanism"
)

// Retry is the result of mechanism retry.
type Retry struct {
	Mechanism
	Tries []RetryTries `json:"tries"`
	Ends  []RetryEnd   `json:"ends"`
}

// RetryTries is what a number of retries buys.
type RetryTries struct {
	Tries    int      `json:"tries"`
	Survived *float64 `json:"share"`       // of faults that are not failures
	Factor   *float64 `json:"mtbf_factor"` // null where nothing fails
	FactorLo *float64 `json:"mtbf_factor_lo"`
	FactorHi *float64 `json:"mtbf_factor_hi"`
}

// RetryEnd is a published share of soft faults with what it would give: none is used.
type RetryEnd struct {
	What   string   `json:"what"`
	Share  float64  `json:"share"`
	Factor *float64 `json:"mtbf_factor"`
	Source string   `json:"source"`
}

// AddTries adds what a number of tries buys.
func (d *Retry) AddTries(tries int, r mechanism.RetryResult) {
	row := RetryTries{Tries: tries, Survived: finite(r.Survived.Point), Factor: finite(r.Factor.Point)}
	row.FactorLo, row.FactorHi = endsOf(r.Factor)
	d.Tries = append(d.Tries, row)
}

// AddEnd adds a published share.
func (d *Retry) AddEnd(e mechanism.Ended, factor float64) {
	d.Ends = append(d.Ends, RetryEnd{e.What, e.Share, finite(factor), e.Source})
}

// Blocks returns the results, the curve and the published shares.
func (d *Retry) Blocks() []Block {
	tries := &Grid{Header: []string{"Tries", "Survived", "MTBF factor", "From", "To"}}
	for _, r := range d.Tries {
		tries.Rows = append(tries.Rows, []string{number.Count(r.Tries), sigOrAbsent(r.Survived, 6), sigOrAbsent(r.Factor, 5), limit(r.FactorLo), limit(r.FactorHi)})
	}
	ends := &Grid{Header: []string{"Published share of soft faults", "Share", "Factor", "Source"}, Left: 1, Wrap: map[int]int{0: 34, 3: 22}}
	for _, e := range d.Ends {
		ends.Rows = append(ends.Rows, []string{e.What, number.Sig(e.Share, 4), sigOrAbsent(e.Factor, 5), e.Source})
	}
	var blocks []Block
	if d.triesMatter() {
		blocks = []Block{{Title: "The same with other numbers of tries", Grid: withoutEmpty(tries, 3)}}
	}
	return d.around(append(blocks,
		Block{Title: "Both ends: what published shares would give with these retries", Grid: ends},
	)...)
}

// triesMatter reports whether other numbers of tries change anything: they do not where
// one cures every soft fault.
func (d *Retry) triesMatter() bool {
	return slices.ContainsFunc(d.Tries, func(r RetryTries) bool {
		first := d.Tries[0]
		return !same(r.Survived, first.Survived) || !same(r.Factor, first.Factor) || !same(r.FactorLo, first.FactorLo) || !same(r.FactorHi, first.FactorHi)
	})
}

// same reports whether two numbers are both absent, or equal.
func same(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

// Records returns the results, the curve and the published shares.
func (d *Retry) Records() [][]string {
	s := d.sheet("tries", "mtbf_factor")
	for _, r := range d.Tries {
		s.add("section", "tries", "tries", count(&r.Tries), "value", bare(r.Survived), "mtbf_factor", bare(r.Factor), "lo", bare(r.FactorLo), "hi", bare(r.FactorHi))
	}
	for _, e := range d.Ends {
		s.add("section", "ends", "text", e.What, "value", bare(&e.Share), "mtbf_factor", bare(e.Factor), "source", e.Source)
	}
	return s.records()
}
