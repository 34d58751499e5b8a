package census

import (
	"fmt"
	"math"
	"sort"
	"time"
)

// period is a year, a quarter or a month of a calendar, by its first month.
type period struct {
	year, month int     // month from 0
	at          float64 // the moment it begins, on the log's clock
}

// periods returns the periods of a kind that the window meets, and the one after them.
func (s *study) periods(by Split) ([]period, error) {
	zone, months := s.opt.Zone, periodMonths[by]
	if zone == nil {
		zone = time.UTC
	}
	first := time.UnixMilli(int64(math.Round(s.window.From * 3.6e6))).In(zone)
	year, month := first.Year(), int(first.Month())-1
	month -= month % months
	all := []period{{year, month, monthBegins(year, month, zone)}}
	for all[len(all)-1].at < s.window.To {
		if len(all) > maxGroups {
			return nil, fmt.Errorf("by %s: the window holds more than %d of them", by, maxGroups)
		}
		month += months
		year, month = year+month/12, month%12
		all = append(all, period{year, month, monthBegins(year, month, zone)})
	}
	return all, nil
}

// monthBegins returns the first moment of a month, also where the clocks of the zone
// skip its midnight or show it twice.
func monthBegins(year, month int, zone *time.Location) float64 {
	const around = 3 * 3_600_000 // ms; no change of the clocks is longer, but for days left out
	near := time.Date(year, time.Month(month+1), 1, 0, 0, 0, 0, zone).UnixMilli() - around
	n := sort.Search(2*around, func(i int) bool {
		t := time.UnixMilli(near + int64(i)).In(zone)
		return 12*t.Year()+int(t.Month())-1 >= 12*year+month
	})
	return float64(near+int64(n)) / 3.6e6
}

// name is that of the period in tables.
func (p period) name(by Split) string {
	switch by {
	case ByYear:
		return fmt.Sprintf("%04d", p.year)
	case ByQuarter:
		return fmt.Sprintf("%d-Q%d", p.year, p.month/3+1)
	}
	return fmt.Sprintf("%04d-%02d", p.year, p.month+1)
}
