package systemfile

import (
	"fmt"
	"io"
	"math"
	"reflect"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
	"mtbf/model/system"
)

// processText is a process of a supervision tree, as it is written.
type processText struct {
	Name    string `yaml:"name" jsonschema:"required" jsonschema_description:"what the process is called"`
	Restart string `yaml:"restart" jsonschema:"enum=permanent,enum=transient,enum=temporary" jsonschema_description:"after which ends it is started again; default permanent"`

	MTBF   hours             `yaml:"mtbf" jsonschema:"exclusiveMinimum=0" jsonschema_description:"of a worker: mean time until it ends by itself, exponential"`
	Life   *distributionText `yaml:"life" jsonschema_description:"of a worker: distribution of the time until it ends by itself"`
	Normal float64           `yaml:"normal" jsonschema:"minimum=0,maximum=1" jsonschema_description:"of a worker: share of its ends that are normal; default 0"`
	Start  hours             `yaml:"start" jsonschema:"exclusiveMinimum=0" jsonschema_description:"of a worker: mean time that it takes to start, exponential; default 0"`

	Strategy  string        `yaml:"strategy" jsonschema:"enum=one_for_one,enum=one_for_all,enum=rest_for_one,enum=simple_one_for_one" jsonschema_description:"of a supervisor: what it restarts; default one_for_one"`
	Intensity int           `yaml:"intensity" jsonschema:"minimum=0" jsonschema_description:"of a supervisor: restarts allowed within the period; default 1"`
	Period    wholeSeconds  `yaml:"period" jsonschema_description:"of a supervisor: whole seconds; default 5s"`
	Children  []processText `yaml:"children" jsonschema_description:"of a supervisor: its children in the order in which they are started"`
}

// wholeSeconds is a length of time in whole seconds: "5s", "1m", or a bare number of them.
type wholeSeconds int

func (s *wholeSeconds) readBranch(d *decoder, b *branch, what string) error {
	if b.kind != isScalar {
		return d.want(b, what, "a number of seconds")
	}
	length, err := when.ParseLength(b.text, 1.0/3600)
	if err != nil {
		return d.fault(b.mark, "%s: %w", what, err)
	}
	seconds := math.Round(length * 3600)
	if seconds < 1 || seconds > maxWhole || math.Abs(length*3600-seconds) > 1e-9*seconds {
		return d.fault(b.mark, "%s: %s is not one or more whole seconds: the clock of a supervisor has whole ones", what, clipped(b.text))
	}
	*s = wholeSeconds(seconds)
	return nil
}

// ReadSupervision reads a file of a supervision tree, "-" being stdin: the top
// supervisor with its children, in the strict part of YAML of system files. A mistake
// is an *[Error] with its place.
func ReadSupervision(path string, stdin io.Reader) (mechanism.Process, error) {
	file := &processText{}
	d, err := readInto(path, stdin, file, "the supervision tree")
	if err != nil {
		return mechanism.Process{}, err
	}
	b := &builder{decoder: d, dir: ".", samples: map[[2]string]model.Distribution{}}
	tree, err := b.process(file)
	if err != nil {
		return mechanism.Process{}, err
	}
	if err := tree.Validate(); err != nil {
		return mechanism.Process{}, fmt.Errorf("%s: %w", d.name, err)
	}
	return tree, nil
}

// readInto reads a file into a type of this package, and returns where things stood.
func readInto(path string, stdin io.Reader, to any, what string) (*decoder, error) {
	text, err := table.Open(path, stdin)
	if err != nil {
		return nil, notText(path, err)
	}
	defer text.Close()
	src, err := readSource(text.Name, text)
	if err != nil {
		return nil, err
	}
	tree, err := composeTree(src)
	if err != nil {
		return nil, err
	}
	d := &decoder{source: src, places: map[any]*branch{}, keys: map[any]mark{}}
	return d, d.read(reflect.ValueOf(to), tree, what, limits{})
}

// process makes the process that t gives.
func (b *builder) process(t *processText) (p mechanism.Process, err error) {
	p.Name = t.Name
	supervises := b.given(&t.Children)
	own := []struct {
		key   string
		field any
		super bool
	}{
		{"mtbf", &t.MTBF, false}, {"life", &t.Life, false}, {"normal", &t.Normal, false}, {"start", &t.Start, false},
		{"strategy", &t.Strategy, true}, {"intensity", &t.Intensity, true}, {"period", &t.Period, true},
	}
	for _, o := range own {
		if b.given(o.field) && o.super != supervises {
			kind := map[bool]string{true: "a supervisor, which has children", false: "a worker, which has none"}
			return p, b.fault(b.at(o.field), "%s: %s is for %s", clipped(t.Name), o.key, kind[o.super])
		}
	}
	if t.Restart != "" {
		if p.Restart, err = mechanism.ParseRestart(t.Restart); err != nil {
			return p, b.fault(b.at(&t.Restart), "%w", err)
		}
	}
	if !supervises {
		return p, b.worker(&p, t)
	}
	p.Intensity, p.Period = 1, 5
	if b.given(&t.Intensity) {
		p.Intensity = t.Intensity
	}
	if b.given(&t.Period) {
		p.Period = int(t.Period)
	}
	if t.Strategy != "" {
		if p.Strategy, err = mechanism.ParseStrategy(t.Strategy); err != nil {
			return p, b.fault(b.at(&t.Strategy), "%w", err)
		}
	}
	for i := range t.Children {
		child, err := b.process(&t.Children[i])
		if err != nil {
			return p, err
		}
		p.Children = append(p.Children, child)
	}
	return p, nil
}

// worker takes over what a worker has.
func (b *builder) worker(p *mechanism.Process, t *processText) (err error) {
	if b.given(&t.MTBF) && b.given(&t.Life) {
		return b.fault(b.at(&t.Life), "%s: it has mtbf: and life:; keep one of them", clipped(t.Name))
	}
	p.Normal = t.Normal
	if b.given(&t.Life) {
		if p.Life, err = b.distribution(&system.Component{}, t.Life); err != nil {
			return err
		}
	}
	for _, mean := range []struct {
		of *hours
		to *model.Distribution
	}{{&t.MTBF, &p.Life}, {&t.Start, &p.Start}} {
		if !b.given(mean.of) {
			continue
		}
		d, err := dist.NewExponentialMean(float64(*mean.of))
		if err != nil {
			return b.fault(b.at(mean.of), "%w", err)
		}
		*mean.to = d
	}
	return nil
}

// classesText is a file of classes of defects.
type classesText struct {
	Classes []classText `yaml:"classes" jsonschema:"required" jsonschema_description:"classes of defects"`
}

type classText struct {
	Years float64 `yaml:"years" jsonschema:"required,exclusiveMinimum=0" jsonschema_description:"mean years of use until a defect of the class fails"`
	Share float64 `yaml:"share" jsonschema:"required,minimum=0" jsonschema_description:"share of the defects; shares count in proportion to their sum"`
}

// ReadDefectClasses reads a file of classes of defects, "-" being stdin, in the strict
// part of YAML of system files. A mistake is an *[Error] with its place.
func ReadDefectClasses(path string, stdin io.Reader) ([]mechanism.DefectClass, error) {
	file := &classesText{}
	if _, err := readInto(path, stdin, file, "the file of classes"); err != nil {
		return nil, err
	}
	var classes []mechanism.DefectClass
	for _, c := range file.Classes {
		classes = append(classes, mechanism.DefectClass{Years: c.Years, Share: c.Share})
	}
	return classes, nil
}
