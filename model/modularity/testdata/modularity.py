"""Makes modularity.json: systems of m modules of r copies, to 50 digits.

Independent of the Go code: states are (good copies, uncovered or not), solved by
mpmath's linear algebra at 50 digits, where cancellation does no harm. R(t) is a
sum of exponentials from the eigenvalues of the states that serve, and MTTF is
the integral of its m-th power, or without repair of a binomial sum.

    python3 modularity.py > modularity.json     (under a minute)
"""
import json
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 50


def generator(c):
    """Rates between states (good, uncovered); takeovers count as service."""
    l = 1 / mpf(c["mtbf"]) / c["modules"]
    mu, b, cov = 1 / mpf(c["mttr"]), mpf(c["beta"]), mpf(c["coverage"])
    v = 1 / mpf(c["uncovered_mttr"]) if c["uncovered_mttr"] else mu
    crews, r, k = c["crews"] or c["copies"], c["copies"], c["need"]
    rates = {}

    def add(a, z, x):
        if x > 0:
            rates[a, z] = rates.get((a, z), 0) + x

    for g in range(r + 1):
        here = (g, False)
        add(here, (g + 1, False), min(crews, r - g) * mu)
        if g == 0:
            continue
        own = g * (1 - b) * l
        if g - 1 < k:
            add(here, (g - 1, False), own)
        else:
            add(here, (g - 1, False), own * cov)
            add(here, (g - 1, True), own * (1 - cov))
            add((g - 1, True), (g - 1, False), v)
        add(here, (0, False), b * l)
    return rates


def repaired(c):
    rates = generator(c)
    states = sorted({s for pair in rates for s in pair})
    index = {s: i for i, s in enumerate(states)}
    n, k, m = len(states), c["need"], c["modules"]
    q = mpmath.matrix(n, n)
    for (a, z), x in rates.items():
        q[index[a], index[z]] += x
        q[index[a], index[a]] -= x
    balance, one = q.T.copy(), mpmath.matrix(n, 1)
    for j in range(n):
        balance[n - 1, j] = 1
    one[n - 1] = 1
    p = mpmath.lu_solve(balance, one)
    up = [s for s in states if s[0] >= k and not s[1]]
    alive = sum(p[index[s]] for s in up)
    failing = sum(p[index[a]] * x for (a, z), x in rates.items() if a in up and z not in up)
    v = c["voter_rate"] * m if c["copies"] > 1 else 0
    rate = m * failing / alive + mpf(v) + mpf(c["residual_rate"])
    voter = 1 + mpf(c["voter_rate"]) * mpf(c["mttr"]) if c["copies"] > 1 else mpf(1)
    rest = 1 + mpf(c["residual_rate"]) * mpf(c["residual_mttr"] or c["mttr"])
    a = alive**m / voter**m / rest
    sub = mpmath.matrix(len(up), len(up))
    for i, s in enumerate(up):
        for j, t in enumerate(up):
            sub[i, j] = q[index[s], index[t]]
    values, left, right = mpmath.eig(sub, left=True, right=True)
    inverse = right**-1
    start = up.index((c["copies"], False))
    weights = [right[start, i] * sum(inverse[i, j] for j in range(len(up))) for i in range(len(up))]
    constant = mpf(v) + mpf(c["residual_rate"])

    def reliability(t):
        r = mpmath.re(sum(w * mpmath.exp(x * t) for w, x in zip(weights, values)))
        return r**m * mpmath.exp(-constant * t)

    return {"mtbf": 1 / rate, "unavailability": 1 - a, "mdt": (1 - a) / a / rate, "mttf": integral(reliability, 1 / rate)}


def unrepaired(c):
    m, r, k = c["modules"], c["copies"], c["need"]
    l = 1 / mpf(c["mtbf"]) / m
    b, cov = mpf(c["beta"]), mpf(c["coverage"])
    constant = mpf(c["voter_rate"]) * m * (r > 1) + mpf(c["residual_rate"])

    def reliability(t):
        p = mpmath.exp(-(1 - b) * l * t)
        s = sum(mpmath.binomial(r, j) * p**j * (cov * (1 - p)) ** (r - j) for j in range(k, r + 1))
        return (s * mpmath.exp(-b * l * t)) ** m * mpmath.exp(-constant * t)

    life = integral(reliability, 1 / (l * m))
    return {"mtbf": life, "mttf": life}


def integral(f, scale):
    ends = [0] + [scale * mpf(2) ** i for i in range(-8, 9)] + [scale * 2000]
    return mpmath.quad(f, ends, maxdegree=10)


def cases():
    rng = random.Random(20)
    for i in range(40):
        r = rng.choice([1, 2, 2, 3, 3, 4, 5])
        c = {
            "mtbf": float("%.4g" % 10 ** rng.uniform(1, 9)), "mttr": float("%.3g" % 10 ** rng.uniform(-1, 2.5)),
            "modules": rng.choice([1, 2, 7, 30, 1000]), "copies": r, "need": rng.choice([1, 1, r // 2 + 1]),
            "crews": rng.choice([0, 1, 2]), "coverage": rng.choice([1, 0.99, 0.9999999, 0.3]),
            "uncovered_mttr": rng.choice([0, 0.25, 30]), "beta": rng.choice([0, 0, 0.02, 0.3]),
            "voter_rate": rng.choice([0, 1e-9, 1e-5]), "residual_rate": rng.choice([0, 0, 1e-5]),
            "residual_mttr": rng.choice([0, 1.5]),
        }
        for repair in (True, False):
            want = (repaired if repair else unrepaired)(c)
            yield {"repaired": repair, "setting": dict(c), "want": {k: float(x) for k, x in want.items()}}


print(json.dumps({"tool": "mpmath %s at %d digits" % (mpmath.__version__, mp.dps), "cases": list(cases())}, indent=1))
