package ingest

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"

	"mtbf/model"
)

// aPartLog has what the log of a part can: times that are no whole milliseconds, outages
// without an end, units with dates, groups, stretches that were watched.
func aPartLog() *PartLog {
	inf := math.Inf(1)
	reading := model.Reading{RowsRead: 9, Rejected: 2, Duplicates: 1, ExcludedBy: map[string]int{"where": 2}}
	return &PartLog{
		UnitRows:  []model.Row{{File: 0, Line: 2}, {File: 1, Line: 7}, {File: 0, Line: 4}},
		GroupRows: []model.Row{{File: 0, Line: 2}, {File: 1, Line: 9}},

		Part:    7,
		Account: &PartAccount{Reading: reading, Outages: 4, Files: map[int]*PartFileAccount{0: {Rows: 6}}, Times: newPartTimes()},
		Log: &model.Log{
			Reading: reading,
			Units: []model.Unit{
				{Name: "node-1", Service: always}, {Name: "", Service: always, Several: true},
				{Name: "Knoten 3", Service: model.Interval{From: -inf, To: 473000.25}, Seen: true, Group: model.SeveralGroups},
			},
			Causes:   [][]model.Category{{"hardware/disc", "software"}, {"network"}},
			Groups:   []string{"a", "b"},
			Exposure: []model.Exposure{{Unit: "node-1", Count: 1, Interval: model.Interval{From: 472000, To: 473000.5}}},
			Outages: []model.Outage{
				{Start: 472000.5, End: 472001.25, Unit: 0, Causes: 1, Group: 1, File: 1, Line: 17},
				{Start: 471000.1234567891, End: 471002, Unit: 2, Line: 4, Causes: 0, Kind: model.Planned},
				{Start: -13.5, Unit: 1, Causes: 1, Kind: model.Open | model.Infant},
				{Start: 1e9 + 1./7, End: 1e9 + 1./3, Unit: 1, Causes: 1, Kind: model.NoDuration},
			},
		},
	}
}

func TestPartLogThroughBytes(t *testing.T) {
	want := aPartLog()
	raw, err := want.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	got := &PartLog{}
	if err := got.UnmarshalBinary(raw); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Log, want.Log) || !reflect.DeepEqual(got.UnitRows, want.UnitRows) || !reflect.DeepEqual(got.GroupRows, want.GroupRows) || got.Part != want.Part {
		t.Errorf("\n%+v\nwant\n%+v", got.Log, want.Log)
	}
	again, err := got.AppendBinary(nil)
	if err != nil || !bytes.Equal(again, raw) {
		t.Errorf("written again it has other bytes: %v", err)
	}
}

// What is cut short or longer, or points to what is not there, is refused.
func TestPartLogDamaged(t *testing.T) {
	raw, err := aPartLog().AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range raw {
		if (&PartLog{}).UnmarshalBinary(raw[:n]) == nil {
			t.Errorf("the first %d of %d bytes are read", n, len(raw))
		}
	}
	if (&PartLog{}).UnmarshalBinary(append(bytes.Clone(raw), 0)) == nil {
		t.Error("a byte too many is read")
	}
	log := aPartLog()
	log.Log.Outages[1].Unit = 3
	if raw, err = log.AppendBinary(nil); err != nil || (&PartLog{}).UnmarshalBinary(raw) == nil {
		t.Errorf("an outage of unit 4 of 3 is read: %v", err)
	}
}

// A count of more than the bytes behind it have room for takes no memory, and what merges
// panics at is refused.
func TestPartLogTooLarge(t *testing.T) {
	header := func(account string) *partWriter {
		w := &partWriter{[]byte(partLogForm)}
		w.number(0)
		w.text(account)
		w.number(0)
		return w
	}
	w := header("{}")
	w.number(0) // units
	w.number(0) // causes
	w.number(0) // groups
	w.number(0) // rows of units
	w.number(0) // and of groups
	w.number(0) // stretches
	w.number(1 << 20)
	w.to = append(w.to, make([]byte, 1<<20)...) // room for 1/8 of so many outages
	p := &PartLog{}
	if err := p.UnmarshalBinary(w.to); err == nil || len(p.Log.Outages) > 0 {
		t.Errorf("%d outages in %d bytes: %v", len(p.Log.Outages), len(w.to), err)
	}
	for _, account := range []string{`{"Files":{"0":null}}`, `{"Times":{"Months":{"3":null}}}`, `{"Of":"another version"}`} {
		w := header(account)
		w.to = append(w.to, make([]byte, 7)...)
		if err := (&PartLog{}).UnmarshalBinary(w.to); !errors.Is(err, errNoPartLog) {
			t.Errorf("%s: %v", account, err)
		}
	}
}

// allocated returns how many bytes something takes, in all.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// mostTimes bounds what reading takes, in times of what is read: small accounts in JSON
// take most.
const mostTimes = 256

func FuzzPartLog(f *testing.F) {
	raw, err := aPartLog().AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := &PartLog{}
		var err error
		if n := allocated(func() { err = p.UnmarshalBinary(raw) }); n > 1<<20+mostTimes*uint64(len(raw)) {
			t.Errorf("%d bytes take %d", len(raw), n)
		}
		if err != nil {
			return
		}
		if _, err := p.AppendBinary(nil); err != nil {
			t.Error(err)
		}
		(&PartAccount{}).Merge(p.Account)
	})
}

func FuzzRowBlock(f *testing.F) {
	block := &RowBlock{Split: Split{File: 1, Number: 2, From: 300, To: 4000}, Lines: []RowLines{{3, 1}, {5, 2}}, Text: []byte("a,b\n\"c\nd\",e\n")}
	raw, err := block.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := &RowBlock{}
		var err error
		if n := allocated(func() { err = b.UnmarshalBinary(raw) }); n > 1<<20+mostTimes*uint64(len(raw)) {
			t.Errorf("%d bytes take %d", len(raw), n)
		}
		if err != nil {
			return
		}
		if _, err := b.AppendBinary(nil); err != nil {
			t.Error(err)
		}
		Gather([]*RowBlock{b}, func(Split) int { return 0 })
	})
}
