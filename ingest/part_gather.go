package ingest

import (
	"cmp"
	"errors"
	"slices"

	"mtbf/model"
)

// Gather puts the logs of all parts into the log that was settled: it is then the one that
// a single reader has, in its order of rows, of units and of groups.
func (s *Settled) Gather(parts []*PartLog, account *PartAccount) error {
	log := s.Log.Log
	g := &partGatherer{log: log, causes: map[string]int32{}}
	watched := log.Exposure != nil // checks are missing
	log.Causes, log.Exposure = nil, nil
	for _, p := range parts { // which ends the service of units too
		if err := p.Plant(&s.Decisions); err != nil {
			return err
		}
	}
	units, err := g.names(parts, unitNames, func(p *PartLog, i int) {
		log.Units = append(log.Units, p.Log.Units[i])
	})
	if err != nil {
		return err
	}
	groups, err := g.names(parts, groupNames, func(p *PartLog, i int) {
		log.Groups = append(log.Groups, p.Log.Groups[i])
	})
	if err != nil {
		return err
	}
	log.Outages = make([]model.Outage, 0, account.Outages)
	for n, p := range parts {
		g.outages(p, units[n], groups[n])
	}
	slices.SortFunc(log.Outages, func(a, b model.Outage) int {
		pairedA, pairedB := account.of(int(a.File)).Paired, account.of(int(b.File)).Paired
		switch {
		case pairedA != pairedB && pairedB:
			return -1
		case pairedA != pairedB:
			return 1
		case pairedA && a.Start != b.Start:
			return cmp.Compare(a.Start, b.Start)
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if watched {
		g.exposure(parts)
	}
	for i := range log.Units { // numbers of groups that units name are those of their part
		if log.Units[i].Group > 0 {
			return errors.New("ingest: a unit of a part that names its group")
		}
	}
	return nil
}

// partGatherer puts parts into a log.
type partGatherer struct {
	log    *model.Log
	causes map[string]int32
}

// unitNames and groupNames are names of a part, with the rows in which they first stand.
func unitNames(p *PartLog) (rows []model.Row, name func(i int) string) {
	return p.UnitRows, func(i int) string { return p.Log.Units[i].Name }
}

func groupNames(p *PartLog) (rows []model.Row, name func(i int) string) {
	return p.GroupRows, func(i int) string { return p.Log.Groups[i] }
}

// names gives numbers to the names of all parts in the order in which they first stand,
// and returns them by part and number there. keep is called for each name once.
func (g *partGatherer) names(parts []*PartLog, of func(*PartLog) ([]model.Row, func(int) string), keep func(p *PartLog, i int)) ([][]int32, error) {
	type place struct {
		row     model.Row
		part, i int
	}
	var all []place
	numbers := make([][]int32, len(parts))
	for n, p := range parts {
		rows, _ := of(p)
		numbers[n] = make([]int32, len(rows))
		for i, row := range rows {
			all = append(all, place{row, n, i})
		}
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.row.File, b.row.File), cmp.Compare(a.row.Line, b.row.Line), cmp.Compare(a.part, b.part), cmp.Compare(a.i, b.i))
	})
	known := map[string]int32{}
	for _, x := range all {
		_, name := of(parts[x.part])
		number, fresh := intern(known, name(x.i))
		if fresh {
			keep(parts[x.part], x.i)
		}
		numbers[x.part][x.i] = number
	}
	return numbers, nil
}

// exposure takes the times over which units were watched, in the order of the units.
func (g *partGatherer) exposure(parts []*PartLog) {
	for _, p := range parts {
		g.log.Exposure = append(g.log.Exposure, p.Log.Exposure...)
	}
	place := map[string]int{}
	for i := range g.log.Units {
		place[g.log.Units[i].Name] = i
	}
	slices.SortFunc(g.log.Exposure, func(a, b model.Exposure) int {
		return cmp.Or(cmp.Compare(place[a.Unit], place[b.Unit]), cmp.Compare(a.From, b.From))
	})
}

// outages adds those of a part, under the numbers of the whole.
func (g *partGatherer) outages(p *PartLog, units, groups []int32) {
	causes := make([]int32, len(p.Log.Causes))
	for i, set := range p.Log.Causes {
		key := ""
		for _, c := range set {
			key += string(c) + "\x00"
		}
		n, fresh := intern(g.causes, key)
		if fresh {
			g.log.Causes = append(g.log.Causes, set)
		}
		causes[i] = n
	}
	for _, o := range p.Log.Outages {
		o.Unit, o.Causes = units[o.Unit], causes[o.Causes]
		if len(groups) > 0 {
			o.Group = groups[o.Group]
		}
		g.log.Outages = append(g.log.Outages, o)
	}
}
