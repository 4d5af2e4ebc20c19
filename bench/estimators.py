"""SciPy's and scikit-learn's side of bench/estimators.ts: checks our estimates and prints how many times as long they take."""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.special import digamma, logsumexp
from sklearn.neighbors import NearestNeighbors

folder = Path(sys.argv[1])
ours = json.loads((folder / "ours.json").read_text())
arrays = np.load(folder / "record.npz")
x, y = arrays["inputs"], arrays["labels"].astype(int)
layers = [arrays[f"T{k + 1}"] for k in range(6)]
n, LN2 = len(y), math.log(2)
shares = [(c, (y == c).mean()) for c in np.unique(y)]


def kde(v):
    """Upper and lower bounds of each layer, from the whole matrix of distances, as Saxe et al. compute them."""
    bounds = []
    for t in layers:
        squares = cdist(t, t, "sqeuclidean")
        pair = []
        for noise in (v, 4 * v):
            def entropy(rows):
                part = squares[np.ix_(rows, rows)] if len(rows) < n else squares
                return -np.mean(logsumexp(part / (-2 * noise), axis=1) - math.log(len(rows)))
            h = entropy(np.arange(n))
            of = sum(share * entropy(np.flatnonzero(y == c)) for c, share in shares)
            pair.append((h / LN2, (h - of) / LN2))
        bounds.append(pair)
    return bounds


def entropy_knn(t, k):
    nearest = NearestNeighbors(n_neighbors=k + 1, metric="chebyshev").fit(t).kneighbors(t)[0][:, k]
    return (digamma(len(t)) - digamma(k) + t.shape[1] * (LN2 + np.log(nearest).mean())) / LN2


def knn(k, noise=0):
    """KSG between inputs and layers and the difference of entropies, by trees, as NPEET and scikit-learn have them."""
    rng = np.random.default_rng(0)
    a = x + noise * rng.random(x.shape)
    inputs, found = cKDTree(a), []
    for t in layers:
        t = t + noise * rng.random(t.shape)
        joint = np.hstack([a, t])
        nearest = cKDTree(joint).query(joint, k + 1, p=np.inf)[0][:, k]
        radius = np.nextafter(nearest, 0)
        counts = [
            tree.query_ball_point(rows, radius, p=np.inf, return_length=True)
            for tree, rows in ((inputs, a), (cKDTree(t), t))
        ]
        ixt = digamma(k) + digamma(n) - sum(digamma(count).mean() for count in counts)
        ity = entropy_knn(t, k) - sum(share * entropy_knn(t[y == c], k) for c, share in shares)
        found.append((ixt / LN2, ity))
    return found


def hashed(rows, eps, shift):
    return [tuple(row) for row in np.floor((rows + shift) / eps).tolist()]


def bucket_information(a, b, cap=10):
    from collections import Counter

    first, second, both = Counter(a), Counter(b), Counter(zip(a, b))
    pairs = ((c, math.log2(c * n / (first[p] * second[q]))) for (p, q), c in both.items())
    return sum(c * max(min(bits, cap), 0.001) for c, bits in pairs) / n


def ensemble(a, b, eps_a, eps_b, members=10):
    values = []
    for j in range(members):
        factor = 1 + 0.1 * j / (members - 1)
        widths = [eps * factor for eps in (eps_a, eps_b)]
        values.append(bucket_information(*(
            hashed(rows, eps, eps * j / members) for rows, eps in zip((a, b), widths)
        )))
    return float(np.median(values))


def edge_floor(eps):
    labels = y[:, None].astype(float)
    def between(a, b):
        widths = [e * 3 * rows.shape[1] * 0.9 for e, rows in zip(eps, (a, b))]
        return ensemble(a, b, *widths)
    return [(between(x, t), between(t, labels)) for t in layers]


def edge():
    """The authors' defaults: projections, bandwidths by scikit-learn's neighbours, two passes."""
    rng = np.random.default_rng(0)
    def variable(rows):
        s = rows.std(0)
        s[s < 1e-4] = 1
        d = min(rows.shape[1], int(math.log2(n / 10)))
        rows = rows @ (rng.normal(size=(rows.shape[1], d)) / (s[:, None] * math.sqrt(rows.shape[1])))
        k = int(0.43 * n ** (2 / 3 + 0.17 * d / (d + 1)) * math.exp(-1 / max(10000, d**4)))
        eps = []
        for column in rows.T[:, :, None]:
            sample = rng.choice(column[:, 0], 500)[:, None]
            eps.append(NearestNeighbors(n_neighbors=k).fit(column).kneighbors(sample)[0][:, -1].mean() + 1e-4)
        return rows, np.array(eps) * 3 * d
    def between(a, b):
        (a, eps_a), (b, eps_b) = a, b
        first = ensemble(a, b, eps_a * 0.9, eps_b * 0.9)
        again = 0.81 * 2 ** (0.5 / first - math.sqrt(2 * first))
        return ensemble(a, b, eps_a * again, eps_b * again)
    inputs, labels = variable(x), variable(y[:, None].astype(float))
    return [(between(inputs, t), between(t, labels)) for t in map(variable, layers)]


def compare(name, values):
    [found] = [one["information"] for one in ours["estimates"] if one["name"] == name]
    for layer, (ixt, ity) in zip(found, values):
        for a, b in ((layer["ixt"], ixt), (layer["ity"], ity)):
            assert abs(a - b) <= 1e-12 + 1e-9 * abs(b), f"{name}: {a} is not {b}"


for name, v in (("kde-0p001", 1e-3), ("kde-0p1", 0.1)):
    bounds = kde(v)
    compare(f"{name}-upper", [pair[0] for pair in bounds])
    compare(f"{name}-lower", [pair[1] for pair in bounds])
compare("knn-3-noise-0", knn(3))
compare("edge-floor-epsilon-0p05-0p1-normalise-false", edge_floor((0.05, 0.1)))
print("estimates agree to 1e-9")
theirs = {"kde-0p001": lambda: kde(1e-3), "kde-0p1": lambda: kde(0.1), "knn-3": lambda: knn(3, 1e-10), "edge": edge}
for name, run in theirs.items():
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    own, other = ours["seconds"][name], sorted(seconds)[1]
    print(f"{name:10} SciPy, scikit-learn {other:7.2f} s  ours {own:6.3f} s  {other / own:6.1f} times")
print(f"NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}")
