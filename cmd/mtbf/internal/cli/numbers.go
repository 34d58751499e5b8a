package cli

import (
	"errors"
	"fmt"
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
		return 0, wholeNumber(text, err)
	}
	return n, nil
}

func parseUint(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, wholeNumber(text, err)
	}
	return n, nil
}

// wholeNumber says why a text is no whole number.
func wholeNumber(text string, err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("%q is out of range", text)
	}
	if plain := strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(text); plain != text && allDigits(plain) {
		return fmt.Errorf("%q is not a whole number: write %s, without separators", text, plain)
	}
	return fmt.Errorf("%q is not a whole number in decimal digits", text)
}

func allDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// parseFloat reads a number, and says which text is none.
func parseFloat(text string) (float64, error) {
	x, err := number.Parse(text)
	if err == nil {
		return x, nil
	}
	if plain := strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(text); plain != text && allDigits(strings.Replace(plain, ".", "", 1)) {
		return 0, fmt.Errorf("%q is not a number: write %s, without separators", text, plain)
	}
	return 0, fmt.Errorf("%q is not a finite number in range", text)
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
	f.Var(numeral[float64]{to, "float", parseFloat, formatFloat}, name, usage)
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

// fractionVar is the flag of a number from 0 to 1, which may be written in per cent.
func fractionVar(f *pflag.FlagSet, to *float64, name string, value float64, usage string) {
	*to = value
	f.Var(numeral[float64]{to, "fraction", number.ParseFraction, formatFloat}, name, usage)
}

func fractionsVar(f *pflag.FlagSet, to *[]float64, name, usage string) {
	listVar(f, to, "fractions", number.ParseFraction, formatFloat, name, usage)
}

// words is the value of a flag that takes several texts, with commas or by being
// repeated.
type words struct{ to *[]string }

func (w words) Type() string { return "stringSlice" }

func (w words) String() string {
	if w.to == nil { // a zero value, which pflag makes to compare defaults with
		return ""
	}
	return strings.Join(*w.to, ",")
}

func (w words) Set(text string) error {
	for part := range strings.SplitSeq(text, ",") {
		*w.to = append(*w.to, strings.TrimSpace(part))
	}
	return nil
}

func wordsVar(f *pflag.FlagSet, to *[]string, name, usage string) { f.Var(words{to}, name, usage) }
