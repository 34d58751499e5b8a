package ingest

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mtbf/model/recurrent"
)

func failuresOf(text string) ([]recurrent.History, error) {
	f, err := ReadFailures(context.Background(), "-", TimesOptions{Stdin: strings.NewReader(text)})
	if err != nil {
		return nil, err
	}
	return f.Histories, nil
}

// Two units: a fails at 5 and twice at 9 and is watched to 17; b, watched from
// the age of 2, fails at 4 and, as nothing ends it, is watched until then.
func TestReadFailures(t *testing.T) {
	got, err := failuresOf("unit,time,status,count,entry\na,9,1,2,\na,17,0,,\na,5,1,,\nb,4,failed,,2\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []recurrent.History{{Unit: "a", To: 17, Times: []float64{5, 9, 9}}, {Unit: "b", From: 2, To: 4, Times: []float64{4}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, err = failuresOf("10\n19.5\n2d\n"); err != nil || len(got) != 1 || got[0].To != 48 || len(got[0].Times) != 3 {
		t.Errorf("one column: %+v, %v", got, err)
	}
}

// B is watched to 4, and again from 7 to 12, whatever the order of the rows; c leaves
// at 5 and comes back at once; d, which comes late, leaves and comes back.
func TestReadFailuresOfAGap(t *testing.T) {
	want := []recurrent.History{
		{Unit: "B", To: 4, Times: []float64{3}}, {Unit: "B", From: 7, To: 12, Times: []float64{9}, Continued: true},
		{Unit: "c", To: 9, Times: []float64{6, 9}},
		{Unit: "d", From: 1, To: 2}, {Unit: "d", From: 3, To: 8, Times: []float64{4, 8}, Continued: true},
	}
	rows := []string{"B,3,1,", "c,5,0,", "B,4,0,", "d,2,0,1", "B,9,1,7", "c,6,1,5", "B,12,0,", "c,9,1,", "d,4,1,3", "d,8,1,3"}
	for range 2 {
		got, err := failuresOf("unit,time,status,entry\n" + strings.Join(rows, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		slices.SortStableFunc(got, func(a, b recurrent.History) int { return strings.Compare(a.Unit, b.Unit) })
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		slices.Reverse(rows)
	}
}

func TestBadFailures(t *testing.T) {
	for text, want := range map[string]string{
		"unit,time\n":                                   "has no times",
		"a,b\n1,2\n":                                    "has the columns time",
		"unit,time\na,soon\n":                           "standard input:2: time",
		"unit,time\na,\n":                               "standard input:2: the row has no time",
		"unit,time,status\na,5,0\na,6,0\n":              "ends twice",
		"unit,time,status\na,5,0\na,6,1\n":              "after its observation ended",
		"time,count\n5,100000000\n":                     "more than 1000000",
		"time,status,entry\n4,0,2\n9,1,3\n12,0,\n":      "begins again at 3",
		"time,status,entry\n4,0,\n6,1,\n9,1,7\n12,0,\n": "not watched: between 4 and 7",
		"time,entry\n8,0\n9,7\n":                        "begins twice, at 0 and at 7",
		"time,entry\n5,x\n":                             "standard input:2: entry",
		"time,status\n1,1\n2,perhaps\n3,1\n":            "standard input:3: status",
	} {
		if got, err := failuresOf(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want %q", text, got, err, want)
		}
	}
}

func FuzzReadFailures(f *testing.F) {
	for _, text := range []string{"unit,time,status\na,1,1\na,2,0\n", "1\n2\n", "time,count\n1,3\n", "unit;t;from\nx;5;1\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		histories, err := failuresOf(text)
		if err != nil {
			return
		}
		for _, h := range histories {
			for i, at := range h.Times {
				if at > h.To || i > 0 && at < h.Times[i-1] {
					t.Fatalf("%q gives %+v", text, h)
				}
			}
		}
	})
}

// Counts by interval, under either pair of names, in order of units and times: a unit
// may be watched with a gap, and fail in no interval.
func TestReadFailuresCounted(t *testing.T) {
	want := []recurrent.Count{
		{From: 0, To: 100, Units: 1, Failures: 5, Unit: "a"}, {From: 100, To: 200, Units: 1, Unit: "a"},
		{From: 48, To: 72, Units: 1, Failures: 2, Unit: "b"},
	}
	for _, text := range []string{
		"unit,lower,upper,count\na,100,200,0\nb,2d,3d,2\na,,100,5\n",
		"unit,from,to,failures\nb,48,72,2\na,0,100,5\na,100,200,0\n",
		"unit,lower,upper,count,status\na,0,100,5,1\na,100,200,1,0\nb,48,72,2,1\n",
	} {
		f, err := ReadFailures(context.Background(), "-", TimesOptions{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		slices.SortStableFunc(f.Counts, func(a, b recurrent.Count) int { return strings.Compare(a.Unit, b.Unit) })
		if !reflect.DeepEqual(f.Counts, want) || f.Histories != nil {
			t.Errorf("%q: %+v", text, f)
		}
	}
}

func TestBadCounts(t *testing.T) {
	for text, want := range map[string]string{
		"lower,count\n0,1\n":                          "has the columns time",
		"lower,upper,time\n0,1,2\n":                   "has the columns time",
		"lower,upper,count\n0,100,5\n50,200,1\n":      "overlap",
		"lower,upper,count\n100,100,5\n":              "input:2: the interval from 100 to 100",
		"lower,upper,count\n-5,100,5\n":               "input:2: the interval from -5",
		"lower,upper,count\n0,,5\n":                   "input:2: the row has no end",
		"lower,upper,count\n0,1,900000\n1,2,900000\n": "input:3: count",
		"lower,upper,count\n0,1,-1\n":                 "input:2: count",
		"time,count\n5,0\n":                           "input:2: count",
		"time,lower,upper\n5,0,1\n":                   "has the columns time",
	} {
		if got, err := failuresOf(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v, want %q", text, got, err, want)
		}
	}
}
