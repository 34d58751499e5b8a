package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/internal/table"
)

// status is a column of a file of times that may tell failures from times that were
// cut short, which are censored.
type status struct {
	name   string
	index  int
	values []statusValue // as they came, without those beyond maxStatuses
	rows   []uint8       // the place in values of each row's
	beyond *statusValue
}

// statusValue is a value of a column of statuses, and where it came first.
type statusValue struct {
	text string // as compared
	line int
}

// maxStatuses bounds the values of a column of statuses.
const maxStatuses = 16

// note takes the value of a row.
func (s *status) note(cell string, line int) {
	if s.beyond != nil {
		return
	}
	text := statusText(cell)
	i := slices.IndexFunc(s.values, func(v statusValue) bool { return v.text == text })
	if i < 0 {
		i = len(s.values)
		v := statusValue{strings.Clone(text), line}
		if i == maxStatuses {
			s.beyond = &v
			return
		}
		s.values = append(s.values, v)
	}
	s.rows = append(s.rows, uint8(i))
}

// statusText is a value without what does not matter: case, blanks, and the decimals of
// a whole number.
func statusText(cell string) string {
	text := strings.ToLower(strings.TrimSpace(cell))
	if whole, decimals, ok := strings.Cut(text, "."); ok && whole != "" && strings.Trim(whole, "-0123456789") == "" && strings.Trim(decimals, "0") == "" {
		return whole
	}
	return text
}

// has reports whether all values but the blank are among those, and any is.
func (s *status) has(among ...map[string]bool) bool {
	some := false
	for _, v := range s.values {
		if v.text == "" {
			continue
		}
		if !slices.ContainsFunc(among, func(m map[string]bool) bool { return m[v.text] }) {
			return false
		}
		some = true
	}
	return some && s.beyond == nil
}

// among returns the values that are in a set.
func (s *status) among(set map[string]bool) (values []string) {
	for _, v := range s.values {
		if set[v.text] {
			values = append(values, v.text)
		}
	}
	return values
}

// blank reports whether any row has none.
func (s *status) blank() bool {
	return slices.ContainsFunc(s.values, func(v statusValue) bool { return v.text == "" })
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// What columns of statuses hold: words that tell by themselves, and those that say yes
// or no to what the column is called.
var (
	failedWords   = words("f failed failure fail event dead died death broken")
	censoredWords = words("c s censored suspended suspension right running alive survived withdrawn lost")
	yesWords      = words("1 true yes y t")
	noWords       = words("0 false no n")
	booleanF      = words("f")
)

// polarity is what yes means in a column.
type polarity uint8

const (
	unnamed    polarity = iota // who knows
	meansFail                  // yes is a failure
	meansAlive                 // yes is a time cut short
	meansBoth                  // either, as people use the name
)

// statusNames are the folded names of columns of statuses. Those of plainStatuses need
// no word about them where they hold 1 and 0 or words.
var (
	statusNames   = polarities()
	plainStatuses = words("status event failed")
)

func polarities() map[string]polarity {
	names := map[string]polarity{}
	for p, list := range map[polarity]string{
		meansFail:  "status event failed e observed dead death died eventobserved eventoccurred failure fail delta uncensored isfailed isfailure isevent isobserved isdead",
		meansAlive: "censored iscensored rightcensored suspended suspension issuspended alive isalive stillrunning",
		meansBoth:  "c cens censor censoring censorship censoringindicator",
	} {
		for name := range words(list) {
			names[name] = p
		}
	}
	return names
}

// coding is a way to read a column: these values are failures, and all others times cut
// short.
type coding struct {
	failed  []string
	about   string
	assumed bool // worth a word
}

// codings returns the ways to read a column, none for one that does not look like one
// of statuses.
func (s *status) codings(p polarity) []coding {
	switch known := s.has(failedWords, censoredWords); {
	case known && !s.mixed():
		return []coding{s.coding(append(s.among(failedWords), s.unless(p == meansAlive)...), p == unnamed)}
	case s.has(yesWords, noWords, failedWords, censoredWords):
		return s.yesOrNo(p)
	case s.has(words("1 2")):
		return s.oneOrTwo(p)
	case s.has(words("0 1 2 3 4 5 6 7 8 9")) && p != unnamed:
		return s.modes()
	}
	return s.oneWord()
}

// mixed reports whether f is no, beside t.
func (s *status) mixed() bool {
	return slices.ContainsFunc(s.values, func(v statusValue) bool { return v.text == "t" || v.text == "true" })
}

// unless returns the blank, if there is one: a time without a status is a failure.
func (s *status) unless(not bool) []string {
	if s.blank() && !not {
		return []string{""}
	}
	return nil
}

func (s *status) coding(failed []string, assumed bool) coding {
	c := coding{failed: failed, assumed: assumed || s.blank()}
	return c.told(s)
}

// told says what a coding takes the values for.
func (c coding) told(s *status) coding {
	var cut []string
	for _, v := range s.values {
		if !slices.Contains(c.failed, v.text) {
			cut = append(cut, v.text)
		}
	}
	c.about = listed(c.failed) + " failed"
	if len(c.failed) == 0 {
		c.about = "none failed"
	}
	if len(cut) > 0 {
		c.about += ", " + listed(cut) + " cut short"
	}
	return c
}

func listed(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		if quoted[i] = v; v == "" {
			quoted[i] = "blank"
		}
	}
	return strings.Join(quoted, ", ")
}

// yesOrNo reads answers to the name of the column, perhaps beside words that tell by
// themselves.
func (s *status) yesOrNo(p polarity) []coding {
	yes, no := maps.Clone(yesWords), maps.Clone(noWords)
	if s.mixed() {
		maps.Copy(no, booleanF)
	}
	own := slices.DeleteFunc(s.among(failedWords), func(v string) bool { return no[v] })
	fails := s.coding(append(append(s.among(yes), own...), s.unless(false)...), !plainStatuses[table.Fold(s.name)])
	lives := s.coding(append(append(s.among(no), own...), s.unless(false)...), true)
	answered := len(s.values) - len(s.unless(false))
	switch {
	case p == meansFail && s.blank() && len(s.among(no)) == 0 && len(own) == 0: // is a blank a no?
		return []coding{s.coding(s.among(yes), true), fails}
	case p == meansFail, p == unnamed && len(own)+len(s.among(censoredWords)) > 0:
		return []coding{fails}
	case p == meansAlive:
		return []coding{lives}
	case p == unnamed && answered < 2:
		return nil
	}
	return []coding{fails, lives}
}

// oneOrTwo reads the numbers of R's survival: 2 is a failure.
func (s *status) oneOrTwo(p polarity) []coding {
	two, one := s.coding([]string{"2"}, true), s.coding([]string{"1"}, true)
	switch {
	case p == meansFail:
		return []coding{two}
	case p == unnamed && len(s.among(words("1 2"))) < 2:
		return nil
	}
	return []coding{two, one}
}

// modes reads numbers of ways to fail, of which 0 is none.
func (s *status) modes() []coding {
	var failed []string
	for _, v := range s.values {
		if v.text != "0" && v.text != "" {
			failed = append(failed, v.text)
		}
	}
	slices.Sort(failed)
	all := []coding{s.coding(failed, true)}
	for _, v := range failed {
		all = append(all, s.coding([]string{v}, true))
	}
	return all
}

// oneWord reads two values of which one tells by itself.
func (s *status) oneWord() []coding {
	if s.beyond != nil || len(s.values) != 2 || s.blank() {
		return nil
	}
	failed, cut := s.among(failedWords), s.among(censoredWords)
	switch {
	case len(failed) == 1 && len(failed[0]) > 1:
		return []coding{s.coding(failed, true)}
	case len(cut) == 1 && len(cut[0]) > 1:
		others := slices.DeleteFunc([]string{s.values[0].text, s.values[1].text}, func(v string) bool { return v == cut[0] })
		return []coding{s.coding(others, true)}
	}
	return nil
}

// fails tells of each value whether it is a failure.
func (s *status) fails(failed []string) []bool {
	fails := make([]bool, len(s.values))
	for i, v := range s.values {
		fails[i] = slices.Contains(failed, v.text)
	}
	return fails
}

// unreadable is the error of a column that is called a status and is none.
func (s *status) unreadable(file string) error {
	v := s.beyond
	for i := range s.values {
		if one := (&status{name: s.name, values: s.values[i : i+1]}); s.values[i].text != "" && len(one.codings(meansFail)) == 0 {
			v = &s.values[i]
			break
		}
	}
	if v == nil {
		v = &s.values[len(s.values)-1]
	}
	return fmt.Errorf("%s:%d: status: %q is not 1 or 0, failed or censored; --status and --failed say what is, --status '' that all failed", file, v.line, v.text)
}
