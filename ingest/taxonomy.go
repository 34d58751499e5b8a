package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"mtbf/model"
	"mtbf/model/census"
)

// taxonomyText is a taxonomy as written in a file.
type taxonomyText struct {
	Rules   []RuleText `yaml:"rules"`
	Default string     `yaml:"default"`
}

// LoadTaxonomy reads a taxonomy file:
//
//	rules:
//	  - {value: [disk, hdd], category: hardware/disc}
//	  - {column: team, match: "(?i)net", category: network}
//	default: unknown
//
// A rule without a column looks at the category column. The first rule that
// matches wins.
func LoadTaxonomy(name string) (*census.Taxonomy, error) {
	text, err := readSmall(name, "taxonomy")
	if err != nil {
		return nil, err
	}
	return parseTaxonomy(name, text)
}

func parseTaxonomy(name string, text []byte) (*census.Taxonomy, error) {
	var t taxonomyText
	if err := decodeYAML(name, text, &t); err != nil {
		return nil, err
	}
	rules, err := compileRules(t.Rules)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := oneCategory(t.Default); err != nil {
		return nil, fmt.Errorf("%s: default: %w", name, err)
	}
	return &census.Taxonomy{Rules: rules, Default: categoryPath(t.Default)}, nil
}

func compileRules(texts []RuleText) ([]census.Rule, error) {
	rules := make([]census.Rule, 0, len(texts))
	for i, t := range texts {
		r := census.Rule{Column: t.Column, Values: t.Value, Category: categoryPath(t.Category)}
		if r.Category == "" {
			return nil, fmt.Errorf("rule %d: it names no category", i+1)
		}
		if err := oneCategory(t.Category); err != nil {
			return nil, fmt.Errorf("rule %d: category: %w", i+1, err)
		}
		if len(t.Value) == 0 && t.Match == "" {
			return nil, fmt.Errorf("rule %d (%s): it needs a value or a match", i+1, t.Category)
		}
		if t.Match != "" {
			pattern, err := regexp.Compile(t.Match)
			if err != nil {
				return nil, fmt.Errorf("rule %d (%s): match: %w", i+1, t.Category, err)
			}
			r.Pattern = pattern
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// oneCategory refuses a list of categories: a rule places a cause in one.
func oneCategory(text string) error {
	if strings.Contains(text, ",") {
		return fmt.Errorf("%q is a list, and a cause is placed in one category; write one, without a comma, and its levels as in hardware/disc", text)
	}
	return nil
}

// categoryPath reads a category whose levels are separated by slashes.
func categoryPath(text string) model.Category { return pathAt(text, "/") }

// pathAt reads a category whose levels are separated by a text; "" if it has one
// level only.
func pathAt(text, separator string) model.Category {
	levels := []string{text}
	if separator != "" {
		levels = strings.Split(text, separator)
	}
	for i, level := range levels {
		levels[i] = strings.Join(strings.Fields(level), " ")
	}
	return model.NewCategory(levels...)
}
