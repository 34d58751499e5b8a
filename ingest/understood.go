package ingest

import (
	"context"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// Understanding is what the beginnings of the files of a log told, decided once for all
// who read parts of it. It goes through JSON unchanged.
type Understanding struct {
	Timezone    string
	ZoneAssumed bool
	Clock       model.Clock
	Files       []FileUnderstanding
}

// FileUnderstanding is how one file is read.
type FileUnderstanding struct {
	Name      string
	Size      int64
	Body      int64
	FirstLine int
	Cut       bool
	Dialect   table.Dialect
	Profile   string
	Header    []string
	From      map[Role]OriginColumns
	Filled    []int

	DecimalComma, Compact, Serial bool
	Zones                         when.ZoneNames
	Numeric, Epoch, Dotted        bool
	TimeUnit                      float64
	Planned                       []PlannedMark
	Work                          string
	States                        *StatesUnderstanding
}

// StatesUnderstanding is how the column of states of a file is read.
type StatesUnderstanding struct {
	Column, Soft     int
	Name             string
	Use, Rest, Blank int
	Drains, Plans    []string
	Cause, Alone     bool
	Meanings         map[string]int
}

func (r *stateRule) understood() *StatesUnderstanding {
	if r == nil {
		return nil
	}
	u := &StatesUnderstanding{Column: r.column, Soft: r.soft, Name: r.name, Use: int(r.use), Rest: int(r.rest), Blank: int(r.blank), Drains: r.drains, Plans: r.plans, Cause: r.cause, Alone: r.alone, Meanings: map[string]int{}}
	for value, w := range r.meanings {
		u.Meanings[value] = int(w)
	}
	return u
}

func (u *StatesUnderstanding) rule() *stateRule {
	if u == nil {
		return nil
	}
	r := &stateRule{column: u.Column, soft: u.Soft, name: u.Name, use: stateUse(u.Use), rest: stateWord(u.Rest), blank: stateWord(u.Blank), drains: u.Drains, plans: u.Plans, cause: u.Cause, alone: u.Alone, meanings: map[string]stateWord{}}
	for value, w := range u.Meanings {
		r.meanings[value] = stateWord(w)
	}
	return r
}

// OriginColumns are the columns of a role.
type OriginColumns struct {
	Columns []int
	Joint   string
	Whole   bool
	Name    string
}

// PlannedMark marks rows as planned work.
type PlannedMark struct {
	Column int
	Condition
}

// Understood returns what was found out about the files.
func (l *Layout) Understood() *Understanding {
	u := &Understanding{Timezone: l.base.account.Timezone, ZoneAssumed: l.base.zoneAssumed, Clock: l.base.log.Clock}
	for i := range l.Files {
		u.Files = append(u.Files, l.Files[i].understood())
	}
	return u
}

func (l *FileLayout) understood() FileUnderstanding {
	f := l.reader
	u := FileUnderstanding{
		Name: l.Name, Size: l.Size, Body: l.Body, FirstLine: l.FirstLine, Cut: l.Cut,
		Dialect: f.dialect, Profile: f.profile.Name, Header: f.mapping.header, From: map[Role]OriginColumns{}, Filled: f.mapping.filled,
		DecimalComma: f.writing.decimalComma, Compact: f.writing.compact, Serial: f.writing.serial, Zones: f.writing.zones,
		Numeric: f.numeric, Epoch: f.epoch, Dotted: f.dotted, TimeUnit: f.timeUnit, Work: f.work, States: f.states.understood(),
	}
	if f.opt.Profile != "" {
		u.Profile = f.opt.Profile
	}
	for role, o := range f.mapping.from {
		u.From[role] = OriginColumns{o.columns, o.joint, o.whole, o.name}
	}
	for _, c := range f.planned {
		u.Planned = append(u.Planned, PlannedMark{c.column, c.Condition})
	}
	return u
}

// Resume makes the layout of files from what was found out about them, without a look at
// them.
func Resume(ctx context.Context, u *Understanding, opt Options) (*Layout, error) {
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	b.account.Timezone, b.zoneAssumed = u.Timezone, u.ZoneAssumed
	b.log.Clock, b.clockSet = u.Clock, true
	if b.zone, err = when.LoadZone(u.Timezone); err != nil {
		return nil, err
	}
	l := &Layout{base: b}
	profiles := map[string]*Profile{}
	for i := range u.Files {
		if err := l.resume(&u.Files[i], profiles); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *Layout) resume(u *FileUnderstanding, profiles map[string]*Profile) (err error) {
	b := l.base
	f := &fileReader{
		builder: b, name: u.Name, index: uint16(len(b.log.Files)), dialect: u.Dialect, mapping: &mapping{header: u.Header, from: map[Role]origin{}, filled: u.Filled},
		writing: writing{u.DecimalComma, u.Compact, u.Serial, u.Zones}, numeric: u.Numeric, epoch: u.Epoch, dotted: u.Dotted, timeUnit: u.TimeUnit, work: u.Work, states: u.States.rule(),
	}
	if f.profile = profiles[u.Profile]; f.profile == nil {
		if f.profile, err = LoadProfile(u.Profile); err != nil {
			return err
		}
		profiles[u.Profile] = f.profile
	}
	for role, o := range u.From {
		f.mapping.from[role] = origin{o.Columns, o.Joint, o.Whole, o.Name}
	}
	for _, m := range u.Planned {
		f.planned = append(f.planned, boundCondition{column: m.Column, Condition: m.Condition})
	}
	if f.category, err = f.newCategorizer(); err != nil {
		return err
	}
	_, f.named = f.mapping.from[roleUnit]
	_, f.lasting = f.mapping.from[roleDuration]
	b.log.Files = append(b.log.Files, u.Name)
	b.sheets = append(b.sheets, &sheet{text: &table.Text{Name: u.Name}, dialect: u.Dialect})
	l.Files = append(l.Files, FileLayout{
		Name: u.Name, Size: u.Size, Body: u.Body, FirstLine: u.FirstLine, Cut: u.Cut, dialect: u.Dialect, unit: f.mapping.from[roleUnit], reader: f,
	})
	return nil
}
