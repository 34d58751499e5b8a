package mtbf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// Question is the error of a log that can be read in ways that give different
// figures, where nothing in it decides between them.
type Question struct {
	*ingest.Question
	Answers []Answer // one a reading
}

// Answer is what a log gives when it is read in one of the ways.
type Answer struct {
	ingest.Reading
	Total *census.Row // nil where Err is not
	Err   error
}

// materially is the ratio of two figures from which on readings differ.
const materially = 1.1

// ask puts figures to the readings of a question about a log. Where these agree,
// it returns the log of the first, which then says what was assumed.
func (o LogOptions) ask(ctx context.Context, q *ingest.Question, paths []string) (*ingest.Log, error) {
	var first *ingest.Log
	asked := &Question{Question: q}
	for _, r := range q.Readings {
		answer := Answer{Reading: r}
		var log *ingest.Log
		log, answer.Total, answer.Err = o.answer(ctx, r, paths)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		asked.Answers = append(asked.Answers, answer)
		if first == nil {
			first = log
		}
	}
	if first == nil || !asked.agree() {
		return nil, asked
	}
	first.Account.Warnings = append(first.Account.Warnings, model.Warning{
		Code: "reading-assumed", Assumed: true,
		Text: fmt.Sprintf("%s; read with %s, and no other reading changes a figure by more than 10 %%", q.Text, q.Readings[0].Flags()),
	})
	return first, nil
}

// answer reads the log in one way and adds it up.
func (o LogOptions) answer(ctx context.Context, r ingest.Reading, paths []string) (*ingest.Log, *census.Row, error) {
	o.Rejects, o.Progress = nil, nil
	for _, s := range r.Settings {
		if err := o.set(s); err != nil {
			return nil, nil, err
		}
	}
	if kept, ok := o.Stdin.(*keptInput); ok {
		again, err := kept.again()
		if err != nil {
			return nil, nil, err
		}
		o.Stdin = again
	}
	if slices.ContainsFunc(paths, comesOnce) {
		return nil, nil, errNotKept
	}
	log, err := o.readOnce(ctx, paths)
	if err != nil {
		return nil, nil, err
	}
	rules, err := o.Rules(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return nil, nil, err
	}
	return log, &table.Total, nil
}

// set makes one setting part of the options.
func (o *LogOptions) set(s ingest.Setting) (err error) {
	switch s.Option {
	case "column":
		o.Columns = append(slices.Clone(o.Columns), s.Value)
	case "where":
		o.Where = append(slices.Clone(o.Where), s.Value)
	case "state":
		o.State = &s.Value
	case "down":
		o.Down = s.Value
	case "up":
		o.Up = s.Value
	case "planned-where":
		o.PlannedWhere = append(slices.Clone(o.PlannedWhere), s.Value)
	case "duration-unit":
		o.DurationUnit = s.Value
	case "time-unit":
		o.TimeUnit = s.Value
	case "timezone":
		o.Timezone = s.Value
	case "date-order":
		o.DateOrder = s.Value
	case "duration-from":
		o.DurationFrom = s.Value
	case "units":
		o.Units, err = strconv.Atoi(s.Value)
	default:
		return optionf(s.Option, "no reading sets it")
	}
	return err
}

// agree reports whether all readings give figures, and much the same.
func (q *Question) agree() bool {
	for _, a := range q.Answers {
		if a.Total == nil || !alike(q.Answers[0].Total, a.Total) {
			return false
		}
	}
	return true
}

func alike(a, b *census.Row) bool {
	near := func(x, y float64) bool {
		return x == y || math.IsNaN(x) && math.IsNaN(y) || math.Max(x, y) <= materially*math.Min(x, y)
	}
	return near(a.MTBF.Point, b.MTBF.Point) && near(a.MTTR.Point, b.MTTR.Point) && near(a.Unavailability.Point, b.Unavailability.Point)
}

// maxKept is how much is kept of an input that comes once, in bytes.
const maxKept = 64 << 20

// keptInput keeps what is read of an input that comes once, so that it can be read
// again, as far as there is room.
type keptInput struct {
	from io.Reader
	kept bytes.Buffer
	full bool
}

var errNotKept = errors.New("the input comes once, and is too long to be kept: save it in a file")

func (k *keptInput) Read(p []byte) (int, error) {
	n, err := k.from.Read(p)
	switch {
	case k.full:
	case k.kept.Len()+n > maxKept:
		k.full, k.kept = true, bytes.Buffer{}
	default:
		k.kept.Write(p[:n])
	}
	return n, err
}

// again returns the input from its beginning.
func (k *keptInput) again() (io.Reader, error) {
	if k.full {
		return nil, errNotKept
	}
	return io.MultiReader(bytes.NewReader(k.kept.Bytes()), k), nil
}

// comesOnce reports whether a path can be read only once, as a pipe can.
func comesOnce(path string) bool {
	if path == "-" || strings.HasPrefix(path, "dataset:") {
		return false
	}
	info, err := os.Stat(path)
	return err != nil || !info.Mode().IsRegular()
}
