package ingest

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mtbf/internal/near"
	"mtbf/internal/when"
	"mtbf/model/census"
)

//go:embed profiles/*.yaml
var shipped embed.FS

// Profile says how the logs of one tool are read: which columns mean what,
// how times are written, which rows are no outages. It is a small YAML file;
// the shipped ones are in the profiles folder.
type Profile struct {
	Name   string `yaml:"name"`
	Tool   string `yaml:"tool"`   // that writes such logs, as people call it
	About  string `yaml:"about"`  // what a row is, in a line
	Export string `yaml:"export"` // where in the tool one gets the log
	Notes  string `yaml:"notes"`  // what its times and states mean, and what to beware of
	Source string `yaml:"source"` // what the profile was made from

	// Detect lists column names; a log that has them all is read with this
	// profile when the user names none. Layouts are further lists, of which one is
	// enough.
	Detect  []string   `yaml:"detect"`
	Layouts [][]string `yaml:"layouts"`

	Looks  map[string]string `yaml:"looks"`  // column: an expression that its cells match, in a log that is detected
	Header []string          `yaml:"header"` // names of the columns of a log that is without them
	Refuse string            `yaml:"refuse"` // why such a file is no log, and what to take instead

	Columns  map[Role]Names `yaml:"columns"`
	Category CategoryRule   `yaml:"category"`
	Rules    []RuleText     `yaml:"rules"`

	DateOrder    string              `yaml:"date_order"`    // day-month | month-day; empty: decided over the column
	Timezone     string              `yaml:"timezone"`      // IANA name for times without offset
	TimeUnit     string              `yaml:"time_unit"`     // of bare numbers in time columns
	DurationUnit string              `yaml:"duration_unit"` // of bare numbers in the duration column
	Missing      []string            `yaml:"missing"`       // texts that mean "no value"
	Planned      map[string][]string `yaml:"planned"`       // column: values that mark planned work
	Skip         map[string][]string `yaml:"skip"`          // column: values of rows that are no outages
	State        *StateRule          `yaml:"state"`         // the column that tells up from down; nil: found
	LastOf       string              `yaml:"last_of"`       // several rows an outage: the column that names it, or A+B; the last row counts
	LastBy       string              `yaml:"last_by"`       // the column of numbers that grow from row to row of an outage; empty: the order of the file
	Samples      bool                `yaml:"samples"`       // a row is a sample of what is down, at steady times: an outage is the rows that follow one another
	Say          string              `yaml:"say"`           // what the figures of such a log rest on, for the heading
	BlankUnit    string              `yaml:"blank_unit"`    // unit of a row that names none; empty: such a row is bad
	DayRows      bool                `yaml:"day_rows"`      // a row is a unit-day of exposure, an outage where the failure column is 1
	UntilExport  bool                `yaml:"until_export"`  // intervals of both states reach up to the export: an outage that does goes on
}

// CategoryRule says where the category of an outage is found, when it is not
// simply the text of one column.
type CategoryRule struct {
	Filled    []string `yaml:"filled"`    // the column that holds text is the category, its text the sub-category
	Separator string   `yaml:"separator"` // between several causes in one cell; empty: ";"
	Levels    string   `yaml:"levels"`    // between the levels of the tree in one cause; empty: "/" where the values form a tree
	Blank     string   `yaml:"blank"`     // category of a row without one; empty: unknown
}

// RuleText is a taxonomy rule as written in a file.
type RuleText struct {
	Column   string   `yaml:"column"`
	Value    []string `yaml:"value"`
	Match    string   `yaml:"match"`
	Category string   `yaml:"category"`
}

// Names is a list of column names in order of preference. "A+B" joins two
// columns: by a blank for a time, by a slash for a unit, as levels for a category.
type Names []string

// ProfileNames returns the names of the shipped profiles.
func ProfileNames() []string {
	entries, _ := fs.ReadDir(shipped, "profiles")
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(names) // sap-pm before sap-pm-x, which the dot of .yaml does not see to
	return names
}

// IsProfileFile reports whether a profile so named is a file, not a shipped one.
func IsProfileFile(name string) bool {
	return strings.ContainsAny(name, `/\`) || path.Ext(name) == ".yaml" || path.Ext(name) == ".yml"
}

// LoadProfile returns a shipped profile by name, or reads one from a file:
// anything with a path separator or the ending .yaml or .yml.
func LoadProfile(name string) (*Profile, error) {
	if IsProfileFile(name) {
		text, err := readSmall(name, "profile")
		if err != nil {
			return nil, err
		}
		return parseProfile(name, text)
	}
	text, err := ProfileText(name)
	if err != nil {
		return nil, fmt.Errorf("profile: %q is none of the profiles that ship with the program (mtbf profiles list), and not a .yaml file%s", name, near.Hint(name, ProfileNames()))
	}
	return parseProfile(name, text)
}

// ProfileText returns the YAML of a shipped profile, with its comments.
func ProfileText(name string) ([]byte, error) {
	text, err := shipped.ReadFile("profiles/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("profile: %q is none of the profiles that ship with the program (mtbf profiles list)%s", name, near.Hint(name, ProfileNames()))
	}
	return text, nil
}

// ShippedProfiles returns the shipped profiles in the order of their names. They are
// not to be changed.
func ShippedProfiles() ([]*Profile, error) {
	byName, err := shippedProfiles()
	if err != nil {
		return nil, err
	}
	var all []*Profile
	for _, name := range ProfileNames() {
		all = append(all, byName[name])
	}
	return all, nil
}

func parseProfile(name string, text []byte) (*Profile, error) {
	p := &Profile{}
	if err := decodeYAML(name, text, p); err != nil {
		return nil, err
	}
	if p.Name == "" {
		p.Name = name
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

func (p *Profile) validate() error {
	for role := range p.Columns {
		if !slices.Contains(roles, role) {
			return fmt.Errorf("columns: %q is not one of %s", role, joinRoles())
		}
	}
	if p.DateOrder != "" {
		if _, err := parseOrder(p.DateOrder); err != nil {
			return err
		}
	}
	for _, unit := range []string{p.TimeUnit, p.DurationUnit} {
		if _, ok := when.UnitHours(unit); unit != "" && !ok {
			return fmt.Errorf("%q is not a unit of time such as s, min, h, d", unit)
		}
	}
	if p.Timezone != "" {
		if _, err := when.LoadZone(p.Timezone); err != nil {
			return fmt.Errorf("timezone: %w", err)
		}
	}
	if p.LastBy != "" && p.LastOf == "" {
		return errors.New("last_by needs last_of, the column that names the outage")
	}
	if p.DayRows && len(p.Columns[roleFailure]) == 0 {
		return errors.New("day_rows needs a failure column")
	}
	for column, pattern := range p.Looks {
		if _, err := regexp.Compile(pattern); err != nil {
			return fmt.Errorf("looks: %s: %w", column, err)
		}
	}
	if err := p.State.validate(); err != nil {
		return err
	}
	_, err := compileRules(p.Rules)
	return err
}

// taxonomy returns the profile's own rules, nil if it has none.
func (p *Profile) taxonomy() (*census.Taxonomy, error) {
	if len(p.Rules) == 0 {
		return nil, nil
	}
	rules, err := compileRules(p.Rules)
	return &census.Taxonomy{Rules: rules}, err
}

// generic is the profile of logs that no other one fits.
const generic = "generic"

// shippedProfiles returns the shipped profiles by name; they are not changed.
var shippedProfiles = sync.OnceValues(func() (map[string]*Profile, error) {
	profiles := map[string]*Profile{}
	for _, name := range ProfileNames() {
		p, err := LoadProfile(name)
		if err != nil {
			return nil, err
		}
		profiles[name] = p
	}
	return profiles, nil
})
