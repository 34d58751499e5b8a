"""Writes chains.json: multiplexed organs by dense sums of 60 digits.

Every stage is written out as the definition has it: the hypergeometric law of
the pairing from whole binomial coefficients, and the outputs as the sum of two
binomials, of the organs that should say yes and of those that should say no.
Nothing is left out. Run: python3 chains.py > chains.json (mpmath 1.3.0)
"""

import json
from math import comb, floor

from mpmath import mp, mpf, nstr

mp.dps = 60


def binomial(n, p):
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def times(a, b):
    out = [mpf(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def noise(yes, e):
    n = len(yes) - 1
    out = [mpf(0)] * (n + 1)
    for k, p in enumerate(yes):
        for i, q in enumerate(times(binomial(k, 1 - e), binomial(n - k, e))):
            out[i] += p * q
    return out


def pairs(a, b, n):
    total = comb(n, b)
    return {k: mpf(comb(a, k) * comb(n - a, b - k)) / total for k in range(max(0, a + b - n), min(a, b) + 1)}


def ideal(organ, counts, n):
    out = [mpf(0)] * (n + 1)
    for k, p in pairs(counts[0], counts[1], n).items():
        if organ == "NAND":
            out[n - k] += p
            continue
        for x, q in pairs(counts[0] + counts[1] - 2 * k, counts[2], n).items():
            out[k + x] += p * q
    return out


def answer(organ, p):
    if organ == "NAND":
        return 1 - p[0] * p[1]
    x, y, z = p
    return x * y + x * z + y * z - 2 * x * y * z


def stages(organ, n, e, tiers, exactly, lines):
    if lines:
        yes = answer(organ, [mpf(p) for p in lines])
        state = binomial(n, e + (1 - 2 * e) * yes)
    else:
        state = noise(ideal(organ, exactly, n), e)
    inputs = 2 if organ == "NAND" else 3
    for _ in range(tiers):
        yes = [mpf(0)] * (n + 1)
        for k, p in enumerate(state):
            for i, q in enumerate(ideal(organ, [k] * inputs, n)):
                yes[i] += p * q
        state = noise(yes, e)
    return state


cases = [
    # organ, n, level, e, tiers, exactly, lines, output should be yes
    ("NAND", 100, "0.07", "0.005", 2, [93, 93], None, False),
    ("NAND", 140, "0.05", "0.0001", 2, [133, 133], None, False),
    ("NAND", 60, "0.1", "0.02", 4, None, ["0.9", "0.8"], False),
    ("NAND", 50, "0.1", "0.3", 1, [45, 47], None, True),
    ("NAND", 40, "0.15", "0", 3, [34, 35], None, True),
    ("majority", 50, "0.08", "0.001", 2, [46, 46, 0], None, True),
    ("majority", 45, "0.1", "0.01", 2, None, ["0.9", "0.95", "0.2"], True),
]
rows = []
for organ, n, level, e, tiers, exactly, lines, yes in cases:
    state = stages(organ, n, mpf(e), tiers, exactly, lines)
    no = floor(float(level) * n + 1e-9)
    wrong = state[: n - no] if yes else state[no + 1 :]
    rows.append({
        "organ": organ, "n": n, "level": float(level), "error": float(e), "tiers": tiers,
        "exactly": exactly, "lines": [float(p) for p in lines] if lines else None,
        "yes": yes, "residual": float(nstr(sum(wrong), 20)),
        "probability": [float(nstr(p, 20)) for p in state],
    })
print(json.dumps({"tool": "mpmath 1.3.0, 60 digits", "cases": rows}, indent=1))
