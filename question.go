package mtbf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/ingest"
	"mtbf/internal/infile"
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

// ask puts figures to the readings of a question about a log. Where these agree, the
// options become those of the first, and the warning says what is assumed.
func (o *LogOptions) ask(ctx context.Context, q *ingest.Question, paths []string) (assumed model.Warning, err error) {
	asked := &Question{Question: q}
	for _, r := range q.Readings {
		total, err := o.answer(ctx, r, paths)
		if err := context.Cause(ctx); err != nil {
			return assumed, err
		}
		asked.Answers = append(asked.Answers, Answer{r, total, err})
	}
	if len(q.Readings) == 0 || !asked.agree() {
		return assumed, asked
	}
	return asked.assumed(), o.apply(q.Readings[0])
}

// assumed says that the first of readings that agree was taken.
func (q *Question) assumed() model.Warning {
	return model.Warning{
		Code: "reading-assumed", Assumed: true,
		Text: fmt.Sprintf("%s; read with %s, and no other reading changes a figure by more than 10 %%", q.Text, q.Readings[0].Flags()),
	}
}

// answer reads the log in one way and adds it up.
func (o LogOptions) answer(ctx context.Context, r ingest.Reading, paths []string) (*census.Row, error) {
	o.Rejects, o.Progress = nil, nil
	if err := o.apply(r); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(paths, comesOnce) {
		return nil, errNotKept
	}
	log, err := o.again().readOnce(ctx, paths)
	if err != nil {
		return nil, err
	}
	rules, err := o.Rules(ctx, log)
	if err != nil {
		return nil, err
	}
	table, err := census.Analyze(ctx, log.Log, rules)
	if err != nil {
		return nil, err
	}
	return &table.Total, nil
}

// maxAsked bounds the questions about a log whose readings agree: there are fewer kinds.
const maxAsked = 8

// Why a question has no figures.
var (
	errNotKept     = errors.New("the input comes once, and is too long to be kept: save it in a file")
	errManyRejects = errors.New("more than 100,000 rows were rejected before the question came")
	errAsked       = errors.New("so many questions were asked about the log already")
)

// unanswered is a question without figures.
func unanswered(q *ingest.Question, why error) *Question {
	asked := &Question{Question: q}
	for _, r := range q.Readings {
		asked.Answers = append(asked.Answers, Answer{Reading: r, Err: why})
	}
	return asked
}

// again are the options with the standard input from its beginning.
func (o LogOptions) again() LogOptions {
	if kept, ok := o.Stdin.(*keptInput); ok {
		o.Stdin = kept.again()
	}
	return o
}

func (o *LogOptions) apply(r ingest.Reading) error {
	for _, s := range r.Settings {
		if err := o.set(s); err != nil {
			return err
		}
	}
	return nil
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
func (k *keptInput) again() io.Reader {
	if k.full {
		return unreadable{errNotKept}
	}
	return io.MultiReader(bytes.NewReader(k.kept.Bytes()), k)
}

// unreadable is an input that cannot be read.
type unreadable struct{ err error }

func (f unreadable) Read([]byte) (int, error) { return 0, f.err }

// heldRejects keeps the rejected rows until it is known that the log is read as it was,
// as far as there is room.
type heldRejects struct {
	to   func(*ingest.RowError) error
	held []*ingest.RowError
	full bool
}

// maxHeld bounds the rejected rows that are held.
const maxHeld = 100_000

func (h *heldRejects) hold(e *ingest.RowError) error {
	if h.to == nil {
		return nil
	}
	if h.held = append(h.held, e); len(h.held) > maxHeld || h.full {
		h.full = true
		return h.pass()
	}
	return nil
}

// pass hands on what is held.
func (h *heldRejects) pass() error {
	for _, e := range h.held {
		if err := h.to(e); err != nil {
			return err
		}
	}
	h.held = nil
	return nil
}

// comesOnce reports whether a path can be read only once, as a pipe can.
func comesOnce(path string) bool {
	if path == "-" || strings.HasPrefix(path, "dataset:") {
		return false
	}
	info, err := infile.Stat(path)
	return err != nil || !info.Mode().IsRegular()
}
