package sharing

import (
	"iter"
	"reflect"
	"slices"
	"testing"
)

func TestSets(t *testing.T) {
	for _, c := range []struct {
		name string
		keys [][]string
		want [][]int
	}{
		{"nothing", nil, nil},
		{"apart", [][]string{{"a"}, {"b"}, {}}, [][]int{{0}, {1}, {2}}},
		{"a key twice in one", [][]string{{"a", "a"}, {"b"}}, [][]int{{0}, {1}}},
		{"a chain, and one between", [][]string{{"a"}, {"x"}, {"b", "a"}, {"c", "b"}}, [][]int{{0, 2, 3}, {1}}},
		{"two sets joined by the last", [][]string{{"a"}, {"b"}, {"a"}, {"b"}, {"b", "a"}}, [][]int{{0, 1, 2, 3, 4}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Sets(len(c.keys), func(i int) iter.Seq[string] { return slices.Values(c.keys[i]) })
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v, not %v", got, c.want)
			}
		})
	}
}
