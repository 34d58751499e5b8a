package local

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"mtbf/report"
)

//go:embed static
var files embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{"of": func(title string, of []listed) any {
	return struct {
		Title string
		Of    []listed
	}{title, of}
}}).ParseFS(files, "static/*.html"))

// show writes a page.
func show(w http.ResponseWriter, code int, name string, data any) {
	var text bytes.Buffer
	if err := pages.ExecuteTemplate(&text, name, data); err != nil {
		refuse(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	w.Write(text.Bytes())
}

// listed is an entry with its number.
type listed struct {
	Number int
	Entry
}

// home serves the list of what there is, and the form for a file.
func (s *server) home(w http.ResponseWriter, _ *http.Request) {
	page := struct {
		Own, Shipped []listed
		Upload       bool
		Form         []FieldSet
		MiB          int
	}{Upload: s.Upload != nil, Form: formFields(s.Profiles), MiB: MaxUpload >> 20}
	for i, e := range s.Entries {
		to := &page.Own
		if e.Shipped {
			to = &page.Shipped
		}
		*to = append(*to, listed{i, e})
	}
	numbers, systems := s.systems.all()
	for i, e := range systems {
		page.Own = append(page.Own, listed{len(s.Entries) + numbers[i], e})
	}
	show(w, http.StatusOK, "home.html", page)
}

// statics are the files of the pages and their types.
var statics = map[string]string{"style.css": "text/css", "local.css": "text/css", "what-if.js": "text/javascript", "home.js": "text/javascript"}

// static serves a file of the pages.
func (s *server) static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	kind, ok := statics[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	text := []byte(report.Style())
	if name != "style.css" {
		var err error
		if text, err = files.ReadFile("static/" + name); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Write(text)
}

//go:embed static/icon.svg
var icon []byte

// icon serves the icon that browsers ask for with each page.
func (s *server) icon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Write(icon)
}

// maxKnobs is how many knobs a page has room for.
const maxKnobs = 80

// whatIf serves the page of a system's knobs.
func (s *server) whatIf(w http.ResponseWriter, r *http.Request) {
	e, i := s.entry(r)
	if e == nil || e.Model == nil {
		s.missing(w, r)
		return
	}
	_, knobs, err := Vary(e.Model, nil)
	if err != nil {
		sorry(w, err)
		return
	}
	shown := knobs[:min(len(knobs), maxKnobs)]
	show(w, http.StatusOK, "what-if.html", struct {
		Index int
		Entry
		Knobs []knobSet
		Left  int
		File  string
	}{i, *e, setsOf(shown), len(knobs) - len(shown), fileName(e.Name)})
}

// knobSet are the knobs of a module or a group.
type knobSet struct {
	Of    string
	Knobs []Knob
}

func setsOf(knobs []Knob) (sets []knobSet) {
	for _, k := range knobs {
		if n := len(sets); n == 0 || sets[n-1].Of != k.Of || sets[n-1].Knobs[0].place() != k.place() {
			sets = append(sets, knobSet{Of: k.Of})
		}
		last := &sets[len(sets)-1]
		last.Knobs = append(last.Knobs, k)
	}
	return sets
}

// changedReport serves the report of a system with the changes that the address says.
func (s *server) changedReport(w http.ResponseWriter, r *http.Request) {
	e, i := s.entry(r)
	if e == nil || e.Model == nil || e.Changed == nil {
		s.missing(w, r)
		return
	}
	back := links{{"/", "Home"}, {fmt.Sprintf("/what-if/%d?%s", i, r.URL.RawQuery), "What if"}}
	s.page(w, r, back.text(), func(ctx context.Context) (*report.Page, error) {
		c, err := s.changeIn(e, r)
		if err != nil {
			return nil, err
		}
		set, _ := setIn(r.URL.Query())
		return e.Changed(ctx, c.model, c.said(set))
	})
}

// changedFile serves the system file of a system with the changes that the address says.
func (s *server) changedFile(w http.ResponseWriter, r *http.Request) {
	e, _ := s.entry(r)
	if e == nil || e.Model == nil {
		s.missing(w, r)
		return
	}
	var c *changed
	err := s.work(r.Context(), func(context.Context) (err error) {
		if c, err = s.changeIn(e, r); err == nil {
			err = c.why
		}
		return err
	})
	if err != nil {
		sorry(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", fileName(e.Name)))
	w.Write(c.file)
}

// changeIn is the system of an entry with the changes that the address says.
func (s *server) changeIn(e *Entry, r *http.Request) (*changed, error) {
	set, err := setIn(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return s.change(e, set)
}

// links lead from a report, which has none of its own, to other pages.
type links [][2]string

func (l links) text() string {
	text := `<nav aria-label="Pages of mtbf serve"><p>`
	for i, to := range l {
		if i > 0 {
			text += " · "
		}
		text += `<a href="` + template.HTMLEscapeString(to[0]) + `">` + template.HTMLEscapeString(to[1]) + "</a>"
	}
	return text + "</p></nav>\n"
}

// whatIfLink are the links of the report of an entry.
func whatIfLink(e *Entry, i int) string {
	to := links{{"/", "Home"}}
	if e.Model != nil {
		to = append(to, [2]string{fmt.Sprintf("/what-if/%d", i), "What if"})
	}
	return to.text()
}

// body is where a report begins, after which it gets its links.
const body = "<body>\n"

// reported sends a report, with links to other pages at its head.
func reported(w http.ResponseWriter, text []byte, to string) {
	if to == "" {
		to = links{{"/", "Home"}}.text()
	}
	w.Header().Set("Content-Security-Policy", report.Policy()+"; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(bytes.Replace(text, []byte(body), []byte(body+to), 1))
}
