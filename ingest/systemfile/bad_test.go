package systemfile

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// badSystems are files with one defect each, named by the defect, and where
// and how the defect is reported.
var badSystems = []struct {
	file         string
	line, column int
	says         string
}{
	{"alias", 2, 9, "an anchor (&)"},
	{"alias_bomb", 1, 4, "an anchor (&)"},
	{"alias_unknown", 2, 9, "an alias (*)"},
	{"alpha_sum", 5, 41, `alpha: [0.9 0.06 0.02] is not a list that adds to 1: it adds to 0.98`},
	{"alpha_word", 5, 47, `alpha: `},
	{"availability_and_mttr", 2, 36, "mttr: 0 is not a number above 0"},
	{"availability_and_unavailability", 3, 46, `module "line": it has both availability and unavailability`},
	{"availability_over_one", 2, 24, "availability: 1.01 is not a number from 0 to 1"},
	{"availability_with_mttr", 2, 36, `module "line": it has both mttr and availability`},
	{"beta_of_different_modules", 5, 29, "k_of_n: with crews, common cause, coverage, takeover or spares it is made of"},
	{"beta_over_one", 5, 40, "beta: 2 is not a number from 0 to 1"},
	{"binary", 1, 1, "not text: it looks like a PNG picture"},
	{"block_text", 1, 7, "a block of text (|)"},
	{"bracket_stray", 4, 32, `"}" after the end of the value`},
	{"bracket_unclosed", 3, 1, `a comma or "}" is missing before "structure" (the "{" is on line 2)`},
	{"bracket_unclosed_at_end", 4, 12, `the "{" is never closed`},
	{"bracket_unclosed_before_dash", 5, 11, `the "[" is not closed before the dash on line 7`},
	{"bracket_wrong", 4, 32, `a comma or "]" is missing before "}" (the "[" is on line 4)`},
	{"choose_dormancy_active", 5, 50, "choose: dormancy is for copies that wait"},
	{"choose_grouped_mix", 5, 63, "choose: mix does not go with crews"},
	{"choose_grouped_static", 5, 16, `choose: module "line" has no mtbf or life`},
	{"choose_mode", 5, 46, `mode: "cold" is not active, duplex, standby`},
	{"choose_range_absurd", 5, 34, "redundancy: 1..1000000000 goes beyond 1000000 copies"},
	{"choose_twice", 5, 23, `choose: "disc" is listed twice`},
	{"cold_with_dormancy", 5, 56, "standby: mode cold and dormancy 0.1 contradict each other"},
	{"colon_missing", 3, 23, `line {availability: "0.99}" stands where a mapping of mtbf, mttr,`},
	{"colon_without_blank", 2, 10, `"mtbf:1y" has no value (a blank must follow the colon)`},
	{"comma_missing", 2, 23, `a comma or "}" is missing before ":" (the "{" is on line 2)`},
	{"control_character", 1, 8, "the character U+0007 does not belong into a system file"},
	{"coverage_in_percent", 5, 32, `coverage: "99.9%" is not a number`},
	{"coverage_over_one", 5, 32, "coverage: 99.9 is not a number from 0 to 1; write 99 % as 0.99"},
	{"coverage_quoted", 5, 32, `coverage: "0.999" is a text where a number belongs`},
	{"crews_without_times", 5, 28, `k_of_n: module "line" has no mtbf or life, which crews, coverage,`},
	{"crews_zero", 5, 41, "crews: 0 is not a number of 1 or more"},
	{"dash_with_nothing", 7, 5, "a dash with nothing after it"},
	{"directive", 1, 1, "a directive (%)"},
	{"duplex_of_shared", 6, 16, `duplex: "mirror" is one shared unit, of which there are no copies`},
	{"duplex_of_three", 5, 16, "duplex: of: lists 3 nodes"},
	{"duplicate_in_quotes", 2, 20, `"mtbf" is given twice, first on line 2`},
	{"duplicate_key", 2, 30, `"mtbf" is given twice, first on line 2`},
	{"duplicate_module", 4, 3, `"disc" is given twice, first on line 2`},
	{"duration_bad", 2, 30, `mttr: "a day" is not a duration: want a number and a unit, such as`},
	{"duration_decimal_comma", 2, 16, `mtbf: "1,5 y" is not a duration: want a number and a unit, such as`},
	{"duration_negative", 2, 16, "mtbf: -10000h is not a number above 0"},
	{"edge_to_itself", 6, 27, `network: the edge joins "b" to itself`},
	{"edge_with_one_end", 6, 27, "edges: an edge is [place, place, node]: its two ends and what must"},
	{"empirical_bad_value", 2, 35, `empirical: lives_bad.csv:4: hours: "soon" is not a duration: want a`},
	{"empirical_no_column", 2, 35, `empirical: testdata/good/lives.csv has no column "minutes"`},
	{"empirical_no_file", 2, 35, "empirical: open nowhere.csv: no such file or directory"},
	{"empty", 1, 1, "the file is empty"},
	{"error_factor_one", 4, 52, "error_factor: 1 is not a number above 1"},
	{"escape_unknown", 1, 9, "a backslash that begins no escape"},
	{"exponential_without_parameter", 2, 30, `parameters of exponential: "none" is not rate, or mean`},
	{"from_and_mtbf", 2, 42, `module "disc": it has both mtbf and from`},
	{"gumbel_mean_negative", 2, 25, "gumbel: its mean is -101.2 h"},
	{"hexadecimal", 5, 15, `k: "0x2" is not a number`},
	{"idle_coverage_over_one", 5, 60, `idle_coverage: 98 is not a number from 0 to 1`},
	{"idle_coverage_without_life", 5, 16, `which crews, coverage, takeover and standby need`},
	{"indentation_between", 3, 3, `"line" does not line up with what is above it`},
	{"indentation_deeper", 3, 5, `"line" does not line up with what is above it`},
	{"infinity", 2, 16, `mtbf: ".inf" is not a duration: want a number and a unit, such as`},
	{"json_with_comment", 1, 39, `"// comment" has no value`},
	{"k_over_n", 5, 15, "k_of_n: k is 4 but there are only 3"},
	{"k_zero", 5, 15, "k: 0 is not a number of 1 or more"},
	{"key_without_value", 4, 1, `"structure" has no value`},
	{"limit_negative", 6, 16, "limits: cost: -1 is not a number of 0 or more"},
	{"list_as_node", 5, 12, "series: a list stands where one node (a name, or a key such as"},
	{"list_at_top", 1, 1, "the system file: a list stands where a mapping of name, modules,"},
	{"list_on_line_of_key", 5, 11, "a list that begins on the line of its key"},
	{"log_is_stdin", 2, 22, "log: standard input cannot be named in a system file"},
	{"log_missing", 2, 16, "from: log is missing (outage log, relative to the system file)"},
	{"log_unreadable", 2, 22, "from: unreadable.csv: no such log"},
	{"log_without_failures", 2, 3, `module "disc": silent.csv: hardware/disc gives no mtbf (at least 1234`},
	{"lognormal_all_four", 4, 25, `parameters of lognormal: "error_factor, meanlog, median, sdlog" is`},
	{"lognormal_mixed", 4, 25, `parameters of lognormal: "error_factor, sdlog" is not meanlog and`},
	{"merge_key", 3, 5, "a merge key (<<)"},
	{"mgl_and_alpha", 5, 41, `mgl and alpha are two models of the same failures`},
	{"mgl_and_beta", 5, 50, `beta is the case of mgl: [beta, 1, 1, ...]`},
	{"mgl_of_choose", 5, 40, `choose: the key "mgl" is not known`},
	{"mgl_of_many", 5, 40, `units: 65 is not a number up to 64`},
	{"mgl_over_one", 5, 39, `mgl: 5 is not a number from 0 to 1`},
	{"mgl_too_few", 5, 39, `mgl: [0.1 0.5] is not a list of 3 numbers, as 4 units need`},
	{"missing_k", 5, 11, "k_of_n: k is missing (how many must work)"},
	{"missing_modules", 1, 1, "the system file: modules is missing (kinds of part by name, each with"},
	{"missing_structure", 1, 1, "the system file: structure is missing (what must work for the system"},
	{"mix_is_yes", 5, 53, `mix: "yes" stands where true or false belongs`},
	{"mode_missing", 5, 12, "standby: mode is missing"},
	{"mode_unknown", 5, 40, `mode: "tepid" is not cold, warm, hot`},
	{"module_empty", 2, 3, `module "disc": it has no numbers`},
	{"module_without_value", 2, 3, `"disc" has no value`},
	{"modules_empty", 1, 10, "modules: an empty mapping"},
	{"mtbf_and_life", 4, 11, `module "disc": it has both mtbf and life`},
	{"nothing_can_fail", 8, 13, `network: a path leads from "a" to "c" on which nothing can fail`},
	{"place_without_edge", 7, 14, `network: the place "x" is the end of no edge`},
	{"place_without_node", 7, 14, `"b" has no value`},
	{"places_is_list", 7, 13, `places: a list stands where a mapping, place: node, belongs`},
	{"system_name_too_long", 1, 7, "has 201 characters, more than 200; shorten it"},
	{"mtbf_is_list", 2, 16, "mtbf: a list stands where a duration belongs"},
	{"mtbf_is_true", 2, 16, `mtbf: "true" is not a duration: want a number and a unit, such as`},
	{"mttr_alone", 2, 16, `module "disc": it has mttr but nothing that says how often it fails`},
	{"mttr_and_repair", 5, 11, `module "disc": it has both mttr and repair`},
	{"mttr_zero", 2, 30, "mttr: 0 is not a number above 0"},
	{"n_against_list", 5, 21, "k_of_n: n is 3 but of: lists 2 nodes"},
	{"n_fraction", 5, 21, "n: 2.5 is not a whole number up to 1000000000"},
	{"n_huge", 5, 21, "n: 99999999999999999999 is not a whole number up to 1000000000"},
	{"n_million_and_one", 7, 7, "the structure grows beyond 1000000 units here (to 1000001)"},
	{"n_missing", 5, 22, "k_of_n: n is missing"},
	{"n_of_n_of_n", 5, 3, "the structure grows beyond 1000000 units here (to 1000000000)"},
	{"n_zero", 5, 21, "n: 0 is not a number of 1 or more"},
	{"name_blank", 2, 3, `modules: the name " " is blank`},
	{"name_is_number", 2, 3, "modules: 7 is a number or a word of YAML, not a name"},
	{"name_of_numbered_unit", 3, 3, `"disc.2" is also the name of unit 2 of the 2 of module "disc"`},
	{"name_too_long", 2, 3, "modules: the name"},
	{"name_unprintable", 2, 3, `modules: the name "disc\u202e" has a character that cannot be printed`},
	{"nan", 2, 34, `shape: ".nan" is not a number`},
	{"need_over_redundancy", 5, 30, "choose: need is 5 but redundancy ends at 4"},
	{"node_empty", 5, 12, "series: an empty mapping"},
	{"number_as_node", 5, 18, "series: 3 is a number or a word of YAML where a text belongs"},
	{"only_comments", 1, 1, "the file holds nothing but blanks and comments"},
	{"overflow", 2, 34, `shape: "1e999" is not a number`},
	{"parameter_missing", 2, 26, "weibull: scale is missing (time by which 63.2 % have failed, counted"},
	{"partial_inside_parallel", 7, 16, "partial: it stands only at the top of the structure, or in a series"},
	{"question_mark_key", 2, 3, `a "?"`},
	{"quote_single_unclosed", 1, 7, "the quote is not closed on its line"},
	{"quote_unclosed", 2, 16, "the quote is not closed on its line"},
	{"rate_negative", 2, 37, "rate: -1e-4 is not a number above 0"},
	{"rate_with_unit", 2, 37, `rate: "1/y" is not a number`},
	{"redundancy_from_zero", 5, 36, "redundancy: 0..4 begins below 1"},
	{"redundancy_reversed", 5, 36, "redundancy: 4..1 runs backwards; write 1..4"},
	{"redundancy_words", 5, 36, `redundancy: "some" is not a range of whole numbers`},
	{"resource_is_text", 2, 48, `cost: "five" is not a number`},
	{"resource_negative", 2, 48, "resources: cost: -5 is not a number of 0 or more"},
	{"series_empty", 5, 11, "series: an empty list"},
	{"series_is_name", 5, 11, `series: "disc" stands where a list belongs`},
	{"shared_and_module", 5, 3, `shared: "line" is the name of a module too`},
	{"shared_cycle", 5, 6, "shared: the units are of each other in a cycle (a -> b -> c -> a)"},
	{"shared_of_shared", 6, 6, `shared: "b" is of "a", a shared unit itself`},
	{"source_is_target", 5, 55, `network: source and target are both "a"`},
	{"source_not_in_edges", 7, 13, `network: the source "x" is the end of no edge`},
	{"staggered_alone", 5, 45, `staggered says how alpha was counted`},
	{"standby_without_spares", 5, 31, "spares: 0 is not a number of 1 or more"},
	{"system_name_is_list", 1, 7, "name: a list stands where a text belongs"},
	{"tab_indentation", 2, 1, "a tab in the indentation"},
	{"tag", 2, 16, "a tag (!)"},
	{"target_out_of_reach", 8, 13, `network: no path leads from "a" to "c", even with every edge working`},
	{"text_after_document", 7, 1, `text after "...", the end of the document`},
	{"text_after_quote", 1, 10, "text right after a closing quote"},
	{"text_at_top", 1, 1, `the system file: "a system of two discs" stands where a mapping of`},
	{"text_on_two_lines", 2, 3, `"of transactions" continues the line above`},
	{"text_too_long", 2, 39, "is longer than 4096 characters"},
	{"thousands_comma", 2, 19, `"000h" has no value (a comma ends a value here: write 10000h for`},
	{"two_distributions", 2, 42, `life: it is a distribution, of one kind, and has "gamma" besides`},
	{"two_documents", 6, 1, `a second document begins ("---")`},
	{"two_keys_on_a_line", 2, 9, `"mtbf" is a second key on this line`},
	{"two_kinds_in_one_node", 6, 3, "structure: it is a place in the structure, of one kind, and has"},
	{"uncertain_availability_counted", 2, 25, `availability: the key "failures" is not known; it has point, error_factor, lo, hi, confidence`},
	{"uncertain_availability_limits_certain", 2, 39, "hi: 1 is not a number above 0 and below 1"},
	{"uncertain_confidence_alone", 2, 16, "mtbf: lo is missing; add it"},
	{"uncertain_confidence_in_percent", 2, 53, "confidence: 90 is not a number above 0 and below 1; write 99 % as 0.99"},
	{"uncertain_confidence_missing", 2, 16, "mtbf: confidence is missing; add it"},
	{"uncertain_count_and_error_factor", 2, 61, "mtbf: it has both error_factor and failures; keep a count, or a point with error_factor, or limits"},
	{"uncertain_empty", 2, 16, "mtbf: an empty mapping; give point and error_factor, or lo, hi and confidence"},
	{"uncertain_error_factor_absurd", 2, 46, "error_factor: 1e+07 is more than a million; it is the 95th percentile over the median, such as 3"},
	{"uncertain_error_factor_and_limits", 2, 53, "mtbf: it has both error_factor and lo; keep point and error_factor, or lo, hi and confidence"},
	{"uncertain_error_factor_below_one", 2, 46, "error_factor: 0.3 is not a number above 1"},
	{"uncertain_error_factor_without_point", 2, 16, "mtbf: point is missing; add it"},
	{"uncertain_exposure_without_failures", 2, 27, "mtbf: exposure without failures; add how many were counted, be it 0"},
	{"uncertain_failures_fractional", 2, 27, "failures: 2.5 is not a whole number up to 1000000000"},
	{"uncertain_failures_none", 2, 27, "mtbf: no failures give no point (at least 3909 h at 90 % confidence); add prior: jeffreys, or a prior of your own"},
	{"uncertain_failures_over_demands", 2, 34, "failures: 61 are more than the 60 demands"},
	{"uncertain_failures_without_exposure", 2, 27, "mtbf: failures without exposure; add the unit-hours in which they were counted"},
	{"uncertain_hi_missing", 2, 26, "mttr: hi is missing; add it"},
	{"uncertain_limits_reversed", 2, 33, "mtbf: lo is not below hi"},
	{"uncertain_list", 2, 16, "mtbf: a list stands where a duration belongs"},
	{"uncertain_mtbf_demands", 2, 30, `mtbf: the key "demands" is not known; it has point, error_factor, lo, hi, confidence, failures, exposure, prior`},
	{"uncertain_mttr_counted", 2, 27, `mttr: the key "failures" is not known; it has point, error_factor, lo, hi, confidence`},
	{"uncertain_point_alone", 2, 16, "mtbf: it has point alone; add error_factor, or lo, hi and confidence, or write the number without a mapping"},
	{"uncertain_point_outside", 2, 24, "mtbf: point is not between lo and hi"},
	{"uncertain_prior_alone", 2, 24, "prior: it says nothing without a count; add failures and exposure"},
	{"uncertain_prior_beta_a_zero", 2, 42, "a: 0 is not a number from 0.01 to 1e+09"},
	{"uncertain_prior_beta_of_mtbf", 2, 25, `prior: the key "beta" is not known; it has gamma`},
	{"uncertain_prior_gamma_no_shape", 2, 32, "gamma: shape is missing (the failures that the prior is worth); add it"},
	{"uncertain_prior_gamma_shape_alone", 2, 32, "gamma: exposure is missing (the unit-hours that the prior is worth), or mean; add one of them"},
	{"uncertain_prior_gamma_twice", 2, 65, "gamma: it has both exposure and mean; keep one of them"},
	{"uncertain_prior_unknown", 2, 24, `prior: "uniform" stands where jeffreys, or a mapping of gamma, belongs`},
	{"uncertain_reliability_all_failed", 2, 34, "reliability: 60 failures in 60 demands only bound it; add prior: jeffreys, or a prior of your own"},
	{"uncertain_reliability_demands_alone", 2, 33, "reliability: demands without failures; add how many were counted, be it 0"},
	{"uniform_reversed", 2, 44, "uniform high: 100 is not above low"},
	{"unit_unknown", 2, 16, `mtbf: "10000x" is not a duration: "x" is no unit`},
	{"unknown_choose_module", 5, 23, `choose: "lin" is not a module`},
	{"unknown_distribution", 2, 17, `life: the key "weibul" is not known`},
	{"unknown_key_choose", 5, 40, `choose: the key "mixed" is not known`},
	{"unknown_key_duplex", 5, 22, `duplex: the key "covarage" is not known`},
	{"unknown_key_from", 3, 30, `from: the key "cathegory" is not known`},
	{"unknown_key_k_of_n", 5, 34, `k_of_n: the key "crew" is not known`},
	{"unknown_key_module", 2, 24, `disc: the key "mtr" is not known`},
	{"unknown_key_network", 5, 36, `network: the key "from" is not known`},
	{"unknown_key_node", 5, 3, `structure: the key "serial" is not known`},
	{"unknown_key_partial", 5, 23, `partial: the key "number" is not known`},
	{"unknown_key_standby", 5, 23, `standby: the key "spare" is not known`},
	{"unknown_key_top", 4, 1, `the system file: the key "limit" is not known`},
	{"unknown_module", 5, 16, `"disk" is neither a module nor a shared unit`},
	{"unknown_module_in_series", 7, 7, `"controller" is neither a module nor a shared unit`},
	{"unknown_parameter", 2, 54, `weibull: the key "beta" is not known`},
	{"unknown_shared_module", 5, 10, `shared: "power" is not a module`},
	{"unreliability_and_availability", 3, 46, `module "line": it has both availability and unreliability`},
	{"unreliability_over_one", 3, 25, `unreliability: 1.5 is not a number from 0 to 1`},
	{"warm_without_dormancy", 5, 40, "standby: warm needs dormancy, the failure rate of a waiting spare"},
}

func TestBadSystems(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) != len(badSystems) {
		t.Errorf("%d bad files and %d expectations: %v", len(files), len(badSystems), err)
	}
	for _, c := range badSystems {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join("testdata", "bad", c.file+".yaml")
			_, _, err := Read(path, nil, Options{FromLog: fakeLog})
			e := placed(t, err)
			if e.File != path || e.Line != c.line || e.Column != c.column {
				t.Errorf("at %s:%d:%d, want line %d, column %d", e.File, e.Line, e.Column, c.line, c.column)
			}
			if text := strings.ReplaceAll(e.Text, filepath.Dir(path)+string(filepath.Separator), ""); !strings.Contains(text, c.says) {
				t.Errorf("it says %q, want %q", text, c.says)
			}
			if strings.HasSuffix(e.Text, ".") || strings.Contains(e.Text, "\x1b") {
				t.Errorf("a full stop or a colour in %q", e.Text)
			}
		})
	}
}

// The error of a file shows the place in the manner of compilers.
func TestErrorShows(t *testing.T) {
	e := refused(t, "name: \"größe\"\nmodules:\n  disc:\n    mtbf: 4 hrx # how long?\nstructure: disc\n")
	oracle.Equal(t, "error", e.Error(), `system.yaml:4:11: mtbf: "4 hrx" is not a duration: "hrx" is no unit; did you mean "hr"?
  2 | modules:
  3 |   disc:
> 4 |     mtbf: 4 hrx # how long?
    |           ^`)
	e = refused(t, "modules: {ü: {mtbf: 1y, mttr: 1h, \tmtbr: 4}}\nstructure: ü\n")
	oracle.Equal(t, "error", e.Error(), `system.yaml:1:36: ü: the key "mtbr" is not known; did you mean "mtbf"? it has mtbf, mttr, life, repair, availability, reliability, unavailability, unreliability, from, resources
> 1 | modules: {ü: {mtbf: 1y, mttr: 1h,  mtbr: 4}}
    |                                    ^`)
	e = refused(t, "modules: {disc: {mtbf: 1y}}\nstructure: {series: ["+strings.Repeat("disc, ", 1000)+"disk]}\n")
	oracle.Equal(t, "excerpt of a long line", e.Excerpt, `  1 |
> 2 | isc, disc, disc, disc, disc, disc, disk]}
    |                                    ^`)
	cause := errors.New("cause")
	if err := (&source{name: "x", lines: []string{""}}).fault(mark{1, 1}, "a: %w", cause); !errors.Is(err, cause) {
		t.Errorf("%v has lost its cause", err)
	}
}
