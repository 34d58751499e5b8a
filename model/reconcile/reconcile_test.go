package reconcile

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func printed(text string) *Printed {
	if text == "" {
		return nil
	}
	p, err := ParsePrinted(text)
	if err != nil {
		panic(err)
	}
	return &p
}

// row makes a row of a published table; an empty text is an empty cell.
func row(category model.Category, share, mtbf string) Row {
	return Row{Category: category, Share: printed(share), MTBF: printed(mtbf)}
}

// grayRows is Table 1 of [Gray 1985, p. 10].
func grayRows() []Row {
	return []Row{
		row("administration", "42", "31"),
		row("administration/maintenance", "25", ""),
		row("administration/operations", "9", ""),
		row("administration/configuration", "8", ""),
		row("software", "25", "50"),
		row("software/application", "4", ""),
		row("software/vendor", "21", ""),
		row("hardware", "18", "73"),
		row("hardware/central", "1", ""),
		row("hardware/disc", "7", ""),
		row("hardware/tape", "2", ""),
		row("hardware/comm controllers", "6", ""),
		row("hardware/power supply", "2", ""),
		row("environment", "14", "87"),
		row("environment/power", "9", ""),
		row("environment/communications", "3", ""),
		row("environment/facilities", "2", ""),
		row("unknown", "3", ""),
		row("", "103", "11"),
	}
}

// topRows returns the first level of Gray's table: the four rows with an MTBF
// and, if whole, the unknown ones and the total.
func topRows(whole bool) []Row {
	top := slices.DeleteFunc(grayRows(), func(r Row) bool { return r.Category.Depth() > 1 })
	if !whole {
		top = top[:4]
	}
	return top
}

func reconcile(t *testing.T, rows []Row, opt Options) *Result {
	t.Helper()
	rec, err := Search(context.Background(), rows, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rec.Best.List {
		for _, m := range r.Misses {
			if m.Lo > m.Hi {
				t.Errorf("%v of %q is from %g to %g", m.Column, m.Category, m.Lo, m.Hi)
			}
		}
	}
	return rec
}

// brief writes counts, exposures and misses in one line.
func brief(r Reading) string {
	text := fmt.Sprintf("N=%v %v %g-%g", r.Total, r.Counts, r.FromYears, r.ToYears)
	for _, m := range r.Misses {
		text += fmt.Sprintf("; %v, not %.4g-%.4g", m.Cell, m.Lo, m.Hi)
	}
	return text
}

func checkReadings(t *testing.T, name string, got Readings, agree int, want ...string) {
	t.Helper()
	var lines []string
	for _, r := range got.List {
		lines = append(lines, brief(r))
	}
	if got.Agree != agree || !slices.Equal(lines, want) || got.Found != len(want) || !got.Complete {
		t.Errorf("%s: %d of %d hold, %d found, complete %v\n%s\nwant %d\n%s", name, got.Agree, got.Cells, got.Found, got.Complete,
			strings.Join(lines, "\n"), agree, strings.Join(want, "\n"))
	}
}

func checkConflicts(t *testing.T, rec *Result, want ...string) {
	t.Helper()
	var got []string
	for _, c := range rec.Conflicts {
		got = append(got, c.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("conflicts:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Of 6 outages 67 % are 4 (66.7) and 33 % are 2 (33.3). An MTBF of 10 with 4
// outages is 38 to 42 years, one of 20 with 2 is 39 to 41: all four cells hold
// for 39 <= E < 41.
func TestWhereAllHolds(t *testing.T) {
	rows := []Row{row("disc", "67", "10"), row("tape", "33", "20")}
	rec := reconcile(t, rows, Options{MinTotal: 6, MaxTotal: 6, MinYears: 38, MaxYears: 45})
	checkReadings(t, "whole", rec.Best, 4, "N=6 [4 2] 39-41")
	checkReadings(t, "shares", rec.Columns[ShareColumn], 2, "N=6 [4 2] 38-45")
	checkConflicts(t, rec)
}

// The same with an MTBF of 22, which 2 outages make 43 to 45 years, 1 outage
// 21.5 to 22.5 and 3 outages 64.5 to 67.5. Below 45 years it needs 43 at
// least, where 10 needs more than 43/10.5 = 4.1 and at most 45/9.5 = 4.7
// outages: none. So the two MTBFs are a conflict, and the best readings leave
// out one of them. Dropping 22 leaves 38/2 to 42/2 years, dropping 10 leaves
// 43/4 to 45/4: 2 x 1 and 1 x 3 units away, at most.
func TestWhereTwoCellsConflict(t *testing.T) {
	rows := []Row{row("disc", "67", "10"), row("tape", "33", "22")}
	rec := reconcile(t, rows, Options{MinTotal: 6, MaxTotal: 6, MinYears: 38, MaxYears: 45})
	checkReadings(t, "whole", rec.Best, 3,
		"N=6 [4 2] 43-45; disc MTBF 10, not 10.75-11.25",
		"N=6 [4 2] 38-42; tape MTBF 22, not 19-21")
	checkReadings(t, "MTBFs", rec.Columns[MTBFColumn], 1,
		"N=6 [4 0-6] 38-42; tape MTBF 22, not 6.333-+Inf",
		"N=6 [0-6 2] 43-45; disc MTBF 10, not 7.167-+Inf")
	checkConflicts(t, rec, "disc MTBF 10 and tape MTBF 22 cannot hold together")
}

// At one exposure, 40 years: 4 and 2 are found with it, and the half at the
// end is rounded up: 38/4 = 9.5 is 10, 42/4 = 10.5 is 11.
func TestAtOneExposure(t *testing.T) {
	rows := []Row{row("disc", "67", "10"), row("tape", "33", "20")}
	for _, c := range []struct {
		years float64
		agree int
	}{{40, 4}, {38, 3}, {42, 2}, {41, 3}, {40.999, 4}} {
		t.Run(fmt.Sprint(c.years, c.agree), func(t *testing.T) {
			rec := reconcile(t, rows, Options{MinTotal: 6, MaxTotal: 6, MinYears: c.years, MaxYears: c.years})
			if rec.Best.Agree != c.agree || rec.Best.List[0].FromYears != c.years || rec.Best.List[0].ToYears != c.years {
				t.Errorf("at %g years: %d hold, want %d: %s", c.years, rec.Best.Agree, c.agree, brief(rec.Best.List[0]))
			}
		})
	}
}

// Five outages, all a. Two are a/x and both of those have the causes u and v:
// 4 attributions. The 3 others must be a/y, which makes 7; at most all 5 are,
// as y may come on top of x: 9.
func TestAttributionsOfOverlappingRows(t *testing.T) {
	rows := []Row{{Category: "a"}, {Category: "a/x"}, {Category: "a/x/u"}, {Category: "a/x/v"}, {Category: "a/y"}}
	tree := newTree(rows, Overlapping)
	box := []CountRange{{5, 5}, {2, 2}, {2, 3}, {2, 9}, {0, 9}, {0, anyCount}}
	if got, ok := tree.fits(5, box); !ok || got != (CountRange{7, 9}) {
		t.Errorf("attributions %v, %v; want 7-9", got, ok)
	}
	box[5] = CountRange{0, 6}
	if _, ok := tree.fits(5, box); ok {
		t.Error("6 attributions fit where 7 are needed")
	}
	box[4] = CountRange{0, 2}
	if _, ok := tree.fits(5, box); ok {
		t.Error("2 + 2 outages below 5 fit")
	}
}

// 3.9 is printed 3.8 in a chain of figures cut off to one decimal [Gray 1985,
// p. 7]: 2 outages in 7.75 years are 3.875, which rounds to 3.9 and is cut to
// 3.8. In units of .05 years: 3.8 is 3.75 to 3.85 rounded, to 3.9 cut off.
func TestTruncates(t *testing.T) {
	rows := []Row{row("", "", "3.8")}
	opt := Options{MinTotal: 2, MaxTotal: 2, MinYears: 7, MaxYears: 8}
	checkReadings(t, "rounded", reconcile(t, rows, opt).Best, 1, "N=2 [2] 7.5-7.7")
	opt.Truncate = true
	checkReadings(t, "cut off", reconcile(t, rows, opt).Best, 1, "N=2 [2] 7.5-7.8")
}

// The readings of FACTS F1, and one that is not there: 43 for 31 years, where
// 42 x 31.5 = 1323 and 43 x 30.5 = 1311.5 overlap.
func TestGrayMTBFs(t *testing.T) {
	want := []string{
		"N=50-200 [42 26 18 15] 1305-1312.5",
		"N=50-200 [43 26 18 15] 1311.5-1312.5",
		"N=50-200 [45 28 19 16] 1386-1396.5",
	}
	for _, years := range [][2]float64{{1300, 1400}, {1000, 1500}} {
		rec := reconcile(t, topRows(false), Options{MinTotal: 50, MaxTotal: 200, MinYears: years[0], MaxYears: years[1]})
		checkReadings(t, "MTBFs", rec.Columns[MTBFColumn], 4, want...)
	}
	// With the total of 11 years too, 1305/11.5 = 113.5 outages are needed.
	rec := reconcile(t, topRows(true), Options{MinTotal: 50, MaxTotal: 200, MinYears: 1000, MaxYears: 1500})
	mtbfs := rec.Columns[MTBFColumn]
	if mtbfs.Agree != 5 || mtbfs.Found != 33 || mtbfs.List[0].Total.Lo != 114 {
		t.Errorf("with the total: %d hold in %d readings from N = %v, want 5 in 33 from 114", mtbfs.Agree, mtbfs.Found, mtbfs.List[0].Total)
	}
}

// Every printed share holds at N = 107, with overlapping causes, in one
// reading only: 110 attributions are 102.8 %, printed 103. The rows of the
// first level alone have 45 + 27 + 19 + 15 + 3 = 109, 101.9 %.
func TestGrayShares(t *testing.T) {
	opt := Options{MinTotal: 107, MaxTotal: 107, MinYears: 1300, MaxYears: 1400}
	for _, opt.Nesting = range []Nesting{Apart, Overlapping} {
		checkReadings(t, "shares", reconcile(t, grayRows(), opt).Columns[ShareColumn], 19,
			"N=107 [45 27 10 9 27 4 23 19 1 8 2 6 2 15 10 3 2 3 107] 1300-1400")
	}
	top := reconcile(t, topRows(true), opt).Columns[ShareColumn]
	if top.Agree != 5 || !slices.ContainsFunc(top.List, func(r Reading) bool {
		return strings.HasSuffix(brief(r), "[45 27 19 15 3 107] 1300-1400; total share 103%, not 101.9-101.9")
	}) {
		t.Errorf("shares of the first level: %d hold, %s", top.Agree, brief(top.List[0]))
	}
	opt.Nesting = Disjoint // the attributions are the outages, so they make 100 %
	if got := reconcile(t, grayRows(), opt).Columns[ShareColumn].Agree; got != 16 {
		t.Errorf("with one cause an outage %d shares hold, want 16", got)
	}
}

// At most 21 of Gray's 24 cells hold, at N = 107 as in the wider range.
func TestGrayWhole(t *testing.T) {
	opt := Options{MinTotal: 107, MaxTotal: 107, MinYears: 1300, MaxYears: 1400}
	rec := reconcile(t, grayRows(), opt)
	checkReadings(t, "N = 107", rec.Best, 21,
		"N=107 [45 27 10 9 28 4 23 19 1 8 2 6 2 16 10 3 2 3 107] 1386-1396.5; software share 25%, not 26.17-26.17; environment share 14%, not 14.95-14.95; total MTBF 11, not 12.95-13.05",
		"N=107 [45 27 10 9 27 4 23 19 1 8 2 6 2 16 10 3 2 3 107] 1384-1396.5; software MTBF 50, not 51.26-51.72; environment share 14%, not 14.95-14.95; total MTBF 11, not 12.93-13.05",
		"N=107 [45 27 10 9 28 4 23 19 1 8 2 6 2 15 10 3 2 3 107] 1386-1396.5; software share 25%, not 26.17-26.17; environment MTBF 87, not 92.4-93.1; total MTBF 11, not 12.95-13.05",
		"N=107 [45 27 10 9 27 4 23 19 1 8 2 6 2 15 10 3 2 3 107] 1377.5-1396.5; software MTBF 50, not 51.02-51.72; environment MTBF 87, not 91.83-93.1; total MTBF 11, not 12.87-13.05")
	checkConflicts(t, rec,
		"total MTBF 11 cannot hold",
		"software share 25%, software MTBF 50 and hardware MTBF 73 cannot hold together",
		"software share 25%, software MTBF 50 and environment MTBF 87 cannot hold together",
		"administration share 42%, administration MTBF 31, software share 25% and software MTBF 50 cannot hold together",
		"administration share 42%, administration MTBF 31, environment share 14% and environment MTBF 87 cannot hold together",
		"hardware share 18%, hardware MTBF 73, environment share 14% and environment MTBF 87 cannot hold together")
	opt = Options{MinTotal: 50, MaxTotal: 200, MinYears: 1000, MaxYears: 1500}
	for _, opt.Nesting = range []Nesting{Apart, Overlapping} {
		if best := reconcile(t, grayRows(), opt).Best; best.Agree != 21 || best.Cells != 24 || !best.Complete {
			t.Errorf("nesting %d: %d of %d hold, complete %v, want 21 of 24", opt.Nesting, best.Agree, best.Cells, best.Complete)
		}
	}
}

// FACTS' third reading, 41 + 26 + 18 + 15 + 3 = 103. Of the MTBFs it has three
// in 1305-1312.5 years but not 31: 41 x 31.5 = 1291.5 (1300/41 = 31.7 is
// printed as 31, cut off). Of 103 outages it gives two of five shares, 25 and
// 3. Of 100 it gives 18, 3 and the 103 % that is printed, and nothing better
// exists: 6 of the 11 cells of the first level.
func TestExamineGraysThirdReading(t *testing.T) {
	counts := []int{41, 26, 18, 15, 3, -1}
	opt := Options{MinTotal: 103, MaxTotal: 103, MinYears: 1000, MaxYears: 1500}
	examine := func() Readings {
		r, err := Examine(context.Background(), topRows(true), counts, opt)
		if err != nil {
			t.Fatal(err)
		}
		return *r
	}
	checkReadings(t, "N = 103", examine(), 5,
		"N=103 [41 26 18 15 3 103] 1305-1312.5; administration share 42%, not 39.81-39.81; administration MTBF 31, not 31.83-32.01; hardware share 18%, not 17.48-17.48; environment share 14%, not 14.56-14.56; total share 103%, not 100-100; total MTBF 11, not 12.67-12.74")
	opt.MinTotal, opt.MaxTotal = 50, 200
	free := examine()
	if first := brief(free.List[0]); free.Agree != 6 || !strings.HasPrefix(first, "N=100 [41 26 18 15 3 100] 1305-1312.5;") || strings.Contains(first, "103%") {
		t.Errorf("any N: %d hold: %s", free.Agree, first)
	}
	opt.Truncate, counts[5] = true, 103
	if cut := examine(); slices.ContainsFunc(cut.List[0].Misses, func(m Miss) bool { return m.Column == MTBFColumn && m.Category != "" }) {
		t.Errorf("cut off, the four MTBFs hold: %s", brief(cut.List[0]))
	}
}

// counted makes a table of counts and shares, in the order given.
func counted(pairs ...any) []Row {
	var rows []Row
	for i := 0; i < len(pairs); i += 2 {
		name := model.Category(fmt.Sprintf("row %d", i/2+1))
		rows = append(rows, Row{Category: name, Count: new(pairs[i].(int)), Share: printed(pairs[i+1].(string))})
	}
	return rows
}

// Llama 3 405B, Table 5 (FACTS F4): the counts add to 419 and 148/419 is
// 35.3 %, printed as 30.1.
func TestLlama3(t *testing.T) {
	rows := counted(148, "30.1", 72, "17.2", 54, "12.9", 35, "8.4", 32, "7.6", 19, "4.5", 17, "4.1", 7, "1.7", 7, "1.7",
		6, "1.4", 6, "1.4", 3, "0.7", 3, "0.7", 2, "0.5", 2, "0.5", 2, "0.5", 2, "0.5", 2, "0.5")
	// Alone, the row's count could be the misprint as well (126 is 30.1 %); with
	// one cause an interruption the counts add to the total, so it is the share.
	const best = "N=419 [148 72 54 35 32 19 17 7 7 6 6 3 3 2 2 2 2 2] 0-0; row 1 share 30.1%, not 35.32-35.32"
	for _, c := range []struct {
		lo, hi  int
		nesting Nesting
	}{{419, 419, Apart}, {419, 419, Disjoint}, {300, 600, Disjoint}, {300, 600, Overlapping}} {
		t.Run(fmt.Sprint(c.lo, c.hi), func(t *testing.T) {
			rec := reconcile(t, rows, Options{MinTotal: c.lo, MaxTotal: c.hi, Nesting: c.nesting})
			if c.nesting == Disjoint {
				checkReadings(t, "whole", rec.Best, 35, best)
			} else if rec.Best.Agree != 35 || !slices.ContainsFunc(rec.Best.List, func(r Reading) bool { return brief(r) == best }) {
				t.Errorf("%+v: %d hold: %s", c, rec.Best.Agree, brief(rec.Best.List[0]))
			}
			if c.lo == c.hi && c.nesting == Apart {
				checkConflicts(t, rec, "row 1 count 148 and row 1 share 30.1% cannot hold together")
			}
		})
	}
}

// Gunawi et al. 2016, Table 3 (FACTS F4): the shares are of the 340 tags, not
// of the 242 outages with a known cause.
func TestGunawi(t *testing.T) {
	rows := counted(54, "16", 52, "15", 51, "15", 34, "10", 31, "9", 28, "8", 21, "6", 17, "5", 14, "4", 13, "4", 11, "3", 9, "3", 5, "1")
	at := func(lo, hi int) *Result {
		return reconcile(t, rows, Options{MinTotal: lo, MaxTotal: hi})
	}
	if best := at(340, 340).Best; best.Agree != 26 {
		t.Errorf("of 340 %d cells hold: %s", best.Agree, brief(best.List[0]))
	}
	if rec := at(242, 242); rec.Best.Agree == 26 || len(rec.Conflicts) < 10 {
		t.Errorf("of 242 %d cells hold, %d conflicts", rec.Best.Agree, len(rec.Conflicts))
	}
	// 51 of N print as 15 for 329 < N <= 351, 14 of N as 4 for 311 < N <= 400,
	// 34 as 10 to 357, 54 as 16 for 327 < N <= 348, 28 as 8 for 329 < N <= 373,
	// 17 as 5 to 377, 21 as 6 for 323 < N, 31 as 9 for 326 < N <= 364, 11 as 3
	// for 314 < N, 5 as 1 for 333 < N, 52 as 15 for 335 < N, 9 as 3 for N <= 360,
	// 13 as 4 for N <= 371: together 336 to 348.
	best := at(200, 600).Best
	if first, last := best.List[0].Total.Lo, best.List[len(best.List)-1].Total.Hi; best.Agree != 26 || first != 336 || last != 348 {
		t.Errorf("all shares hold for N = %d-%d (%d cells), want 336-348", first, last, best.Agree)
	}
}

func TestRejects(t *testing.T) {
	fine := []Row{row("disc", "67", "10")}
	opt := Options{MinTotal: 6, MaxTotal: 9, MinYears: 38, MaxYears: 45}
	with := func(change func(*Options)) Options { o := opt; change(&o); return o }
	share := func(v float64, decimals int) []Row {
		return []Row{{Category: "disc", Share: &Printed{v, decimals}}}
	}
	for name, c := range map[string]struct {
		rows []Row
		opt  Options
		want string
	}{
		"no rows":        {nil, opt, "published table"},
		"no cells":       {[]Row{{Category: "disc"}}, opt, "at least one printed figure"},
		"twice":          {[]Row{fine[0], fine[0]}, opt, "one row only"},
		"negative":       {share(-42, 0), opt, "share of disc: -42"},
		"NaN":            {share(math.NaN(), 0), opt, "share of disc: NaN"},
		"infinite":       {share(math.Inf(1), 0), opt, "share of disc"},
		"more decimals":  {share(30.1, 0), opt, "share of disc: 30.1"},
		"negative count": {[]Row{{Count: new(-3)}}, opt, "count of the total: -3"},
		"no totals":      {fine, with(func(o *Options) { o.MinTotal = 0 }), "totals"},
		"totals turned":  {fine, with(func(o *Options) { o.MaxTotal = 5 }), "6 to 5"},
		"years turned":   {fine, with(func(o *Options) { o.MaxYears = 37 }), "38 to 37 years"},
		"years NaN":      {fine, with(func(o *Options) { o.MinYears = math.NaN() }), "exposures"},
		"nesting":        {fine, with(func(o *Options) { o.Nesting = 3 }), "nesting"},
		"best":           {fine, with(func(o *Options) { o.Best = -2 }), "best"},
		"too many":       {fine, with(func(o *Options) { o.MaxTotal, o.MaxYears = 900_000, 1e7 }), "narrow the ranges"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Search(context.Background(), c.rows, c.opt)
			var param *model.ParamError
			if !errors.As(err, &param) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want a ParamError with %q", name, err, c.want)
			}
		})
	}
	for _, counts := range [][]int{{4, 2}, {8}} {
		if _, err := Examine(context.Background(), fine, counts, with(func(o *Options) { o.MaxTotal = 6 })); err == nil {
			t.Errorf("counts %v of at most 6 outages pass", counts)
		}
	}
	opt.Nesting = Disjoint
	if r, err := Examine(context.Background(), fine, []int{4}, opt); err == nil || !strings.Contains(err.Error(), "can nest at all") {
		t.Errorf("4 outages that are all of 6 to 9: %v, %v", r, err)
	}
}

func TestParsePrinted(t *testing.T) {
	for text, want := range map[string]Printed{"42": {42, 0}, "30.1": {30.1, 1}, "7.80": {7.8, 2}, ".5": {0.5, 1}, "0": {0, 0}, "1e5": {}, "-3": {}, "": {}, "12.3.4": {}, "0.1234567": {}, "NaN": {}, "3%": {}} {
		got, err := ParsePrinted(text)
		if got != want || (err != nil) != (want == Printed{} && text != "0") {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
	}
	if got := (Cell{"", MTBFColumn, Printed{7.8, 2}}).String(); got != "total MTBF 7.80" {
		t.Error(got)
	}
	oracle.Near(t, "units", float64(Printed{7.8, 2}.units()), 780, 0)
}

// Each of 20 rows with an MTBF of 2 years may have any of 90/2.5 = 36 to
// 99/1.5 = 66 outages: more readings than are gathered, and it says so.
func TestTellsThatThereAreMore(t *testing.T) {
	var rows []Row
	for i := range 20 {
		rows = append(rows, row(model.Category(fmt.Sprintf("row %d", i+1)), "", "2"))
	}
	rec := reconcile(t, rows, Options{MinTotal: 60, MaxTotal: 60, MinYears: 90, MaxYears: 99, Best: 7})
	if b := rec.Best; b.Complete || len(b.List) != 7 || b.Found < 1000 || b.Agree != 20 {
		t.Errorf("%d of %d listed, complete %v, %d hold", len(b.List), b.Found, b.Complete, b.Agree)
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, c := range []struct {
		name    string
		nesting Nesting
	}{{"apart", Apart}, {"overlapping", Overlapping}, {"disjoint", Disjoint}} {
		b.Run("table=gray85/nesting="+c.name, func(b *testing.B) {
			rows := grayRows()
			for b.Loop() {
				if _, err := Search(context.Background(), rows, Options{MinTotal: 50, MaxTotal: 200, MinYears: 1000, MaxYears: 1500, Nesting: c.nesting}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(151*137, "points")
		})
	}
}

// The search against every count, every total and every exposure in half
// units of small random tables.
func TestAgainstExhaustion(t *testing.T) {
	random := rand.New(rand.NewPCG(107, 1985))
	for i := range 400 {
		b := newExhaustion(random)
		rec, err := Search(context.Background(), b.rows, b.opt)
		if err != nil {
			if b.agree >= 0 {
				t.Fatalf("table %d: %v, but %d hold by exhaustion", i, err, b.agree)
			}
			continue
		}
		b.check(t, fmt.Sprintf("table %d %v %+v", i, cellsOf(b.rows), b.opt), rec)
	}
}

// exhaustion is a random table with all that can be said of it by trying
// everything.
type exhaustion struct {
	rows  []Row
	cells []Cell
	opt   Options
	agree int               // most cells that hold, -1 if nothing nests
	best  map[string][]int  // total, counts of rows whose MTBF holds, and the cells that hold -> one instance
	lo    map[string][]int  // least counts of an instance
	hi    map[string][]int  // most
	years map[string][2]int // exposures in half years
	sets  map[uint32]bool   // sets of cells that hold
}

func newExhaustion(random *rand.Rand) *exhaustion {
	shapes := [][]model.Category{{"a", "b", ""}, {"a", "a/x", "a/y", ""}, {"a/x/u", "a", "b"}, {"a", "a/x", "b", ""}, {"", "a", "a/x", "a/x/u"}, {"a", "a/x", "a/x/u", "a/x/v", ""}, {"a/x", "a/x/u", "a/x/v", "b", ""}}
	b := &exhaustion{agree: -1, best: map[string][]int{}, lo: map[string][]int{}, hi: map[string][]int{}, years: map[string][2]int{}, sets: map[uint32]bool{}}
	lo, from := 2+random.IntN(3), 10+random.IntN(20)
	b.opt = Options{
		MinTotal: lo, MaxTotal: lo + random.IntN(3), MinYears: float64(from) / 2, MaxYears: float64(from+1+random.IntN(16)) / 2,
		Nesting: Nesting(random.IntN(3)), Truncate: random.IntN(4) == 0, Best: maxReadings,
	}
	for _, category := range shapes[random.IntN(len(shapes))] {
		r := Row{Category: category}
		n := 1 + random.IntN(b.opt.MaxTotal)
		k := n // attributions
		if category == "" {
			n, k = lo, lo+random.IntN(1+random.IntN(2*lo))
		}
		if random.IntN(4) == 0 {
			r.Count = new(n)
		}
		if random.IntN(3) > 0 {
			r.Share = &Printed{math.Floor(100*float64(k)/float64(lo) + 0.5), 0}
		}
		if random.IntN(2) > 0 {
			r.MTBF = &Printed{math.Floor(b.opt.MinYears/float64(n) + 0.5 + float64(random.IntN(2))), 0}
		}
		b.rows = append(b.rows, r)
	}
	if b.cells = cellsOf(b.rows); len(b.cells) == 0 {
		b.rows[0].Share = &Printed{50, 0}
		b.cells = cellsOf(b.rows)
	}
	b.exhaust()
	return b
}

func (b *exhaustion) exhaust() {
	counts := make([]int, len(b.rows))
	for n := b.opt.MinTotal; n <= b.opt.MaxTotal; n++ {
		var choose func(i int)
		choose = func(i int) {
			if i == len(counts) {
				if b.nests(n, counts) {
					for e := int(2 * b.opt.MinYears); e < int(2*b.opt.MaxYears); e++ {
						b.note(n, counts, e)
					}
				}
				return
			}
			least := 0
			if b.rows[i].Category == "" {
				least = n
			}
			for counts[i] = least; counts[i] <= n; counts[i]++ {
				choose(i + 1)
			}
		}
		choose(0)
	}
}

// below returns the sum, the most and the number of the counts of the rows
// next below category.
func (b *exhaustion) below(category model.Category, counts []int) (sum, most, rows int) {
	for i, r := range b.rows {
		above := r.Category.Parent()
		for above != "" && !slices.ContainsFunc(b.rows, func(q Row) bool { return q.Category == above }) {
			above = above.Parent()
		}
		if r.Category != "" && above == category {
			sum, most, rows = sum+counts[i], max(most, counts[i]), rows+1
		}
	}
	return sum, most, rows
}

func (b *exhaustion) nests(n int, counts []int) bool {
	fine := func(category model.Category, k int) bool {
		sum, most, rows := b.below(category, counts)
		switch {
		case rows == 0 || b.opt.Nesting == Apart:
			return true
		case b.opt.Nesting == Disjoint:
			return sum == k
		}
		return most <= k && k <= sum
	}
	for i, r := range b.rows {
		if r.Category != "" && !fine(r.Category, counts[i]) {
			return false
		}
	}
	return fine("", n)
}

// value returns what counts, total and exposure give for a cell.
func (b *exhaustion) value(c Cell, n int, counts []int, e int) float64 {
	k := n
	for i, r := range b.rows {
		if r.Category == c.Category {
			k = counts[i]
		}
	}
	switch {
	case c.Column == MTBFColumn:
		return float64(e) / 2 / float64(k)
	case c.Column == CountColumn:
		return float64(k)
	case c.Category != "":
		return 100 * float64(k) / float64(n)
	}
	attributions := 0
	for i, r := range b.rows {
		if _, _, rows := b.below(r.Category, counts); rows == 0 {
			attributions += counts[i]
		}
	}
	return 100 * float64(attributions) / float64(n)
}

func (b *exhaustion) note(n int, counts []int, e int) {
	set, held := uint32(0), 0
	for i, c := range b.cells {
		v := b.value(c, n, counts, e)
		if math.Floor(v+0.5) == c.Value || b.opt.Truncate && c.Column != CountColumn && math.Floor(v) == c.Value {
			set |= 1 << i
			held++
		}
	}
	b.sets[set] = true
	if held > b.agree {
		b.agree = held
		clear(b.best)
	}
	if held < b.agree {
		return
	}
	key := b.key(n, func(i int) bool { return set>>i&1 == 1 }, func(row int) int { return counts[row] })
	if _, ok := b.best[key]; !ok {
		b.best[key], b.lo[key], b.hi[key], b.years[key] = slices.Clone(counts), slices.Clone(counts), slices.Clone(counts), [2]int{e, e}
	}
	for i, k := range counts {
		b.lo[key][i], b.hi[key][i] = min(b.lo[key][i], k), max(b.hi[key][i], k)
	}
	b.years[key] = [2]int{min(b.years[key][0], e), max(b.years[key][1], e)}
}

func (b *exhaustion) check(t *testing.T, name string, rec *Result) {
	t.Helper()
	if rec.Best.Agree != b.agree {
		t.Fatalf("%s: %d hold, %d by exhaustion", name, rec.Best.Agree, b.agree)
	}
	p, _ := newPuzzle(b.rows, nil, b.opt)
	if p.totalMatters() && rec.Best.Found != len(b.best) {
		t.Errorf("%s: %d readings, %d by exhaustion", name, rec.Best.Found, len(b.best))
	}
	for _, r := range rec.Best.List {
		key := b.key(r.Total.Hi, func(cell int) bool {
			return !slices.ContainsFunc(r.Misses, func(m Miss) bool { return m.Cell == b.cells[cell] })
		}, func(row int) int { return r.Counts[row].Lo })
		if _, ok := b.best[key]; !ok {
			t.Fatalf("%s: reading %q is not found by exhaustion: %s", name, key, brief(r))
		}
		for i, k := range r.Counts {
			if p.totalMatters() && (k != CountRange{b.lo[key][i], b.hi[key][i]}) {
				t.Errorf("%s: %q row %d has %v, by exhaustion %d-%d", name, key, i, k, b.lo[key][i], b.hi[key][i])
			}
		}
		if y := b.years[key]; r.FromYears != float64(y[0])/2 || r.ToYears != float64(y[1]+1)/2 {
			t.Errorf("%s: %q lasts %g-%g, by exhaustion %g-%g", name, key, r.FromYears, r.ToYears, float64(y[0])/2, float64(y[1]+1)/2)
		}
	}
	b.checkConflicts(t, name, rec)
}

// key names a reading: its total, the cells that hold, and the counts of rows
// whose MTBF holds.
func (b *exhaustion) key(n int, holds func(cell int) bool, count func(row int) int) string {
	key := fmt.Sprint(n)
	for i, c := range b.cells {
		if !holds(i) {
			continue
		}
		key += fmt.Sprint(" ", c)
		if c.Column == MTBFColumn {
			key += fmt.Sprint("=", count(slices.IndexFunc(b.rows, func(r Row) bool { return r.Category == c.Category })))
		}
	}
	return key
}

func (b *exhaustion) checkConflicts(t *testing.T, name string, rec *Result) {
	t.Helper()
	holds := func(want uint32) bool {
		for set := range b.sets {
			if set&want == want {
				return true
			}
		}
		return false
	}
	want := map[string]bool{}
	for set := uint32(1); set < 1<<len(b.cells); set++ {
		var cells Conflict
		minimal := !holds(set)
		for i, c := range b.cells {
			if set>>i&1 == 1 {
				cells = append(cells, c)
				minimal = minimal && holds(set&^(1<<i))
			}
		}
		if minimal && len(cells) <= rec.ConflictSize {
			want[cells.String()] = true
		}
	}
	for _, c := range rec.Conflicts {
		if !want[c.String()] {
			t.Errorf("%s: %v, but not by exhaustion", name, c)
		}
		delete(want, c.String())
	}
	for c := range want {
		t.Errorf("%s: by exhaustion %v", name, c)
	}
}

// A number is taken for the whole one that it is but for rounding.
func TestNudged(t *testing.T) {
	for x, want := range map[float64]float64{3: 3, 3 - 1e-7: 3, 3 + 9e-7: 3, -1e-7: 0, 1e-6: 1e-6, 3.00001: 3.00001, 2.5: 2.5} {
		oracle.Near(t, "nudged", nudged(x), want, 0)
	}
}
