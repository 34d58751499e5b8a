package life

import "mtbf/model/dist"

// sure returns v of a call that cannot fail.
func sure[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func weibullOf(shape, scale float64) dist.Weibull { return sure(dist.NewWeibull(shape, scale, 0)) }

func lognormalOf(meanlog, sdlog float64) dist.Lognormal {
	return sure(dist.NewLognormal(meanlog, sdlog))
}
