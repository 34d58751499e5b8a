// Package systemfile reads system files: a strict part of YAML that describes
// modules and how they depend on each other, into a [system.Model]. One mistake has
// one position, and the work is bounded whatever the file. It solves nothing.
package systemfile

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mtbf/internal/table"
	"mtbf/model"
	"mtbf/model/system"
)

const (
	maxSystemBytes = 1 << 20   // of a system file
	maxUnits       = 1_000_000 // of a system
	maxPlaces      = 2_000_000 // in its structure, units included
	maxHints       = 20        // limits for which a resource of a like name is looked for
	maxTitleRunes  = 200       // of the name of a system, which heads every result
)

// Options are what a system file may need besides itself.
type Options struct {
	// Confidence is that of the limits of numbers that are not certain; 0: 0.90.
	Confidence float64

	// FromLog estimates a module's MTBF and MTTR from an outage log, as the
	// module's from: says. Nil refuses such modules.
	FromLog func(spec From) (Rates, error)

	// Reads is asked before a file that the system file names is read; its error
	// is that of the system file. Nil allows all.
	Reads func(path string) error
}

// Rates are what a log tells of a module, with warnings of the log.
type Rates struct {
	MTBF, MTTR model.Estimate
	Warnings   []model.Warning
}

// Read reads a system file, "-" being stdin, into a model that
// [system.Validate] accepts, but for the questions (choose:) that it may ask.
//
// The file is a strict part of YAML: a key that is not known, a wrong type, a
// bad duration, a contradiction is a *[Error] with line, column and the
// line itself. At most 1 MiB is read, 100 levels deep, into at most a million
// units. Files that it names are relative to its folder.
//
// The warnings tell of parts, units, limits and keys that have no use.
func Read(path string, stdin io.Reader, opt Options) (*system.Model, []model.Warning, error) {
	f, warnings, err := ReadFile(path, stdin, opt)
	if err != nil {
		return nil, nil, err
	}
	return f.Model, warnings, nil
}

// ReadFile is Read for a file whose text is kept, so that its questions can be answered.
func ReadFile(path string, stdin io.Reader, opt Options) (*File, []model.Warning, error) {
	text, err := table.Open(path, stdin)
	if err != nil {
		return nil, nil, notText(path, err)
	}
	defer text.Close()
	dir := filepath.Dir(path)
	if path == "-" {
		dir = "."
	}
	return parse(text.Name, text, dir, opt)
}

// Parse is Read for a text with a name for messages, such as one
// that ships with the program. Files that it names are relative to the working
// folder.
func Parse(name string, text io.Reader, opt Options) (*system.Model, []model.Warning, error) {
	f, warnings, err := ParseFile(name, text, opt)
	if err != nil {
		return nil, nil, err
	}
	return f.Model, warnings, nil
}

// ParseFile is ReadFile for a text with a name for messages.
func ParseFile(name string, text io.Reader, opt Options) (*File, []model.Warning, error) {
	t, err := table.NewText(name, text)
	if err != nil {
		return nil, nil, notText(name, err)
	}
	defer t.Close()
	return parse(name, t, ".", opt)
}

func parse(name string, text io.Reader, dir string, opt Options) (*File, []model.Warning, error) {
	src, err := readSource(name, text)
	if err != nil {
		return nil, nil, err
	}
	tree, err := composeTree(src)
	if err != nil {
		return nil, nil, err
	}
	d := &decoder{source: src, places: map[any]*branch{}, keys: map[any]mark{}}
	file := &fileText{}
	if err := d.read(reflect.ValueOf(file), tree, "the system file", limits{}); err != nil {
		return nil, nil, err
	}
	b := &builder{decoder: d, file: file, dir: dir, opt: opt}
	if err := b.build(); err != nil {
		return nil, nil, err
	}
	return &File{Model: &b.model, builder: b, tree: tree}, b.warnings, nil
}

// notText points at the first byte of an input that is no text.
func notText(name string, err error) error {
	src := &source{name: name, lines: []string{""}}
	switch err := err.(type) {
	case *table.BinaryError:
		return src.fault(mark{1, 1}, "not text: it looks like %s; a system file is YAML", err.Looks)
	default:
		if strings.Contains(err.Error(), table.ErrEmpty.Error()) {
			return src.fault(mark{1, 1}, "the file is empty; a system file has modules: and structure:")
		}
		return err
	}
}

// firstLineEnd is what ends the first line of a text.
var firstLineEnd = regexp.MustCompile(`\r\n|\n|\r`)

// readSource reads a file whole and cuts it into lines.
func readSource(name string, r io.Reader) (*source, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSystemBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	whole := string(text)
	src := &source{name: name, lineEnd: cmp.Or(firstLineEnd.FindString(whole), "\n")}
	tooLarge := len(whole) > maxSystemBytes
	whole = strings.ReplaceAll(whole[:min(len(whole), maxSystemBytes)], "\r\n", "\n")
	src.lines = strings.Split(strings.ReplaceAll(whole, "\r", "\n"), "\n")
	if tooLarge {
		last := len(src.lines)
		return nil, src.fault(mark{last, len([]rune(src.lines[last-1])) + 1}, "the file goes on beyond %d bytes, the most a system file may have; use n: for many like units", maxSystemBytes)
	}
	return src, nil
}

// builder makes a model of a file that has been read.
type builder struct {
	*decoder
	file     *fileText
	dir      string // that paths are relative to
	opt      Options
	model    system.Model
	warnings []model.Warning

	parts  map[string]int // module -> index in model.Parts
	shared map[string]int // shared name -> index in model.Units, once used
	fresh  []int          // part -> units of its own
	asked  map[int]bool   // parts that a choose names

	questions map[*system.Choose]*chooseText
	groups    map[string][]*system.Group // by name without number
	duties    map[string][]*system.Duty  // likewise
	placed    map[string][]int           // units at the places of networks of a name
	samples   map[[2]string]model.Distribution
}

// baseName is what a system is called that says no name: as its file, without the ending.
func baseName(path string) string {
	base := filepath.Base(path)
	if name := strings.TrimSuffix(base, filepath.Ext(base)); name != "" {
		return name
	}
	return base
}

func (b *builder) build() error {
	b.model.Name = cmp.Or(b.file.Name, baseName(b.name))
	if n := utf8.RuneCountInString(b.file.Name); n > maxTitleRunes {
		return b.fault(b.at(&b.file.Name), "name: %q has %d characters, more than %d; shorten it", clipped(b.file.Name), n, maxTitleRunes)
	}
	b.parts, b.shared, b.groups = map[string]int{}, map[string]int{}, map[string][]*system.Group{}
	b.duties, b.placed = map[string][]*system.Duty{}, map[string][]int{}
	b.asked, b.samples = map[int]bool{}, map[[2]string]model.Distribution{}
	b.questions = map[*system.Choose]*chooseText{}
	if err := b.makeParts(); err != nil {
		return err
	}
	if err := cmp.Or(b.checkShared(), b.makePools()); err != nil {
		return err
	}
	if _, err := b.size(b.file.Structure); err != nil {
		return err
	}
	b.fresh = make([]int, len(b.model.Components))
	var err error
	if b.model.Top, err = b.node(b.file.Structure, true); err != nil {
		return err
	}
	if err := b.nameUnits(); err != nil {
		return err
	}
	if err := b.checkDuties(); err != nil {
		return err
	}
	if err := b.takeLimits(); err != nil {
		return err
	}
	b.warnUnused()
	return nil
}

// takeLimits reads the limits, and warns of those on what no module has.
func (b *builder) takeLimits() error {
	known := map[string]bool{}
	for _, p := range b.model.Components {
		for name := range p.Resources {
			known[name] = true
		}
	}
	hinted := 0
	for _, name := range named(b.decoder, b.file.Limits) {
		v := b.file.Limits[name]
		if *v < 0 {
			return b.fault(b.at(v), "limits: %s: %v is not a number of 0 or more", name, *v)
		}
		if !known[name] {
			hint := ""
			if hinted++; hinted <= maxHints {
				hint = didYouMean(name, slices.Sorted(maps.Keys(known)))
			}
			b.warn("unused-limit", "%s:%d: the limit on %q has no effect: no module has that resource; %sgive it to the modules, or delete the limit", b.name, b.keys[v].line, name, hint)
		}
		if b.model.Limits == nil {
			b.model.Limits = map[string]float64{}
		}
		b.model.Limits[name] = *v
	}
	return nil
}

// warnUnused tells of what the structure does not use.
func (b *builder) warnUnused() {
	used := make([]bool, len(b.model.Components))
	for i, n := range b.fresh {
		used[i] = n > 0 || b.asked[i]
	}
	for _, name := range named(b.decoder, b.file.Shared) {
		v := b.file.Shared[name]
		if _, ok := b.shared[name]; !ok {
			b.warn("unused-shared", "%s:%d: the shared unit %q is not used in the structure", b.name, b.keys[v].line, name)
		}
		used[b.parts[*v]] = true
	}
	for _, name := range named(b.decoder, b.file.Modules) {
		if !used[b.parts[name]] {
			b.warn("unused-module", "%s:%d: the module %q is not used in the structure", b.name, b.keys[b.file.Modules[name]].line, name)
		}
	}
}

func (b *builder) warn(code, format string, args ...any) {
	w := model.Warning{Code: code, Text: fmt.Sprintf(format, args...)}
	if n := len(b.warnings); n == 0 || b.warnings[n-1] != w { // copies warn of the same
		b.warnings = append(b.warnings, w)
	}
}
