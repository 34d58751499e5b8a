package local

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
)

// Question is the error of an upload that can be read in several ways, where nothing in
// it decides between them: the person who sent it does.
type Question struct {
	Text     string
	Readings []Reading
}

// Reading is one way to read what was sent.
type Reading struct {
	Says    []Choice // that make it read so
	About   string   // what it takes the file for
	Figures []string // under the headings of a question; nil for none
}

// Choice is a field with its value.
type Choice struct{ Name, Value string }

// FigureHeadings are what the figures of a reading are.
func FigureHeadings() []string {
	return []string{"Failures", "MTBF [limits]", "MTTR [limits]", "Availability, % [limits]"}
}

func (q *Question) Error() string { return q.Text }

// asked is an upload that waits for an answer.
type asked struct {
	sent     *sent
	readings []Reading
}

// What may wait for answers: so many uploads, of so many bytes together.
const (
	maxAsked      = 8
	maxAskedBytes = MaxUpload
)

var (
	errNoAnswer = errors.New("no answer was chosen: go back and choose one")
	errGone     = errors.New("what the question is about is no longer kept: send it again")
)

// ask puts a question to the person who sent something, which is kept until it is
// answered.
func (s *server) ask(w http.ResponseWriter, q *Question, about *sent) {
	number := s.asked.put(&asked{about, q.Readings}, len(about.log))
	show(w, http.StatusOK, "question.html", struct {
		*Question
		Number   int
		Name     string
		Headings []string
		Figures  bool
	}{q, number, about.name, FigureHeadings(), slices.ContainsFunc(q.Readings, func(r Reading) bool { return r.Figures != nil })})
}

// maxAnswer bounds the bytes of an answer.
const maxAnswer = 4 << 10

// answer reads what was sent as the person says.
func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	if s.Upload == nil {
		http.NotFound(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxAnswer)
	if err := r.ParseForm(); err != nil {
		sorry(w, errors.Join(errForm, err))
		return
	}
	if err := arrived(w, r.Body); err != nil {
		sorry(w, errors.Join(errForm, err))
		return
	}
	number, err := strconv.Atoi(r.PostForm.Get("about"))
	about, ok := s.asked.get(number)
	if err != nil || !ok {
		sorry(w, errGone)
		return
	}
	i, err := strconv.Atoi(r.PostForm.Get("reading"))
	if err != nil || i < 0 || i >= len(about.readings) {
		sorry(w, errNoAnswer)
		return
	}
	s.opened(w, r, about.sent.with(about.readings[i].Says))
}

// several are the fields that may be said more than once.
var several = []string{"column", "where", "planned-where", "sheet", "reported"}

// with is what was sent with more choices.
func (f *sent) with(says []Choice) *sent {
	c := *f
	c.choices = slices.Clone(f.choices)
	for _, say := range says {
		if !slices.Contains(several, say.Name) {
			c.choices = slices.DeleteFunc(c.choices, func(of Choice) bool { return of.Name == say.Name })
		}
		c.choices = append(c.choices, say)
	}
	return &c
}
