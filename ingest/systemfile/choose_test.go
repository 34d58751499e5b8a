package systemfile

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// What a choose says of its copies becomes a group; what leaves them independent
// does not.
func TestChooseGroups(t *testing.T) {
	const modules = "modules: {cpu: {mtbf: 1y, mttr: 4h}, disc: {mtbf: 2y, mttr: 9h}}\nstructure: {choose: {of: [cpu, disc], need: 2, redundancy: 2..4"
	for _, c := range []struct {
		keys string
		want *system.Group
	}{
		{"", nil},
		{", mode: duplex, crews: 4, coverage: 1, beta: 0", nil},
		{", crews: 3", &system.Group{Crews: 3, Coverage: 1, UncoveredMTTR: -1}},
		{", mode: standby", &system.Group{Kind: system.Standby, Coverage: 1, UncoveredMTTR: -1}},
		{", mode: standby, dormancy: 0.3, coverage: 0.97, uncovered_mttr: 7h", &system.Group{Kind: system.Standby, Coverage: .97, UncoveredMTTR: 7, DormancyFactor: .3}},
		{", mode: duplex, detection: 2h, takeover: 3h, beta: 0.04", &system.Group{Kind: system.Duplex, Coverage: 1, UncoveredMTTR: -1, Detection: 2, Switchover: 3, Beta: .04}},
	} {
		t.Run(c.keys, func(t *testing.T) {
			m, _, err := Parse("system.yaml", strings.NewReader(modules+c.keys+"}}\n"), Options{})
			if err != nil {
				t.Fatalf("%s: %v", c.keys, err)
			}
			got := m.Top.(*system.Choose).Group
			if got != nil && math.IsNaN(got.UncoveredMTTR) {
				got.UncoveredMTTR = -1
			}
			oracle.Equal(t, c.keys, got, c.want)
		})
	}
}

// The examples that ask are read without a warning, and ask as many questions as
// they tell.
func TestQuestionExamples(t *testing.T) {
	shop := func(s From) (Rates, error) {
		oracle.Equal(t, "log", s.Log, "dataset:shop")
		return fakeLog(From{Log: "outages.csv"})
	}
	for name, questions := range map[string]int{"shop-front": 4, "redundancy-allocation": 14} {
		file := filepath.Join("..", "..", "datasets", "questions", name+".yaml")
		m, warnings, err := Read(file, nil, Options{FromLog: shop})
		if err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "name", m.Name, name)
		oracle.Equal(t, name+": warnings", warnings, []model.Warning(nil))
		oracle.Equal(t, name+": questions", len(m.Top.(*system.Series).Of), questions)
		text, err := os.ReadFile(file)
		if err != nil || !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s: no comment that says what it is: %v", name, err)
		}
	}
}
