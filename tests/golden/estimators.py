"""Golden values of estimators that give numbers, for tests/information/estimators and tests/bits/special_test.ts.

    python3 tests/golden/estimators.py    # writes tests/golden/estimators.json; then: deno fmt tests/golden/estimators.json

Made with Python 3.11, NumPy 2.4 and mpmath 1.3. Rows x and classes y are read from the file itself and stay; the values
are computed from their definitions (docs/protocol.md, section 14), over all pairs of rows. Before they were written they
were compared with those of the authors' own code, NPEET for nearest neighbours and EDGE 4.3.1: equal to 1e-13.
"""

import json
import math
from collections import Counter
from pathlib import Path

import mpmath
import numpy as np

path = Path(__file__).with_suffix(".json")
mpmath.mp.dps = 40
LN2 = math.log(2)


def psi(n):
    return float(mpmath.digamma(int(n)))


def kde(x, y, v):
    def entropy(rows, noise, shift):
        n, d = rows.shape
        distances = ((rows[:, None, :] - rows[None, :, :]) ** 2).sum(2)
        means = np.exp(-distances / (2 * noise)).mean(1)
        return d / 2 - np.mean(np.log(means) - d / 2 * math.log(2 * math.pi * noise)) + shift

    def bound(noise, shift):
        own = x.shape[1] / 2 * (math.log(2 * math.pi * v) + 1)
        h = entropy(x, noise, shift)
        of = sum((y == c).mean() * entropy(x[y == c], noise, shift) for c in set(y))
        return {"ixt": (h - own) / LN2, "ity": (h - of) / LN2}

    return {"upper": bound(v, 0), "lower": bound(4 * v, x.shape[1] / 2 * math.log(1 / 4))}


def distances(x):
    return np.abs(x[:, None, :] - x[None, :, :]).max(2)


def entropy_knn(x, k):
    n, d = x.shape
    nearest = np.sort(distances(x), axis=1)[:, k]
    return (psi(n) - psi(k) + d * LN2 + d * np.log(nearest).mean()) / LN2


def knn(x, y, k):
    n, d = x.shape
    values = {"entropy": entropy_knn(x, k)}
    if d > 1:
        a, b = distances(x[:, : d // 2]), distances(x[:, d // 2 :])
        nearest = np.sort(np.maximum(a, b), axis=1)[:, k]
        counts = [[psi(count) for count in (one < nearest[:, None]).sum(1)] for one in (a, b)]
        values["ksg"] = (psi(k) + psi(n) - np.mean(counts[0]) - np.mean(counts[1])) / LN2
    own = sum((y == c).mean() * entropy_knn(x[y == c], k) for c in set(y))
    values["mixed"] = abs(values["entropy"] - own)
    return values


def edge(x, y, eps_x, eps_y, share, cap):
    n = len(x)
    hashed = [
        [tuple(row) for row in np.floor((rows + share * eps) / eps)]
        for rows, eps in ((x, eps_x), (y[:, None], eps_y))
    ]
    a, b, both = Counter(hashed[0]), Counter(hashed[1]), Counter(zip(*hashed))
    pairs = ((c, math.log2(c * n / (a[p] * b[q]))) for (p, q), c in both.items())
    return sum(c * max(min(bits, cap), 0.001) for c, bits in pairs) / n


def edge_floor(x, y, spec):
    values = []
    for j in range(spec["L"]):
        factor = 1 + spec["range"] * j / (spec["L"] - 1)
        widths = [
            epsilon * 3 * d * 0.9 * gamma * factor
            for epsilon, gamma, d in zip(spec["epsilon"], spec["gamma"], (x.shape[1], 1))
        ]
        values.append(edge(x, y, *widths, j / spec["L"], 10))
    return float(np.median(values))


data = json.loads(path.read_text())
for case in data["cases"]:
    x = np.array(case["x"]).reshape(case["rows"], case["columns"])
    y = np.array(case["y"])
    case["kde"] = {v: kde(x, y, float(v)) for v in case["kde"]}
    if "knn" in case:
        case["knn"] = {k: knn(x, y, int(k)) for k in case["knn"]}
    for core in case["edge_core"]:
        core["bits"] = edge(x, y, core["epsX"], core["epsY"], 0, core["U"])
    case["edge_floor"]["bits"] = edge_floor(x, y, case["edge_floor"])
points = [0, 1, -1, 0.5, 1e-9, -1e-300, 87.3, -104.9, 345.1, -700.25, 709.7, -740.3, 0.34657, -0.34658]
data["exp"] = [[x, float(mpmath.exp(mpmath.mpf(x)))] for x in points]
counts = [1, 2, 3, 5, 9, 10, 11, 96, 4096, 70000, 0.5, 1e-3, 3.25]
data["digamma"] = [[x, float(mpmath.digamma(mpmath.mpf(x)))] for x in counts]
path.write_text(json.dumps(data) + "\n")
