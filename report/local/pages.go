package local

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"mtbf/report"
)

//go:embed static
var files embed.FS

var pages = template.Must(template.ParseFS(files, "static/*.html"))

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

// home serves the list of what there is, and the form for a log.
func (s *server) home(w http.ResponseWriter, _ *http.Request) {
	show(w, http.StatusOK, "home.html", s.Options)
}

// statics are the files of the pages and their types.
var statics = map[string]string{"style.css": "text/css", "local.css": "text/css", "what-if.js": "text/javascript"}

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

// maxKnobs is how many knobs a page has room for.
const maxKnobs = 80

// whatIf serves the page of a system's knobs.
func (s *server) whatIf(w http.ResponseWriter, r *http.Request) {
	e, i := s.entry(r)
	if e == nil || e.Model == nil {
		http.NotFound(w, r)
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
		Knobs []Knob
		Left  int
	}{i, *e, shown, len(knobs) - len(shown)})
}
