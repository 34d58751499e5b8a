package ingest

import "strings"

// Question is the error of a log that can be read in more than one way, where
// nothing in it decides between them.
type Question struct {
	Text     string // what is asked, in one sentence
	Readings []Reading
}

// Reading is one way to read a log, as options of the command line.
type Reading struct {
	Settings []Setting
	About    string // what it takes the log for
}

// Setting is an option as the command line calls it, without the dashes, such as
// duration-unit, and its value.
type Setting struct{ Option, Value string }

// Error asks, and names the options that answer.
func (q *Question) Error() string {
	answers := make([]string, len(q.Readings))
	for i, r := range q.Readings {
		answers[i] = r.Flags()
	}
	if len(answers) == 0 {
		return q.Text
	}
	return q.Text + "; say " + strings.Join(answers, " or ")
}

// Flags writes the settings as on the command line.
func (r Reading) Flags() string {
	flags := make([]string, len(r.Settings))
	for i, s := range r.Settings {
		flags[i] = "--" + s.Option + " " + quoted(s.Value)
	}
	return strings.Join(flags, " ")
}

// quoted writes a value as a shell takes it.
func quoted(value string) string {
	if value != "" && strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:/.,") == "" {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
