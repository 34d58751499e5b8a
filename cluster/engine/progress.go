package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// stage is what Spark's REST interface tells of a stage.
type stage struct {
	NumTasks         int `json:"numTasks"`
	NumCompleteTasks int `json:"numCompleteTasks"`
	NumFailedTasks   int `json:"numFailedTasks"`

	ShuffleWriteBytes int64 `json:"shuffleWriteBytes"`
}

const lookEvery = 3 * time.Second

// follow tells how far a step is, by Spark's own REST interface, until the context ends.
func (s *Spark) follow(ctx context.Context, name string) {
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
		if text := s.far(ctx); text != "" && text != last {
			s.note("%s: %s", name, text)
			last = text
		}
	}
}

// far tells how many tasks of the stages at work are done.
func (s *Spark) far(ctx context.Context) string {
	stages := s.stages(ctx, "active")
	if len(stages) == 0 {
		return ""
	}
	var all stage
	for _, g := range stages {
		all.NumTasks, all.NumCompleteTasks, all.NumFailedTasks = all.NumTasks+g.NumTasks, all.NumCompleteTasks+g.NumCompleteTasks, all.NumFailedTasks+g.NumFailedTasks
	}
	text := fmt.Sprintf("%d of %d tasks done", all.NumCompleteTasks, all.NumTasks)
	if all.NumFailedTasks > 0 {
		text += fmt.Sprintf(", %d failed and run again", all.NumFailedTasks)
	}
	return text
}

// stages returns the stages of a status, as far as Spark tells.
func (s *Spark) stages(ctx context.Context, status string) (stages []stage) {
	se := s.session
	if se == nil {
		return nil
	}
	base := fmt.Sprintf("http://127.0.0.1:%d/api/v1/applications", se.port)
	var apps []struct {
		ID string `json:"id"`
	}
	if get(ctx, base, &apps) != nil || len(apps) == 0 || get(ctx, base+"/"+apps[0].ID+"/stages?status="+status, &stages) != nil {
		return nil
	}
	return stages
}

// noteShuffle tells how much a step has put through the shuffle.
func (s *Spark) noteShuffle(ctx context.Context, name string) {
	all := int64(0)
	for _, g := range s.stages(ctx, "complete") {
		all += g.ShuffleWriteBytes
	}
	if step := all - s.session.shuffled; step > 0 {
		s.note("%s: done; %.1f MB went through the shuffle", name, float64(step)/1e6)
	}
	s.session.shuffled = max(all, s.session.shuffled)
}

func get(ctx context.Context, url string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return json.NewDecoder(answer.Body).Decode(into)
}
