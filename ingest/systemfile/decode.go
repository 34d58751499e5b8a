package systemfile

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtbf/internal/when"
)

// hours is a length of time: a duration such as "10000h" or "1.5y", or a bare
// number of hours.
type hours float64

// decoder puts a tree into the types of the file and remembers where each
// field stood, by the field's address.
type decoder struct {
	*source
	places map[any]*branch // of values
	keys   map[any]mark    // of the user's own names
}

// ownReader is a type that reads itself from a tree.
type ownReader interface {
	readBranch(d *decoder, b *branch, what string) error
}

// chooser is a struct of which exactly one field must be given.
type chooser interface{ choice() string }

// given reports whether the field at an address was in the file.
func (d *decoder) given(field any) bool {
	_, ok := d.places[field]
	return ok
}

// at is the place of the value of a field, or of the item of a map, that was
// given.
func (d *decoder) at(field any) mark {
	if b := d.places[field]; b != nil {
		return b.mark
	}
	return mark{}
}

// valueOf is what a pointer points to.
func valueOf(pointer any) reflect.Value { return reflect.ValueOf(pointer).Elem() }

// named returns the names of a map of pointers in the order of the file.
func named[T any](d *decoder, m map[string]*T) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		x, y := d.keys[m[a]], d.keys[m[b]]
		return cmp.Or(cmp.Compare(x.line, y.line), cmp.Compare(x.col, y.col))
	})
}

// read puts b into the value at target, a pointer. What names it in messages.
func (d *decoder) read(target reflect.Value, b *branch, what string, tags limits) error {
	d.places[target.Interface()] = b
	if own, ok := target.Interface().(ownReader); ok {
		return own.readBranch(d, b, what)
	}
	v := target.Elem()
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return d.read(v, b, what, tags)
	case reflect.Struct:
		return d.fields(v, b, what)
	case reflect.Map:
		return d.entries(v, b, what)
	case reflect.Slice:
		return d.list(v, b, what)
	case reflect.String:
		return d.text(v, b, what, tags)
	case reflect.Bool:
		return d.truth(v, b, what)
	}
	return d.number(v, b, what, tags)
}

// want makes the error of a value of the wrong kind.
func (d *decoder) want(b *branch, what, want string) error {
	got := [...]string{isList: "a list", isMapping: "a mapping"}[b.kind]
	if b.kind == isScalar {
		got = strconv.Quote(clipped(b.text))
	}
	return d.fault(b.mark, "%s: %s stands where %s belongs", what, got, want)
}

// fields reads a mapping into a struct.
func (d *decoder) fields(v reflect.Value, b *branch, what string) error {
	if b.kind != isMapping {
		return d.want(b, what, "a mapping of "+strings.Join(keysOf(v.Type()), ", "))
	}
	for i, key := range b.keys {
		field, ok := fieldFor(v, key.text)
		if !ok {
			return d.unknown(key, what, keysOf(v.Type()))
		}
		if err := d.read(field.value.Addr(), b.items[i], key.text, field.tags); err != nil {
			return err
		}
	}
	return d.complete(v, b, what)
}

// complete checks that what a struct needs is there.
func (d *decoder) complete(v reflect.Value, b *branch, what string) error {
	for _, key := range keysOf(v.Type()) {
		field, _ := fieldFor(v, key)
		if field.tags.required && !d.given(field.value.Addr().Interface()) {
			return d.fault(b.mark, "%s: %s is missing (%s); add it", what, key, field.tags.about)
		}
	}
	c, ok := v.Addr().Interface().(chooser)
	if !ok || len(b.keys) == 1 {
		return nil
	}
	if len(b.keys) == 0 {
		return d.fault(b.mark, "%s: an empty mapping; it is %s: one of %s", what, c.choice(), strings.Join(keysOf(v.Type()), ", "))
	}
	return d.fault(b.keys[1].mark, "%s: it is %s, of one kind, and has %q besides %q; keep one of them", what, c.choice(), b.keys[1].text, b.keys[0].text)
}

func (d *decoder) unknown(key word, what string, known []string) error {
	if slices.Contains(known, "mtbf") && slices.Contains([]string{"point", "error_factor", "lo", "hi", "confidence", "failures", "exposure", "demands", "prior"}, key.text) {
		return d.fault(key.mark, "%s: %s stands inside the number that it is of, such as mtbf: {point: 50000h, error_factor: 3}", what, key.text)
	}
	return d.fault(key.mark, "%s: the key %q is not known; %sit has %s", what, clipped(key.text), didYouMean(key.text, known), strings.Join(known, ", "))
}

// field is a field of a struct, of embedded ones too.
type field struct {
	value reflect.Value
	tags  limits
}

func fieldFor(v reflect.Value, key string) (field, bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			if found, ok := fieldFor(v.Field(i), key); ok {
				return found, true
			}
		} else if f.Tag.Get("yaml") == key && key != "-" {
			return field{v.Field(i), limitsOf(f.Tag)}, true
		}
	}
	return field{}, false
}

// keysOf returns the keys of a struct in the order of its fields.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		switch key := f.Tag.Get("yaml"); {
		case f.Anonymous:
			keys = append(keys, keysOf(f.Type)...)
		case key != "-":
			keys = append(keys, key)
		}
	}
	return keys
}

// entries reads a mapping of the user's own names into a map of pointers.
func (d *decoder) entries(v reflect.Value, b *branch, what string) error {
	if b.kind != isMapping {
		return d.want(b, what, "a mapping, name: value,")
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i, key := range b.keys {
		if why := badName(key.text); why != "" {
			return d.fault(key.mark, "%s: the name %q %s", what, clipped(key.text), why)
		}
		if key.kind == wordPlain && isBare(key.text) {
			return d.fault(key.mark, "%s: %s is a number or a word of YAML, not a name; put it in quotes", what, clipped(key.text))
		}
		item := reflect.New(v.Type().Elem().Elem())
		if err := d.read(item, b.items[i], key.text, limits{}); err != nil {
			return err
		}
		d.keys[item.Interface()] = key.mark
		v.SetMapIndex(reflect.ValueOf(key.text), item)
	}
	return nil
}

func (d *decoder) list(v reflect.Value, b *branch, what string) error {
	if b.kind != isList {
		return d.want(b, what, "a list")
	}
	if len(b.items) == 0 {
		return d.fault(b.mark, "%s: an empty list; it needs one item or more", what)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(b.items), len(b.items)))
	for i, item := range b.items {
		if err := d.read(v.Index(i).Addr(), item, what, limits{}); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) text(v reflect.Value, b *branch, what string, tags limits) error {
	switch {
	case b.kind != isScalar:
		return d.want(b, what, "a text")
	case !b.quoted && isBare(b.text):
		return d.fault(b.mark, "%s: %s is a number or a word of YAML where a text belongs; put it in quotes", what, clipped(b.text))
	case strings.TrimSpace(b.text) == "":
		return d.fault(b.mark, "%s: an empty text; write one, or delete the key", what)
	case tags.length > 0 && utf8.RuneCountInString(b.text) > tags.length:
		return d.fault(b.mark, "%s: %q is longer than %d characters; shorten it", what, clipped(b.text), tags.length)
	case len(tags.enum) > 0 && !slices.Contains(tags.enum, b.text):
		return d.fault(b.mark, "%s: %q is not %s", what, clipped(b.text), strings.Join(tags.enum, ", "))
	}
	v.SetString(b.text)
	return nil
}

func (d *decoder) truth(v reflect.Value, b *branch, what string) error {
	if b.kind != isScalar || b.quoted || b.text != "true" && b.text != "false" {
		return d.want(b, what, "true or false")
	}
	v.SetBool(b.text == "true")
	return nil
}

// number reads hours, a decimal number or a whole one.
func (d *decoder) number(v reflect.Value, b *branch, what string, tags limits) error {
	if b.kind != isScalar {
		return d.want(b, what, map[bool]string{true: "a duration", false: "a number"}[v.Type() == reflect.TypeFor[hours]()])
	}
	if v.Type() == reflect.TypeFor[hours]() {
		h, err := when.ParseLength(b.text, 1)
		if err != nil {
			return d.fault(b.mark, "%s: %w", what, err)
		}
		v.SetFloat(h)
		return d.domain(h, b, what, tags)
	}
	if b.quoted && isDecimal(b.text) {
		return d.fault(b.mark, "%s: %q is a text where a number belongs; delete the quotes", what, clipped(b.text))
	}
	x, err := strconv.ParseFloat(b.text, 64)
	if err != nil || !isDecimal(b.text) {
		return d.fault(b.mark, "%s: %q is not a number; %s", what, clipped(b.text), numberHint(b.text))
	}
	if v.Kind() != reflect.Int {
		v.SetFloat(x)
		return d.domain(x, b, what, tags)
	}
	if x != math.Trunc(x) || math.Abs(x) > maxWhole {
		return d.fault(b.mark, "%s: %s is not a whole number up to %d", what, clipped(b.text), int(maxWhole))
	}
	v.SetInt(int64(x))
	return d.domain(x, b, what, tags)
}

// maxWhole bounds whole numbers, well beyond what any of them may be.
const maxWhole = 1e9

// numberHint says what to write where text is not a number.
func numberHint(text string) string {
	switch lower := strings.ToLower(strings.TrimLeft(text, "+-.")); {
	case strings.HasSuffix(text, "%"):
		if x, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(text, "%")), 64); err == nil && x > 0 {
			return fmt.Sprintf("write %g %% as %.12g", x, x/100)
		}
		return "write 99 % as 0.99"
	case lower == "nan" || lower == "inf" || isDecimal(text):
		return "it must be finite"
	}
	return "write it in decimal, such as 0.99 or 1e-6"
}

func (d *decoder) domain(x float64, b *branch, what string, tags limits) error {
	if tags.holds(x) {
		return nil
	}
	hint := ""
	if tags.high == 1 && x > 1 && x <= 100 {
		hint = "; write 99 % as 0.99"
	}
	return d.fault(b.mark, "%s: %s is not %s%s", what, clipped(b.text), tags.describe(), hint)
}

// isDecimal reports whether a scalar is a decimal number.
func isDecimal(text string) bool {
	digits := false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.' || (c == '+' || c == '-') && (i == 0 || text[i-1]|0x20 == 'e'):
		case c|0x20 == 'e' && digits:
		default:
			return false
		}
	}
	return digits
}

// isBare reports whether YAML takes a scalar without quotes for something other
// than text.
func isBare(text string) bool {
	switch strings.ToLower(text) {
	case "", "~", "null", "true", "false", ".nan", ".inf", "+.inf", "-.inf":
		return true
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && isDecimal(text) {
		return true
	}
	_, err := strconv.ParseInt(text, 0, 64) // 0x1F, 0o17, 0b11, 1_000
	return err == nil
}

// limits are what the tags of a field say about its value. They are written as
// jsonschema takes them, so that the schema says the same.
type limits struct {
	required bool
	about    string
	low      float64
	high     float64
	open     bool // low itself is out
	below    bool // high itself is out
	enum     []string
	length   int // most characters of a text; 0: any
	limited  bool
}

// maxText bounds a text that is the value of a key, in characters: what a path may
// have.
const maxText = 4096

func limitsOf(tag reflect.StructTag) limits {
	l := limits{low: math.Inf(-1), high: math.Inf(1), length: maxText, about: tag.Get("jsonschema_description")}
	for _, item := range strings.Split(tag.Get("jsonschema"), ",") {
		name, value, _ := strings.Cut(item, "=")
		x, _ := strconv.ParseFloat(value, 64)
		switch name {
		case "required":
			l.required = true
		case "enum":
			l.enum = append(l.enum, value)
		case "minimum":
			l.low, l.limited = x, true
		case "exclusiveMinimum":
			l.low, l.open, l.limited = x, true, true
		case "maximum":
			l.high, l.limited = x, true
		case "exclusiveMaximum":
			l.high, l.below, l.limited = x, true, true
		}
	}
	return l
}

func (l limits) holds(x float64) bool {
	return !l.limited || (x > l.low || x == l.low && !l.open) && (x < l.high || x == l.high && !l.below)
}

// describe writes the domain out, such as "a number from 0 to 1".
func (l limits) describe() string {
	low := strconv.FormatFloat(l.low, 'g', -1, 64)
	switch {
	case l.below:
		return fmt.Sprintf("a number above %s and below %g", low, l.high)
	case l.open:
		return "a number above " + low
	case math.IsInf(l.high, 1):
		return "a number of " + low + " or more"
	}
	return fmt.Sprintf("a number from %s to %g", low, l.high)
}
