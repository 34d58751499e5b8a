"""Writes large.json: residual errors of long bundles, in extended precision.

Another road than the program's: 64-bit mantissas (x86 long double), wide bands
without weights, and outputs as the sum of two binomials, of the organs that
should say yes and of those that should say no. Run: python3 large.py >
large.json (numpy; some seconds)
"""

import json
from math import floor, sqrt

import numpy as np

LD = np.longdouble
WIDE = 17  # standard deviations kept on either side


def row(mode, lo, hi, up):
    """The law with these ratios p(k+1)/p(k), k from lo to hi."""
    k = np.arange(mode, hi, dtype=LD)
    right = np.cumprod(up(k)) if len(k) else np.array([], dtype=LD)
    k = np.arange(mode - 1, lo - 1, -1, dtype=LD)
    left = np.cumprod(1 / up(k)) if len(k) else np.array([], dtype=LD)
    p = np.concatenate([left[::-1], [LD(1)], right])
    return lo, p / p.sum()


def band(mean, sd, lo, hi):
    wide = int(WIDE * sd) + 40
    mode = min(max(int(mean), lo), hi)
    return mode, max(lo, mode - wide), min(hi, mode + wide)


def pairs(a, b, n):
    x = a * b / n
    sd = sqrt(max(x * (n - a) * (n - b) / n / n, 0))
    mode, lo, hi = band((a + 1) * (b + 1) / (n + 2), sd, max(0, a + b - n), min(a, b))
    return row(mode, lo, hi, lambda k: (a - k) * (b - k) / ((k + 1) * (n - a - b + 1 + k)))


def binomial(n, p, q):
    mode, lo, hi = band((n + 1) * float(p), sqrt(n * float(p * q)), 0, n)
    return row(mode, lo, hi, lambda k: (n - k) / (k + 1) * (p / q))


def add(out, lo, p):
    out[lo : lo + len(p)] += p


def noise(yes, e):
    n = len(yes) - 1
    out = np.zeros(n + 1, dtype=LD)
    for k in np.nonzero(yes > LD(1e-60))[0]:
        a, p = binomial(int(k), 1 - e, e)
        b, q = binomial(n - int(k), e, 1 - e)
        add(out, a + b, yes[k] * np.convolve(p, q))
    return out


def ideal(organ, counts, n, weight, out):
    lo, p = pairs(counts[0], counts[1], n)
    for i, q in enumerate(p):
        k = lo + i
        if organ == "NAND":
            out[n - k] += weight * q
        elif weight * q > LD(1e-60):
            start, r = pairs(counts[0] + counts[1] - 2 * k, counts[2], n)
            add(out, k + start, weight * q * r)


def residual(organ, n, level, e, tiers):
    no = floor(level * n + 1e-9)
    e = LD(e)
    out = np.zeros(n + 1, dtype=LD)
    ideal(organ, [n - no, n - no, 0], n, LD(1), out)
    state = noise(out, e)
    for _ in range(tiers):
        out = np.zeros(n + 1, dtype=LD)
        for k in np.nonzero(state > LD(1e-60))[0]:
            ideal(organ, [int(k)] * 3, n, state[k], out)
        state = noise(out, e)
    return state[no + 1 :].sum() if organ == "NAND" else state[: n - no].sum()


cases = [("NAND", 1000, 0.07, 0.005, 2), ("NAND", 5000, 0.07, 0.005, 2), ("NAND", 20000, 0.07, 0.005, 2),
         ("majority", 1000, 0.07, 0.005, 1), ("majority", 3000, 0.05, 0.002, 1)]
rows = [{"organ": o, "n": n, "level": l, "error": e, "tiers": t,
         "residual": float(residual(o, n, l, e, t))} for o, n, l, e, t in cases]
print(json.dumps({"tool": "numpy " + np.__version__ + ", long double", "cases": rows}, indent=1))
