package oracle

import (
	"reflect"
	"testing"
)

// Equal fails the test if what it got is not deeply equal to what is wanted.
func Equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
