package ingest

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"mtbf/model/recurrent"
)

func failuresOf(text string) ([]recurrent.History, error) {
	histories, _, _, err := ReadFailures(context.Background(), "-", TimesOptions{Stdin: strings.NewReader(text)})
	return histories, err
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

func TestBadFailures(t *testing.T) {
	for text, want := range map[string]string{
		"unit,time\n":                        "has no times",
		"a,b\n1,2\n":                         "has the columns time",
		"unit,time\na,soon\n":                "standard input:2: time",
		"unit,time\na,\n":                    "standard input:2: the row has no time",
		"unit,time,status\na,5,0\na,6,0\n":   "ends twice",
		"unit,time,status\na,5,0\na,6,1\n":   "after its observation ended",
		"time,count\n5,100000000\n":          "more than 1000000",
		"time,entry\n5,x\n":                  "standard input:2: entry",
		"time,status\n1,1\n2,perhaps\n3,1\n": "standard input:3: status",
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
