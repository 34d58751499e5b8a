package census

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// Multiset is a set of times in hours, each as often as it came, in ascending order.
// As text it is the base64 of pairs of numbers, each in as many bytes as it needs: by how
// much the bits of a time are above those of the one before, and how often it came.
type Multiset []Counted

// Counted is a time and how often it came.
type Counted struct {
	Hours float64
	Count int
}

// NewMultiset puts times in order, which must be 0 or more.
func NewMultiset(times []float64) Multiset {
	if len(times) == 0 {
		return nil
	}
	var m Multiset
	for _, t := range slices.Sorted(slices.Values(times)) {
		if n := len(m); n > 0 && m[n-1].Hours == t {
			m[n-1].Count++
			continue
		}
		m = append(m, Counted{t, 1})
	}
	return m
}

// Len returns how many times there are.
func (m Multiset) Len() (n int) {
	for _, c := range m {
		n += c.Count
	}
	return n
}

// Values returns all times in order; nil for none.
func (m Multiset) Values() []float64 {
	n := m.Len()
	if n == 0 {
		return nil
	}
	all := make([]float64, 0, n)
	for _, c := range m {
		for range c.Count {
			all = append(all, c.Hours)
		}
	}
	return all
}

// with returns the times of both.
func (m Multiset) with(o Multiset) Multiset {
	if len(o) == 0 {
		return m
	}
	all := make(Multiset, 0, len(m)+len(o))
	for len(m) > 0 && len(o) > 0 {
		switch cmp.Compare(m[0].Hours, o[0].Hours) {
		case -1:
			all, m = append(all, m[0]), m[1:]
		case 1:
			all, o = append(all, o[0]), o[1:]
		default:
			all, m, o = append(all, Counted{m[0].Hours, m[0].Count + o[0].Count}), m[1:], o[1:]
		}
	}
	return append(append(all, m...), o...)
}

// union returns the times of all, of which each takes part in few merges.
func union(all []Multiset) Multiset {
	switch n := len(all); n {
	case 0:
		return nil
	case 1:
		return all[0]
	default:
		return union(all[:n/2]).with(union(all[n/2:]))
	}
}

// MarshalText writes the set.
func (m Multiset) MarshalText() ([]byte, error) {
	var raw []byte
	last := uint64(0)
	for _, c := range m {
		bits := math.Float64bits(c.Hours)
		raw = binary.AppendUvarint(raw, bits-last)
		raw = binary.AppendUvarint(raw, uint64(c.Count))
		last = bits
	}
	return base64.StdEncoding.AppendEncode(nil, raw), nil
}

var errNoMultiset = errors.New("census: a text that is no set of times")

// UnmarshalText reads what MarshalText writes.
func (m *Multiset) UnmarshalText(text []byte) error {
	raw, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return errNoMultiset
	}
	*m = nil
	bits := uint64(0)
	for len(raw) > 0 {
		step, n := binary.Uvarint(raw)
		if n <= 0 || step == 0 && len(*m) > 0 || bits+step < bits {
			return errNoMultiset
		}
		count, k := binary.Uvarint(raw[n:])
		if k <= 0 || count == 0 || count > math.MaxInt32 {
			return errNoMultiset
		}
		bits, raw = bits+step, raw[n+k:]
		t := math.Float64frombits(bits)
		if !(t >= 0) || math.IsInf(t, 1) {
			return errNoMultiset
		}
		*m = append(*m, Counted{t, int(count)})
	}
	return nil
}
