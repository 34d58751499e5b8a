package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/model"
)

const lastOutput = `alice    pts/0        192.0.2.7        Thu Jun 12 09:00:00 2025   still logged in
reboot   system boot  6.1.0-18-amd64   Tue Jun 10 06:00:00 2025   still running
reboot   system boot  6.1.0-18-amd64   Sun Jun  1 12:00:00 2025   still running
reboot   system boot  6.1.0-18-amd64   Wed May 28 09:10:00 2025 - Sat May 31 22:00:00 2025 (3+12:50)
shutdown system down  6.1.0-18-amd64   Sat May 31 22:00:00 2025 - Sun Jun  1 12:00:00 2025  (14:00)
bob      pts/1        192.0.2.9        Tue May 27 08:00:00 2025 - crash                     (1+01:10)
reboot   system boot  6.1.0-18-amd64   Tue May 20 08:00:01 2025 - Sat May 31 22:00:00 2025 (11+13:59)

wtmp begins Tue May 20 08:00:01 2025
`

func TestBoots(t *testing.T) {
	log := readLog(t, lastOutput, Options{Timezone: "UTC"})
	var got []string
	for _, o := range log.Outages {
		switch {
		case o.Kind.Is(model.Planned):
			got = append(got, fmt.Sprintf("planned %.4g h", o.End-o.Start))
		case o.Kind.Is(model.NoDuration):
			got = append(got, string(log.Causes[o.Causes][0]))
		default:
			got = append(got, fmt.Sprintf("%+v", o))
		}
	}
	if want := "crash, planned 14 h, crash"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
	if w := log.Watched; w == nil || w.Hours() < 552.999 || w.Hours() > 553 {
		t.Errorf("watched %v, want the 553 h less a second from the first boot to the last user", w)
	}
	for name, text := range map[string]string{
		"without shutdowns": "reboot   system boot  6.1   Sun Jun  1 12:00:00 2025   still running\nreboot   system boot  6.1   Sun May 25 12:00:00 2025 - Sun Jun  1 12:00:00 2025 (7+00:00)\n",
		"without years":     "reboot   system boot  6.1   Sun Jun  1 12:00   still running\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ReadLog(context.Background(), "last", strings.NewReader(text), Options{}); err == nil || !strings.Contains(err.Error(), "last -x -F") {
				t.Errorf("error %v, want one that says how to print it", err)
			}
		})
	}
}
