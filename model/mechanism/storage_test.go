package mechanism_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/mechanism"
)

const year = 8766 // hours

func stored(t testing.TB, s mechanism.Storage, hours ...float64) mechanism.StorageResult {
	t.Helper()
	r, err := s.Solve(context.Background(), hours...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A mirror with a life M and a rebuild R, of which half of the rebuilds fail. From one
// left, with f = 1/M and m = 1/R: lost at f, back at m. From two: lost at f (h = 1/2 of
// 2f), one left at f. With T the mean time from two and S from one,
//
//	T = 1/2f + S/2,   S = 1/(f+m) + m/(f+m) T
//	T (1 - m/2(f+m)) = 1/2f + 1/2(f+m)   =>   T = (2f+m)/(f(2f+m)) = 1/f = M
//
// whatever the rebuild: 400 h. Without unreadable bits T = (3MR + M^2)/2R, 400 h and
// 10 h: 8,600 h. One disc alone: 400 h, and P(loss in 40 h) = 1-exp(-.1).
func TestStorageByHand(t *testing.T) {
	mirror := mechanism.Storage{Scheme: mechanism.Mirror(), MTTF: 400, Rebuild: 10, DiscBytes: 1, UnreadablePerBit: 1 - math.Pow(.5, 1./8), Restore: 48, Sets: 4}
	r := stored(t, mirror)
	oracle.Near(t, "unreadable", r.UnreadableInRebuild, .5, 1e-12)
	oracle.Near(t, "mirror, half unreadable", r.MTTDL, 400, 1e-12)
	oracle.Near(t, "mirror", r.MTTDLReadable, 8600, 1e-12)
	oracle.Near(t, "losses of four a year", r.LossesPerYear, 4*8766/400., 1e-12)
	alone := mechanism.Storage{Scheme: mechanism.Copies(1), MTTF: 400, Rebuild: 10, DiscBytes: 1e9, UnreadablePerBit: .1, Sets: 3}
	r = stored(t, alone, 40)
	oracle.Near(t, "one disc", r.MTTDL, 400, 1e-12)
	oracle.Near(t, "one disc is rebuilt from nothing", r.UnreadableInRebuild, 0, 0)
	oracle.Near(t, "one disc, 40 h", r.Losses[0].Set, -math.Expm1(-.1), 1e-12)
	oracle.Near(t, "three discs, 40 h", r.Losses[0].Any, -math.Expm1(-.3), 1e-12)
	oracle.Near(t, "nines", r.Losses[0].Nines, 1.0215329, 1e-6)
}

func TestStorageAtItsEnds(t *testing.T) {
	base := mechanism.Storage{Scheme: mechanism.RAID5(4), MTTF: 1000, Rebuild: 7, DiscBytes: 3}
	for _, c := range []struct {
		name       string
		bit        float64
		unreadable float64
		mttdl      float64
	}{
		{"no bit unreadable", 0, 0, (1000*1000 + 7*1000*(4+3)) / (4 * 3 * 7.)}, // ((2n-1) M R + M^2)/(n(n-1) R)
		{"every bit unreadable", 1, 1, 1000 / 4.},                              // the first failure
	} {
		t.Run(c.name, func(t *testing.T) {
			base.UnreadablePerBit = c.bit
			r := stored(t, base)
			oracle.Near(t, "unreadable", r.UnreadableInRebuild, c.unreadable, 0)
			oracle.Near(t, "mttdl", r.MTTDL, c.mttdl, 1e-12)
		})
	}
	r := stored(t, base, 0)
	if l := r.Losses[0]; l.Set != 0 || l.Any != 0 || !math.IsInf(l.Nines, 1) {
		t.Errorf("at once: %+v", l)
	}
}

func TestLatentErrorOracle(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				Scheme     string
				Disks      int
				MTTF       float64 `json:"mttf_h"`
				Rebuild    float64 `json:"rebuild_h"`
				TB         float64 `json:"tb_per_disk"`
				Bit        float64 `json:"unreadable_per_bit"`
				Unreadable float64 `json:"p_unreadable_in_rebuild"`
				MTTDL      float64 `json:"mttdl_h"`
				Loss       float64 `json:"p_loss_10y"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l01_mttdl_latent_errors.json"), &file)
	if len(file.Expected.Rows) != 6 {
		t.Fatalf("%d rows", len(file.Expected.Rows))
	}
	for _, c := range file.Expected.Rows {
		t.Run(fmt.Sprintf("%s %g TB %g", c.Scheme, c.TB, c.Bit), func(t *testing.T) {
			scheme, err := mechanism.ParseStorageScheme(fmt.Sprintf("%s:%d", c.Scheme, c.Disks))
			if err != nil {
				t.Fatal(err)
			}
			s := mechanism.Storage{Scheme: scheme, MTTF: c.MTTF, Rebuild: c.Rebuild, UnreadablePerBit: c.Bit, DiscBytes: c.TB * 1e12}
			r := stored(t, s, 10*year)
			oracle.Near(t, "unreadable", r.UnreadableInRebuild, c.Unreadable, 1e-12)
			oracle.Near(t, "mttdl", r.MTTDL, c.MTTDL, 1e-12)
			oracle.Near(t, "loss in ten years", r.Losses[0].Set, c.Loss, 1e-10)
		})
	}
}

func TestCodeOracle(t *testing.T) {
	var file struct {
		Input struct {
			Rows []struct {
				Name      string
				N, K      int
				MTTF      float64 `json:"mttf_h"`
				Rebuild   float64 `json:"rebuild_h"`
				Repair    string
				Decluster float64
			}
		}
		Expected struct {
			Rows []struct {
				MTTDL float64 `json:"mttdl_h"`
				Loss  float64 `json:"p_loss_1y"`
				Nines float64
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l05_mttdl_codes.json"), &file)
	if len(file.Input.Rows) != 6 {
		t.Fatalf("%d rows", len(file.Input.Rows))
	}
	for i, c := range file.Input.Rows {
		t.Run(c.Name+" "+c.Repair, func(t *testing.T) {
			want := file.Expected.Rows[i]
			s := mechanism.Storage{Scheme: mechanism.ErasureCode(c.K, c.N-c.K), MTTF: c.MTTF, Rebuild: c.Rebuild, Parallel: c.Repair == "parallel", Decluster: c.Decluster}
			r := stored(t, s, year)
			oracle.Near(t, "mttdl", r.MTTDL, want.MTTDL, 1e-12)
			oracle.Near(t, "without latent errors", r.MTTDLReadable, want.MTTDL, 1e-12)
			oracle.Near(t, "loss in a year", r.Losses[0].Set, want.Loss, 1e-10)
			oracle.Near(t, "nines", r.Losses[0].Nines, want.Nines, 1e-12)
		})
	}
}

func TestPattersonOracle(t *testing.T) {
	var file struct {
		Expected struct {
			Rows []struct {
				Level string
				G, C  int
				MTTF  float64 `json:"mttf_h"`
			}
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l03_patterson88.json"), &file)
	if len(file.Expected.Rows) != 5 {
		t.Fatalf("%d rows", len(file.Expected.Rows))
	}
	for _, c := range file.Expected.Rows {
		t.Run(fmt.Sprintf("%s %d", c.Level, c.G), func(t *testing.T) {
			got, err := mechanism.PattersonMTTF(100, c.G, c.C, 30_000, 1)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "mttf", got, c.MTTF, 1e-12)
		})
	}
	// The formula leaves out what the chain of ten groups of 11 has beyond M^2/(n(n-1)R): 21 R/M of it.
	r := stored(t, mechanism.Storage{Scheme: mechanism.RAID5(11), MTTF: 30_000, Rebuild: 1, Sets: 10})
	oracle.Near(t, "the chain", 1/r.LossesPerYear*year, 818_181.8181818182*(1+21./30_000), 1e-12)
}

func TestPlacementOracle(t *testing.T) {
	var file struct {
		Input struct {
			Rows []struct {
				Name                  string
				Nodes, Failed, Copies int
				Copysets              float64
			}
			Groups []struct{ Nodes, Copies, Failed int }
		}
		Expected struct {
			Rows   []float64
			Groups []float64 `json:"groups_exact"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l04_copysets.json"), &file)
	if len(file.Input.Rows) != 4 || len(file.Input.Groups) != 3 {
		t.Fatalf("%+v", file)
	}
	for i, c := range file.Input.Rows {
		t.Run(c.Name, func(t *testing.T) {
			p := mechanism.Placement{Nodes: c.Nodes, Copies: c.Copies, Failed: c.Failed, Copysets: c.Copysets}
			loss, none, err := p.Loss()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "loss", loss, file.Expected.Rows[i], 1e-12)
			oracle.Near(t, "sum", loss+none, 1, 1e-15)
		})
	}
	for i, c := range file.Input.Groups {
		t.Run(fmt.Sprintf("groups of %d", c.Nodes), func(t *testing.T) {
			loss, none, err := mechanism.Placement{Nodes: c.Nodes, Copies: c.Copies, Failed: c.Failed}.GroupLoss()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "loss", loss, file.Expected.Groups[i], 1e-12)
			oracle.Near(t, "sum", loss+none, 1, 1e-12)
		})
	}
}

// What was said of copysets: 5000 nodes, three copies, scatter widths 2 and 10, and
// eleven nodes to choose from. Four nodes in two groups of two, two of which failed:
// 2 of the C(4, 2) = 6 pairs are groups.
func TestCopysetsByHand(t *testing.T) {
	oracle.Near(t, "scatter 2", mechanism.PlacedCopysets(5000, 3, 2), 5000./3, 1e-15)
	oracle.Near(t, "scatter 10", mechanism.PlacedCopysets(5000, 3, 10), 25_000./3, 1e-15)
	oracle.Near(t, "one copy", mechanism.PlacedCopysets(7, 1, 0), 7, 0)
	oracle.Near(t, "random", mechanism.RandomCopysets(5000, 3, 11), 275_000, 0)
	oracle.Near(t, "random, all", mechanism.RandomCopysets(5, 3, 4), 10, 0)
	oracle.Near(t, "every triple", mechanism.Combinations(5000, 3), 20_820_835_000, 0)
	loss, none, err := mechanism.Placement{Nodes: 4, Copies: 2, Failed: 2}.GroupLoss()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "two groups", loss, 1./3, 1e-15)
	oracle.Near(t, "two groups, none", none, 2./3, 1e-15)
	for _, c := range []struct {
		name   string
		failed int
		want   float64
	}{{"all fail", 6, 1}, {"one fails", 1, 0}} {
		t.Run(c.name, func(t *testing.T) {
			p := mechanism.Placement{Nodes: 6, Copies: 2, Failed: c.failed, Copysets: 3}
			got, _, err := p.GroupLoss()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "groups", got, c.want, 0)
			if got, _, err = p.Loss(); err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "copysets", got, c.want, 0)
		})
	}
}

func TestReplicaOracle(t *testing.T) {
	var file struct {
		Input struct {
			MTBF      float64 `json:"system_mtbf_years"`
			Software  float64 `json:"software_share"`
			Heisenbug float64 `json:"heisenbug_share"`
			Partition struct {
				Sites        int
				Availability float64 `json:"site_availability"`
			}
		}
		Expected struct {
			Remote float64 `json:"mtbf_years_remote"`
			Both   float64 `json:"mtbf_years_remote_and_heisenbugs"`
			All    float64 `json:"p_all_data"`
			Any    float64 `json:"p_any_data"`
			Share  float64 `json:"expected_share"`
		}
	}
	oracle.Load(t, oracle.SharedPath(t, "oracles/l_storage/l07_gray_storage_whatif.json"), &file)
	replica := func(survived float64) float64 {
		r, err := mechanism.Replica{
			MTBF: file.Input.MTBF * year, Rest: 1,
			Categories: []mechanism.ReplicaCategory{{"software", file.Input.Software, survived}},
		}.Solve()
		if err != nil {
			t.Fatal(err)
		}
		return r.MTBF / year
	}
	oracle.Near(t, "remote", replica(0), file.Expected.Remote, 1e-12)
	oracle.Near(t, "remote and Heisenbugs", replica(file.Input.Heisenbug), file.Expected.Both, 1e-12)
	p, err := mechanism.Partition{Sites: file.Input.Partition.Sites, Availability: file.Input.Partition.Availability}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "all data", p.All, file.Expected.All, 1e-12)
	oracle.Near(t, "any data", p.Any, file.Expected.Any, 1e-12)
	oracle.Near(t, "expected share", p.ExpectedShare, file.Expected.Share, 1e-12)
	oracle.Near(t, "not all", p.NotAll, 1-file.Expected.All, 1e-12)
	oracle.Near(t, "none", p.None, 1e-8, 1e-12)
}

// Table 1's shares of p. 10, which add up to 102: software alone is lost, or nothing.
// Of shares .5 and .3, a fifth of each lost, and half of the rest:
// .1 + .06 + .2/2 = .26.
func TestReplicaByHand(t *testing.T) {
	table := []mechanism.ReplicaCategory{{"administration", .42, 1}, {"software", .25, 0}, {"hardware", .18, 1}, {"environment", .14, 1}, {"unknown", .03, 1}}
	r, err := mechanism.Replica{MTBF: 11 * year, Categories: table}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "Table 1", r.MTBF/year, 44, 1e-12)
	table[1].Survived = 1
	if r, err = (mechanism.Replica{MTBF: 11, Categories: table}).Solve(); err != nil || r.Lost != 0 || !math.IsInf(r.MTBF, 1) {
		t.Errorf("nothing lost: %+v, %v", r, err)
	}
	r, err = mechanism.Replica{MTBF: 26, Rest: .5, Categories: []mechanism.ReplicaCategory{{"a", .5, .8}, {"b", .3, .8}}}.Solve()
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lost", r.Lost, .26, 1e-12)
	oracle.Near(t, "mtbf", r.MTBF, 100, 1e-12)
	oracle.Near(t, "the rest", r.From[2], .1, 1e-12)
}
