package reconcile_test

import (
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/reconcile"
)

// 5 of 12 are 41.7 %, which no other count gives.
func TestByHand(t *testing.T) {
	share, err := reconcile.ParsePrinted("41.7")
	if err != nil {
		t.Fatal(err)
	}
	rows := []reconcile.Row{{Category: "hardware", Share: &share}}
	r, err := reconcile.Search(t.Context(), rows, reconcile.Options{MinTotal: 12, MaxTotal: 12})
	if err != nil {
		t.Fatal(err)
	}
	if r.Best.Agree != 1 || r.Best.List[0].Counts[0] != (reconcile.CountRange{Lo: 5, Hi: 5}) {
		t.Errorf("%+v", r.Best)
	}
	oracle.Refused(t, "published table")(reconcile.Search(t.Context(), nil, reconcile.Options{}))
	oracle.Refused(t, "counts")(reconcile.Examine(t.Context(), rows, nil, reconcile.Options{MinTotal: 12, MaxTotal: 12}))
	oracle.Refused(t, "printed figure")(reconcile.ParsePrinted(""))
}
