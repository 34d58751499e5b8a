package selftest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/life"
)

// fitCases are maximum likelihood fits of censored samples, and a survival
// curve.
func fitCases() []Case {
	return slices.Concat(auto31Cases(), auto25Cases(), groupedCases(), survivalCases())
}

func auto31Cases() []Case {
	fit := fitted(sample(automotive, suspended))
	return of("fit", "R 4.2.2, survival; data AUTO31 of Python reliability", "10 failed, 21 running",
		near("auto31-weibull-scale", "Weibull scale, h", 134651.0374, 1e-6, fit("weibull", "scale")),
		near("auto31-weibull-shape", "Weibull shape", 1.154426671, 1e-6, fit("weibull", "shape")),
		near("auto31-weibull-likelihood", "Weibull log-likelihood", -128.9738323, 1e-9, fit("weibull", likelihood)),
		near("auto31-lognormal-meanlog", "lognormal mean of logs", 11.54771348, 1e-6, fit("lognormal", "meanlog")),
		near("auto31-lognormal-sdlog", "lognormal deviation of logs", 1.38475134, 1e-6, fit("lognormal", "sdlog")),
		near("auto31-lognormal-likelihood", "lognormal log-likelihood", -129.0290243, 1e-9, fit("lognormal", likelihood)),
		printed("auto31-exponential-mean", "exponential mean, h", 149061.6, 1, inverse(fit("exponential", "rate"))),
		near("auto31-exponential-likelihood", "exponential log-likelihood", -129.1211492, 1e-9, fit("exponential", likelihood)),
	)
}

func auto25Cases() []Case {
	fit := fitted(sample(automotive, suspended[:15]))
	return of("fit", "SurPyval, tests/univariate/parametric/test_real_data.py, AUTO25", "10 failed, 15 running",
		near("auto25-weibull-scale", "Weibull scale, h", 76128.173, 1e-5, fit("weibull", "scale")),
		near("auto25-weibull-shape", "Weibull shape", 1.4502335, 1e-5, fit("weibull", "shape")),
		near("auto25-exponential-rate", "exponential rate, per hour", 1.135439801e-05, 1e-8, fit("exponential", "rate")),
		near("auto25-lognormal-meanlog", "lognormal mean of logs", 10.95718522, 1e-5, fit("lognormal", "meanlog")),
		near("auto25-lognormal-sdlog", "lognormal deviation of logs", 1.084686899, 1e-5, fit("lognormal", "sdlog")),
		near("auto25-loglogistic-scale", "loglogistic scale, h", 59625.023, 1e-5, fit("loglogistic", "scale")),
		near("auto25-loglogistic-shape", "loglogistic shape", 1.679125872, 1e-5, fit("loglogistic", "shape")),
		near("auto25-gamma-shape", "gamma shape", 1.608266522, 4e-5, fit("gamma", "shape")),
		near("auto25-gamma-scale", "gamma scale, h", 45281.10806, 4e-5, fit("gamma", "scale")),
		near("auto25-normal-mean", "normal mean, h", 64326.73975, 1e-5, fit("normal", "mean")),
		near("auto25-gumbel-scale", "Gumbel (smallest extreme) scale, h", 34302.85524, 1e-5, fit("gumbel", "scale")),
	)
}

func groupedCases() []Case {
	steel, cracks, devices := fitted(bofors()), fitted(turbines()), fitted(inspected())
	return slices.Concat(
		of("fit", "SurPyval, tests/univariate/parametric/test_real_data.py, Bofors steel", "strength of steel, 400 values at 12 levels",
			near("steel-weibull-scale", "Weibull scale", 47.60872015, 1e-6, steel("weibull", "scale")),
			near("steel-weibull-shape", "Weibull shape", 16.79055124, 1e-5, steel("weibull", "shape")),
		),
		of("fit", "ReliaSoft example in lifelines, tests/test_estimation.py; digits by R 4.2.2", "2,681 devices, inspected",
			near("inspections-weibull-scale", "Weibull scale", 8270.888068, 1e-6, devices("weibull", "scale")),
			near("inspections-weibull-shape", "Weibull shape", 1.215655309, 1e-6, devices("weibull", "shape")),
			near("inspections-likelihood", "Weibull log-likelihood", -265.2044697, 1e-9, devices("weibull", likelihood)),
		),
		of("fit", "R survival, tests/r_sas.Rout.save; digits by R 4.2.2", "167 turbine wheels, inspected once each for cracks",
			near("cracks-weibull-scale", "Weibull scale, d", 2182.00414, 1e-6, cracks("weibull", "scale")),
			near("cracks-weibull-shape", "Weibull shape", 1.484767544, 1e-6, cracks("weibull", "shape")),
			near("cracks-likelihood", "Weibull log-likelihood", -309.6311809, 1e-9, cracks("weibull", likelihood)),
		),
	)
}

func survivalCases() []Case {
	return of("fit", "Python reliability, tests/test_Nonparametric.py", "10 failed, 21 running, Kaplan-Meier",
		printed("survival-first", "survival after the first failure", .964286, 6, survival(5248)),
		printed("survival-middle", "survival after the fifth failure", .795499, 6, survival(38700)),
		printed("survival-last", "survival after the last failure", .269858, 6, survival(131900)),
	)
}

// likelihood asks a fit for its log-likelihood in place of a parameter.
const likelihood = ""

// fitted fits families to a sample and picks a parameter.
func fitted(obs life.Observations) func(family, parameter string) getter {
	return func(family, parameter string) getter {
		return func() (float64, error) {
			f, err := life.Fit(context.Background(), family, obs, life.FitOptions{Limits: life.Wald})
			if err != nil {
				return math.NaN(), err
			}
			if parameter == likelihood {
				return f.LogLikelihood, nil
			}
			for _, p := range f.Parameters {
				if p.Name == parameter {
					return p.Point, nil
				}
			}
			return math.NaN(), fmt.Errorf("%s has no parameter %s", family, parameter)
		}
	}
}

func inverse(get getter) getter {
	return number(get, func(x float64) float64 { return 1 / x })
}

// survival is the product-limit estimate of AUTO31 at t hours.
func survival(t float64) getter {
	return number(func() (model.Estimate, error) {
		curve, err := life.KaplanMeier(context.Background(), sample(automotive, suspended))
		if err != nil {
			return model.Estimate{}, err
		}
		s, _, err := curve.At(t, 0.90, life.LogLogLimits)
		return s, err
	}, point)
}

// automotive and suspended are AUTO31 of the Python package reliability, in
// hours.
var (
	automotive = []float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900}
	suspended  = []float64{3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060, 45670, 53000, 67000, 69630,
		77350, 78470, 91680, 105700, 106300, 150400}
)

func sample(failed, running []float64) (obs life.Observations) {
	for _, t := range failed {
		obs = append(obs, life.Exact(t))
	}
	for _, t := range running {
		obs = append(obs, life.RightCensored(t))
	}
	return obs
}

// bofors is the yield strength of steel, counted at 40.8 + 1.275 k.
func bofors() (obs life.Observations) {
	for k, n := range []float64{10, 23, 48, 80, 63, 65, 45, 33, 19, 10, 3, 1} {
		obs = append(obs, life.Exact(40.8+1.275*float64(k)).Times(n))
	}
	return obs
}

// inspected are devices of which 2,645 had not failed at the last inspection.
func inspected() (obs life.Observations) {
	ends := []float64{.1, 30, 60, 90, 120, 150, 180, 210, 240, math.Inf(1)}
	for i, n := range []float64{2, 5, 1, 9, 6, 6, 5, 2, 2645} {
		obs = append(obs, life.IntervalCensored(ends[i], ends[i+1]).Times(n))
	}
	return obs
}

// turbines are wheels with cracks found by a day, and 73 without at the last
// one.
func turbines() (obs life.Observations) {
	days := []float64{0, 186, 606, 902, 1077, 1209, 1377, 1592, 1932}
	for i, n := range []float64{5, 16, 12, 18, 18, 2, 6, 17} {
		obs = append(obs, life.IntervalCensored(days[i], days[i+1]).Times(n))
	}
	return append(obs, life.RightCensored(1932).Times(73))
}
