package ingest

import (
	"bytes"
	"math"
	"reflect"
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

func FuzzPartLog(f *testing.F) {
	raw, err := aPartLog().AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := &PartLog{}
		if p.UnmarshalBinary(raw) == nil {
			if _, err := p.AppendBinary(nil); err != nil {
				t.Error(err)
			}
		}
	})
}
