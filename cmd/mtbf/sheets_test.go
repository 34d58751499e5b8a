package main

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// numbersIn returns the numbers below a value of JSON, with where they stand.
func numbersIn(x any, path string, to map[string]float64) {
	switch x := x.(type) {
	case float64:
		to[path] = x
	case []any:
		for i, y := range x {
			numbersIn(y, path+"."+strconv.Itoa(i), to)
		}
	case map[string]any:
		for key, y := range x {
			numbersIn(y, path+"."+key, to)
		}
	}
}

// What was asked for stands in CSV as it does in JSON: every number below these keys.
func TestCSVHasWhatWasAsked(t *testing.T) {
	dir := t.TempDir()
	for name, text := range effectFiles {
		writeText(t, filepath.Join(dir, name), text)
	}
	for line, keys := range map[string]string{
		"solve named.yaml --at 50h,70h":                                 "measures at importance sensitivity cut_sets",
		"solve logged.yaml --at 50h":                                    "measures limits at importance sensitivity cut_sets",
		"simulate plain.yaml --at 50h":                                  "measures at mission",
		"mechanism retry --soft 131/132 --mtbf 1y --mttr 1h":            "inputs.value inputs.lo results ends tries",
		"mechanism storage --scheme raid5:8 --mttf 1y..2y --rebuild 5h": "inputs.value results.lo within",
		"mechanism contract --mttf 1y --mttr 1h":                        "inputs.value results within",
		"mechanism pairs --mtbf 1y --hard 1/9 --fault heisenbug=2/9y":   "inputs.value results kinds.mtbf_hours kinds.mtbf_hours_lo kinds.mtbf_hours_hi",
		"mechanism stages --shrink network=5m --within 90m":             "results stages what_if within",
		"multiplex compare --takeover 1h":                               "styles.mtbf_hours sweep.mtbf_hours sweep.mttf_hours sweep.unavailability sweep.outages_unavailability",
		"fit whole.csv --at 50h,90h --quantile 0.1,0.5 --survival --goodness --replications 20 --median-ranks weibull --compare more.csv": "families.parameters at quantiles survival rank_regression goodness comparison",
		"trend failures.csv --times --target 900h --ahead 100h --replications 20":                                                         "verdict.statistic constant_rate_per_hour power_law.beta power_law.age_at_target_hours power_law.predicted_failures change segments mcf per_unit",
		"trend failures.csv --times --where unit=b --target 9h --ahead 100h --replications 20":                                            "power_law",
	} {
		t.Run(line, func(t *testing.T) {
			t.Chdir(dir)
			args := strings.Fields(line)
			var doc map[string]any
			if err := json.Unmarshal(output(t, append(args, "--format", "json")...), &doc); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(strings.NewReader(string(output(t, append(args, "--format", "csv")...)))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			cells := map[float64]bool{}
			for _, row := range rows {
				for _, cell := range row {
					if x, err := strconv.ParseFloat(cell, 64); err == nil {
						cells[x] = true
					}
				}
			}
			for key := range strings.FieldsSeq(keys) {
				numbers := map[string]float64{}
				top, leaf, _ := strings.Cut(key, ".")
				numbersIn(doc[top], top, numbers)
				found := 0
				for path, x := range numbers {
					if !strings.Contains(path, leaf) || strings.HasSuffix(path, "copies") || strings.HasSuffix(path, "log_likelihood") {
						continue
					}
					if found++; !cells[x] {
						t.Errorf("%s = %v stands in JSON alone", path, x)
					}
				}
				if found == 0 {
					t.Errorf("JSON has no numbers of %s", key)
				}
			}
		})
	}
}
