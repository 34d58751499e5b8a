package ingest

import (
	"regexp"
	"slices"
	"strings"

	"mtbf/internal/table"
)

// profileFor returns the profile that is asked for, or the one that a header and the
// rows below it ask for.
func profileFor(name string, header []string, sample [][]string) (*Profile, error) {
	if name != "" {
		return LoadProfile(name)
	}
	return detectProfile(header, sample)
}

// detectProfile returns the shipped profile whose columns the header has, the
// one that asks for the most first, and generic where none fits.
func detectProfile(header []string, sample [][]string) (*Profile, error) {
	have := map[string]bool{}
	for _, name := range header {
		have[table.Fold(name)] = true
	}
	profiles, err := shippedProfiles()
	if err != nil {
		return nil, err
	}
	best, most := profiles[generic], 0
	for _, name := range ProfileNames() {
		p := profiles[name]
		if n := p.detects(have); n > most && p.looksLike(header, sample) {
			best, most = p, n
		}
	}
	return best, nil
}

// detects returns the length of the longest list of columns that are all there, 0 for
// none.
func (p *Profile) detects(have map[string]bool) (most int) {
	for _, columns := range append([][]string{p.Detect}, p.Layouts...) {
		if !slices.ContainsFunc(columns, func(c string) bool { return !have[table.Fold(c)] }) {
			most = max(most, len(columns))
		}
	}
	return most
}

// looksLike reports whether the cells of the sample that say something are written as
// the profile's expressions want them. Columns that the header lacks do not count.
func (p *Profile) looksLike(header []string, sample [][]string) bool {
	for column, pattern := range p.Looks {
		i := table.Find(header, column)
		if i < 0 {
			continue
		}
		as := regexp.MustCompile(pattern)
		if slices.ContainsFunc(sample, func(record []string) bool {
			cell := strings.TrimSpace(record[i])
			return cell != "" && !as.MatchString(cell)
		}) {
			return false
		}
	}
	return true
}

// headerFor returns the names of the columns of a file that is without them: those of
// the profile that is asked for, else of the shipped one whose expressions the cells
// match; nil where none does.
func (f *fileReader) headerFor(sample []byte, dialect table.Dialect) []string {
	for _, p := range candidatesForHeader(f.opt.Profile) {
		if dialect.Header = p.Header; len(p.Header) == 0 || len(p.Header) != dialect.Fields {
			continue
		}
		rows := sampleOf(sample, dialect)
		if f.opt.Profile != "" || len(p.Looks) > 0 && len(rows) > 0 && p.looksLike(p.Header, rows) {
			return p.Header
		}
	}
	return nil
}

// candidatesForHeader are the profiles that may name the columns.
func candidatesForHeader(name string) (candidates []*Profile) {
	if name != "" {
		if p, err := LoadProfile(name); err == nil {
			return []*Profile{p}
		}
		return nil // its error comes with the profile
	}
	profiles, _ := shippedProfiles()
	for _, name := range ProfileNames() {
		candidates = append(candidates, profiles[name])
	}
	return candidates
}
