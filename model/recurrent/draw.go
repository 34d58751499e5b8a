package recurrent

import (
	"context"

	"mtbf/model"
)

// simulated returns the p-value of drawings of which extreme tells whether each
// is at least as far out as the data, or the cause of the end of ctx.
func simulated(ctx context.Context, drawings int, extreme func() bool) (float64, error) {
	beyond := 1
	for range drawings {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if extreme() {
			beyond++
		}
	}
	return float64(beyond) / float64(1+drawings), nil
}

func checkDrawings(n int, stream Stream) error {
	if n < 1 {
		return &model.ParamError{Param: "drawings", Value: n, Want: "at least 1"}
	}
	if stream == nil {
		return &model.ParamError{Param: "stream", Value: "none", Want: "a stream of random numbers"}
	}
	return nil
}
