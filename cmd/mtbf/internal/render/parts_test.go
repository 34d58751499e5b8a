package render

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mtbf"
	"mtbf/ingest"
	"mtbf/model/census"
)

// inParts analyses logs as workers do, each step through JSON, and returns the document.
func inParts(t *testing.T, r *rand.Rand, o mtbf.LogOptions, fits mtbf.Fits, parts int, splitSize int64, paths ...string) ([]byte, error) {
	t.Helper()
	ctx := context.Background()
	p, _, err := mtbf.PlanAnalysis(ctx, o, fits, parts, splitSize, paths...)
	if err != nil {
		return nil, err
	}
	blocks, err := rowsOfParts(t, p)
	if err != nil {
		return nil, err
	}
	var logs [][]byte
	for again := true; again; {
		var whole *ingest.PartAccount
		if whole, logs, err = surveyed(t, r, p, blocks); err != nil {
			return nil, err
		}
		if again, err = p.Settle(ctx, whole); err != nil {
			return nil, err
		}
	}
	lines := &mtbf.AnalysisLines{}
	line, err := p.Line()
	if err := errors.Join(err, lines.Take(line)); err != nil {
		t.Fatal(err)
	}
	w := working(t, p)
	for _, i := range r.Perm(len(logs)) {
		if p.Gathered {
			line, err := mtbf.LogLine(logs[i])
			if err := errors.Join(err, lines.Take(line)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		log := &ingest.PartLog{}
		if err := log.UnmarshalBinary(logs[i]); err != nil {
			t.Fatal(err)
		}
		measured, err := w.Measure(ctx, log)
		if err != nil {
			return nil, err
		}
		line, err := measured.Line()
		if err := errors.Join(err, lines.Take(line)); err != nil {
			t.Fatal(err)
		}
	}
	a, err := lines.Merge(ctx)
	if err != nil {
		return nil, err
	}
	return asJSON(t, a), nil
}

// rowsOfParts reads the splits of a plan.
func rowsOfParts(t *testing.T, p *mtbf.AnalysisPlan) (blocks [][][]byte, err error) {
	t.Helper()
	for uncut := false; ; uncut = true {
		var accounts []ingest.SplitAccount
		if accounts, blocks, err = split(context.Background(), p); err != nil {
			return nil, err
		}
		broken, err := p.TakeSplits(accounts)
		if err != nil || broken == nil {
			return blocks, err
		}
		if uncut {
			t.Fatal("a file that is not cut is broken")
		}
		p.Uncut(broken)
	}
}

// surveyed surveys all parts in any order.
func surveyed(t *testing.T, r *rand.Rand, p *mtbf.AnalysisPlan, blocks [][][]byte) (whole *ingest.PartAccount, logs [][]byte, err error) {
	t.Helper()
	w := working(t, p)
	whole = &ingest.PartAccount{}
	for _, part := range r.Perm(p.Parts) {
		if len(blocks[part]) == 0 {
			continue
		}
		log, err := w.Survey(context.Background(), part, opened(t, r, blocks[part]))
		if err != nil {
			return nil, nil, err
		}
		whole.Merge(copied(t, log.Account))
		raw, err := log.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, raw)
	}
	return whole, logs, nil
}

func asJSON(t *testing.T, a *mtbf.Analysis) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, NewAnalysis(a, AnalysisStyle{Planned: "exclude"}), JSON); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// working returns a worker of a plan that went through its line.
func working(t *testing.T, p *mtbf.AnalysisPlan) *mtbf.AnalysisWorker {
	t.Helper()
	line, err := p.Line()
	if err != nil {
		t.Fatal(err)
	}
	read, err := mtbf.ReadPlan(line)
	if err != nil {
		t.Fatal(err)
	}
	w, err := read.Worker(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func copied[T any](t *testing.T, v *T) *T {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	back := new(T)
	if err := json.Unmarshal(text, back); err != nil {
		t.Fatal(err)
	}
	return back
}

func split(ctx context.Context, p *mtbf.AnalysisPlan) (accounts []ingest.SplitAccount, blocks [][][]byte, err error) {
	worker, err := p.Worker(ctx)
	if err != nil {
		return nil, nil, err
	}
	blocks = make([][][]byte, p.Parts)
	for _, s := range p.Splits {
		a, err := worker.Split(ctx, s, func(part int, b *ingest.RowBlock) error {
			raw, err := b.AppendBinary(nil)
			blocks[part] = append(blocks[part], raw)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		accounts = append(accounts, *a)
	}
	return accounts, blocks, nil
}

func opened(t *testing.T, r *rand.Rand, raw [][]byte) []*ingest.RowBlock {
	t.Helper()
	var all []*ingest.RowBlock
	for _, i := range r.Perm(len(raw)) {
		b := &ingest.RowBlock{}
		if err := b.UnmarshalBinary(bytes.Clone(raw[i])); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// partsLog writes a log of one file: rows of quoted text with line ends, and what kind of
// mistakes it is asked for.
type partsLog struct {
	format   string
	zones    []string // of rows in turn
	rejects  bool
	copies   bool
	blanks   bool
	open     bool
	wide     bool // categories with slashes and in other spellings
	planned  bool
	unclosed bool
	crlf     bool
	rows     int
}

func (l partsLog) write(r *rand.Rand) []byte {
	var b bytes.Buffer
	end := "\n"
	if l.crlf {
		end = "\r\n"
	}
	categories := []string{"hardware/disc", "hardware/memory", "software", "network"}
	if l.wide {
		categories = append(categories, "Hardware/Disc", "I/O error", "software/os", "SOFTWARE")
	}
	notes := []string{`"disc, said ""dead"""`, `plain`, "\"line one\nline two\"", `"typed ""rm"", twice"`, "\"a\n\n,,,,\nb\""}
	b.WriteString("id,unit,category,start,end,kind,note" + end)
	format := l.format
	if format == "" {
		format = time.RFC3339
	}
	t0 := time.Date(2024, 2, 20, 3, 0, 0, 0, time.UTC)
	var before []string
	for i := range l.rows {
		start := t0.Add(time.Duration(i) * 5000 * time.Hour / time.Duration(l.rows)).Add(time.Duration(r.IntN(3600)) * time.Second)
		stop := start.Add(time.Duration(60+r.ExpFloat64()*9000) * time.Second)
		zone := time.UTC
		if len(l.zones) > 0 {
			zone, _ = time.LoadLocation(l.zones[i%len(l.zones)])
		}
		kind := "failure"
		if l.planned && r.IntN(7) == 0 {
			kind = "maintenance"
		}
		ends := stop.In(zone).Format(format)
		switch {
		case l.open && r.IntN(40) == 0:
			ends = ""
		case l.open && r.IntN(90) == 0:
			ends = "soon"
		case l.rejects && r.IntN(50) == 0:
			ends = start.Add(-time.Hour).In(zone).Format(format)
		}
		row := fmt.Sprintf("%d,node-%03d,%s,%s,%s,%s,%s", i, r.IntN(97), categories[r.IntN(len(categories))], start.In(zone).Format(format), ends, kind, notes[r.IntN(len(notes))])
		switch {
		case l.rejects && r.IntN(60) == 0:
			row = fmt.Sprintf("%d,node-%03d,software,yesterday,,failure,x", i, r.IntN(97))
		case l.rejects && r.IntN(70) == 0:
			row = "too,few"
		case l.rejects && r.IntN(75) == 0:
			row = fmt.Sprintf("%d,node-%03d,software,%s,,failure,x", i, r.IntN(97), strings.Replace(time.Date(2024, 2, 29, 10, 0, 0, 0, zone).Format(format), "2024", "2023", 1))
		case l.rejects && r.IntN(80) == 0:
			row = fmt.Sprintf("%d,,software,%s,,failure,x", i, start.Format(format))
		case l.unclosed && r.IntN(300) == 0:
			row = fmt.Sprintf("%d,node-%03d,software,%s,,failure,\"never closed", i, r.IntN(97), start.Format(format))
		case l.copies && len(before) > 0 && r.IntN(20) == 0:
			row = before[r.IntN(len(before))]
		}
		before = append(before, row)
		if l.blanks && r.IntN(30) == 0 {
			b.WriteString(end)
		}
		if l.blanks && r.IntN(90) == 0 {
			b.WriteString(",,,,,," + end)
		}
		if l.blanks && r.IntN(200) == 0 {
			b.WriteString("id,unit,category,start,end,kind,note" + end)
		}
		b.WriteString(row + end)
	}
	return b.Bytes()
}

// The analysis of logs in parts has the same bytes as that of the whole, whatever the
// splits and the parts.
func TestAnalysisInParts(t *testing.T) {
	for name, c := range map[string]struct {
		log     partsLog
		options mtbf.LogOptions
		gzip    bool
	}{
		"plain":                {},
		"rejects":              {log: partsLog{rejects: true}},
		"copies across files":  {log: partsLog{copies: true}},
		"copies that are kept": {log: partsLog{copies: true}, options: mtbf.LogOptions{Reading: mtbf.Reading{KeepDuplicates: true}}},
		"blank lines":          {log: partsLog{blanks: true}},
		"CR LF":                {log: partsLog{crlf: true, blanks: true, rejects: true}},
		"open":                 {log: partsLog{open: true}},
		"categories":           {log: partsLog{wide: true}},
		"planned":              {log: partsLog{planned: true}, options: mtbf.LogOptions{Grouping: mtbf.Grouping{Planned: "excuse"}}},
		"quotes never closed":  {log: partsLog{unclosed: true}},
		"two zones":            {log: partsLog{zones: []string{"Europe/Berlin", "America/New_York"}}},
		"wall clocks":          {log: partsLog{format: "2006-01-02 15:04:05", zones: []string{"Europe/Berlin"}}, options: mtbf.LogOptions{Reading: mtbf.Reading{Timezone: "Europe/Berlin"}}},
		"days and months":      {log: partsLog{format: "02/01/2006 15:04", rejects: true}},
		"months and days":      {log: partsLog{format: "01/02/2006 03:04:05 PM", rejects: true, open: true}},
		"gzip":                 {log: partsLog{rejects: true, copies: true, blanks: true}, gzip: true},
		"units":                {options: mtbf.LogOptions{Exposure: mtbf.Exposure{Units: 120}}},
		"hours":                {options: mtbf.LogOptions{Exposure: mtbf.Exposure{Hours: "300y"}, Confidence: 0.5}},
		"window":               {options: mtbf.LogOptions{Window: mtbf.Window{From: "2024-03-01", To: "2024-06-01"}}},
		"half a window":        {options: mtbf.LogOptions{Window: mtbf.Window{From: "2024-03-01"}}},
		"where":                {log: partsLog{copies: true}, options: mtbf.LogOptions{Reading: mtbf.Reading{Where: []string{"category=software,network,none such"}}}},
		"joined":               {options: mtbf.LogOptions{Grouping: mtbf.Grouping{MergeOverlapping: true, Reported: []string{"hardware=0.3..0.6"}}}},
		"everything": {log: partsLog{format: "02/01/2006 15:04:05", zones: []string{"Europe/Berlin"}, rejects: true, copies: true, blanks: true, open: true, wide: true, planned: true, unclosed: true},
			options: mtbf.LogOptions{Reading: mtbf.Reading{Timezone: "Europe/Berlin"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(name)), 5))
			paths := c.log.files(t, r, c.gzip)
			sameInParts(t, r, c.options, mtbf.FitsNo, paths, map[int]int64{5: 1 << 14, 16: 3000})
		})
	}
}

func orDefault(c float64) float64 {
	if c == 0 {
		return 0.9
	}
	return c
}

// files writes three files of the log.
func (l partsLog) files(t *testing.T, r *rand.Rand, compressed bool) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	l.rows = 700
	var first []byte
	for i := range 2 {
		text := l.write(r)
		if l.copies && i > 0 { // all of a file's beginning once more, in another file
			lines := bytes.SplitAfterN(first, []byte("\n"), 50)
			text = append(text, bytes.Join(lines[1:3], nil)...)
		}
		if i == 0 {
			first = text
		}
		path := filepath.Join(dir, fmt.Sprintf("log-%d.csv", i))
		if compressed && i == 1 {
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			if _, err := w.Write(text); err != nil || w.Close() != nil {
				t.Fatal(err)
			}
			path, text = path+".gz", packed.Bytes()
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: %s\nwant %s", i+1, strings.Join(a[max(0, i-3):i+1], "\n"), strings.Join(b[max(0, i-3):i+1], "\n"))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// statesLog writes rows that tell states of units: changes of state, or checks at steady
// times.
type statesLog struct {
	step     time.Duration // between checks; 0: rows are changes
	gaps     bool          // checks are missing
	late     bool          // some units come late, or go early, some of these when they are down
	falling  bool          // the file begins with its last row
	ties     bool          // two rows of a unit at one time
	format   string
	words    [2]string // down, up
	planned  bool
	unknown  bool
	copies   bool
	rejects  bool
	interval bool // rows are intervals of both states
	parts    bool // units have parts with states of their own
}

func (l statesLog) write(r *rand.Rand, units int, from time.Time, hours int) []byte {
	format := cmp.Or(l.format, time.RFC3339)
	down, up := cmp.Or(l.words[0], "down"), cmp.Or(l.words[1], "up")
	var rows []struct {
		at   time.Time
		text string
	}
	row := func(at, to time.Time, unit int, state string) {
		text := fmt.Sprintf("%s,srv-%03d,%s", at.Format(format), unit, state)
		if l.parts {
			text = fmt.Sprintf("%s,srv-%03d,%s,%s", at.Format(format), unit/3, []string{"disc", "web", "mail"}[unit%3], state)
		}
		if l.interval {
			text = fmt.Sprintf("%s,%s,srv-%03d,%s", at.Format(format), to.Format(format), unit, state)
		}
		switch {
		case l.rejects && r.IntN(40) == 0:
			text = strings.Replace(text, at.Format(format), "soon", 1)
		case l.copies && r.IntN(40) == 0:
			text += "\n" + text
		}
		rows = append(rows, struct {
			at   time.Time
			text string
		}{at, text})
	}
	for unit := range units {
		at, end := from, from.Add(time.Duration(hours)*time.Hour)
		if l.late && unit%7 == 0 {
			at = at.Add(time.Duration(1+r.IntN(hours/3)) * time.Hour)
		}
		if l.late && unit%11 == 0 {
			end = end.Add(-time.Duration(1+r.IntN(hours/3)) * time.Hour)
		}
		broken := time.Duration(0)
		for state := up; at.Before(end); {
			next := at.Add(l.step)
			if l.step == 0 {
				next = at.Add(time.Duration(1+r.ExpFloat64()*20*3600) * time.Second)
			}
			if l.late && unit%22 == 0 && !next.Before(end) {
				state = down
			}
			row(at, next, unit, state)
			switch {
			case l.ties && r.IntN(9) == 0:
				row(at, next, unit, map[string]string{down: up, up: down}[state])
			case l.unknown && r.IntN(20) == 0:
				row(at.Add(time.Second), next, unit, "rebooted")
			case l.gaps && r.IntN(50) == 0:
				next = next.Add(7 * l.step)
			}
			switch broken -= next.Sub(at); {
			case l.step == 0 && state == up:
				if state = down; l.planned && r.IntN(4) == 0 {
					state = "maintenance"
				}
			case l.step == 0:
				state = up
			case state != up && broken <= 0:
				state = up
			case state == up && r.IntN(60) == 0:
				state, broken = down, time.Duration(r.IntN(5)+1)*l.step
			}
			at = next
		}
	}
	slices.SortStableFunc(rows, func(a, b struct {
		at   time.Time
		text string
	}) int {
		return a.at.Compare(b.at)
	})
	if l.falling {
		slices.Reverse(rows)
	}
	var b bytes.Buffer
	switch {
	case l.parts:
		b.WriteString("time,host,service,state\n")
	case l.interval:
		b.WriteString("start,end,host,state\n")
	default:
		b.WriteString("time,host,state\n")
	}
	for _, row := range rows {
		b.WriteString(row.text + "\n")
	}
	return b.Bytes()
}

// files writes two files of the log, of so many units.
func (l statesLog) files(t *testing.T, r *rand.Rand, units int) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for i := range 2 {
		text := l.write(r, units, time.Date(2024, 3, 10+6*i, 0, 0, 0, 0, time.UTC), 24*6)
		paths = append(paths, filepath.Join(dir, fmt.Sprintf("states-%d.csv", i)))
		if err := os.WriteFile(paths[i], text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// Logs of states in parts have the bytes of the whole too: rows that are changes, checks
// with and without gaps, and intervals.
func TestStatesInParts(t *testing.T) {
	minutes := 30 * time.Minute
	for name, c := range map[string]struct {
		log     statesLog
		options mtbf.LogOptions
		says    string
	}{
		"changes":              {says: "an outage lasts from down"},
		"falling":              {log: statesLog{falling: true, ties: true}},
		"ties":                 {log: statesLog{ties: true, copies: true}},
		"planned":              {log: statesLog{planned: true, words: [2]string{"down", "up"}}},
		"unknown":              {log: statesLog{unknown: true, rejects: true}, says: "rejected"},
		"checks":               {log: statesLog{step: minutes}, says: "sampled"},
		"checks that fall":     {log: statesLog{step: minutes, falling: true, copies: true, rejects: true}},
		"gaps":                 {log: statesLog{step: minutes, gaps: true}, says: "unit-hours that count neither"},
		"late":                 {log: statesLog{step: minutes, late: true}, says: "after the last check"},
		"gaps and late":        {log: statesLog{step: minutes, gaps: true, late: true, copies: true}, says: "unit-hours that count neither"},
		"gaps, infancy":        {log: statesLog{step: minutes, gaps: true, late: true}, options: mtbf.LogOptions{Grouping: mtbf.Grouping{InfantPeriod: "5h"}}},
		"gaps, units given":    {log: statesLog{step: minutes, gaps: true, late: true}, options: mtbf.LogOptions{Exposure: mtbf.Exposure{Units: 60}}},
		"gaps, a window":       {log: statesLog{step: minutes, gaps: true, late: true}, options: mtbf.LogOptions{Window: mtbf.Window{From: "2024-03-13", To: "2024-03-19T12:00:00Z"}}},
		"intervals":            {log: statesLog{interval: true}, says: "states-chosen"},
		"intervals to the end": {log: statesLog{interval: true, words: [2]string{"down", "up"}}, options: mtbf.LogOptions{Grouping: mtbf.Grouping{Planned: "include"}}},
		"days and months":      {log: statesLog{format: "02/01/2006 15:04:05", step: minutes, gaps: true}},
		"months and days":      {log: statesLog{format: "01/02/2006 15:04:05", ties: true}},
		"of services":          {log: statesLog{parts: true, words: [2]string{"CRITICAL", "OK"}}, says: "has states of its own"},
		"by hand":              {log: statesLog{words: [2]string{"3", "7"}}, options: mtbf.LogOptions{Reading: mtbf.Reading{State: new("state"), Down: "3", Up: "7"}}},
		"one value by hand":    {log: statesLog{words: [2]string{"3", "7"}}, options: mtbf.LogOptions{Reading: mtbf.Reading{State: new("state"), Down: "3"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(name)), 6))
			paths := c.log.files(t, r, 30)
			want := sameInParts(t, r, c.options, mtbf.FitsNo, paths, map[int]int64{4: 1 << 14, 13: 5000})
			if !strings.Contains(string(want), c.says) {
				t.Errorf("the log is not what it is to be: no %q in\n%s", c.says, want)
			}
		})
	}
}

// One survey does where the beginning of the files tells how often units were checked:
// checks with gaps, more units than the first rows tell twice, and files that begin with
// their last rows. Where it tells otherwise than all rows, as the checks of the second file
// come more often, there is another one.
func TestStatesAreSurveyedOnce(t *testing.T) {
	often := statesLog{step: 10 * time.Minute, gaps: true, late: true}
	for name, c := range map[string]struct {
		log   statesLog
		units int
		then  *statesLog
	}{
		"gaps":       {log: statesLog{step: 30 * time.Minute, gaps: true, late: true}, units: 30},
		"many units": {log: statesLog{step: 6 * time.Hour, gaps: true, late: true}, units: 2500},
		"falling":    {log: statesLog{step: 30 * time.Minute, gaps: true, falling: true, copies: true, rejects: true}, units: 30},
		"two steps":  {log: statesLog{step: 30 * time.Minute, gaps: true}, units: 30, then: &often},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(name)), 8))
			paths := c.log.files(t, r, c.units)
			if c.then != nil {
				paths = []string{paths[0], c.then.files(t, r, c.units)[1]}
			}
			p, _, err := mtbf.PlanAnalysis(context.Background(), mtbf.LogOptions{}, mtbf.FitsNo, 5, 1<<16, paths...)
			if err != nil {
				t.Fatal(err)
			}
			blocks, err := rowsOfParts(t, p)
			if err != nil {
				t.Fatal(err)
			}
			whole, _, err := surveyed(t, r, p, blocks)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := p.Settle(context.Background(), whole); err != nil || again != (c.then != nil) {
				t.Errorf("surveyed again: %v, %v", again, err)
			}
			sameInParts(t, r, mtbf.LogOptions{}, mtbf.FitsNo, paths, map[int]int64{5: 1 << 16})
		})
	}
}

// strayLog writes outages by days or by clocks, of which some have a date that is a typing
// error.
func strayLog(r *rand.Rand, starts, ends []string, days, midnight bool) string {
	var b strings.Builder
	b.WriteString("unit,start,end\n")
	if days {
		b.Reset()
		b.WriteString("unit,start,duration (h)\n")
	}
	for i := range 400 {
		start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 20 * time.Hour)
		if days {
			text := start.Format("2006-01-02")
			if midnight {
				text += " 00:00"
			}
			if i%50 == 7 && len(starts) > 0 {
				text, starts = starts[0]+text[len(starts[0]):], starts[1:]
			}
			fmt.Fprintf(&b, "u%d,%s,%.1f\n", r.IntN(9), text, 1+r.ExpFloat64()*5)
			continue
		}
		from, to := start.Format("2006-01-02 15:04"), start.Add(time.Duration(1+r.IntN(400))*time.Minute).Format("2006-01-02 15:04")
		if i%50 == 7 && len(starts) > 0 {
			from, starts = starts[0]+from[len(starts[0]):], starts[1:]
			to = from
		}
		if i%50 == 9 && len(ends) > 0 {
			to, ends = ends[0]+to[len(ends[0]):], ends[1:]
		}
		if i%37 == 0 {
			to = ""
		}
		fmt.Fprintf(&b, "u%d,%s,%s\n", r.IntN(9), from, to)
	}
	return b.String()
}

// Times that are far off from all others, and days without a clock, are treated as in the
// whole.
func TestTimesInParts(t *testing.T) {
	for name, c := range map[string]struct {
		starts, ends   []string
		days, midnight bool
		fits           mtbf.Fits
		says           string
	}{
		"a start":                {starts: []string{"2077"}, says: "left out of the window"},
		"a start before":         {starts: []string{"1999"}, says: "left out of the window"},
		"two":                    {starts: []string{"2077", "2003"}, says: "2 outages left out"},
		"an end":                 {ends: []string{"2077"}, says: "1 outage of unknown duration"},
		"both":                   {starts: []string{"2103"}, ends: []string{"2077"}, says: "time-far-off"},
		"not far enough":         {starts: []string{"2025"}},
		"too many":               {starts: []string{"2077", "2078", "2079", "2080", "2081", "2082", "2083"}},
		"all at once":            {starts: []string{"2077"}, ends: []string{"2055"}, fits: mtbf.FitsAuto, says: "time-far-off"},
		"days":                   {days: true},
		"midnights":              {days: true, midnight: true},
		"days, a start":          {days: true, starts: []string{"2077"}, says: "left out of the window"},
		"midnights, all at once": {days: true, midnight: true, starts: []string{"2077"}, fits: mtbf.FitsAuto, says: "left out of the window"},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(name)), 8))
			var paths []string
			dir := t.TempDir()
			for i := range 2 {
				paths = append(paths, filepath.Join(dir, fmt.Sprintf("log-%d.csv", i)))
				if err := os.WriteFile(paths[i], []byte(strayLog(r, c.starts, c.ends, c.days, c.midnight)), 0o600); err != nil {
					t.Fatal(err)
				}
				c.starts, c.ends = nil, nil
			}
			got := sameInParts(t, r, mtbf.LogOptions{}, cmp.Or(c.fits, mtbf.FitsNo), paths, map[int]int64{4: 1 << 12})
			if !strings.Contains(string(got), c.says) {
				t.Errorf("no %q in\n%s", c.says, got)
			}
		})
	}
}

// What needs all outages at once is done with those of all parts put together, with the
// same bytes.
func TestAnalysisGathered(t *testing.T) {
	log := partsLog{rejects: true, copies: true, blanks: true, open: true, wide: true, planned: true}
	for name, c := range map[string]struct {
		options mtbf.LogOptions
		fits    mtbf.Fits
		states  *statesLog
	}{
		"fits":                  {fits: mtbf.FitsAuto},
		"fits of states":        {fits: mtbf.FitsYes, states: &statesLog{planned: true, ties: true, copies: true}},
		"by month":              {options: mtbf.LogOptions{Grouping: mtbf.Grouping{By: "month"}}},
		"by unit":               {options: mtbf.LogOptions{Grouping: mtbf.Grouping{By: "unit"}}},
		"by kind":               {options: mtbf.LogOptions{Grouping: mtbf.Grouping{By: "kind"}}},
		"by quarter, of states": {options: mtbf.LogOptions{Grouping: mtbf.Grouping{By: "quarter"}}, states: &statesLog{step: 30 * time.Minute, gaps: true, late: true}},
		"incidents":             {options: mtbf.LogOptions{Grouping: mtbf.Grouping{IncidentGap: "30m"}}},
		"budget":                {options: mtbf.LogOptions{Objective: mtbf.Objective{SLO: "99.5%", SLOWindow: "30d"}}},
		"service hours":         {options: mtbf.LogOptions{Grouping: mtbf.Grouping{ServiceHours: "Mon-Fri 08:00-18:00"}}},
		"short ones":            {options: mtbf.LogOptions{Grouping: mtbf.Grouping{IgnoreShorter: "20m"}}},
		"everything, of states": {options: mtbf.LogOptions{Grouping: mtbf.Grouping{By: "month", IncidentGap: "30m", IgnoreShorter: "2m"}, Objective: mtbf.Objective{SLO: "99%"}}, fits: mtbf.FitsAuto, states: &statesLog{planned: true, unknown: true, falling: true}},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(name)), 7))
			var paths []string
			if c.states == nil {
				paths = log.files(t, r, false)
			} else {
				paths = c.states.files(t, r, 12)
			}
			sameInParts(t, r, c.options, cmp.Or(c.fits, mtbf.FitsNo), paths, map[int]int64{5: 1 << 14})
		})
	}
}

// sameInParts fails where the analysis in parts has other bytes than that of the whole.
func sameInParts(t *testing.T, r *rand.Rand, o mtbf.LogOptions, fits mtbf.Fits, paths []string, sizes map[int]int64) (want []byte) {
	t.Helper()
	o.Confidence, o.Workers = orDefault(o.Confidence), 1
	log, rules, err := mtbf.ReadLog(context.Background(), o, paths...)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := mtbf.Analyze(context.Background(), log, rules, fits)
	if err != nil {
		t.Fatal(err)
	}
	want = asJSON(t, whole)
	for parts, size := range sizes {
		got, err := inParts(t, r, o, fits, parts, size, paths...)
		if err != nil {
			t.Fatalf("%d parts of splits of %d bytes: %v", parts, size, err)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%d parts of splits of %d bytes:\n%s", parts, size, firstDifference(string(got), string(want)))
		}
	}
	return want
}

// What only all rows together tell is refused by name.
func TestAnalysisInPartsRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rows := "unit,start,end\na,2024-01-03 10:00,2024-01-03 11:00\nb,2024-02-03 10:00,2024-02-03 12:00\nc,2024-03-03 10:00,2024-03-04 12:00\nd,2024-03-05 10:00,2024-03-05 12:00\ne,2024-03-06 10:00,2024-03-06 12:00\n"
	for name, c := range map[string]struct {
		text string
		o    mtbf.LogOptions
		fits mtbf.Fits
		want string
	}{
		"no unit":   {text: strings.ReplaceAll(rows, "unit", "remark"), want: "unit"},
		"durations": {text: "unit,start,duration\na,2024-01-03 10:00,90\nb,2024-02-03 11:00,30\n", want: "unit"},
		"service":   {text: "unit,start,end,in_service\na,2024-01-03 10:00,2024-01-03 11:00,2023-01-01\n", want: "service"},
		"order":     {text: "unit,start,end\na,02/03/2024 10:00,02/03/2024 11:00\nb,03/04/2024 10:00,03/04/2024 11:00\n", want: "the day or the month"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := inParts(t, rand.New(rand.NewPCG(1, 2)), c.o, c.fits, 3, 1000, write(strings.ReplaceAll(name, " ", "-")+".csv", c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want a refusal that names %q", err, c.want)
			}
			if bad, question := (*census.NotMergeableError)(nil), (*ingest.Question)(nil); !errors.As(err, &bad) && !errors.As(err, &question) {
				t.Errorf("%v is no refusal", err)
			}
		})
	}
}
