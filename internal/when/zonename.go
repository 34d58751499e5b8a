package when

import (
	"fmt"
	"strings"
	"time"
)

// ZoneNames are offsets from UTC, in minutes to the east, by the abbreviation
// in capitals that a caller has settled: {"CST": -360}.
type ZoneNames map[string]int

// ZoneDoubtError is an abbreviation after a time that several zones go by.
// [Zone.Named] tells what it means in one of them, or in any other zone.
type ZoneDoubtError struct {
	Name       string
	Candidates []string // IANA names, the likeliest first
}

func (e *ZoneDoubtError) Error() string {
	meanings := doubtfulZones[e.Name]
	if meanings == nil {
		return fmt.Sprintf("%q is no time of one zone", e.Name)
	}
	texts := make([]string, len(meanings))
	for i, m := range meanings {
		texts[i] = fmt.Sprintf("%s (UTC%s)", m.zone, offsetText(m.minutes))
	}
	last := len(texts) - 1
	return fmt.Sprintf("%q is a time of %s or %s", e.Name, strings.Join(texts[:last], ", "), texts[last])
}

// doubt makes the error of a doubtful name.
func doubt(name string) *ZoneDoubtError {
	e := &ZoneDoubtError{Name: name}
	for _, m := range doubtfulZones[name] {
		e.Candidates = append(e.Candidates, m.zone)
	}
	return e
}

// longestZoneName is the most letters of an abbreviation that is looked up.
const longestZoneName = 5

// zoneOffsets are the minutes east of UTC of abbreviations that mean one thing
// in practice: what the time-zone database uses for clocks of today and gives
// one offset, the North American ones as RFC 5322 (4.3) has them, and a few that
// people write though the database has none (SGT, BRT, MEZ).
var zoneOffsets = ZoneNames{
	"Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "WET": 0, "WEST": 60,
	"CET": 60, "CEST": 120, "MET": 60, "MEST": 120, "MEZ": 60, "MESZ": 120,
	"EET": 120, "EEST": 180, "MSK": 180, "TRT": 180,
	"NST": -210, "NDT": -150, "ADT": -180, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360,
	"PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "HDT": -540,
	"BRT": -180, "ART": -180, "CLT": -240, "CLST": -180, "COT": -300, "PET": -300,
	"WAT": 60, "CAT": 120, "SAST": 120, "EAT": 180,
	"IDT": 180, "PKT": 300, "NPT": 345, "ICT": 420, "WIB": 420, "WITA": 480, "WIT": 540,
	"SGT": 480, "HKT": 480, "JST": 540, "KST": 540, "CHST": 600,
	"AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}

// zoneMeaning is one of the things that an abbreviation may mean.
type zoneMeaning struct {
	zone    string
	minutes int
}

// doubtfulZones are abbreviations that several places use.
var doubtfulZones = map[string][]zoneMeaning{
	"CST": {{"America/Chicago", -360}, {"Asia/Shanghai", 480}, {"America/Havana", -300}},
	"IST": {{"Asia/Kolkata", 330}, {"Europe/Dublin", 60}, {"Asia/Jerusalem", 120}},
	"BST": {{"Europe/London", 60}, {"Asia/Dhaka", 360}, {"Pacific/Bougainville", 660}},
	"AST": {{"America/Halifax", -240}, {"Asia/Riyadh", 180}},
	"GST": {{"Asia/Dubai", 240}, {"Atlantic/South_Georgia", -120}},
	"SST": {{"Pacific/Pago_Pago", -660}, {"Asia/Singapore", 480}},
	"AMT": {{"America/Manaus", -240}, {"Asia/Yerevan", 240}},
	"ECT": {{"America/Guayaquil", -300}, {"Europe/Paris", 60}},
	"WST": {{"Pacific/Apia", 780}, {"Australia/Perth", 480}},
}

// genericZones are names of a zone's time, summer and winter.
var genericZones = map[string]string{
	"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}

// Named is the offset, in minutes east of UTC, that an abbreviation means in the
// zone: as the time-zone database has it, at the latest of its uses, or as the
// list of doubtful names has it.
func (z *Zone) Named(name string) (minutes int, ok bool) {
	name = strings.ToUpper(name)
	for year := 1970; year < 2038; year++ {
		for _, at := range [...]int64{int64(daysFromCivil(year, 1, 15)), int64(daysFromCivil(year, 7, 15))} {
			if short, seconds := time.Unix(at*secondsPerDay, 0).In(z.loc).Zone(); strings.EqualFold(short, name) {
				minutes, ok = seconds/60, true
			}
		}
	}
	for _, m := range doubtfulZones[name] {
		if !ok && m.zone == z.String() {
			return m.minutes, true
		}
	}
	return minutes, ok
}
