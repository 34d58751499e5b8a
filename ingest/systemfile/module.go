package systemfile

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// makeParts makes a part of every module, in the order of the file.
func (b *builder) makeParts() error {
	names := named(b.decoder, b.file.Modules)
	if len(names) == 0 {
		return b.fault(b.at(&b.file.Modules), "modules: an empty mapping; a system has one module or more, such as disc: {mtbf: 10000h, mttr: 24h}")
	}
	for _, name := range names {
		part, err := b.part(name, b.file.Modules[name])
		if err != nil {
			return err
		}
		b.parts[name] = len(b.model.Components)
		b.model.Components = append(b.model.Components, part)
	}
	return nil
}

func (b *builder) part(name string, m *moduleText) (system.Component, error) {
	p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN()}
	if err := b.contradiction(name, m); err != nil {
		return p, err
	}
	read := b.times
	switch {
	case m.From != nil:
		read = b.fromLog
	case b.given(&m.Availability) || b.given(&m.Reliability):
		read = b.probabilities
	}
	if p.Unavailability = m.Unavailability; b.given(&m.Unavailability) {
		p.Availability = 1 - m.Unavailability
	}
	if p.Unreliability = m.Unreliability; b.given(&m.Unreliability) {
		p.Reliability = 1 - m.Unreliability
	}
	if err := read(&p, m); err != nil {
		return p, err
	}
	if p.Life != nil && p.Repair != nil && m.From == nil {
		of := fmt.Sprintf("%s:%d: module %q", b.name, b.keys[m].line, name)
		b.warnings = append(b.warnings, model.Exchanged(of, p.Life.Mean(), p.Repair.Mean())...)
	}
	return p, b.resources(&p, m)
}

// contradiction checks which keys of a module stand together.
func (b *builder) contradiction(name string, m *moduleText) error {
	keys := []struct {
		name  string
		field any
		kind  int // of part; keys of different kinds contradict each other
		rival any // of the same kind, but not together
		other string
	}{
		{"mtbf", &m.MTBF, 0, &m.Life, "life"}, {"life", &m.Life, 0, &m.MTBF, "mtbf"},
		{"mttr", &m.MTTR, 0, &m.Repair, "repair"}, {"repair", &m.Repair, 0, &m.MTTR, "mttr"},
		{"availability", &m.Availability, 1, &m.Unavailability, "unavailability"}, {"unavailability", &m.Unavailability, 1, &m.Availability, "availability"},
		{"reliability", &m.Reliability, 2, &m.Unreliability, "unreliability"}, {"unreliability", &m.Unreliability, 2, &m.Reliability, "reliability"}, {"from", &m.From, 3, nil, ""},
	}
	first := -1
	for i, k := range keys {
		if !b.given(k.field) {
			continue
		}
		if k.rival != nil && b.given(k.rival) {
			return b.fault(b.later(k.field, k.rival), "module %q: it has both %s and %s; keep one of them", name, k.name, k.other)
		}
		if first >= 0 && keys[first].kind != k.kind {
			return b.fault(b.later(keys[first].field, k.field), "module %q: it has both %s and %s; keep one of them", name, keys[first].name, k.name)
		}
		if first < 0 {
			first = i
		}
	}
	switch {
	case first < 0:
		return b.fault(b.keys[m], "module %q: it has no numbers; give mtbf and mttr, or life and repair, or availability, or reliability, or from", name)
	case keys[first].name == "mttr" || keys[first].name == "repair":
		return b.fault(b.at(keys[first].field), "module %q: it has %s but nothing that says how often it fails; give mtbf or life", name, keys[first].name)
	}
	return nil
}

// later is the place of the field that stands further down.
func (b *builder) later(x, y any) mark {
	p, q := b.at(x), b.at(y)
	if p.line > q.line || p.line == q.line && p.col > q.col {
		return p
	}
	return q
}

// probabilities reads an availability or a reliability.
func (b *builder) probabilities(p *system.Component, m *moduleText) (err error) {
	if b.given(&m.Availability) {
		p.Availability = m.Availability.Value
		if known := m.Availability.Known; known != nil {
			at := b.at(&m.Availability)
			if p.FixedUncertainty, err = b.knownProbability(at, "availability", known.spread()); err == nil {
				p.FixedEstimate, err = b.fixed(at, "availability", p.FixedUncertainty)
			}
			if err != nil {
				return err
			}
			p.Availability = p.FixedEstimate.Point
		}
		return nil
	}
	p.Reliability = m.Reliability.Value
	if known := m.Reliability.Known; known != nil {
		at := b.at(&m.Reliability)
		if p.FixedUncertainty, err = b.knownReliability(known, at); err == nil {
			p.FixedEstimate, err = b.fixed(at, "reliability", p.FixedUncertainty)
		}
		if err != nil {
			return err
		}
		p.Reliability = p.FixedEstimate.Point
	}
	return nil
}

// times reads lives and repair times, as means or as distributions.
func (b *builder) times(p *system.Component, m *moduleText) error {
	mtbf, mttr, err := b.means(p, m)
	if err != nil {
		return err
	}
	for _, t := range []struct {
		to   *model.Distribution
		mean float64 // 0: not given
		at   mark
		dist *distributionText
	}{{&p.Life, mtbf, b.at(&m.MTBF), m.Life}, {&p.Repair, mttr, b.at(&m.MTTR), m.Repair}} {
		switch {
		case t.mean != 0:
			*t.to, err = b.exponential(t.at, t.mean)
		case t.dist != nil:
			*t.to, err = b.distribution(p, t.dist)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// means are the MTBF and the MTTR of a module, 0 where they are not given: a part
// keeps what is known of them.
func (b *builder) means(p *system.Component, m *moduleText) (mtbf, mttr float64, err error) {
	mtbf, mttr = float64(m.MTBF.Value), float64(m.MTTR.Value)
	if known := m.MTBF.Known; known != nil {
		at := b.at(&m.MTBF)
		if p.MTBFUncertainty, err = b.knownMTBF(known, at); err != nil {
			return 0, 0, err
		}
		if p.MTBFEstimate, err = b.estimated(at, "mtbf", p.MTBFUncertainty); err != nil {
			return 0, 0, err
		}
		mtbf = p.MTBFEstimate.Point
	}
	if known := m.MTTR.Known; known != nil {
		at := b.at(&m.MTTR)
		if p.MTTRUncertainty, err = b.knownTime(at, "mttr", known.spread()); err != nil {
			return 0, 0, err
		}
		if p.MTTREstimate, err = b.estimated(at, "mttr", p.MTTRUncertainty); err != nil {
			return 0, 0, err
		}
		mttr = p.MTTREstimate.Point
	}
	return mtbf, mttr, nil
}

// exponential makes a distribution of a mean.
func (b *builder) exponential(at mark, mean float64) (model.Distribution, error) {
	d, err := dist.New("exponential", map[string]float64{"mean": mean})
	if err != nil {
		return nil, b.fault(at, "%w", err)
	}
	return d, nil
}

func (b *builder) resources(p *system.Component, m *moduleText) error {
	for _, name := range named(b.decoder, m.Resources) {
		v := m.Resources[name]
		if *v < 0 {
			return b.fault(b.at(v), "resources: %s: %v is not a number of 0 or more", name, *v)
		}
		if p.Resources == nil {
			p.Resources = map[string]float64{}
		}
		p.Resources[name] = *v
	}
	return nil
}

// From says where a module's numbers come from: a category of an outage
// log, read and counted as the command analyze does with flags of the same
// names. Paths are relative to the folder of the system file, or absolute;
// dataset:NAME is a log that ships with the program.
type From struct {
	Log      string   `yaml:"log" jsonschema:"required" jsonschema_description:"outage log, relative to the system file"`
	Category string   `yaml:"category" jsonschema_description:"category whose failures count, such as hardware/disc; left out, all of them"`
	Profile  string   `yaml:"profile" jsonschema_description:"how the log is read; default: by its columns"`
	Column   textList `yaml:"column" jsonschema_description:"ROLE=COLUMN, or a list of them: what a column means"`
	Where    textList `yaml:"where" jsonschema_description:"COLUMN=V1 or COLUMN!=V1, or a list of them: which rows count"`
	Taxonomy string   `yaml:"taxonomy" jsonschema_description:"YAML file of rules that place rows in the category tree"`

	Timezone     string `yaml:"timezone" jsonschema_description:"IANA zone of times without an offset"`
	TimeUnit     string `yaml:"time_unit" jsonschema_description:"unit of times that are bare numbers"`
	DurationUnit string `yaml:"duration_unit" jsonschema_description:"unit of durations that are bare numbers"`
	DateOrder    string `yaml:"date_order" jsonschema:"enum=day-month,enum=month-day" jsonschema_description:"default: decided over the column"`

	From     string `yaml:"from" jsonschema_description:"beginning of the window"`
	To       string `yaml:"to" jsonschema_description:"end of the window"`
	Exposure hours  `yaml:"exposure" jsonschema:"exclusiveMinimum=0" jsonschema_description:"unit-hours observed in all"`
	Units    int    `yaml:"units" jsonschema:"minimum=1" jsonschema_description:"number of units in service over the whole window"`
	Fleet    string `yaml:"fleet" jsonschema_description:"CSV file of the units in service"`
}

// String is the source as results name it.
func (s From) String() string {
	if s.Category == "" {
		return s.Log
	}
	return s.Log + ": " + s.Category
}

// fromLog asks for the estimates of a part and makes exponential distributions
// of their points.
func (b *builder) fromLog(p *system.Component, m *moduleText) error {
	at := b.keys[m]
	spec := *m.From
	p.Source = spec.String()
	for _, file := range []struct {
		name string
		path *string
		at   mark
	}{{"log", &spec.Log, b.at(&m.From.Log)}, {"fleet", &spec.Fleet, b.at(&m.From.Fleet)}, {"taxonomy", &spec.Taxonomy, b.at(&m.From.Taxonomy)}, {"profile", &spec.Profile, b.at(&m.From.Profile)}} {
		if *file.path == "-" {
			return b.fault(file.at, "%s: standard input cannot be named in a system file; write the name of a file", file.name)
		}
		if file.path == &spec.Profile && !ingest.IsProfileFile(spec.Profile) {
			continue // it ships with the program
		}
		*file.path = b.path(*file.path)
		if err := b.reads(*file.path); err != nil {
			return b.fault(file.at, "%s: %w", file.name, err)
		}
	}
	if b.opt.FromLog == nil {
		return b.fault(at, "module %q: its numbers come from a log, which cannot be read here; give mtbf and mttr", p.Name)
	}
	rates, err := b.opt.FromLog(spec)
	if err != nil {
		return b.fault(b.at(&m.From.Log), "from: %w", err)
	}
	for _, w := range rates.Warnings {
		b.warn(w.Code, "%s:%d: module %q: %s", b.name, at.line, p.Name, w.Text)
	}
	p.MTBFEstimate, p.MTTREstimate = &rates.MTBF, &rates.MTTR
	for _, e := range []struct {
		name string
		of   model.Estimate
		to   *model.Distribution
	}{{"mtbf", rates.MTBF, &p.Life}, {"mttr", rates.MTTR, &p.Repair}} {
		if !(e.of.Point > 0) || math.IsInf(e.of.Point, 1) {
			return b.fault(at, "module %q: %s gives no %s%s; give mtbf and mttr instead of from", p.Name, p.Source, e.name, bounds(e.of))
		}
		if *e.to, err = b.exponential(at, e.of.Point); err != nil {
			return err
		}
	}
	return nil
}

// reads asks whether a file may be read.
func (b *builder) reads(path string) error {
	if b.opt.Reads == nil || path == "" || strings.HasPrefix(path, "dataset:") {
		return nil
	}
	return b.opt.Reads(path)
}

// bounds tells what is known of an estimate without a point.
func bounds(e model.Estimate) string {
	if e.Lo > 0 {
		return fmt.Sprintf(" (at least %.4g h at %.10g %% confidence)", e.Lo, 100*e.Confidence)
	}
	return ""
}

// path is a path of the file, from where the program stands.
func (b *builder) path(name string) string {
	if name == "" || filepath.IsAbs(name) || strings.HasPrefix(name, "dataset:") {
		return name
	}
	return filepath.Join(b.dir, name)
}

// paramOf is the parameter that an error of a distribution is about, without
// the family's name, or "".
func paramOf(err error) string {
	var param *model.ParamError
	if !errors.As(err, &param) {
		return ""
	}
	words := strings.Fields(param.Param)
	return words[len(words)-1]
}

// paths are the texts of a module that name files.
func (m *moduleText) paths() []*string {
	var all []*string
	if m.From != nil {
		all = append(all, &m.From.Log, &m.From.Fleet, &m.From.Taxonomy)
		if ingest.IsProfileFile(m.From.Profile) {
			all = append(all, &m.From.Profile)
		}
	}
	for _, d := range []*distributionText{m.Life, m.Repair} {
		if d != nil && d.Empirical != nil {
			all = append(all, &d.Empirical.File)
		}
	}
	return all
}
