package render

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const prometheusPage = "../../../../docs/prometheus.md"

// The page names every metric there is, and none that there is not.
func TestPrometheusPageNamesTheMetrics(t *testing.T) {
	page, err := os.ReadFile(prometheusPage)
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := exposed().Prometheus()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(string(metrics), -1) {
		name := regexp.MustCompile(`_(lower|upper)_limit`).ReplaceAllString(m[1], "")
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("%s is written, and not in %s", m[1], prometheusPage)
		}
	}
	named := map[string]bool{}
	for _, name := range regexp.MustCompile(`\bmtbf_\w+`).FindAllString(string(page), -1) {
		named[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if !strings.Contains(string(metrics), "# TYPE "+name+" ") && !strings.HasPrefix(name, "mtbf_window_") { // the analysis has no dates
			t.Errorf("%s is in %s, and not written", name, prometheusPage)
		}
	}
}

// ruleTests are series, and the alert that they raise or do not.
var ruleTests = `rule_files: [rules.yml]
tests:
  - input_series:
      - {series: 'mtbf_time_between_failures_upper_limit_seconds{category="total",depth="0"}', values: '2591000'}
      - {series: 'mtbf_time_between_failures_upper_limit_seconds{category="total",depth="0",group="a"}', values: '+Inf'}
      - {series: 'mtbf_time_between_failures_upper_limit_seconds{category="disc",depth="1"}', values: '1'}
      - {series: 'mtbf_slo_period_budget_seconds', values: '1000'}
      - {series: 'mtbf_slo_period_budget_spent_seconds', values: '900'}
      - {series: 'mtbf_slo_period_budget_seconds{group="a"}', values: '1000'}
      - {series: 'mtbf_slo_period_budget_spent_seconds{group="a"}', values: '700'}
      - {series: 'mtbf_log_rows{outcome="rejected"}', values: '0'}
    alert_rule_test:
      - {eval_time: 0, alertname: MTBFBelowTarget, exp_alerts: [{exp_labels: {category: total, depth: 0}, exp_annotations: {summary: 'the upper limit of MTBF is 29d 23h 43m 20s, below the target of 30 days'}}]}
      - {eval_time: 0, alertname: ErrorBudgetSpent, exp_alerts: [{exp_annotations: {summary: '90% of the error budget is spent'}}]}
      - {eval_time: 0, alertname: OutageLogUnread, exp_alerts: []}
`

// The rules of the page are rules, and raise the alerts that they should.
func TestPrometheusPageRaisesAlerts(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed here")
	}
	page, err := os.ReadFile(prometheusPage)
	if err != nil {
		t.Fatal(err)
	}
	_, rules, _ := strings.Cut(string(page), "```yaml\n")
	rules, _, ok := strings.Cut(rules, "```")
	if !ok {
		t.Fatal("the page shows no rules")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"rules.yml": rules, "test.yml": ruleTests} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"check", "rules", filepath.Join(dir, "rules.yml")}, {"test", "rules", filepath.Join(dir, "test.yml")}} {
		t.Run(args[0], func(t *testing.T) {
			if out, err := exec.Command(promtool, args...).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
