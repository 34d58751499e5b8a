package mtbf

import (
	"context"
	"errors"
	"strings"

	"mtbf/datasets"
	"mtbf/ingest"
)

// Profiles returns the profiles that ship with the program: how the logs of one tool
// each are read, which they are where nobody names a profile. They are not to be
// changed.
func Profiles() ([]*ingest.Profile, error) { return ingest.ShippedProfiles() }

// ProfileText returns the YAML of a profile that ships with the program, with its
// comments. An *[OptionError] tells of a name that none has.
func ProfileText(name string) ([]byte, error) {
	text, err := ingest.ProfileText(name)
	if err != nil {
		return nil, &OptionError{Err: err}
	}
	return text, nil
}

// NewProfile reads a log and writes a profile, as YAML, that reads it in the same way:
// what was found in it, and what the options say of it. "-" is LogOptions.Stdin. A
// *[Question] tells of a log that can be read in ways that give different figures.
func (o LogOptions) NewProfile(ctx context.Context, path string) ([]byte, error) {
	if o.Stdin != nil {
		o.Stdin = &keptInput{from: o.Stdin}
	}
	o.Rejects, o.Progress = nil, nil
	for range maxAsked {
		text, err := o.again().writeProfile(ctx, path)
		var question *ingest.Question
		if !errors.As(err, &question) {
			return text, err
		}
		if _, err := o.ask(ctx, question, []string{path}); err != nil {
			return nil, err
		}
	}
	return nil, errAsked
}

func (o LogOptions) writeProfile(ctx context.Context, path string) ([]byte, error) {
	opt, err := o.Ingest()
	if err != nil {
		return nil, err
	}
	name, embedded := strings.CutPrefix(path, "dataset:")
	if !embedded {
		return ingest.NewProfile(ctx, path, nil, opt)
	}
	data, err := datasets.Open(name)
	if err != nil {
		return nil, &OptionError{Err: err}
	}
	defer data.Close()
	return ingest.NewProfile(ctx, name, data, opt)
}
