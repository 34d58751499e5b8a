package ingest

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/when"
	"mtbf/model"
)

// PartLog is what the rows of a part come to: the outages of its units, and the account
// of their reading. Causes are as they are written until [PartLog.Plant] gives them
// their places in the tree.
type PartLog struct {
	Part    int
	Account *PartAccount
	Log     *model.Log

	UnitRows, GroupRows []model.Row // in which each of the log first stands
}

// Plant gives causes the paths that the values of all parts decided, and closes the
// stretches over which units were watched.
func (p *PartLog) Plant(d *Decisions) error {
	if len(p.Account.Causes) != len(p.Log.Causes) {
		return fmt.Errorf("ingest: %d sets of causes in the account of a part, %d in its log", len(p.Account.Causes), len(p.Log.Causes))
	}
	paths := make([][]model.Category, len(p.Log.Causes))
	for n := range paths {
		c := &p.Account.Causes[n]
		known, ok := d.Tree[c.key()]
		if !ok || len(known) != len(c.Set) || len(c.Set) != len(p.Log.Causes[n]) {
			return fmt.Errorf("ingest: causes %q of which the survey did not know", c.Set)
		}
		paths[n] = slices.Clone(known)
	}
	b := &builder{log: p.Log}
	b.replaceCauses(func(n, i int) model.Category { return paths[n][i] })
	_, err := closeSpans(p.Log, p.Log.Exposure, d.States.Step, d.States.Rows)
	return err
}

// partLogForm begins the binary form of a PartLog.
const partLogForm = "mtbf.part.log/1\n"

// AppendBinary writes a part, but for the names of files. Numbers take as many bytes as they
// need; times that are whole milliseconds, as nearly all are, are written by what lies
// between them.
func (p *PartLog) AppendBinary(to []byte) ([]byte, error) {
	account, err := json.Marshal(p.Account)
	if err != nil {
		return nil, err
	}
	w := &partWriter{append(to, partLogForm...)}
	w.number(uint64(p.Part))
	w.text(string(account))
	w.number(uint64(p.Log.Clock))
	w.number(uint64(len(p.Log.Units)))
	for i := range p.Log.Units {
		w.unit(&p.Log.Units[i])
	}
	w.number(uint64(len(p.Log.Causes)))
	for _, set := range p.Log.Causes {
		w.number(uint64(len(set)))
		for _, c := range set {
			w.text(string(c))
		}
	}
	w.number(uint64(len(p.Log.Groups)))
	for _, g := range p.Log.Groups {
		w.text(g)
	}
	w.rows(p.UnitRows)
	w.rows(p.GroupRows)
	w.number(uint64(len(p.Log.Exposure)))
	for i := range p.Log.Exposure {
		e := &p.Log.Exposure[i]
		w.text(e.Unit)
		w.number(uint64(e.Count))
		w.float(e.From)
		w.float(e.To)
	}
	w.number(uint64(len(p.Log.Outages)))
	before := &model.Outage{}
	for i := range p.Log.Outages {
		w.outage(&p.Log.Outages[i], before)
		before = &p.Log.Outages[i]
	}
	return w.to, nil
}

// partWriter writes the fields of a PartLog.
type partWriter struct{ to []byte }

func (w *partWriter) number(n uint64) { w.to = binary.AppendUvarint(w.to, n) }
func (w *partWriter) signed(n int64)  { w.to = binary.AppendVarint(w.to, n) }
func (w *partWriter) float(x float64) {
	w.to = binary.LittleEndian.AppendUint64(w.to, math.Float64bits(x))
}

func (w *partWriter) text(s string) {
	w.number(uint64(len(s)))
	w.to = append(w.to, s...)
}

func (w *partWriter) rows(all []model.Row) {
	w.number(uint64(len(all)))
	for _, r := range all {
		w.number(uint64(r.File))
		w.number(uint64(r.Line))
	}
}

// Marks on a unit.
const (
	unitSeen = 1 << iota
	unitSeveral
	unitDated // its service follows
)

var always = model.Interval{From: math.Inf(-1), To: math.Inf(1)}

func (w *partWriter) unit(u *model.Unit) {
	w.text(u.Name)
	marks := uint64(0)
	if u.Seen {
		marks |= unitSeen
	}
	if u.Several {
		marks |= unitSeveral
	}
	if u.Service != always {
		marks |= unitDated
	}
	w.number(marks)
	w.signed(int64(u.Group))
	if marks&unitDated != 0 {
		w.float(u.Service.From)
		w.float(u.Service.To)
	}
}

// Marks on an outage beside its kind: a time of it is no whole number of milliseconds.
const (
	oddStart model.Kind = 1 << 7
	oddEnd   model.Kind = 1 << 6
)

// outage writes an outage behind another.
func (w *partWriter) outage(o, before *model.Outage) {
	start, whole := wholeMilli(o.Start)
	end, wholeEnd := wholeMilli(o.End)
	kind := o.Kind & (model.Open | model.Planned | model.Infant | model.NoDuration)
	if !whole {
		kind |= oddStart
	}
	if !wholeEnd {
		kind |= oddEnd
	}
	w.to = append(w.to, byte(kind))
	if whole {
		w.signed(start - nearMilli(before.Start))
	} else {
		w.float(o.Start)
	}
	if wholeEnd {
		w.signed(end - nearMilli(o.Start))
	} else {
		w.float(o.End)
	}
	w.number(uint64(o.Unit))
	w.number(uint64(o.Causes))
	w.number(uint64(o.Group))
	w.number(uint64(o.File))
	w.signed(int64(o.Line) - int64(before.Line))
}

// nearMilli returns hours in milliseconds, as nearly as may be.
func nearMilli(hours float64) int64 {
	n, _ := wholeMilli(hours)
	return n
}

// wholeMilli returns hours in milliseconds, if they are just that.
func wholeMilli(hours float64) (int64, bool) {
	ms := math.RoundToEven(hours * 3.6e6)
	if !(math.Abs(ms) < 1<<53) {
		return 0, false
	}
	n := int64(ms)
	return n, math.Float64bits(when.HoursFromMilli(n)) == math.Float64bits(hours)
}

var errNoPartLog = errors.New("ingest: the log of a part that is damaged")

// UnmarshalBinary reads what AppendBinary writes.
func (p *PartLog) UnmarshalBinary(raw []byte) error {
	raw, ok := bytes.CutPrefix(raw, []byte(partLogForm))
	if !ok {
		return fmt.Errorf("%w: it does not begin with %q", errNoPartLog, partLogForm[:len(partLogForm)-1])
	}
	r := &partReader{from: raw}
	*p = PartLog{Part: int(r.number(math.MaxInt32)), Account: &PartAccount{}, Log: &model.Log{}}
	if err := json.Unmarshal(r.bytes(), p.Account); err != nil {
		return fmt.Errorf("%w: %w", errNoPartLog, err)
	}
	log := p.Log
	log.Reading, log.Clock = p.Account.Reading, model.Clock(r.number(uint64(model.Elapsed)))
	log.Units = make([]model.Unit, r.count(3))
	for i := range log.Units {
		log.Units[i] = r.unit()
	}
	log.Causes = make([][]model.Category, r.count(1))
	for i := range log.Causes {
		log.Causes[i] = make([]model.Category, r.count(1))
		for k := range log.Causes[i] {
			log.Causes[i][k] = model.Category(r.bytes())
		}
	}
	if n := r.count(1); n > 0 {
		log.Groups = make([]string, n)
	}
	for i := range log.Groups {
		log.Groups[i] = string(r.bytes())
	}
	p.UnitRows, p.GroupRows = r.rows(), r.rows()
	if n := r.count(18); n > 0 {
		log.Exposure = make([]model.Exposure, n)
	}
	for i := range log.Exposure {
		e := &log.Exposure[i]
		e.Unit, e.Count = string(r.bytes()), int(r.number(math.MaxInt32))
		e.Interval = model.Interval{From: r.float(), To: r.float()}
	}
	log.Outages = make([]model.Outage, r.count(8))
	before := &model.Outage{}
	for i := range log.Outages {
		r.outage(&log.Outages[i], before, log)
		before = &log.Outages[i]
	}
	if r.bad || len(r.from) > 0 || len(p.UnitRows) != len(log.Units) || len(p.GroupRows) != len(log.Groups) {
		return errNoPartLog
	}
	return nil
}

// partReader reads the fields of a PartLog; bad is true once they cannot be.
type partReader struct {
	from []byte
	bad  bool
}

func (r *partReader) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.from)
	if r.bad || n <= 0 || v > most {
		r.bad = true
		return 0
	}
	r.from = r.from[n:]
	return v
}

// count reads how many follow of what takes so many bytes or more each: there are no more
// than the bytes have room for.
func (r *partReader) count(bytes int) int { return int(r.number(uint64(len(r.from) / bytes))) }

func (r *partReader) signed() int64 {
	v, n := binary.Varint(r.from)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.from = r.from[n:]
	return v
}

func (r *partReader) float() float64 {
	if r.bad || len(r.from) < 8 {
		r.bad = true
		return 0
	}
	x := math.Float64frombits(binary.LittleEndian.Uint64(r.from))
	r.from = r.from[8:]
	return x
}

func (r *partReader) bytes() []byte {
	n := r.count(1)
	if r.bad || n > len(r.from) {
		r.bad = true
		return nil
	}
	text := r.from[:n]
	r.from = r.from[n:]
	return text
}

func (r *partReader) unit() model.Unit {
	u := model.Unit{Name: string(r.bytes()), Service: always}
	marks := r.number(unitSeen | unitSeveral | unitDated)
	u.Seen, u.Several = marks&unitSeen != 0, marks&unitSeveral != 0
	u.Group = int32(r.signed())
	if marks&unitDated != 0 {
		u.Service = model.Interval{From: r.float(), To: r.float()}
	}
	return u
}

func (r *partReader) outage(o, before *model.Outage, of *model.Log) {
	if r.bad || len(r.from) == 0 {
		r.bad = true
		return
	}
	kind := model.Kind(r.from[0])
	r.from = r.from[1:]
	o.Kind = kind &^ (oddStart | oddEnd)
	if kind.Is(oddStart) {
		o.Start = r.float()
	} else {
		o.Start = when.HoursFromMilli(nearMilli(before.Start) + r.signed())
	}
	if kind.Is(oddEnd) {
		o.End = r.float()
	} else {
		o.End = when.HoursFromMilli(nearMilli(o.Start) + r.signed())
	}
	o.Unit, o.Causes = r.index(len(of.Units)), r.index(len(of.Causes))
	o.Group = r.index(max(1, len(of.Groups)))
	o.File = uint16(r.number(math.MaxUint16))
	line := int64(before.Line) + r.signed()
	r.bad = r.bad || line < 0 || line > math.MaxInt32
	o.Line = int32(line)
}

func (r *partReader) rows() []model.Row {
	n := r.count(2)
	if n == 0 {
		return nil
	}
	all := make([]model.Row, n)
	for i := range all {
		all[i] = model.Row{File: uint16(r.number(math.MaxUint16)), Line: int32(r.number(math.MaxInt32))}
	}
	return all
}

// index reads a place among so many.
func (r *partReader) index(of int) int32 {
	i := r.number(math.MaxInt32)
	if i >= uint64(of) {
		r.bad = true
		return 0
	}
	return int32(i)
}
