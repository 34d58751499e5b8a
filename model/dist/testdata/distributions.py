"""Writes distributions.json: high-precision values of every family.

    python3 distributions.py > distributions.json

Needs mpmath only, and some 8 minutes. Every value is computed from the definition at 80 digits or
more (gamma tails by their power series, the complement at as many digits as
cancel; quantiles by bisection on the tail) and printed with 20. Parameters
and arguments are taken as the doubles that the JSON text reads as.
"""
import json, sys
import mpmath as mp
from mpmath import mpf

mp.mp.dps = 80


def series_p(a, x):
    """P(a, x) by its power series, all terms positive."""
    term = total = mpf(1)
    k = 1
    while term > total * mpf(10) ** (-mp.mp.dps):
        term *= x / (a + k)
        total += term
        k += 1
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def gamma_tails(a, x):
    keep = mp.mp.dps
    guess = max(mpf(0), (x - a - a * mp.log(x / a)) / mp.log(10)) if x > a else mpf(0)
    mp.mp.dps = keep + int(guess) + 40
    p = series_p(a, x)
    q = 1 - p
    mp.mp.dps = keep
    return +p, +q


def bisect(f, lo, hi):
    """Root of the increasing f, in 130 halvings."""
    for _ in range(130):
        mid = (lo + hi) / 2
        if f(mid) < 0:
            lo = mid
        else:
            hi = mid
    return (lo + hi) / 2


def normal_tails(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2, mp.erfc(z / mp.sqrt(2)) / 2


def normal_quantile(p):
    if p == 0.5:
        return mpf(0)
    if p > 0.5:
        return -normal_quantile(1 - p)
    return bisect(lambda z: mp.log(normal_tails(z)[0]) - mp.log(p), mpf(-45), mpf(1))


class Exponential:
    def __init__(s, rate): s.r = rate
    def tails(s, t): return -mp.expm1(-s.r * t), mp.exp(-s.r * t)
    def density(s, t): return s.r * mp.exp(-s.r * t)
    def quantile(s, p): return -mp.log(1 - p) / s.r
    def moments(s): return 1 / s.r, 1 / s.r**2


class Weibull:
    def __init__(s, shape, scale, location=mpf(0)): s.k, s.s, s.m = shape, scale, location
    def tails(s, t):
        u = ((t - s.m) / s.s) ** s.k
        return -mp.expm1(-u), mp.exp(-u)
    def density(s, t):
        r = (t - s.m) / s.s
        return s.k / s.s * r ** (s.k - 1) * mp.exp(-r**s.k)
    def quantile(s, p): return s.m + s.s * (-mp.log(1 - p)) ** (1 / s.k)
    def moments(s):
        g1, g2 = mp.gamma(1 + 1 / s.k), mp.gamma(1 + 2 / s.k)
        return s.m + s.s * g1, s.s**2 * (g2 - g1**2)


class Lognormal:
    def __init__(s, meanlog, sdlog): s.m, s.s = meanlog, sdlog
    def tails(s, t): return normal_tails((mp.log(t) - s.m) / s.s)
    def density(s, t): return mp.npdf((mp.log(t) - s.m) / s.s) / (s.s * t)
    def quantile(s, p): return mp.exp(s.m + s.s * normal_quantile(p))
    def moments(s): return mp.exp(s.m + s.s**2 / 2), mp.expm1(s.s**2) * mp.exp(2 * s.m + s.s**2)


class Gamma:
    def __init__(s, shape, scale): s.a, s.s = shape, scale
    def tails(s, t): return gamma_tails(s.a, t / s.s)
    def density(s, t):
        x = t / s.s
        return mp.exp((s.a - 1) * mp.log(x) - x - mp.loggamma(s.a)) / s.s
    def invert(s, f):
        return s.s * mp.exp(bisect(f, mp.log(s.a) - 800 / min(s.a, 100), mp.log(s.a + 60 * mp.sqrt(s.a) + 800)))
    def quantile(s, p):
        if p > 0.5:
            return s.upper(1 - p)
        return s.invert(lambda u: mp.log(gamma_tails(s.a, mp.exp(u))[0]) - mp.log(p))
    def upper(s, q):
        if q > 0.5:
            return s.quantile(1 - q)
        return s.invert(lambda u: mp.log(q) - mp.log(gamma_tails(s.a, mp.exp(u))[1]))
    def moments(s): return s.a * s.s, s.a * s.s**2


class Loglogistic:
    def __init__(s, shape, scale): s.k, s.s = shape, scale
    def tails(s, t):
        r = (t / s.s) ** s.k
        return r / (1 + r), 1 / (1 + r)
    def density(s, t):
        r = (t / s.s) ** s.k
        return s.k / t * r / (1 + r) ** 2
    def quantile(s, p): return s.s * (p / (1 - p)) ** (1 / s.k)
    def moments(s):
        b = mp.pi / s.k
        mean = s.s * b / mp.sin(b) if s.k > 1 else mp.inf
        return mean, s.s**2 * 2 * b / mp.sin(2 * b) - mean**2 if s.k > 2 else mp.inf


class Normal:
    def __init__(s, mean, sd): s.m, s.s = mean, sd
    def tails(s, t): return normal_tails((t - s.m) / s.s)
    def density(s, t): return mp.npdf((t - s.m) / s.s) / s.s
    def quantile(s, p): return s.m + s.s * normal_quantile(p)
    def moments(s): return s.m, s.s**2


class Gumbel:
    def __init__(s, location, scale): s.m, s.s = location, scale
    def tails(s, t):
        y = mp.exp((t - s.m) / s.s)
        return -mp.expm1(-y), mp.exp(-y)
    def density(s, t):
        y = mp.exp((t - s.m) / s.s)
        return y * mp.exp(-y) / s.s
    def quantile(s, p): return s.m + s.s * mp.log(-mp.log(1 - p))
    def moments(s): return s.m - mp.euler * s.s, (mp.pi * s.s) ** 2 / 6


class Uniform:
    def __init__(s, low, high): s.a, s.b = low, high
    def tails(s, t): return (t - s.a) / (s.b - s.a), (s.b - t) / (s.b - s.a)
    def density(s, t): return 1 / (s.b - s.a)
    def quantile(s, p): return s.a + p * (s.b - s.a)
    def moments(s): return (s.a + s.b) / 2, (s.b - s.a) ** 2 / 12


CASES = [
    (Exponential, dict(rate=2e-9), [1e-6, 7.0, 3e8, 4e10, 9e12]),
    (Exponential, dict(rate=0.37), [1e-300, 1e-9, 2.5, 60.0, 1e4]),
    (Weibull, dict(shape=0.6, scale=3e4), [1e-12, 3.0, 2e4, 1e6, 1e9]),
    (Weibull, dict(shape=3.7, scale=8760.0, location=120.0), [120.25, 500.0, 9000.0, 3e4, 2e5]),
    (Weibull, dict(shape=250.0, scale=40.0), [30.0, 39.5, 40.5, 42.0]),
    (Weibull, dict(shape=2.0, scale=5e8), [1e-9, 0.4, 3e8, 8e9]),
    (Lognormal, dict(meanlog=0.0, sdlog=1.0), [1e6]),  # GONUM.md
    (Lognormal, dict(meanlog=0.7, sdlog=0.4), [1e-30, 0.05, 0.7, 2.1, 9.0, 1e4, 1e6, 1e12]),
    (Lognormal, dict(meanlog=-3.5, sdlog=2.3), [1e-300, 1e-6, 0.02, 5.0, 1e9, 1e200]),
    (Lognormal, dict(meanlog=9.1, sdlog=0.003), [8000.0, 8955.0, 9000.0, 1e4]),
    (Gamma, dict(shape=0.03, scale=7.0), [1e-290, 1e-9, 0.02, 3.0, 90.0, 4e3]),
    (Gamma, dict(shape=1e-7, scale=3.0), [1e-250, 1e-9, 2.0, 2.9, 3.1, 700.0]),
    (Gamma, dict(shape=0.5, scale=2e9), [1e-9, 3.0, 1e9, 2.2e9, 8e11, 1e13]),
    (Gamma, dict(shape=1.6, scale=0.25), [1e-12, 0.02, 0.39, 0.41, 3.0, 200.0]),
    (Gamma, dict(shape=9.99, scale=30.0), [1e-9, 11.0, 250.0, 300.0, 900.0, 3e4]),
    (Gamma, dict(shape=10.01, scale=30.0), [1e-9, 11.0, 250.0, 301.0, 900.0, 3e4]),
    (Gamma, dict(shape=180.0, scale=0.6), [1e-3, 20.0, 100.0, 107.9, 108.1, 150.0, 500.0]),
    (Gamma, dict(shape=990.0, scale=2.0), [100.0, 1700.0, 1979.0, 1981.0, 2300.0, 9e3]),
    (Gamma, dict(shape=1010.0, scale=2.0), [100.0, 1700.0, 2019.0, 2021.0, 2300.0, 9e3]),
    (Gamma, dict(shape=3e6, scale=0.004), [11000.0, 11900.0, 11999.0, 12000.5, 12060.0, 12200.0]),
    (Loglogistic, dict(shape=0.8, scale=50.0), [1e-200, 0.3, 45.0, 1e5, 1e150]),
    (Loglogistic, dict(shape=1.05, scale=3e7), [1e-3, 2e7, 4e7, 1e12]),
    (Loglogistic, dict(shape=2.001, scale=6.0), [1e-9, 2.5, 7.0, 1e6]),
    (Loglogistic, dict(shape=70.0, scale=6.0), [4.0, 5.9, 6.1, 1e6]),
    (Normal, dict(mean=0.0, sd=1.0), [10.0]),  # GONUM.md
    (Normal, dict(mean=4300.0, sd=70.0), [-2e6, 1715.0, 3600.0, 4290.0, 4302.0, 5000.0, 5035.0, 6960.0, 8000.0, 3e9]),
    (Gumbel, dict(location=350.0, scale=40.0), [-4e4, -1500.0, 0.0, 330.0, 360.0, 500.0, 900.0]),
    (Uniform, dict(low=2.0, high=9.5), [2.0625, 3.0, 8.75, 9.4375]),
]

PS = [1e-300, 1e-17, 1e-12, 1e-3, 0.31, 0.5, 0.83, 0.99999]
QS = [1e-300, 1e-17, 1e-9, 0.02, 0.45, 0.9]


def out(v):
    if mp.isinf(v):
        return "inf"
    return mp.nstr(v, 20)


def case(cls, params, ts):
    d = cls(**{k: mpf(v) for k, v in params.items()})
    at = []
    for t in ts:
        p, q = d.tails(mpf(t))
        f = d.density(mpf(t))
        with mp.workdps(60 + 20 * (p < mpf("1e-40")) ):
            log_p = mp.log1p(-q) if q < 0.5 else mp.log(p)
            log_q = mp.log1p(-p) if p < 0.5 else mp.log(q)
        at.append(dict(t=t, log_failure=out(log_p), log_survival=out(log_q), log_density=out(mp.log(f)), hazard=out(f / q)))
    mean, variance = d.moments()
    r = dict(family=cls.__name__.lower(), parameters=params, mean=out(mean), variance=out(variance), at=at,
             quantiles=[], upper_quantiles=[])
    big = isinstance(d, Gamma) and d.a > 500
    keep = mp.mp.dps
    for p in PS:
        mp.mp.dps = 40 if isinstance(d, Gamma) else 360
        if big and p not in (1e-12, 0.31, 0.83):
            continue
        r["quantiles"].append(dict(p=p, t=out(d.quantile(mpf(p)))))
    for q in QS:
        if big and q != 1e-9:
            continue
        mp.mp.dps = 40 if isinstance(d, Gamma) else 360
        t = d.upper(mpf(q)) if isinstance(d, Gamma) else d.quantile(1 - mpf(q))
        r["upper_quantiles"].append(dict(q=q, t=out(t)))
    mp.mp.dps = keep
    return r


json.dump(dict(tool="mpmath " + mp.__version__ + ", python " + sys.version.split()[0],
               script="distributions.py", cases=[case(*c) for c in CASES]), sys.stdout, indent=1)
print()
