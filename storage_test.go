package mtbf

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
)

// solvedFile solves the text of a system file, at a year of 8766 h and at ten.
func solvedFile(t *testing.T, text string) *Solution {
	t.Helper()
	m, warnings, err := systemfile.Parse("system.yaml", strings.NewReader(text), systemfile.Options{})
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings, text)
	}
	s, err := Solve(context.Background(), m, SolveOptions{Times: []float64{8766, 87660}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rows are those of an oracle of ../shared.
func rows[In, Out any](t *testing.T, file string) (in []In, out []Out) {
	t.Helper()
	var x struct {
		Input    struct{ Rows []In }
		Expected struct{ Rows []Out }
	}
	oracle.Load(t, oracle.SharedPath(t, file), &x)
	if len(x.Input.Rows) != len(x.Expected.Rows) || len(x.Input.Rows) == 0 {
		t.Fatalf("%s: %d rows, %d answers", file, len(x.Input.Rows), len(x.Expected.Rows))
	}
	return x.Input.Rows, x.Expected.Rows
}

// crewsKey is the key of so many crews, nothing for 0.
func crewsKey(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", crews: %d", n)
}

// Sets of pieces of which any k suffice, rebuilt at once or one after the other: mean
// time to the loss of data, and its probability within a year down to 8e-18.
func TestStorageCodesFromFiles(t *testing.T) {
	type row struct {
		Name      string
		N, K      int
		MTTF      float64 `json:"mttf_h"`
		Rebuild   float64 `json:"rebuild_h"`
		Repair    string
		Decluster float64
	}
	in, out := rows[row, struct {
		MTTDL float64 `json:"mttdl_h"`
		Loss  float64 `json:"p_loss_1y"`
	}](t, "oracles/l_storage/l05_mttdl_codes.json")
	for i, r := range in {
		t.Run(r.Name+" "+r.Repair, func(t *testing.T) {
			s := solvedFile(t, fmt.Sprintf("modules: {disc: {mtbf: %gh, mttr: %.17gh}}\nstructure: {k_of_n: {k: %d, n: %d, of: disc%s}}\n",
				r.MTTF, r.Rebuild/r.Decluster, r.K, r.N, crewsKey(map[string]int{"serial": 1}[r.Repair])))
			oracle.Near(t, "mean time to the loss", s.Result.MTTF, out[i].MTTDL, 1e-9)
			oracle.Near(t, "loss in a year", s.Points[0].Unreliability, out[i].Loss, 1e-9)
		})
	}
}

// RAID-5 whose sectors can all be read. Rows with unreadable sectors take a share of all
// failures, of any disc, to be uncovered, which no group of more than two discs says; of
// RAID-6 only of the second ones, which none says at all.
func TestRAIDFromFiles(t *testing.T) {
	type row struct {
		Scheme     string
		Disks      int
		MTTF       float64 `json:"mttf_h"`
		Rebuild    float64 `json:"rebuild_h"`
		Unreadable float64 `json:"unreadable_per_bit"`
	}
	in, out := rows[row, struct {
		MTTDL float64 `json:"mttdl_h"`
		Loss  float64 `json:"p_loss_10y"`
	}](t, "oracles/l_storage/l01_mttdl_latent_errors.json")
	said := 0
	for i, r := range in {
		if r.Unreadable > 0 {
			continue
		}
		said++
		t.Run(r.Scheme, func(t *testing.T) {
			s := solvedFile(t, fmt.Sprintf("modules: {disc: {mtbf: %gh, mttr: %gh}}\nstructure: {k_of_n: {k: %d, n: %d, of: disc, crews: 1}}\n", r.MTTF, r.Rebuild, r.Disks-1, r.Disks))
			oracle.Near(t, "mean time to the loss", s.Result.MTTF, out[i].MTTDL, 1e-9)
			oracle.Near(t, "loss in ten years", s.Points[1].Unreliability, out[i].Loss, 1e-9)
		})
	}
	if said == 0 {
		t.Error("no row was said")
	}
}

// Data in equal parts at four sites: all of it, any of it, the share of it.
func TestPartitionsFromFiles(t *testing.T) {
	var x struct {
		Input struct {
			Partition struct {
				Sites int
				A     float64 `json:"site_availability"`
			}
		}
		Expected struct {
			All   float64 `json:"p_all_data"`
			Any   float64 `json:"p_any_data"`
			Share float64 `json:"expected_share"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l07_gray_storage_whatif.json"), &x)
	p := x.Input.Partition
	file := func(structure string) *Solution {
		return solvedFile(t, fmt.Sprintf("modules: {site: {reliability: %g}}\nstructure: {%s}\n", p.A, fmt.Sprintf(structure, p.Sites)))
	}
	oracle.Near(t, "all data", file("k_of_n: {k: 4, n: %d, of: site}").Result.Availability, x.Expected.All, 1e-9)
	oracle.Near(t, "no data", file("k_of_n: {k: 1, n: %d, of: site}").Result.Unavailability, 1-x.Expected.Any, 1e-7)
	m, _, err := systemfile.Parse("system.yaml", strings.NewReader(fmt.Sprintf("modules: {site: {reliability: %g}}\nstructure: {partial: {n: %d, of: site}}\n", p.A, p.Sites)), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Solve(context.Background(), m, SolveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "share", s.Result.ExpectedCapacity, x.Expected.Share, 1e-9)
}

// quorums are the structures of quorum systems, and how many shared units, a, b, ..., there
// are in them.
var quorums = map[string]struct {
	shared    int
	structure string
}{
	"majority 3":      {0, "k_of_n: {k: 2, n: 3, of: v}"},
	"majority 5":      {0, "k_of_n: {k: 3, n: 5, of: v}"},
	"majority 7":      {0, "k_of_n: {k: 4, n: 7, of: v}"},
	"majority 9":      {0, "k_of_n: {k: 5, n: 9, of: v}"},
	"singleton":       {0, "series: [v]"},
	"votes 3,2,2,1,1": {5, "k_of_n: {k: 5, of: [a, a, a, b, b, c, c, d, e]}"},
	"tree of 7":       {7, "k_of_n: {k: 2, of: [a, {k_of_n: {k: 2, of: [b, c, d]}}, {k_of_n: {k: 2, of: [e, f, g]}}]}"},
	"wall 1,2,3":      {6, "parallel: [{series: [a, {parallel: [b, c]}, {parallel: [d, e, f]}]}, {series: [b, c, {parallel: [d, e, f]}]}, {series: [d, e, f]}]"},
	"grid 3x3":        {9, "series: [{parallel: [a, b, c]}, {parallel: [d, e, f]}, {parallel: [g, h, i]}, {parallel: [{series: [a, b, c]}, {series: [d, e, f]}, {series: [g, h, i]}]}]"},
	"Fano plane":      {7, "parallel: [{series: [a, b, d]}, {series: [b, c, e]}, {series: [c, d, f]}, {series: [d, e, g]}, {series: [e, f, a]}, {series: [f, g, b]}, {series: [g, a, c]}]"},
}

// Some quorum is wholly up: both probabilities of every system and chance.
func TestQuorumsFromFiles(t *testing.T) {
	type row struct {
		System string
		Up     float64 `json:"p_up"`
	}
	in, out := rows[row, struct{ Availability, Failure float64 }](t, "oracles/m_quorum/m01_quorum_availability.json")
	for i, r := range in {
		t.Run(fmt.Sprint(r.System, " ", r.Up), func(t *testing.T) {
			q, shared := quorums[r.System], ""
			if q.shared > 0 {
				shared = "shared: {" + strings.Join(strings.Split("abcdefghi", "")[:q.shared], ": v, ") + ": v}\n"
			}
			m := solvedFile(t, fmt.Sprintf("modules: {v: {unreliability: %.17g}}\n%sstructure: {%s}\n", 1-r.Up, shared, q.structure)).Result
			oracle.Near(t, "up", m.Availability, out[i].Availability, 1e-9)
			oracle.Near(t, "down", m.Unavailability, out[i].Failure, 1e-9)
		})
	}
}

// Copies of which a majority must be up, repaired by as many crews: the first time that
// there is none, its chance in a year, the share, number and length of such times, and the
// share of time in which all copies are down.
func TestContractsFromFiles(t *testing.T) {
	type row struct {
		Copies, Tolerates, Crews int
		MTTF                     float64 `json:"mttf_h"`
		MTTR                     float64 `json:"mttr_h"`
	}
	in, out := rows[row, struct {
		First float64 `json:"mean_h_to_first_void_from_all_up"`
		Year  float64 `json:"p_void_in_a_year"`
		Share float64 `json:"share_of_time_void"`
		Often float64 `json:"voids_per_year"`
		Mean  float64 `json:"mean_h_void"`
		Lost  float64 `json:"all_lost_share"`
	}](t, "oracles/m_quorum/m03_failure_contract.json")
	for i, r := range in {
		t.Run(fmt.Sprintf("%d copies, %d crews", r.Copies, r.Crews), func(t *testing.T) {
			file := func(k int) *Solution {
				return solvedFile(t, fmt.Sprintf("modules: {copy: {mtbf: %gh, mttr: %gh}}\nstructure: {k_of_n: {k: %d, n: %d, of: copy%s}}\n", r.MTTF, r.MTTR, k, r.Copies, crewsKey(r.Crews)))
			}
			s := file(r.Copies - r.Tolerates)
			for _, c := range []struct {
				name      string
				got, want float64
			}{
				{"first", s.Result.MTTF, out[i].First}, {"in a year", s.Points[0].Unreliability, out[i].Year},
				{"share", s.Result.Unavailability, out[i].Share}, {"a year", 8766 * s.Result.FailureFrequency, out[i].Often},
				{"length", s.Result.MDT, out[i].Mean}, {"all down", file(1).Result.Unavailability, out[i].Lost},
			} {
				t.Run(c.name, func(t *testing.T) { oracle.Near(t, c.name, c.got, c.want, 1e-9) })
			}
		})
	}
}

// Copies of which reads need r and writes w.
func TestReadsAndWritesFromFiles(t *testing.T) {
	var x struct {
		Input struct {
			Up   float64 `json:"p_up"`
			Rows []struct{ N, R, W int }
		}
		Expected struct {
			Rows []struct{ Read, Write float64 }
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/m_quorum/m05_read_write.json"), &x)
	for i, r := range x.Input.Rows {
		t.Run(fmt.Sprintf("%d of %d, %d", r.R, r.N, r.W), func(t *testing.T) {
			for _, c := range []struct {
				name string
				k    int
				want float64
			}{{"read", r.R, x.Expected.Rows[i].Read}, {"write", r.W, x.Expected.Rows[i].Write}} {
				t.Run(c.name, func(t *testing.T) {
					s := solvedFile(t, fmt.Sprintf("modules: {copy: {reliability: %g}}\nstructure: {k_of_n: {k: %d, n: %d, of: copy}}\n", x.Input.Up, c.k, r.N))
					oracle.Near(t, c.name, s.Result.Availability, c.want, 1e-9)
				})
			}
		})
	}
}
