package ingest

// What a column that no name speaks for weighs by what it holds, a later one a
// little less.
const (
	startByContents = 1.0
	endByContents   = 0.9
	perColumn       = 0.01
	surely          = 0.8 // share of the cells
)

// twoColumns is what a date and a clock weigh beyond the date alone.
const twoColumns = 3

// score tells how far a column can have a role, 0 for not at all, and whether its name
// speaks for that.
func (a *assigner) score(role Role, h *holds) (weight float64, named bool) {
	weight, never := a.nameOf(role, h)
	named = weight > 0
	if never {
		return 0, false
	}
	switch role {
	case roleStart, roleEnd:
		weight = timeScore(role, h, weight)
	case roleDuration:
		weight = durationScore(h, weight)
	case roleUnit:
		weight = unitScore(h, weight)
	case roleCategory:
		weight = categoryScore(h, weight)
	}
	return weight, named
}

// nameOf is the weight of a column's name, of two columns that of the better one.
func (a *assigner) nameOf(role Role, h *holds) (weight float64, never bool) {
	if len(h.columns) == 1 {
		return nameWeight(role, h.name, a.known[role])
	}
	if role != roleStart && role != roleEnd {
		return 0, true
	}
	for _, c := range h.columns {
		w, no := nameWeight(role, a.columns[c].name, a.known[role])
		weight, never = max(weight, w), never || no
	}
	return weight, never
}

func timeScore(role Role, h *holds, name float64) float64 {
	bonus := 0.0
	if len(h.columns) == 2 {
		bonus = twoColumns
	}
	switch {
	case h.filled == 0:
		return name / 2
	case name > 0 && h.stamps+h.ordinals >= mostly:
		return name + bonus
	case name > 0 && h.numbers >= mostly && (name >= 5 || h.epochs >= mostly || h.compact == 1):
		return name
	case h.stamps < surely && h.epochs < surely && h.compact < 1:
		return 0
	case role == roleStart:
		return startByContents + bonus - perColumn*float64(h.columns[0])
	}
	return endByContents + bonus - perColumn*float64(h.columns[0])
}

func durationScore(h *holds, name float64) float64 {
	switch {
	case h.filled == 0:
		return name / 2
	case h.stamps >= mostly || h.compact == 1 || name == 0 && (h.durations < surely || h.clocks >= mostly):
		return 0
	case h.numbers+h.durations+h.clocks*(1-h.durations) < mostly, h.epochs >= mostly:
		return 0
	case name == 0:
		return startByContents
	}
	return name
}

// leastWhole is what the last whole name of a list may weigh.
const leastWhole = 9

// longName is the mean length from which texts are prose, no names.
const longName = 60

func unitScore(h *holds, name float64) float64 {
	switch {
	case name == 0 || h.stamps >= mostly || 2*h.filled < h.rows || h.unitsOfTime:
		return 0
	case name >= leastWhole:
		return name
	case h.constant() && h.rows > 1:
		return name / 2
	case h.longest > longName:
		return 0
	case h.rows >= fewRepeats && !h.repeats():
		return 0 // the row's own key
	case name < 2 && (h.constant() || 2*h.different > h.filled):
		return 0
	}
	return name
}

// codesLess is how much less numbers speak for a category than words do.
const codesLess = 1

func categoryScore(h *holds, name float64) float64 {
	switch {
	case h.filled == 0:
		return name / 2
	case name == 0 || h.stamps >= mostly || h.durations >= mostly:
		return 0
	case h.numbers >= mostly && name > codesLess && name < leastWhole:
		name -= codesLess
	}
	switch {
	case h.flags >= surely && h.different <= 2:
		return 0
	case name >= leastWhole:
		return name
	case h.longest > longName:
		return 0
	case h.numbers >= mostly && h.different > 50:
		return 0
	case h.rows >= fewRepeats && !h.repeats():
		return 0
	}
	return name
}
