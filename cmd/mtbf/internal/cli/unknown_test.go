package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnknownCommandIsTold(t *testing.T) {
	log := filepath.Join(t.TempDir(), "outages.csv")
	if err := os.WriteFile(log, []byte("unit,start,end\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"profile":  `"profile" is not a command of mtbf; did you mean "profiles"?`,
		"anlz":     `"anlz" is not a command of mtbf`,
		"analy":    `"analy" is not a command of mtbf; did you mean "analyze"?`,
		"anaylze":  `"anaylze" is not a command of mtbf; did you mean "analyze"?`,
		"whatever": "\"whatever\" is not a command of mtbf\n",
		log:        "but a file; 'mtbf analyze' reads a log",
	} {
		t.Run(word, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := Main(Streams{Out: &out, Err: &errs}, []string{word}); code != 2 || !strings.Contains(errs.String(), want) {
				t.Errorf("exit %d: %s", code, errs.String())
			}
		})
	}
}
