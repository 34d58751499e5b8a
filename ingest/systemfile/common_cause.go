package systemfile

import (
	"errors"

	"mtbf/model"
)

// shocked reports whether something takes some units of a group at once, other than a
// beta.
func (b *builder) shocked(t *causeText) bool {
	return b.given(&t.MGL) || b.given(&t.Alpha) || b.given(&t.Staggered)
}

// cause is what takes some of n units of a group at once.
func (b *builder) cause(what string, beta float64, t *causeText, n int) (*model.CommonCause, error) {
	at := b.later(&t.MGL, &t.Alpha)
	switch {
	case b.given(&t.MGL) && b.given(&t.Alpha):
		return nil, b.fault(at, "%s: mgl and alpha are two models of the same failures; keep one of them", what)
	case beta > 0 && at != (mark{}):
		return nil, b.fault(at, "%s: beta is the case of mgl: [beta, 1, 1, ...] and goes with neither mgl nor alpha; keep one of them", what)
	case b.given(&t.Staggered) && !b.given(&t.Alpha):
		return nil, b.fault(b.at(&t.Staggered), "%s: staggered says how alpha was counted; give alpha, or delete it", what)
	}
	c := &model.CommonCause{MGL: t.MGL, Alpha: t.Alpha, Staggered: t.Staggered}
	_, _, err := c.Shares(0, n)
	var param *model.ParamError
	if errors.As(err, &param) {
		return nil, b.fault(at, "%s: %w", what, param)
	}
	return c, err
}
