package table

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/property"
)

func TestSafeCell(t *testing.T) {
	for _, s := range []string{
		"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n1", "\tx",
		"  =1+1", "\u00a0=1", "\ufeff=1", "\u200b@x", "＝1", "＋1", "－1+2", "＠x",
		"-", "--1", "+", "-1e", "-1.2.3", "-.", "-Inf", "+0x1p4", "=3", "-1 ", "-3,5", "-1e+",
	} {
		if got := SafeCell(s); got != "'"+s {
			t.Errorf("%q became %q", s, got)
		}
	}
	for _, s := range []string{
		"", "disc", "a=b", "3-2", "-3.5", "+1e6", "-1E-9", "-.5", "5.", "+7", "2024-01-02", "  text", "'=1", "1=1", "#1", "é",
	} {
		if got := SafeCell(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestSafeCellTwice(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("=+-@ \t\r\n1.e5a'\u00a0＝\u200b"))).Draw(t, "s")
		safe := SafeCell(s)
		if again := SafeCell(safe); again != safe {
			t.Errorf("%q, then %q", safe, again)
		}
		if strings.TrimPrefix(safe, "'") != strings.TrimPrefix(s, "'") {
			t.Errorf("%q became %q", s, safe)
		}
	})
}

func TestWriter(t *testing.T) {
	var b strings.Builder
	w := NewWriter(&b)
	record := []string{"=1", "-3.5", "a,b", "say \"no\""}
	if err := w.Write(record); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "'=1,-3.5,\"a,b\",\"say \"\"no\"\"\"\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
	if record[0] != "=1" {
		t.Error("the caller's record was changed")
	}
	back, err := csv.NewReader(strings.NewReader(b.String())).Read()
	if err != nil || !slices.Equal(back, []string{"'=1", "-3.5", "a,b", "say \"no\""}) {
		t.Errorf("%q, %v", back, err)
	}
	full := NewWriter(fullDisc{})
	full.Write([]string{"a"})
	if err := full.Flush(); !errors.Is(err, errFull) {
		t.Errorf("full disc: %v", err)
	}
}

var errFull = errors.New("no space left")

type fullDisc struct{}

func (fullDisc) Write([]byte) (int, error) { return 0, errFull }
