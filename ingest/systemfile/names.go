package systemfile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtbf/internal/near"
	"mtbf/model/system"
)

// maxNameRunes bounds the names of modules, places and resources: a system may
// have a million units named after one.
const maxNameRunes = 100

// badName says what is wrong with a name, or "".
func badName(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "is blank; write a name"
	case strings.TrimSpace(name) != name:
		return "has blanks at an end; delete them"
	case utf8.RuneCountInString(name) > maxNameRunes:
		return "is longer than " + strconv.Itoa(maxNameRunes) + " characters; shorten it"
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "has a character that cannot be printed; delete it"
	}
	return ""
}

// didYouMean is a hint at the nearest of the known names, or "".
func didYouMean(name string, known []string) string {
	if best := near.Word(clipped(name), known); best != "" {
		return "did you mean " + strconv.Quote(best) + "? "
	}
	return ""
}

// nameUnits names the units after their parts, with a number where there are
// more than one, and the groups likewise.
func (b *builder) nameUnits() error {
	if err := b.namesDiffer(); err != nil {
		return err
	}
	count := make([]int, len(b.model.Components))
	for i := range b.model.Units {
		u := &b.model.Units[i]
		if u.Shared {
			continue
		}
		count[u.Component]++
		u.Name = numbered(b.model.Components[u.Component].Name, count[u.Component], b.fresh[u.Component])
	}
	b.namePlaces()
	for name, groups := range b.groups {
		for i, g := range groups {
			g.Name = numbered(name, i+1, len(groups))
		}
	}
	for name, duties := range b.duties {
		for i, d := range duties {
			d.Name = numbered(name, i+1, len(duties))
		}
	}
	return nil
}

// namePlaces gives units at places of networks the name of the place, where nothing else
// has it.
func (b *builder) namePlaces() {
	taken := map[string]bool{}
	for _, u := range b.model.Units {
		taken[u.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(b.placed)) {
		_, module := b.parts[name]
		if units := b.placed[name]; len(units) == 1 && !taken[name] && !module {
			b.model.Units[units[0]].Name = name
		}
	}
}

func numbered(name string, i, of int) string {
	if of == 1 {
		return name
	}
	return name + "." + strconv.Itoa(i)
}

// namesDiffer checks that no module or shared unit has the name that a numbered
// unit gets.
func (b *builder) namesDiffer() error {
	check := func(name string, at mark) error {
		stem, number, ok := cutLast(name, ".")
		i, err := strconv.Atoi(number)
		part, known := b.parts[stem]
		if !ok || err != nil || !known || i < 1 || i > b.fresh[part] || b.fresh[part] == 1 || strconv.Itoa(i) != number {
			return nil
		}
		return b.fault(at, "%q is also the name of unit %d of the %d of module %q; rename one of them", name, i, b.fresh[part], stem)
	}
	for _, name := range named(b.decoder, b.file.Modules) {
		if err := check(name, b.keys[b.file.Modules[name]]); err != nil {
			return err
		}
	}
	for _, name := range named(b.decoder, b.file.Shared) {
		if err := check(name, b.keys[b.file.Shared[name]]); err != nil {
			return err
		}
	}
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// checkShared checks that every shared unit is of a module.
func (b *builder) checkShared() error {
	for _, name := range named(b.decoder, b.file.Shared) {
		v := b.file.Shared[name]
		if _, both := b.file.Modules[name]; both {
			return b.fault(b.keys[v], "shared: %q is the name of a module too; give the shared unit another name", name)
		}
		if _, ok := b.parts[*v]; ok {
			continue
		}
		if _, ok := b.file.Shared[*v]; !ok {
			return b.fault(b.at(v), "shared: %q is not a module; %sa shared unit is of a module", clipped(*v), didYouMean(*v, named(b.decoder, b.file.Modules)))
		}
		return b.fault(b.at(v), "shared: %s; name the module that the unit is of", b.chain(name))
	}
	return nil
}

// chain describes a shared unit that is of another shared unit.
func (b *builder) chain(name string) string {
	path := []string{name}
	seen := map[string]bool{}
	for {
		seen[name] = true
		next, ok := b.file.Shared[name]
		if !ok {
			return strconv.Quote(path[0]) + " is of " + strconv.Quote(path[1]) + ", a shared unit itself"
		}
		name = *next
		if len(path) < 5 {
			path = append(path, name)
		}
		if seen[name] {
			return "the units are of each other in a cycle (" + strings.Join(path, " -> ") + ")"
		}
	}
}

// newGroup names a group after its kind and part; nameUnits numbers it.
func (b *builder) newGroup(kind string, part int, g *system.Group) *system.Group {
	name := kind + " of " + b.model.Components[part].Name
	b.groups[name] = append(b.groups[name], g)
	return g
}
