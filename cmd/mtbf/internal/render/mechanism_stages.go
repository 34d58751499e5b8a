package render

import (
	"fmt"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/mechanism"
)

// Stages is the result of mechanism stages.
type Stages struct {
	Mechanism
	Stages []Stage  `json:"stages"`
	Within []Within `json:"within"`
	WhatIf []WhatIf `json:"what_if"`
}

// Stage is a part of the outage.
type Stage struct {
	Name      string   `json:"name"`
	Law       string   `json:"law"` // exponential, fixed or erlang:K
	MeanHours *float64 `json:"mean_hours"`
	MeanLo    *float64 `json:"mean_hours_lo"`
	MeanHi    *float64 `json:"mean_hours_hi"`
	Share     *float64 `json:"share"` // of the mean length: what a per cent less of it takes off
	ShareLo   *float64 `json:"share_lo"`
	ShareHi   *float64 `json:"share_hi"`
}

// Within is how likely the outage is over within a time; numeric.
type Within struct {
	Hours    float64  `json:"hours"`
	Over     *float64 `json:"p"` // that it is over
	OverLo   *float64 `json:"p_lo"`
	OverHi   *float64 `json:"p_hi"`
	Longer   *float64 `json:"survival"` // that it lasts longer
	LongerLo *float64 `json:"survival_lo"`
	LongerHi *float64 `json:"survival_hi"`
}

// WhatIf is what a stage of another length gives, or all of those together.
type WhatIf struct {
	Stage          string   `json:"stage"`
	BecomesHours   *float64 `json:"becomes_hours"` // null where several change, or a range was given
	MTTRHours      *float64 `json:"mttr_hours"`
	MTTRLo         *float64 `json:"mttr_hours_lo"`
	MTTRHi         *float64 `json:"mttr_hours_hi"`
	Availability   *float64 `json:"availability"`
	AvailabilityLo *float64 `json:"availability_lo"`
	AvailabilityHi *float64 `json:"availability_hi"`
	Unavailability *float64 `json:"unavailability"`
}

// AddStage adds a stage and its share.
func (d *Stages) AddStage(s mechanism.Stage, share model.Estimate) {
	row := Stage{Name: s.Name, Law: "exponential", MeanHours: finite(s.Mean.Point), Share: finite(share.Point)}
	switch {
	case s.Phases == 0:
		row.Law = "fixed"
	case s.Phases > 1:
		row.Law = fmt.Sprintf("erlang:%d", s.Phases)
	}
	row.MeanLo, row.MeanHi = endsOf(s.Mean)
	row.ShareLo, row.ShareHi = endsOf(share)
	d.Stages = append(d.Stages, row)
}

// AddWithin adds how likely the outage is over within a time.
func (d *Stages) AddWithin(hours float64, over, longer model.Estimate) {
	row := Within{Hours: hours, Over: finite(over.Point), Longer: finite(longer.Point)}
	row.OverLo, row.OverHi = endsOf(over)
	row.LongerLo, row.LongerHi = endsOf(longer)
	d.Within = append(d.Within, row)
}

// AddWhatIf adds what a change gives; becomes is nil where it is of several stages.
func (d *Stages) AddWhatIf(stage string, becomes *model.Estimate, r mechanism.StagesResult) {
	row := WhatIf{Stage: stage, MTTRHours: finite(r.Total.Point), Availability: finite(r.Availability.Point), Unavailability: finite(r.Unavailability.Point)}
	if becomes != nil {
		row.BecomesHours = finite(becomes.Point)
	}
	row.MTTRLo, row.MTTRHi = endsOf(r.Total)
	row.AvailabilityLo, row.AvailabilityHi = endsOf(r.Availability)
	d.WhatIf = append(d.WhatIf, row)
}

// minutes writes hours in minutes.
func minutes(h *float64) string {
	return orAbsent(h, func(h float64) string { return number.Sig(h*minutesPerHour, 4) })
}

// limitMinutes writes a limit in minutes, nothing where there is none.
func limitMinutes(h *float64) string {
	if h == nil {
		return ""
	}
	return minutes(h)
}

const minutesPerHour = 60

// Blocks returns the results, the stages and what shorter ones give.
func (d *Stages) Blocks() []Block {
	stages := &Grid{Header: []string{"Stage", "Law", "Mean, min", "From", "To", "Share, %", "From ", "To "}, Left: 2}
	percent := func(x *float64) string {
		return orAbsent(x, func(x float64) string { return number.Sig(100*x, 3) })
	}
	limitPercent := func(x *float64) string {
		if x == nil {
			return ""
		}
		return percent(x)
	}
	for _, s := range d.Stages {
		stages.Rows = append(stages.Rows, []string{s.Name, s.Law, minutes(s.MeanHours), limitMinutes(s.MeanLo), limitMinutes(s.MeanHi), percent(s.Share), limitPercent(s.ShareLo), limitPercent(s.ShareHi)})
	}
	what := &Grid{Header: []string{"What if", "Takes, min", "In all, min", "From", "To", "Availability", "From ", "To "}, Left: 1}
	for _, w := range d.WhatIf {
		becomes := minutes(w.BecomesHours)
		what.Rows = append(what.Rows, []string{w.Stage, becomes, minutes(w.MTTRHours), limitMinutes(w.MTTRLo), limitMinutes(w.MTTRHi), sigOrAbsent(w.Availability, 7), limit(w.AvailabilityLo), limit(w.AvailabilityHi)})
	}
	blocks := []Block{{Title: "The stages: a share is also what a shorter stage takes off", Grid: withoutEmpty(stages, 3)}}
	within := &Grid{Header: []string{"Within, min", "Over", "From", "To", "Longer", "From ", "To "}}
	for _, w := range d.Within {
		within.Rows = append(within.Rows, []string{minutes(&w.Hours), sigOrAbsent(w.Over, 6), limit(w.OverLo), limit(w.OverHi), sigOrAbsent(w.Longer, 6), limit(w.LongerLo), limit(w.LongerHi)})
	}
	if len(d.Within) > 0 {
		blocks = append(blocks, Block{Title: "How likely the outage is over (numeric)", Grid: withoutEmpty(within, 1)})
	}
	if len(d.WhatIf) > 0 {
		blocks = append(blocks, Block{Title: "What if a stage is shorter", Grid: withoutEmpty(what, 3)})
	}
	return d.around(blocks...)
}

// Records returns the results, the stages and what shorter ones give.
func (d *Stages) Records() [][]string {
	s := d.sheet("law", "share", "becomes_hours", "availability", "unavailability", "hours")
	for _, x := range d.Stages {
		s.add("section", "stages", "name", x.Name, "law", x.Law, "value", bare(x.MeanHours), "lo", bare(x.MeanLo), "hi", bare(x.MeanHi), "unit", "h", "share", bare(x.Share))
	}
	for _, w := range d.Within {
		s.add("section", "within", "hours", bare(&w.Hours), "name", "over", "value", bare(w.Over), "lo", bare(w.OverLo), "hi", bare(w.OverHi), "kind", "numeric")
		s.add("section", "within", "hours", bare(&w.Hours), "name", "longer", "value", bare(w.Longer), "lo", bare(w.LongerLo), "hi", bare(w.LongerHi), "kind", "numeric")
	}
	for _, w := range d.WhatIf {
		s.add("section", "what_if", "name", w.Stage, "becomes_hours", bare(w.BecomesHours), "value", bare(w.MTTRHours), "lo", bare(w.MTTRLo), "hi", bare(w.MTTRHi), "unit", "h", "availability", bare(w.Availability), "unavailability", bare(w.Unavailability))
	}
	return s.records()
}
