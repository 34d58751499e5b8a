package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"mtbf/internal/number"
)

// Numbers on the command line are decimal and finite: 010 is ten, and 0x10,
// 1_000, NaN and Inf are mistakes.

// numeral is the value of a flag that parse reads.
type numeral[T any] struct {
	to     *T
	kind   string
	parse  func(string) (T, error)
	format func(T) string
}

func (n numeral[T]) Type() string { return n.kind }

func (n numeral[T]) String() string {
	if n.to == nil { // a zero value, which pflag makes to compare defaults with
		return ""
	}
	return n.format(*n.to)
}

func (n numeral[T]) Set(text string) (err error) {
	*n.to, err = n.parse(strings.TrimSpace(text))
	return err
}

func parseInt(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, wholeNumber(err)
	}
	return n, nil
}

func parseUint(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, wholeNumber(err)
	}
	return n, nil
}

func wholeNumber(err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return errors.New("the number is out of range")
	}
	return errors.New("this is not a whole number in decimal digits")
}

func formatFloat(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func intVar(f *pflag.FlagSet, to *int, name string, value int, usage string) {
	*to = value
	f.Var(numeral[int]{to, "int", parseInt, strconv.Itoa}, name, usage)
}

func uintVar(f *pflag.FlagSet, to *uint64, name string, value uint64, usage string) {
	*to = value
	f.Var(numeral[uint64]{to, "uint", parseUint, func(n uint64) string { return strconv.FormatUint(n, 10) }}, name, usage)
}

func floatVar(f *pflag.FlagSet, to *float64, name string, value float64, usage string) {
	*to = value
	f.Var(numeral[float64]{to, "float", number.Parse, formatFloat}, name, usage)
}

// numerals is the value of a flag that takes several numbers, with commas or by
// being repeated.
type numerals[T any] struct {
	numeral[[]T]
	one func(string) (T, error)
}

func (n numerals[T]) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		x, err := n.one(strings.TrimSpace(part))
		if err != nil {
			return err
		}
		*n.to = append(*n.to, x)
	}
	return nil
}

func listVar[T any](f *pflag.FlagSet, to *[]T, kind string, one func(string) (T, error), format func(T) string, name, usage string) {
	join := func(all []T) string {
		var texts []string
		for _, x := range all {
			texts = append(texts, format(x))
		}
		return strings.Join(texts, ",")
	}
	f.Var(numerals[T]{numeral[[]T]{to: to, kind: kind, format: join}, one}, name, usage)
}

func intsVar(f *pflag.FlagSet, to *[]int, name, usage string) {
	listVar(f, to, "ints", parseInt, strconv.Itoa, name, usage)
}

func floatsVar(f *pflag.FlagSet, to *[]float64, name, usage string) {
	listVar(f, to, "floats", number.Parse, formatFloat, name, usage)
}
