package galileo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/model/dynamic"
)

func TestTmpOracle(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/oracles/i_dft/*.json")
	files2, _ := filepath.Glob("/tmp/../tmp/wt/shared/oracles/i_dft/*.json")
	t.Log(len(files), len(files2))
	for _, f := range files {
		text, _ := os.ReadFile(f)
		var o struct {
			Input struct {
				Galileo string
				Times   []float64
			}
			Expected struct {
				MTTF          any
				Unreliability []struct{ T, Q float64 }
			}
		}
		if err := json.Unmarshal(text, &o); err != nil {
			t.Fatal(err)
		}
		file, err := Read(f, strings.NewReader(o.Input.Galileo))
		if err != nil {
			t.Fatal(err)
		}
		r, err := dynamic.Solve(t.Context(), file.Tree, dynamic.Options{Times: o.Input.Times})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(filepath.Base(f), r.MTTF, o.Expected.MTTF, r.Ever, r.Parts, file.Warnings, r.Warnings)
		for i, a := range r.At {
			t.Logf("   %g %.17g %.3g", a.T, a.Unreliability, a.Unreliability/o.Expected.Unreliability[i].Q-1)
		}
	}
}
