package mtbf

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// service reads the hours that count and the days on which none do; nil where all do.
func (o LogOptions) service(ctx context.Context, log *ingest.Log) (*census.Calendar, error) {
	if o.ServiceHours == "" {
		if o.Holidays != "" {
			return nil, optionf("holidays", "they are days without service: say with --service-hours when there is any, such as 'Mon-Fri 08:00-18:00' or 24x7")
		}
		return nil, nil
	}
	if log.Clock != model.Calendar {
		return nil, optionf("service-hours", "the times of the log are hours since a beginning of its own, which no calendar tells the day of")
	}
	shifts, err := parseShifts(o.ServiceHours)
	if err != nil {
		return nil, &OptionError{"service-hours", err}
	}
	c := &census.Calendar{Name: strings.TrimSpace(o.ServiceHours) + " in " + log.Account.Timezone, Shifts: shifts}
	if o.Holidays == "" {
		return c, nil
	}
	if c.Holidays, err = ingest.ReadHolidays(ctx, o.Holidays, log.Account.Timezone, o.Stdin); err != nil {
		return nil, err
	}
	c.Name += fmt.Sprintf(" but for %s in %s", model.Counted(len(c.Holidays), "holiday"), o.Holidays)
	return c, nil
}

var (
	dashes    = regexp.MustCompile(`\s*[-–—]\s*`)
	clockTime = regexp.MustCompile(`^([0-9]{1,2})(?::([0-9]{2}))?$`)

	errNoHours = errors.New("it names no hours; write 'Mon-Fri 08:00-18:00, Sat 09:00-13:00', or 24x7")
)

// parseShifts reads hours of the week: days, each with hours, between commas. Days
// without hours have those of what comes after them; hours without days are of every
// day.
func parseShifts(text string) (shifts []census.Shift, err error) {
	var waiting []time.Weekday
	for _, part := range strings.Split(dashes.ReplaceAllString(text, "-"), ",") {
		fields := strings.Fields(part)
		if len(fields) == 0 {
			return nil, errNoHours
		}
		days := waiting
		switch {
		case isAlways(fields[0]):
			fields = []string{"0:00-24:00"}
		case !startsWithDigit(fields[0]):
			named, err := parseDays(fields[0])
			if err != nil {
				return nil, err
			}
			days, fields = append(days, named...), fields[1:]
		}
		if waiting = nil; len(fields) == 0 {
			waiting = days
			continue
		}
		if days == nil {
			days = weekdays(time.Monday, time.Sunday)
		}
		for _, hours := range fields {
			from, to, err := parseHours(hours)
			if err != nil {
				return nil, err
			}
			for _, day := range days {
				shifts = append(shifts, census.Shift{Day: day, From: from, To: to})
			}
		}
	}
	if waiting != nil {
		return nil, fmt.Errorf("%q ends with days that have no hours, such as 08:00-18:00", text)
	}
	return shifts, nil
}

func isAlways(word string) bool { return strings.EqualFold(word, "24x7") || word == "24/7" }

func startsWithDigit(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// parseDays reads a day of the week, or two with all between.
func parseDays(text string) ([]time.Weekday, error) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, okFrom := weekday(first)
	to, okTo := weekday(last)
	if !okFrom || !okTo {
		return nil, fmt.Errorf("%q is no day of the week, nor two of them; write Mon or Mon-Fri", text)
	}
	return weekdays(from, to), nil
}

// weekday finds a day by its name, or the first three letters or more of it.
func weekday(name string) (time.Weekday, bool) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if full := strings.ToLower(day.String()); len(name) >= 3 && strings.HasPrefix(full, strings.ToLower(name)) {
			return day, true
		}
	}
	return 0, false
}

// weekdays are the days of a week from one to another, over its end too.
func weekdays(from, to time.Weekday) []time.Weekday {
	days := []time.Weekday{from}
	for from != to {
		from = (from + 1) % 7
		days = append(days, from)
	}
	return days
}

// parseHours reads from and to in minutes of the day. A shift that does not end after it
// begins goes over midnight.
func parseHours(text string) (from, to int, err error) {
	first, last, isRange := strings.Cut(text, "-")
	from, okFrom := minuteOf(first)
	to, okTo := minuteOf(last)
	switch {
	case !isRange || !okFrom || !okTo || from == 24*60:
		return 0, 0, fmt.Errorf("%q is no hours of a day; write them as 08:00-18:00, up to 24:00", text)
	case from == to:
		return 0, 0, fmt.Errorf("%q is no time at all; a whole day is 00:00-24:00", text)
	case to < from:
		to += 24 * 60
	}
	return from, to, nil
}

// minuteOf reads a time of the day.
func minuteOf(text string) (minute int, ok bool) {
	parts := clockTime.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[1])
	past, _ := strconv.Atoi(parts[2])
	minute = 60*hour + past
	return minute, past < 60 && minute <= 24*60
}
