package when

import "testing"

func TestParseFixed(t *testing.T) {
	for text, want := range map[string]bool{
		"2024-03-01T06:00:00Z": true, "2024-03-01 06:00:00": true, "1995-12-31T19:09:49Z": true, "2199-10-09 20:19:09": true, "2024-02-29T23:59:59": true, "1900-01-01 00:00:00Z": true,
		"2024-03-01t06:00:00Z": false, "2023-02-29T00:00:00Z": false, "2024-03-01T24:00:00Z": false, "2024-03-01T06:60:00Z": false,
		"2024-03-01T06:00:60Z": false, "2024-13-01T06:00:00Z": false, "1899-12-31T06:00:00Z": false, "2200-01-01T06:00:00Z": false,
		"2024-03-01T06:00:00+": false, "2024/03/01T06:00:00Z": false, "2024-03-01T06:00": false, "2024-03-0aT06:00:00Z": false,
		"/024-03-01T06:00:00Z": false, "2024-03-01T06:00:00.5Z": false, "": false, "2024-03-01T06:00:0:Z": false, "2024-03-32T06:00:00Z": false, "2024-03-01T:0:00:00Z": false,
	} {
		if _, ok := ParseFixed([]byte(text)); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
}

// FuzzParseFixed: what ParseFixed reads, ParseStamp reads as the same.
func FuzzParseFixed(f *testing.F) {
	for _, text := range []string{"2024-03-01T06:00:00Z", "1995-12-31T19:48:37", "2024-03-01 06:00:00", "2024-02-29T23:59:59", "2023-02-29T00:00:00Z", "2024-03-01T24:00:00Z"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fixed, ok := ParseFixed(text)
		if !ok {
			return
		}
		stamp, err := ParseStamp(string(text))
		if err != nil || stamp != fixed {
			t.Errorf("%q: %v, ParseStamp %v, %v", text, fixed, stamp, err)
		}
	})
}

func BenchmarkParseFixed(b *testing.B) {
	text := []byte("2024-03-01T06:00:00Z")
	b.ReportAllocs()
	for b.Loop() {
		sinkStamp, _ = ParseFixed(text)
	}
}
