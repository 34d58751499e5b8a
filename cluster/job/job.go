// Package job puts the steps of an analysis, or of a simulation, together: what an engine
// runs, what is decided between the steps, and what is handed to mtbf merge.
package job

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mtbf"
	"mtbf/cluster/engine"
	"mtbf/cluster/work"
	"mtbf/ingest"
)

// Job is where the steps of a job run.
type Job struct {
	Engine engine.Engine
	Worker string // absolute path of mtbf-worker, on every node
	Work   string // a folder that all nodes see
	Tasks  int    // at most so many at a time
	Note   func(format string, args ...any)
}

// Merged is the file of parts in the folder of a job, for mtbf merge.
const Merged = "parts.jsonl"

func (j *Job) path(name string) string { return filepath.Join(j.Work, name) }

// Analyze runs the steps of an analysis, and writes the file of its parts.
func (j *Job) Analyze(ctx context.Context, p *mtbf.AnalysisPlan) (string, error) {
	rows, err := j.split(ctx, p)
	if err != nil {
		return "", err
	}
	if p.Unsplit.Rows == 0 {
		return "", errors.New("no file has a row below its header: 'mtbf analyze' tells what that says")
	}
	for round := 1; ; round++ {
		logs, again, err := j.survey(ctx, p, rows, round)
		if err != nil {
			return "", err
		}
		switch {
		case again:
		case p.Gathered:
			return j.gather(p, logs)
		default:
			return j.walk(ctx, p, logs)
		}
		if round == 4 {
			return "", errors.New("survey: the order of day and month does not settle; --date-order says it")
		}
		j.Note("survey: all rows decide otherwise than the beginnings of the files: once more")
	}
}

// split reads the splits of the plan; files of which they do not fit together, as one each.
func (j *Job) split(ctx context.Context, p *mtbf.AnalysisPlan) (engine.Step, error) {
	for round := 1; ; round++ {
		s, accounts, err := j.splitOnce(ctx, p, round)
		if err != nil {
			return s, err
		}
		broken, err := p.TakeSplits(accounts)
		if err != nil || broken == nil {
			return s, err
		}
		if round == 2 {
			return s, errors.New("split: the splits of a file do not fit together")
		}
		for _, f := range broken {
			j.Note("split: records of %s go over the ends of its splits: it is read by one worker", p.Paths[f])
		}
		p.Uncut(broken)
	}
}

func (j *Job) splitOnce(ctx context.Context, p *mtbf.AnalysisPlan, round int) (engine.Step, []ingest.SplitAccount, error) {
	plan, in := j.path(fmt.Sprintf("plan-split-%d.json", round)), j.path(fmt.Sprintf("splits-%d", round))
	s := engine.Step{
		Name: fmt.Sprintf("split %d", round), Command: []string{j.Worker, "split", plan}, In: in, Out: j.path(fmt.Sprintf("rows-%d", round)),
		Tasks: len(p.Splits), Kinds: true,
	}
	var pieces []string
	for _, split := range p.Splits {
		text, err := json.Marshal(split)
		if err != nil {
			return s, nil, err
		}
		pieces = append(pieces, string(text))
	}
	if err := errors.Join(work.WritePlan(plan, p), engine.WritePieces(in, pieces)); err != nil {
		return s, nil, err
	}
	if err := j.Engine.Run(ctx, s); err != nil {
		return s, nil, err
	}
	var accounts []ingest.SplitAccount
	err := s.Answers(work.Account, decoded(func(text []byte) error {
		var a ingest.SplitAccount
		err := json.Unmarshal(text, &a)
		accounts = append(accounts, a)
		return err
	}))
	return s, accounts, err
}

// decoded takes lines that are base64.
func decoded(take func(text []byte) error) func(line []byte) error {
	return func(line []byte) error {
		text, err := base64.StdEncoding.AppendDecode(nil, line)
		if err != nil {
			return err
		}
		return take(text)
	}
}

// over is a step over lines of a kind that another step has written.
func (j *Job) over(p *mtbf.AnalysisPlan, of engine.Step, kind, verb, name string) (engine.Step, error) {
	plan := j.path("plan-" + name + ".json")
	s := engine.Step{
		Name: name, Command: []string{j.Worker, verb, plan}, In: filepath.Join(of.Out, "kind="+kind), Out: j.path(name), Tasks: min(p.Parts, j.Tasks),
	}
	return s, work.WritePlan(plan, p)
}

// survey reads the parts, and returns the step that has written their logs.
func (j *Job) survey(ctx context.Context, p *mtbf.AnalysisPlan, rows engine.Step, round int) (s engine.Step, again bool, err error) {
	s, err = j.over(p, rows, work.Rows, "survey", fmt.Sprintf("survey-%d", round))
	if err != nil {
		return s, false, err
	}
	s.ByPart, s.Kinds = work.PartWidth, true
	if err := j.Engine.Run(ctx, s); err != nil {
		return s, false, err
	}
	whole := &ingest.PartAccount{}
	if err := s.Answers(work.Account, decoded(func(text []byte) error {
		var a ingest.PartAccount
		err := json.Unmarshal(text, &a)
		whole.Merge(&a)
		return err
	})); err != nil {
		return s, false, err
	}
	again, err = p.Settle(ctx, whole)
	return s, again, err
}

func (j *Job) walk(ctx context.Context, p *mtbf.AnalysisPlan, logs engine.Step) (string, error) {
	s, err := j.over(p, logs, work.Log, "walk", "walk")
	if err != nil {
		return "", err
	}
	s.InPlace = true
	if err := j.Engine.Run(ctx, s); err != nil {
		return "", err
	}
	return j.merged(p, func(write func(line []byte) error) error { return s.Answers("", decoded(write)) })
}

// gather hands on the outages of all parts: what was asked for needs them all at once.
func (j *Job) gather(p *mtbf.AnalysisPlan, logs engine.Step) (string, error) {
	j.Note("the outages of all parts are put together and analysed here")
	return j.merged(p, func(write func(line []byte) error) error {
		return logs.Answers(work.Log, func(packed []byte) error {
			line, err := work.LogLine(packed)
			if err != nil {
				return err
			}
			return write(line)
		})
	})
}

// merged writes the plan and the lines that parts gives, for mtbf merge.
func (j *Job) merged(p *mtbf.AnalysisPlan, parts func(write func(line []byte) error) error) (string, error) {
	line, err := p.Line()
	if err != nil {
		return "", err
	}
	path := j.path(Merged)
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	write := func(line []byte) error {
		_, err := f.Write(append(line, '\n'))
		return err
	}
	return path, errors.Join(write(line), parts(write), f.Close())
}

// Simulate runs the shards of a simulation, and returns the files of what each counted.
func (j *Job) Simulate(ctx context.Context, sim *work.Simulation) ([]string, error) {
	plan, in := j.path("plan-simulate.json"), j.path("shards")
	text, err := json.Marshal(sim)
	if err != nil {
		return nil, err
	}
	var pieces []string
	for i := range sim.Shards {
		pieces = append(pieces, fmt.Sprint(i))
	}
	if err := errors.Join(os.WriteFile(plan, text, 0o644), engine.WritePieces(in, pieces)); err != nil {
		return nil, err
	}
	s := engine.Step{Name: "simulate", Command: []string{j.Worker, "simulate", plan}, In: in, Out: j.path("simulate"), Tasks: sim.Shards}
	if err := j.Engine.Run(ctx, s); err != nil {
		return nil, err
	}
	var paths []string
	err = s.Answers("", decoded(func(text []byte) error {
		path := j.path(fmt.Sprintf("shard-%05d.json", len(paths)+1))
		paths = append(paths, path)
		return os.WriteFile(path, append(text, '\n'), 0o644)
	}))
	return paths, err
}
