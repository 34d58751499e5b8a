package montecarlo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// realPart is one with every field in use.
func realPart(t testing.TB) *Shard {
	return runOf(t, exactSystems(t)["shared"], Options{Seed: 5, MaxReplications: 700, Times: []float64{5, 70}, Shard: 1, Shards: 2})
}

// TestDamage: a part of which a bit is flipped, that is cut off, doubled or
// edited is refused by name.
func TestDamage(t *testing.T) {
	text := written(t, realPart(t))
	refused := func(how string, damaged []byte) {
		t.Helper()
		_, err := ReadPart(bytes.NewReader(damaged))
		var part *ShardError
		if !errors.As(err, &part) || !strings.Contains(err.Error(), "part of a simulation") {
			t.Errorf("%s: %v", how, err)
		}
	}
	r := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		bit := r.IntN(8 * len(text))
		flipped := bytes.Clone(text)
		flipped[bit/8] ^= 1 << (bit % 8)
		refused("a bit", flipped)
	}
	for range 200 {
		refused("cut off", text[:r.IntN(len(text))])
	}
	edited := bytes.Replace(text, []byte(`"Seed":5`), []byte(`"Seed":6`), 1)
	for how, damaged := range map[string][]byte{
		"nothing": nil, "space": []byte(" \n"), "doubled": append(bytes.Clone(text), text...), "edited": edited, "another": []byte("[1, 2]"),
		"spaced": bytes.Replace(text, []byte(":"), []byte(": "), 1), "trailing": append(bytes.Clone(text), '0'), "null": []byte("null"),
		"brackets": bytes.Repeat([]byte("["), 1<<20),
	} {
		refused(how, damaged)
	}
	if p, err := ReadPart(bytes.NewReader(append(bytes.Clone(text), '\n'))); err != nil || !bytes.Equal(written(t, p), text) {
		t.Errorf("as it was written: %v", err)
	}
}

// TestEarlierForm: parts of the first form, which had no checksum, are refused, with what to do.
func TestEarlierForm(t *testing.T) {
	old := strings.Replace(string(written(t, realPart(t))), partSchema, "mtbf.simulate.part/1", 1)
	if _, err := ReadPart(strings.NewReader(old)); err == nil || !strings.Contains(err.Error(), "part/1") || !strings.Contains(err.Error(), "simulate it again") {
		t.Error(err)
	}
}

// TestForged: what has a right checksum, and counts that no run has, is refused
// too.
func TestForged(t *testing.T) {
	for name, change := range map[string]func(p *Shard){
		"more with downtime than missions": func(p *Shard) { p.Segments[0].Some = 1 << 40 },
		"no blocks":                        func(p *Shard) { p.PerBlock = 0 },
		"a horizon below 0":                func(p *Shard) { p.Options.Horizon = -1 },
		"a time too few":                   func(p *Shard) { p.Segments[0].DownAt = p.Segments[0].DownAt[:1] },
		"no shards":                        func(p *Shard) { p.Shards = 0 },
		"more missions than blocks":        func(p *Shard) { p.Segments[0].N = 1 << 60 },
	} {
		p := realPart(t)
		change(p)
		if _, err := ReadPart(bytes.NewReader(written(t, p))); err == nil {
			t.Errorf("%s was taken for a part", name)
		}
	}
	var e exact
	if err := e.UnmarshalText([]byte(strings.Repeat("f", 65))); err == nil {
		t.Error("260 bits were taken for a sum")
	}
}

// TestLargePart: an endless file is read up to the most a part may have.
func TestLargePart(t *testing.T) {
	before := new(runtime.MemStats)
	runtime.ReadMemStats(before)
	if _, err := ReadPart(brackets{}); err == nil || !strings.Contains(err.Error(), "more than 64 MB") {
		t.Error(err)
	}
	after := new(runtime.MemStats)
	runtime.ReadMemStats(after)
	if took := after.Sys - before.Sys; took > 512<<20 {
		t.Errorf("%d MB of memory", took>>20)
	}
}

// brackets is a file that never ends.
type brackets struct{}

func (brackets) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '['
	}
	return len(b), nil
}

var _ io.Reader = brackets{}

// TestChecksumIsOfTheText: it is that of the same bytes with zeros in its place,
// and no field of the part before it is written.
func TestChecksumIsOfTheText(t *testing.T) {
	p := realPart(t)
	var back struct{ Checksum string }
	if err := json.Unmarshal(written(t, p), &back); err != nil || len(back.Checksum) != 64 || p.Checksum != "" {
		t.Errorf("%+v, %q, %v", back, p.Checksum, err)
	}
}
