"""Golden intervals of scipy and numpy, for tests/statistics.

    python3 tests/golden/statistics.py    # writes tests/golden/statistics.json; then: deno fmt tests/golden/statistics.json

Made with Python 3.11, NumPy 2.4.6 and SciPy 1.17.1.
"""

import json
from pathlib import Path

import numpy as np
from scipy import optimize, stats

MISSES = [0.05, 0.025, 0.05 / 24]
rng = np.random.default_rng(20220131)


def mean(values, miss):
    n = len(values)
    return stats.t.interval(1 - miss, n - 1, loc=np.mean(values), scale=stats.sem(values))


def median(values, miss):
    ends = stats.quantile_test(values, q=0, p=0.5).confidence_interval(1 - miss)
    return [None if np.isnan(end) else end for end in (ends.low, ends.high)]


def ratio(above, below, miss):
    """Where the mean of above - r * below is as far from 0 as Student's t allows, by root finding."""
    n, t = len(above), stats.t.ppf(1 - miss / 2, len(above) - 1)
    far = lambda r: np.mean(above - r * below) ** 2 - (t * stats.sem(above - r * below)) ** 2
    centre, step = np.mean(above) / np.mean(below), 1.0
    ends = []
    for sign in (-1, 1):
        end = centre + sign * 1e-3
        while far(end) < 0:
            end = centre + (end - centre) * 2
        ends.append(optimize.brentq(far, centre, end, xtol=1e-13))
    return ends


def total(samples, miss):
    ends = [mean(one, miss) for one in samples]
    value = sum(np.mean(one) for one in samples)
    half = [np.sqrt(sum((end[k] - np.mean(one)) ** 2 for end, one in zip(ends, samples))) for k in (0, 1)]
    return [value - half[0], value + half[1]]


def holm(ps):
    order, done = np.argsort(ps), [False] * len(ps)
    for rank, k in enumerate(order):
        if ps[k] > 0.05 / (len(ps) - rank):
            break
        done[k] = True
    return done


samples = [rng.normal(size=n).round(4) for n in (2, 4, 7, 10, 20, 50)]
below = [(3 + 0.3 * one + rng.normal(size=len(one)) * 0.1).round(4) for one in samples[1:]]
skewed = rng.exponential(size=12).round(4)
ps = [list(rng.uniform(0, 0.1, size=n).round(6)) for n in (1, 3, 5, 24)] + [[0.01, 0.02, 0.03, 0.2], [0.001, 0.02, 0.024]]
golden = {
    "student": [[f, m, stats.t.ppf(1 - m / 2, f)] for f in (1, 2, 3, 9, 19, 30, 31, 49) for m in (0.025, 0.01, 0.05 / 24)],
    "normal": [[m, stats.norm.ppf(1 - m / 2)] for m in (0.3, 0.05, 0.01, 1e-4, 1e-8)],
    "mean": [{"values": list(v), "miss": m, "ends": list(mean(v, m))} for v in samples for m in MISSES],
    "median": [{"values": list(v), "miss": m, "ends": median(v, m)} for v in [*samples, skewed] for m in MISSES],
    "ratio": [
        {"above": list(a), "below": list(b), "miss": m, "ends": ratio(a, b, m)}
        for a, b in zip(samples[1:], below)
        for m in MISSES
    ],
    "share": [
        {"hits": h, "all": n, "miss": m, "ends": list(stats.binomtest(h, n).proportion_ci(1 - m, "wilson"))}
        for h, n in ((0, 50), (5, 25), (2, 12), (10, 10))
        for m in MISSES
    ],
    "sum": [{"samples": [list(v) for v in samples[1:4]], "miss": m, "ends": total(samples[1:4], m)} for m in MISSES],
    "quantile": [[list(np.sort(skewed)), q, np.quantile(skewed, q)] for q in (0, 0.025, 0.5, 0.9, 1)],
    "holm": [{"ps": p, "decided": holm(p)} for p in ps],
    # Every resample of six repeats, counted out: what a bootstrap of their mean comes near to.
    "bootstrap": {
        "values": list(skewed[:6]),
        "ends": list(np.quantile(np.stack(np.meshgrid(*[skewed[:6]] * 6)).reshape(6, -1).mean(axis=0), [0.025, 0.975])),
    },
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden))
