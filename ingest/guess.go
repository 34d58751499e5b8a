package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jszwec/csvutil"

	"mtbf/internal/table"
)

// mapColumns finds the columns of a file: by the user's word, else by the
// profile's names, else by what names and contents say together.
func mapColumns(header []string, sample [][]string, p *Profile, asked map[Role]string) (*mapping, error) {
	m := &mapping{header: header, from: map[Role]origin{}}
	if err := m.byWord(asked); err != nil {
		return nil, err
	}
	together := p.Name == generic
	for _, role := range roles {
		if _, given := asked[role]; !given && !(together && slices.Contains(scored, role)) {
			m.byName(role, p, sample)
		}
	}
	for _, name := range p.Category.Filled {
		_, given := asked[roleCategory]
		if i := table.Find(header, name); i >= 0 && !given {
			m.filled = append(m.filled, i)
		}
	}
	switch _, ok := m.from[roleStart]; {
	case together:
		m.assign(sample, p, asked, scored)
	case !ok:
		m.assign(sample, p, asked, []Role{roleStart, roleEnd, roleDuration})
	}
	if _, ok := m.from[roleStart]; !ok {
		return nil, fmt.Errorf("no column of start times found among %s; name it with --column start=NAME", table.QuoteNames(header, 12))
	}
	if s, ok := m.from[roleAcknowledged]; ok && asked[roleAcknowledged] == "" && m.taken(s) {
		delete(m.from, roleAcknowledged)
	}
	if _, given := asked[roleStatus]; together && !given {
		m.statusByWord(sample, p)
	}
	m.doubtRepeated()
	return m, nil
}

// statusByWord takes a column for the status of an outage, where none is called by one of
// its names, whose name ends in a word for it, and that holds little else.
func (m *mapping) statusByWord(sample [][]string, p *Profile) {
	if _, ok := m.from[roleStatus]; ok {
		return
	}
	isOne := func(text string) bool {
		return isStatus(text) || slices.Contains(stateWords().Cancelled, plainWord(text))
	}
	for i, name := range m.header {
		s, words := origin{columns: []int{i}, name: name}, wordsOf(name)
		named := len(words) > 0 && slices.Contains(stateWords().Status, words[len(words)-1])
		if named && !uses(m.from, s) && filledShare(s, sample, p.Missing) > 0 && share(s, sample, p.Missing, isOne) >= knownWork {
			m.from[roleStatus] = s
			return
		}
	}
}

// assign gives columns to roles by their names and contents together.
func (m *mapping) assign(sample [][]string, p *Profile, asked map[Role]string, roles []Role) {
	a := newAssigner(m.header, sample, p)
	fixed := map[Role]origin{}
	for _, role := range scored {
		_, given := asked[role]
		if s, ok := m.from[role]; ok || given || !slices.Contains(roles, role) {
			fixed[role] = s
		}
	}
	best := a.assign(fixed)
	for _, role := range roles {
		if _, ok := fixed[role]; ok {
			continue
		}
		c := best.role[role]
		if c == nil {
			m.doubtUnfit(role, p)
			continue
		}
		c.origin.whole = role == roleEnd && len(c.columns) > 1 // a date alone may be that of the start
		m.from[role] = c.origin
		if !c.named {
			m.guess("column-guessed", "%q was read as %s because it holds %s; --column %s=NAME says otherwise", c.name, role, c.holds, role)
		}
	}
	if _, ok := m.from[roleUnit]; !ok {
		m.units = a.unitCandidates(m.from)
	}
}

// doubtUnfit warns of columns that are called like a role which none has, as what they
// hold does not fit.
func (m *mapping) doubtUnfit(role Role, p *Profile) {
	var unfit []string
	for _, name := range p.Columns[role] {
		if s, err := locate(m.header, role, name); err == nil && !uses(m.from, s) {
			unfit = append(unfit, s.name)
		}
	}
	if len(unfit) > 0 {
		m.doubt("column-unfit", "no column was read as %s: most of what %s holds does not fit; --column %s=NAME reads it all the same", role, table.QuoteNames(unfit, 3), role)
	}
}

// byWord takes the columns that the user names. An empty name means that there
// is no such column.
func (m *mapping) byWord(asked map[Role]string) error {
	for _, role := range roles {
		name := asked[role]
		if name == "" {
			continue
		}
		s, err := locate(m.header, role, name)
		if err != nil && role == roleWeight {
			return fmt.Errorf("--weight %s: %w", name, err)
		}
		if err != nil {
			return fmt.Errorf("--column %s=%s: %w", role, name, err)
		}
		m.from[role] = s
	}
	return nil
}

// byName takes the first of the profile's names that the header has, that is
// not taken by another role, and whose contents fit the role.
func (m *mapping) byName(role Role, p *Profile, sample [][]string) {
	var unfit []string
	for _, name := range p.Columns[role] {
		s, err := locate(m.header, role, name)
		if err != nil || m.taken(s) {
			continue
		}
		if fits(role, s, sample, p) {
			s.whole = role == roleEnd && len(s.columns) > 1 // a date alone may be that of the start
			m.from[role] = s
			return
		}
		unfit = append(unfit, s.name)
	}
	if len(unfit) > 0 && role != roleStatus && role != roleAcknowledged {
		m.doubt("column-unfit", "no column was read as %s: most of what %s holds does not fit; --column %s=NAME reads it all the same", role, table.QuoteNames(unfit, 3), role)
	}
}

// doubtRepeated warns of a mapped column whose name the header has again.
func (m *mapping) doubtRepeated() {
	for _, role := range roles {
		for _, i := range m.from[role].columns {
			same := 0
			for _, name := range m.header {
				if name == m.header[i] {
					same++
				}
			}
			if same > 1 {
				m.doubt("column-repeated", "%d columns are called %q; the first was read as %s", same, m.header[i], role)
			}
		}
	}
}

// taken reports whether a column of s already is the start, the end or the
// duration. A unit may well be its own category.
func (m *mapping) taken(s origin) bool {
	for _, role := range []Role{roleStart, roleEnd, roleDuration} {
		if other, ok := m.from[role]; ok && slices.Equal(other.columns, s.columns) {
			return true
		}
	}
	return false
}

// fits reports whether at least half of the filled cells can be read as what
// the role wants. A column without any filled cell fits by its name.
//
// A column of units must be filled in half of the rows, since a row that does
// not say whose outage it was is lost.
func fits(role Role, s origin, sample [][]string, p *Profile) bool {
	var cell csvutil.Unmarshaler
	switch role {
	case roleStart, roleEnd:
		cell = new(timeCell)
	case roleDuration:
		cell = new(durationCell)
	case rolePlanned, roleInfant, roleFailure:
		cell = new(flagCell)
	case roleInService, roleRetired:
		cell = new(serviceCell)
	case roleStatus:
		return share(s, sample, p.Missing, isStatus) >= 0.5
	case roleAcknowledged:
		return share(s, sample, p.Missing, tellsAcknowledged(s.name)) >= 0.5
	case roleUnit:
		return filledShare(s, sample, p.Missing) >= 0.5
	default:
		return true
	}
	reads := func(text string) bool {
		if strings.Contains(text, " ") {
			text = expandCompact(text) // a date and a clock, both without separators
		}
		err := cell.UnmarshalCSV([]byte(decimalPoint(text)))
		return err == nil || isZoneDoubt(err)
	}
	return share(s, sample, p.Missing, reads) >= 0.5
}

// filledShare returns the part of the rows that say something, 1 if there are
// no rows.
func filledShare(s origin, sample [][]string, missing []string) float64 {
	filled := 0
	for _, record := range sample {
		if !isMissing(s.text(record, missing), missing) {
			filled++
		}
	}
	if len(sample) == 0 {
		return 1
	}
	return float64(filled) / float64(len(sample))
}

// share returns the part of the filled cells that can be read, 1 if all are
// blank.
func share(s origin, sample [][]string, missing []string, reads func(string) bool) float64 {
	filled, good := 0, 0
	for _, record := range sample {
		text := s.text(record, missing)
		if tellsNothing(text, missing) {
			continue
		}
		filled++
		if reads(text) {
			good++
		}
	}
	if filled == 0 {
		return 1
	}
	return float64(good) / float64(filled)
}

// missingWords are texts that mean "no value" in every profile.
var missingWords = map[string]bool{
	"": true, "?": true, "-": true, "--": true, "n/a": true, "na": true, "nan": true, "nat": true,
	"null": true, "nil": true, "none": true, "(null)": true, `\n`: true, "#n/a": true,
}

// longestMissing is the length of the longest of missingWords.
const longestMissing = 6

func isMissing(text string, more []string) bool {
	return len(text) <= longestMissing && missingWords[strings.ToLower(text)] || isZeroDate(text) ||
		slices.ContainsFunc(more, func(m string) bool { return strings.EqualFold(m, text) })
}

// isZeroDate reports whether text is what databases and programs write for a
// time they do not have: 0000-00-00 00:00:00, 0001-01-01T00:00:00Z.
func isZeroDate(text string) bool {
	return strings.HasPrefix(text, "0000-00-00") || strings.HasPrefix(text, "0001-01-01")
}

// ongoingWords in an end column say that the outage goes on.
var ongoingWords = map[string]bool{"ongoing": true, "open": true, "active": true, "current": true, "present": true, "now": true, "unresolved": true}

func isOngoing(text string) bool { return ongoingWords[strings.ToLower(text)] }

// unknownWords stand for a value that nobody knows, or knows yet.
var unknownWords = map[string]bool{"unknown": true, "unk": true, "tbd": true, "tbc": true, "to be determined": true, "not known": true, "not available": true}

// tellsNothing reports whether a text says nothing of what its column holds: it stands
// for no value, for one that nobody knows, or for a year that is never to come.
func tellsNothing(text string, missing []string) bool {
	return isMissing(text, missing) || isOngoing(text) || unknownWords[strings.ToLower(text)] ||
		strings.HasPrefix(text, "9999") || strings.HasSuffix(text, "9999")
}
