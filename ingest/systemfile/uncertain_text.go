package systemfile

import "reflect"

// mtbfText is an MTBF: a time, or what is known of it.
type mtbfText struct {
	Value hours
	Known *uncertainMTBFText
}

// mttrText is an MTTR: a time, or what is known of it.
type mttrText struct {
	Value hours
	Known *uncertainMTTRText
}

// availabilityText is an availability: a number, or what is known of it.
type availabilityText struct {
	Value float64
	Known *uncertainAvailabilityText
}

// reliabilityText is a reliability: a number, or what is known of it.
type reliabilityText struct {
	Value float64
	Known *uncertainReliabilityText
}

// uncertainMTBFText is a median with an error factor, or two limits, or a count.
type uncertainMTBFText struct {
	uncertainMTTRText
	Failures int            `yaml:"failures" jsonschema:"minimum=0" jsonschema_description:"failures counted; with exposure"`
	Exposure hours          `yaml:"exposure" jsonschema:"exclusiveMinimum=0" jsonschema_description:"unit-hours in which they were counted"`
	Prior    gammaPriorText `yaml:"prior" jsonschema_description:"gamma distribution of the failure rate before the count, or jeffreys; left out, the limits are those of the count alone"`
}

// uncertainMTTRText is a median with an error factor, or two limits.
type uncertainMTTRText struct {
	Point       hours   `yaml:"point" jsonschema:"exclusiveMinimum=0" jsonschema_description:"median; with lo and hi it may be left out, and is sqrt(lo hi)"`
	ErrorFactor float64 `yaml:"error_factor" jsonschema:"exclusiveMinimum=1" jsonschema_description:"95th percentile over median: log-normal; with point"`
	Lo          hours   `yaml:"lo" jsonschema:"exclusiveMinimum=0" jsonschema_description:"lower limit; with hi and confidence"`
	Hi          hours   `yaml:"hi" jsonschema:"exclusiveMinimum=0" jsonschema_description:"upper limit: log-normal between the two"`
	Confidence  float64 `yaml:"confidence" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1" jsonschema_description:"probability between lo and hi, such as 0.90"`
}

// uncertainReliabilityText is a median with an error factor, or two limits, or a count.
type uncertainReliabilityText struct {
	uncertainAvailabilityText
	Failures int           `yaml:"failures" jsonschema:"minimum=0" jsonschema_description:"failures counted; with demands"`
	Demands  int           `yaml:"demands" jsonschema:"minimum=1" jsonschema_description:"demands in which they were counted"`
	Prior    betaPriorText `yaml:"prior" jsonschema_description:"beta distribution of the probability of failure before the count, or jeffreys; left out, the limits are those of the count alone"`
}

// uncertainAvailabilityText is a median with an error factor, or two limits.
type uncertainAvailabilityText struct {
	Point       float64 `yaml:"point" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1" jsonschema_description:"median; with lo and hi it may be left out, and is that of the odds"`
	ErrorFactor float64 `yaml:"error_factor" jsonschema:"exclusiveMinimum=1" jsonschema_description:"95th percentile over median, of the odds of failing: log-normal odds; with point"`
	Lo          float64 `yaml:"lo" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1" jsonschema_description:"lower limit; with hi and confidence"`
	Hi          float64 `yaml:"hi" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1" jsonschema_description:"upper limit: log-normal odds between the two"`
	Confidence  float64 `yaml:"confidence" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1" jsonschema_description:"probability between lo and hi, such as 0.90"`
}

// gammaPriorText is what was known of a failure rate before a count.
type gammaPriorText struct {
	Jeffreys bool
	Gamma    *rateGammaText
}

type gammaPriorKeys struct {
	Gamma *rateGammaText `yaml:"gamma" jsonschema:"required" jsonschema_description:"gamma distribution of the failure rate"`
}

type rateGammaText struct {
	Shape    float64 `yaml:"shape" jsonschema:"required,minimum=0.01,maximum=1000000000" jsonschema_description:"the failures that the prior is worth"`
	Exposure hours   `yaml:"exposure" jsonschema:"minimum=0" jsonschema_description:"the unit-hours that the prior is worth; or give mean"`
	Mean     float64 `yaml:"mean" jsonschema:"exclusiveMinimum=0" jsonschema_description:"mean failures per hour, shape over exposure; or give exposure"`
}

// betaPriorText is what was known of a probability of failure before a count.
type betaPriorText struct {
	Jeffreys bool
	Beta     *betaText
}

type betaPriorKeys struct {
	Beta *betaText `yaml:"beta" jsonschema:"required" jsonschema_description:"beta distribution of the probability of failure"`
}

type betaText struct {
	A float64 `yaml:"a" jsonschema:"required,minimum=0.01,maximum=1000000000" jsonschema_description:"the failures that the prior is worth"`
	B float64 `yaml:"b" jsonschema:"required,minimum=0.01,maximum=1000000000" jsonschema_description:"the successes that the prior is worth"`
}

func (m *mtbfText) readBranch(d *decoder, b *branch, what string) error {
	return d.plainOr(valueOf(&m.Value), reflect.ValueOf(&m.Known), b, what, positive)
}

func (m *mttrText) readBranch(d *decoder, b *branch, what string) error {
	return d.plainOr(valueOf(&m.Value), reflect.ValueOf(&m.Known), b, what, positive)
}

func (a *availabilityText) readBranch(d *decoder, b *branch, what string) error {
	return d.plainOr(valueOf(&a.Value), reflect.ValueOf(&a.Known), b, what, probability)
}

func (r *reliabilityText) readBranch(d *decoder, b *branch, what string) error {
	return d.plainOr(valueOf(&r.Value), reflect.ValueOf(&r.Known), b, what, probability)
}

// positive and probability are the domains of plain numbers, as tags say them.
var (
	positive    = limitsOf(`jsonschema:"exclusiveMinimum=0"`)
	probability = limitsOf(`jsonschema:"minimum=0,maximum=1"`)
)

// plainOr reads a number, or a mapping of what is known of it.
func (d *decoder) plainOr(plain, known reflect.Value, b *branch, what string, domain limits) error {
	if b.kind == isMapping {
		return d.read(known, b, what, limits{})
	}
	return d.number(plain, b, what, domain)
}

// jeffreys is the name of the prior that says least.
const jeffreys = "jeffreys"

func (g *gammaPriorText) readBranch(d *decoder, b *branch, what string) error {
	if g.Jeffreys = b.kind == isScalar && b.text == jeffreys; g.Jeffreys {
		return nil
	}
	var keys gammaPriorKeys
	err := d.prior(valueOf(&keys), b, what)
	g.Gamma = keys.Gamma
	return err
}

func (p *betaPriorText) readBranch(d *decoder, b *branch, what string) error {
	if p.Jeffreys = b.kind == isScalar && b.text == jeffreys; p.Jeffreys {
		return nil
	}
	var keys betaPriorKeys
	err := d.prior(valueOf(&keys), b, what)
	p.Beta = keys.Beta
	return err
}

// prior reads the mapping of one family.
func (d *decoder) prior(keys reflect.Value, b *branch, what string) error {
	if b.kind != isMapping {
		return d.want(b, what, jeffreys+", or a mapping of "+keysOf(keys.Type())[0]+",")
	}
	return d.fields(keys, b, what)
}
