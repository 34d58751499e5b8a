package ingest

import "mtbf/model"

// roleWeight is how many of those that are served an outage hits, which --weight names:
// no column is taken for it by its name.
const roleWeight Role = "weight"

// weightCell is the weight of a row. A text that is no number from 0 on tells none: no
// row is bad for it.
type weightCell struct {
	set   bool
	value float64
}

func (c *weightCell) UnmarshalCSV(text []byte) error {
	v, ok := number(string(text))
	*c = weightCell{set: ok && v >= 0, value: v}
	return nil
}

// noteWeight keeps the weight of the row of the last draft.
func (f *fileReader) noteWeight(c weightCell) {
	if !c.set || f.states.pairs() {
		return
	}
	if f.weights == nil {
		f.weights = map[int]float64{}
	}
	f.weights[len(f.marks)-1] = c.value
}

// weigh tells the log the weight of the outage of a draft.
func (f *fileReader) weigh(o *model.Outage, draft int) {
	w, ok := f.weights[draft]
	if !ok {
		return
	}
	if f.log.Weights == nil {
		f.log.Weights = map[model.Row]float64{}
	}
	f.log.Weights[o.Row()] = w
}
