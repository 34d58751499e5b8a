package mtbf

import (
	"strings"
	"testing"
)

// A plan of another build is refused, one of a build that is not known is not.
func TestPlanOfAnotherBuild(t *testing.T) {
	p := &AnalysisPlan{Build: "0123abcd"}
	for build, refused := range map[string]bool{"0123abcd": false, "": false, "0123abcd, changed": true, "99": true} {
		err := p.ofThisBuild(build)
		if (err != nil) != refused || refused && !strings.Contains(err.Error(), "0123abcd") {
			t.Errorf("build %q: %v", build, err)
		}
	}
	if err := (&AnalysisPlan{}).ofThisBuild("99"); err != nil {
		t.Error(err)
	}
}
