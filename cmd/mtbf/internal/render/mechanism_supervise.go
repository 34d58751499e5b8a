package render

import (
	"strings"

	"mtbf/internal/number"
	"mtbf/model/mechanism"
)

// Supervision is the result of mechanism supervise.
type Supervision struct {
	Mechanism
	Workers   []SupervisedWorker `json:"workers"`
	Crashes   []SupervisedCrash  `json:"crashes"`
	GivesUpAt *int               `json:"gives_up_at"` // the crash at which the top gave up, from 1; 0: none
}

// SupervisedWorker is what becomes of a worker that crashes once, and of one that
// crashes at once after every start.
type SupervisedWorker struct {
	Worker  string   `json:"worker"`
	Actions []string `json:"actions"`
	Starts  float64  `json:"starts"`
	GivesUp bool     `json:"gives_up"` // of one that always crashes: the top gives up in the end
}

// SupervisedCrash is a crash of a replay.
type SupervisedCrash struct {
	Crash   int      `json:"crash"`
	Second  float64  `json:"second"`
	Worker  string   `json:"worker"`
	Actions []string `json:"actions"`
}

// AddWorker adds a worker.
func (d *Supervision) AddWorker(name string, once []mechanism.Action, always mechanism.Starts) {
	d.Workers = append(d.Workers, SupervisedWorker{name, actionsOf(once), always.Starts, always.GivesUp})
}

// AddReplay adds a replay.
func (d *Supervision) AddReplay(r mechanism.TreeReplay) {
	d.GivesUpAt = &r.GivesUpAt
	for i, c := range r.Crashes {
		d.Crashes = append(d.Crashes, SupervisedCrash{i + 1, c.Second, c.Process, actionsOf(c.Actions)})
	}
}

func actionsOf(all []mechanism.Action) []string {
	texts := []string{}
	for _, a := range all {
		texts = append(texts, a.Verb+" "+a.Process)
	}
	return texts
}

// workersShown bounds the rows of workers in a table.
const workersShown = 20

// Blocks returns the results, what happens to each worker, and the replay.
func (d *Supervision) Blocks() []Block {
	workers := &Grid{Header: []string{"Worker", "When it crashes", "Starts if it always does"}, Left: 2, Wrap: map[int]int{0: 20, 1: 34}}
	for i, w := range d.Workers {
		if i == workersShown {
			workers.Rows = append(workers.Rows, []string{"...", number.Count(len(d.Workers)-i) + " more", ""})
			break
		}
		workers.Rows = append(workers.Rows, []string{w.Worker, strings.Join(w.Actions, ", "), number.Sig(w.Starts, 6)})
	}
	blocks := []Block{{Title: "Workers", Grid: workers}}
	if len(d.Crashes) > 0 {
		crashes := &Grid{Header: []string{"Crash", "Second", "Worker", "What follows"}, Wrap: map[int]int{2: 16, 3: 40}}
		for _, c := range d.Crashes {
			crashes.Rows = append(crashes.Rows, []string{number.Count(c.Crash), number.Sig(c.Second, 6), c.Worker, strings.Join(c.Actions, ", ")})
		}
		title := "Replay: the top does not give up"
		if *d.GivesUpAt > 0 {
			title = "Replay: the top gives up at crash " + number.Count(*d.GivesUpAt)
		}
		blocks = append(blocks, Block{Title: title, Grid: crashes})
	}
	return d.around(blocks...)
}

// Records returns the results, the workers and the replay.
func (d *Supervision) Records() [][]string {
	s := d.sheet("process", "actions")
	for _, w := range d.Workers {
		s.add("section", "workers", "process", w.Worker, "value", bare(&w.Starts), "actions", strings.Join(w.Actions, ", "))
	}
	for _, c := range d.Crashes {
		s.add("section", "crashes", "name", count(&c.Crash), "process", c.Worker, "value", bare(&c.Second), "actions", strings.Join(c.Actions, ", "))
	}
	return s.records()
}
