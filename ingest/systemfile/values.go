package systemfile

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// WriteAs writes the file so that it says the numbers of another system, which has the
// modules and the structure of the file's with other times and probabilities, and where
// units or structures are alike another number of them, those added being as the first,
// another coverage or common cause. All else stands there as it does in the file, comments
// too. A time is in the unit that the file has for it, where that is exact and short. A
// module from a log with another time has its numbers written out. Other files are named by
// their whole path if whole is true. about are as for [File.Write].
//
// A *[model.ParamError] names what a system file does not have.
func (f *File) WriteAs(w io.Writer, m *system.Model, whole bool, about ...string) error {
	x, c := &valuer{f}, changes{}
	for i, name := range named(f.builder.decoder, f.builder.file.Modules) {
		if err := x.module(f.builder.file.Modules[name], &f.Model.Components[i], &m.Components[i], c); err != nil {
			return err
		}
	}
	x.node(f.builder.file.Structure, f.Model.Top, m.Top, c)
	if whole {
		folder, err := realFolder(f.builder.dir)
		if err != nil {
			return err
		}
		f.rename(c, nil, func(path string) string { return filepath.Join(folder, path) })
	}
	return f.write(w, c, about)
}

// As is the system of the file that [File.WriteAs] writes.
func (f *File) As(m *system.Model) (*system.Model, error) {
	var text bytes.Buffer
	if err := f.WriteAs(&text, m, false); err != nil {
		return nil, err
	}
	read, _, err := f.reread(&text)
	if err != nil {
		return nil, err
	}
	return read.Model, nil
}

// valuer turns the numbers of another system into changes of a file.
type valuer struct{ *File }

// module changes the numbers of a module.
func (x *valuer) module(t *moduleText, from, to *system.Component, c changes) error {
	if from.Life == nil {
		x.probability(t, from, to, c)
		return nil
	}
	mtbf, mttr := otherMean(from.Life, to.Life), otherMean(from.Repair, to.Repair)
	if t.From != nil && (mtbf || mttr) {
		c.instead(x.builder.places[t], "from", "mtbf: "+timeOf(to.Life, to.MTBFEstimate), "mttr: "+timeOf(to.Repair, to.MTTREstimate))
		return nil
	}
	for _, of := range []struct {
		other    bool
		mean     any
		shape    *distributionText
		from, to model.Distribution
	}{{mtbf, &t.MTBF, t.Life, from.Life, to.Life}, {mttr, &t.MTTR, t.Repair, from.Repair, to.Repair}} {
		switch {
		case of.other && of.shape != nil:
			if err := x.family(to.Name, x.builder.places[of.shape].items[0], of.from, of.to, c); err != nil {
				return err
			}
		case of.other:
			b := x.builder.places[of.mean]
			c.at(b).text = inUnitOf(b, parametersOf(of.to)["mean"])
		}
	}
	return nil
}

// timeOf is the mean of an exponential time, with the limits that a log gives it where a file
// can have them.
func timeOf(d model.Distribution, e *model.Estimate) string {
	if e == nil || !(e.Lo > 0 && e.Lo < e.Point && e.Point < e.Hi && e.Hi <= when.MaxLength) {
		return duration(parametersOf(d)["mean"])
	}
	return fmt.Sprintf("{point: %s, lo: %s, hi: %s, confidence: %s}", digits(e.Point), digits(e.Lo), digits(e.Hi), digits(e.Confidence))
}

// otherMean reports whether a distribution has another mean.
func otherMean(from, to model.Distribution) bool { return from != nil && from.Mean() != to.Mean() }

// family changes those parameters of a distribution that have other values.
func (x *valuer) family(module string, of *branch, from, to model.Distribution, c changes) error {
	was, is := parametersOf(from), parametersOf(to)
	if len(is) == 0 {
		return &model.ParamError{Param: "module " + module, Value: to.Family() + " with another mean", Want: "a family that a system file has with its parameters: write this one out by hand"}
	}
	for i, key := range of.keys {
		if is[key.text] != was[key.text] {
			c.at(of.items[i]).text = inUnitOf(of.items[i], is[key.text])
		}
	}
	return nil
}

// parametersOf are all that a system file may give a distribution by, hours where they are
// times.
func parametersOf(of model.Distribution) map[string]float64 {
	values := map[string]float64{}
	d, ok := of.(dist.Distribution)
	if !ok {
		return values
	}
	for _, p := range d.Parameters() {
		values[p.Name] = p.Value
	}
	if rate, ok := values["rate"]; ok {
		values["mean"] = nearest(of.Mean(), func(mean float64) bool { return 1/mean == rate })
	}
	if log, ok := values["meanlog"]; ok {
		values["median"] = nearest(math.Exp(log), func(median float64) bool { return math.Log(median) == log })
	}
	return values
}

// probability changes the probability of a module without times. Where that of failing is
// the complement of no number, the file says that of failing.
func (x *valuer) probability(t *moduleText, from, to *system.Component, c changes) {
	m := x.builder.places[t]
	was, now := from.Fixed()
	is, timeless := to.Fixed()
	key := "availability"
	if now.Given() {
		key, was, is = "reliability", now, timeless
	}
	if was.Fails == is.Fails {
		return
	}
	fails := digits(is.Fails)
	works, ok := shortest(1-is.Fails, func(works float64) bool { return 1-works == is.Fails })
	switch {
	case m.entry(key) == nil:
		c.set(m, "un"+key, fails)
	case ok:
		c.set(m, key, digits(works))
	default:
		c.instead(m, key, "un"+key+": "+fails)
	}
}

// redundancy is what units or structures that are alike have of numbers.
type redundancy struct {
	n              int
	coverage, idle model.FaultCoverage
	beta, mgl      float64
}

func redundancyOf(n system.Node) redundancy {
	g, ok := n.(*system.Group)
	if !ok {
		return redundancy{n: len(system.Children(n)), coverage: 1}
	}
	r := redundancy{len(g.Units), model.Covered(g.Coverage.P()), g.IdleCoverage, g.Beta, 0}
	if g.CommonCause != nil && len(g.CommonCause.MGL) > 0 {
		r.mgl = g.CommonCause.MGL[0]
	}
	return r
}

// node changes the numbers at and below a place of the structure.
func (x *valuer) node(n *nodeText, from, to system.Node, c changes) {
	if n.Unit != "" {
		return
	}
	of, _ := n.copied()
	olds, news := system.Children(from), system.Children(to)
	var each []changes
	for i := range min(len(olds), len(news)) {
		switch {
		case of == nil:
			x.node(n.kids()[i], olds[i], news[i], c)
		case of.Unit == "":
			each = append(each, changes{})
			x.node(of, olds[i], news[i], each[i])
		}
	}
	if each != nil {
		for range len(news) - len(olds) {
			each = append(each, each[0])
		}
		c.copies(x.builder.places[of], each)
	}
	if was, is := redundancyOf(from), redundancyOf(to); was != is && n.Series == nil && n.Network == nil {
		x.redundant(n, was, is, c)
	}
}

// redundant changes the numbers of units or structures that are alike. A kind of node that
// cannot have them becomes one that can.
func (x *valuer) redundant(n *nodeText, was, is redundancy, c changes) {
	at := x.builder.places[n]
	in, list := at.items[0], at.items[0]
	if in.kind == isMapping {
		list = in.entry("of")
	}
	active := 1
	if n.Standby != nil && x.builder.given(&n.Standby.Active) {
		active = n.Standby.Active
	}
	switch {
	case n.Parallel != nil && is.coverage == 1 && is.beta == 0, n.KOfN != nil:
	case n.Duplex != nil && is.n == 2, n.Standby != nil && is.n > active:
	default:
		x.anew(n, active, is, c)
		return
	}
	if list.kind == isList {
		c.resize(list, is.n)
	}
	if is.n != was.n {
		switch {
		case n.Standby != nil:
			c.set(in, "spares", strconv.Itoa(is.n-active))
		case n.KOfN != nil && (list.kind != isList || in.entry("n") != nil):
			c.set(in, "n", strconv.Itoa(is.n))
		}
	}
	for _, k := range bondsOf(was, is) {
		c.set(in, k[0], k[1])
	}
	if is.mgl != was.mgl {
		c.at(in.entry("mgl").items[0]).text = digits(is.mgl)
	}
}

// bondsOf are the keys, each with its text, of what makes units depend on each other and is
// not as it was.
func bondsOf(was, is redundancy) (keys [][2]string) {
	add := func(is, was float64, key string) {
		if is != was {
			keys = append(keys, [2]string{key, digits(is)})
		}
	}
	add(is.coverage.P(), was.coverage.P(), "coverage")
	add(is.idle.P(), was.idle.P(), "idle_coverage")
	add(is.beta, was.beta, "beta")
	return keys
}

// anew writes a node as k_of_n, all units of which serve, with what else it says of them.
func (x *valuer) anew(n *nodeText, k int, is redundancy, c changes) {
	at := x.builder.places[n]
	of := at.items[0]
	is.idle = 0
	keys := bondsOf(redundancy{coverage: 1}, is)
	if of.kind == isMapping {
		for _, key := range []string{"detection", "takeover", "uncovered_mttr", "crews"} {
			if said := of.entry(key); said != nil {
				keys = append(keys, [2]string{key, flowText(said)})
			}
		}
		of = of.entry("of")
	}
	text := flowWith(of, c)
	if of.kind == isList {
		if text = flowWith(of.items[0], c); n.kids()[0].Unit == "" {
			c.resize(of, is.n)
			text = flowWith(of, c)
		}
	}
	text = fmt.Sprintf("k: %d, n: %d, of: %s", k, is.n, text)
	for _, key := range keys {
		text += ", " + key[0] + ": " + key[1]
	}
	c.at(at).text = "{k_of_n: {" + text + "}}"
}

// inUnit is a number with its unit.
var inUnit = regexp.MustCompile(`^[0-9.]+(?:[eE][+-]?[0-9]+)?( *[A-Za-zµ]+)$`)

// inUnitOf writes hours in the unit that a value of a file has, where that is exact and
// short; where the value is a bare number, as all that are no times are, as such.
func inUnitOf(b *branch, hours float64) string {
	text := b.text
	for i, key := range b.keys { // of what is known of a time
		if slices.Contains([]string{"point", "lo", "exposure"}, key.text) {
			text = b.items[i].text
		}
	}
	if isDecimal(text) {
		return digits(hours)
	}
	parts := inUnit.FindStringSubmatch(text)
	if parts == nil {
		return duration(hours)
	}
	unit := parts[1]
	const short = 6
	one, err := when.ParseLength("1"+unit, 1)
	x, ok := shortest(hours/one, func(x float64) bool {
		h, err := when.ParseLength(strconv.FormatFloat(x, 'f', -1, 64)+unit, 1)
		return err == nil && h == hours
	})
	text = strconv.FormatFloat(x, 'f', -1, 64) + unit
	other := duration(hours)
	if err != nil || !ok || len(text) > max(short, len(other)) {
		return other
	}
	return text
}
