package mtbf

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"mtbf/ingest"
	"mtbf/model/census"
)

// MergeAnalysis puts the parts of an analysis together, in any order: the result is that
// of the analysis in one piece. It is an error if one is missing, comes twice or has not
// all of its rows.
func MergeAnalysis(ctx context.Context, p *AnalysisPlan, parts []*AnalysisPart) (*Analysis, error) {
	if p.Gathered {
		return nil, errors.New("the plan wants the outages of the parts, not what they come to")
	}
	accounts, whole := map[int]*ingest.PartAccount{}, (*census.Partial)(nil)
	for _, part := range parts {
		if part == nil || part.Account == nil || part.Census == nil {
			return nil, errNoPart
		}
		if err := p.takePart(accounts, part.Part, part.Account); err != nil {
			return nil, err
		}
		if whole == nil {
			whole = part.Census
		} else if err := whole.Merge(part.Census); err != nil {
			return nil, fmt.Errorf("part %d: %w", part.Part+1, err)
		}
	}
	if whole == nil {
		return nil, errors.New("there are no parts")
	}
	s, _, err := p.settledOf(ctx, accounts)
	if err != nil {
		return nil, err
	}
	rules, err := p.rules(ctx, s.Log, p.Window)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Log: s.Log, Complete: true}
	if a.Table, err = whole.Table(ctx, s.Log.Log, rules); err != nil {
		return nil, err
	}
	if p.Fits != FitsNo {
		a.warnOfFits()
	}
	return a, checkRows(&a.Table.Accounting)
}

// GatherAnalysis analyses the outages of all parts, in any order, as one log.
func GatherAnalysis(ctx context.Context, p *AnalysisPlan, parts []*ingest.PartLog) (*Analysis, error) {
	if !p.Gathered {
		return nil, errors.New("the plan wants what parts come to, not their outages")
	}
	accounts := map[int]*ingest.PartAccount{}
	for _, part := range parts {
		if err := p.takePart(accounts, part.Part, part.Account); err != nil {
			return nil, err
		}
	}
	s, account, err := p.settledOf(ctx, accounts)
	if err != nil {
		return nil, err
	}
	if err := s.Gather(parts, account); err != nil {
		return nil, err
	}
	rules, err := p.Options.Rules(ctx, s.Log)
	if err != nil {
		return nil, err
	}
	a, err := Analyze(ctx, s.Log, rules, p.Fits)
	if err != nil {
		return nil, err
	}
	return a, checkRows(&a.Table.Accounting)
}

// checkRows refuses an account in which rows are missing.
func checkRows(t *census.Accounting) error {
	if t.RowsRead == t.Accepted+t.Rejected+t.Duplicates+t.OutOfWindow+t.Excluded() {
		return nil
	}
	return fmt.Errorf("rows are missing: %d read, but %d accepted, %d rejected, %d duplicates, %d out of the window and %d excluded", t.RowsRead, t.Accepted, t.Rejected, t.Duplicates, t.OutOfWindow, t.Excluded())
}

var errNoPart = errors.New("a part that is none of this plan")

// takePart takes the account of a part, which has all of its rows.
func (p *AnalysisPlan) takePart(accounts map[int]*ingest.PartAccount, part int, a *ingest.PartAccount) error {
	switch {
	case part < 0 || part >= p.Parts || len(p.RowsOf) != p.Parts:
		return errNoPart
	case accounts[part] != nil:
		return fmt.Errorf("part %d comes twice", part+1)
	case a.Reading.RowsRead != p.RowsOf[part]:
		return fmt.Errorf("part %d has %d rows, not %d", part+1, a.Reading.RowsRead, p.RowsOf[part])
	}
	accounts[part] = a
	return nil
}

// settledOf makes the log of all parts, without its outages, as the plan decided.
func (p *AnalysisPlan) settledOf(ctx context.Context, accounts map[int]*ingest.PartAccount) (*ingest.Settled, *ingest.PartAccount, error) {
	if err := p.ofThisBuild(buildRevision()); err != nil {
		return nil, nil, err
	}
	if p.Window == nil || p.Decisions == nil || len(p.RowsOf) != p.Parts {
		return nil, nil, errors.New("a plan that is not settled")
	}
	account := &ingest.PartAccount{}
	for i, n := range p.RowsOf {
		a := accounts[i]
		if a == nil && n > 0 {
			return nil, nil, fmt.Errorf("part %d of %d is missing", i+1, p.Parts)
		}
		if a != nil {
			account.Merge(a)
		}
	}
	s, err := p.settled(ctx, account)
	if err == nil && !reflect.DeepEqual(s.Decisions, *p.Decisions) {
		err = errors.New("the parts were not read as the plan decides")
	}
	return s, account, err
}

// sealed is a line of a file of parts.
type sealed struct {
	Schema   string
	Checksum string // SHA-256 of Body as it is written
	Body     json.RawMessage
}

func seal(schema string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return json.Marshal(sealed{schema, hex.EncodeToString(sum[:]), body})
}

func (s *sealed) open(schema string, v any) error {
	sum := sha256.Sum256(s.Body)
	switch {
	case s.Schema != schema:
		return fmt.Errorf("has the form %q, not %q", s.Schema, schema)
	case s.Checksum != hex.EncodeToString(sum[:]):
		return errors.New("was damaged or changed since it was written: its checksum is another")
	}
	in := json.NewDecoder(bytes.NewReader(s.Body))
	in.DisallowUnknownFields() // what another version of the program has written is not half read
	return in.Decode(v)
}

// Line writes a plan as a line of a file of parts.
func (p *AnalysisPlan) Line() ([]byte, error) { return seal(planSchema, p) }

// Line writes a part as a line of a file of parts.
func (p *AnalysisPart) Line() ([]byte, error) { return seal(partSchema, p) }

// LogLine writes the binary form of a part's log as a line of a file of parts.
func LogLine(raw []byte) ([]byte, error) { return seal(logSchema, raw) }

// ReadPlan reads the line of a plan.
func ReadPlan(line []byte) (*AnalysisPlan, error) {
	var s sealed
	p := &AnalysisPlan{}
	if err := cmp.Or(json.Unmarshal(line, &s), s.open(planSchema, p)); err != nil {
		return nil, fmt.Errorf("plan of an analysis: %w", err)
	}
	return p, p.whole()
}

// whole refuses a plan that cannot be one.
func (p *AnalysisPlan) whole() error {
	bad := p.Parts < 1 || p.Parts > maxParts || len(p.FirstLines) != 0 && len(p.FirstLines) != len(p.Splits) || len(p.RowsOf) != 0 && len(p.RowsOf) != p.Parts
	for _, s := range p.Splits {
		bad = bad || s.File < 0 || s.File >= len(p.Paths)
	}
	if bad {
		return errors.New("plan of an analysis: its fields do not go together")
	}
	return nil
}

// IsAnalysisPart reports whether a text begins as a file of the parts of an analysis.
func IsAnalysisPart(head []byte) bool {
	return bytes.HasPrefix(head, []byte(`{"Schema":"mtbf.analyze.`))
}

// AnalysisLines reads the lines of files of parts, a plan and its parts in any order.
type AnalysisLines struct {
	Plan  *AnalysisPlan
	Parts []*AnalysisPart
	Logs  []*ingest.PartLog

	plan string // its checksum
}

// Take reads a line.
func (l *AnalysisLines) Take(line []byte) error {
	var s sealed
	if err := json.Unmarshal(line, &s); err != nil {
		return fmt.Errorf("part of an analysis: %w", err)
	}
	if s.Schema == planSchema {
		if l.Plan != nil && l.plan != s.Checksum {
			return errors.New("parts of different analyses")
		}
		p, err := ReadPlan(line)
		l.Plan, l.plan = p, s.Checksum
		return err
	}
	if s.Schema == logSchema {
		var raw []byte
		log := &ingest.PartLog{}
		err := s.open(logSchema, &raw)
		if err == nil {
			err = log.UnmarshalBinary(raw)
		}
		if err != nil {
			return fmt.Errorf("part of an analysis: %w", err)
		}
		l.Logs = append(l.Logs, log)
		return nil
	}
	p := &AnalysisPart{}
	if err := s.open(partSchema, p); err != nil {
		return fmt.Errorf("part of an analysis: %w", err)
	}
	l.Parts = append(l.Parts, p)
	return nil
}

// Merge puts together what was read.
func (l *AnalysisLines) Merge(ctx context.Context) (*Analysis, error) {
	if l.Plan == nil {
		return nil, errors.New("the plan of the analysis is missing")
	}
	if l.Plan.Gathered && l.Parts == nil {
		return GatherAnalysis(ctx, l.Plan, l.Logs)
	}
	return MergeAnalysis(ctx, l.Plan, l.Parts)
}
