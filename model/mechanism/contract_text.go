package mechanism

import (
	"fmt"
	"strings"
)

// ContractPart says what a clause of a contract is about.
type ContractPart string

// The parts, in the order in which they are read.
const (
	Guaranteed    ContractPart = "guaranteed"
	NotGuaranteed ContractPart = "not guaranteed"
	WhenVoid      ContractPart = "when it is void"
	HowOften      ContractPart = "how often"
)

// ContractClause is one sentence of a contract. Each {} of its text stands for one of its
// values, which the reader's form writes.
type ContractClause struct {
	Part   ContractPart
	Text   string
	Values []ClauseValue
}

// ClauseValue is a number in a sentence.
type ClauseValue struct {
	Value float64
	Unit  string // h, 1/year, "" for a probability or a share
}

// Sentence returns the text with its values written.
func (c ContractClause) Sentence(write func(ClauseValue) string) string {
	text := c.Text
	for _, v := range c.Values {
		text = strings.Replace(text, "{}", write(v), 1)
	}
	return text
}

// Text returns the contract in sentences, with the numbers of a result: what is
// guaranteed, what is not, what happens then, and how often.
func (c Contract) Text(r ContractResult) []ContractClause {
	enough := c.Copies - c.Tolerated
	all := []ContractClause{
		{Guaranteed, fmt.Sprintf("A write is acknowledged when %d of the %d copies have it.", enough, c.Copies), nil},
		{Guaranteed, fmt.Sprintf("While no more than %d of the %d machines %s down, data can be read and written, and every acknowledged write is kept.", c.Tolerated, c.Copies, are(c.Tolerated)), nil},
	}
	if 2*enough > c.Copies {
		all = append(all, ContractClause{Guaranteed, fmt.Sprintf("Any %d copies include one that has the last acknowledged write: two sets of %d of %d have a copy in common.", enough, enough, c.Copies), nil})
	} else {
		all = append(all, ContractClause{NotGuaranteed, fmt.Sprintf("The %d machines that may be down are no minority: when they come back they may outvote the %d that went on. The contract holds only if machines that come back take the data of those that stayed.", c.Tolerated, enough), nil})
	}
	all = append(all,
		ContractClause{NotGuaranteed, fmt.Sprintf("Nothing is promised while %d or more machines are down.", c.Tolerated+1), nil},
		ContractClause{NotGuaranteed, "What is not in the contract is not covered: machines that give wrong answers, machines cut off from each other, and whatever takes several machines at once, such as a shared power feed or a fault of the program that all run.", nil},
		ContractClause{WhenVoid, c.left(), nil},
		ContractClause{WhenVoid, fmt.Sprintf("The contract holds again when %d machines are up with their data; it is void for {} on average.", enough), []ClauseValue{{r.MeanVoid, "h"}}})
	return append(all, c.howOften(r)...)
}

// left says what becomes of the copies that are left in a void.
func (c Contract) left() string {
	switch left := c.Copies - c.Tolerated - 1; {
	case left == 0:
		return "No copy is left: nothing can be read or written until a machine is back, and what its copy had not yet got is lost."
	case 2*left <= c.Copies:
		return fmt.Sprintf("No more than %d of the %d copies %s left. What is written to them is unsafe: the machines that come back may outvote them.", left, c.Copies, are(left))
	default:
		return fmt.Sprintf("Up to %d of the %d copies are left, fewer than the %d that a write needs: writes wait until another machine is back.", left, c.Copies, left+1)
	}
}

func (c Contract) howOften(r ContractResult) []ContractClause {
	all := []ContractClause{
		{HowOften, "With all machines up, the contract is void for the first time after {} on average.", []ClauseValue{{r.MeanToVoid, "h"}}},
	}
	for _, w := range r.Within {
		all = append(all, ContractClause{HowOften, "Within {} it is void with probability {}.", []ClauseValue{{w.Hours, "h"}, {w.Void, ""}}})
	}
	return append(all,
		ContractClause{HowOften, "In steady state it is void {} times a year, {} of the time.", []ClauseValue{{r.VoidsPerYear, "1/year"}, {r.Void, ""}}},
		ContractClause{HowOften, "All machines are down {} of the time, for the first time after {} on average.", []ClauseValue{{r.AllDown, ""}, {r.MeanToAllDown, "h"}}})
}

// are agrees with a number of things.
func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
