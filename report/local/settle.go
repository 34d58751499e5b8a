package local

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/system"
)

// changed is a system with some of its knobs set.
type changed struct {
	model *system.Model
	file  []byte // that says so; nil where it cannot be written
	why   error  // why there is no file
	knobs []Knob // as they were
}

// change sets knobs of an entry. The system is then that of the file which says so, as it
// is read again, so that every answer about it is that of the file to the last digit;
// without a file it is as [Vary] returns it.
func (s *server) change(e *Entry, set map[string]float64) (*changed, error) {
	varied, knobs, err := Vary(e.Model, set)
	if err != nil {
		return nil, err
	}
	c := &changed{model: varied, knobs: knobs}
	about := append([]string{fmt.Sprintf("%s, as changed on the page of mtbf serve", strconv.Quote(e.Model.Name))}, c.said(set)...)
	read, err := s.settled(e, c, about)
	switch {
	case len(set) == 0:
		c.model = e.Model
	case err == nil:
		c.model = read
	}
	if err != nil {
		c.file, c.why = nil, err
	}
	return c, nil
}

// settled writes the file of a changed system and reads it again. Where the system is of a
// file, that is the text of it, with the numbers that were changed.
func (s *server) settled(e *Entry, c *changed, about []string) (read *system.Model, err error) {
	var text bytes.Buffer
	if e.File != nil {
		if err = e.File.WriteAs(&text, c.model, true, about...); err == nil {
			c.file = text.Bytes()
			read, err = e.File.As(c.model)
		}
	} else if err = systemfile.Write(&text, c.model, about...); err == nil {
		c.file = text.Bytes()
		read, _, err = systemfile.Parse("the changed system", &text, systemfile.Options{Confidence: s.Confidence})
	}
	if c.file != nil && err != nil {
		err = fmt.Errorf("the changed system cannot be written as a file that reads as itself: %w", err)
	}
	return read, err
}

// said tells the changes, one a line, in the order of the knobs.
func (c *changed) said(set map[string]float64) (lines []string) {
	for _, k := range c.knobs {
		if x, ok := set[k.ID]; ok {
			lines = append(lines, fmt.Sprintf("%s: %s %s -> %s%s%s", strconv.Quote(k.Of), k.Quantity, plain(k.Value), plain(x), k.Quantity.unit(), k.aside()))
		}
	}
	return lines
}

// aside says in a line of changes that a knob is left aside.
func (k Knob) aside() string {
	if k.Aside == "" {
		return ""
	}
	return " (" + k.Aside + ")"
}

// unit is that of a quantity, after a blank; "" for a plain number.
func (q Quantity) unit() string {
	if q == MTBF || q == MTTR {
		return " h"
	}
	return ""
}

func plain(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// setIn reads the knobs that an address sets: those of its query but the target, which is
// the page's own.
func setIn(query url.Values) (map[string]float64, error) {
	set := map[string]float64{}
	for id, values := range query {
		if id == "target" {
			continue
		}
		x, err := strconv.ParseFloat(values[0], 64)
		if err != nil || len(values) > 1 {
			return nil, &model.ParamError{Param: shortened(id), Value: shortened(strings.Join(values, ", ")), Want: "one number"}
		}
		set[id] = x
	}
	return set, few(set)
}

// maxChanges bounds the knobs that one question may set.
const maxChanges = 32

func few(set map[string]float64) error {
	if len(set) > maxChanges {
		return &model.ParamError{Param: "set", Value: len(set), Want: "no more than 32 changes"}
	}
	return nil
}

// fileName is what a changed system is called that is downloaded.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\:`)+1:]
	for _, ending := range []string{".yaml", ".yml", ".xml"} {
		name = strings.TrimSuffix(name, ending)
	}
	letters := slices.DeleteFunc([]rune(name), func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", r)
	})
	const most = 60
	name = strings.Trim(string(letters[:min(len(letters), most)]), ".")
	if name == "" {
		name = "system"
	}
	return name + "-changed.yaml"
}
