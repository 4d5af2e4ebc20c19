"""Golden edges and states of numpy.arange and numpy.digitize, for tests/engines/wasm/bins_edges_test.ts.

    python3 tests/golden/bins.py    # writes tests/golden/bins.json; then: deno fmt tests/golden/bins.json

Made with Python 3.11 and NumPy 1.26.4: below NumPy 2 a float32 divided by an integer is a float64, as in the released
code (docs/protocol.md, section 8). Every number is a float32 or float64 in decimal digits that give it back exactly.
"""

import json
from pathlib import Path

import numpy as np

f32 = np.float32
rng = np.random.RandomState(20210525)


def edges_of(lo, up, bins):
    step = (up - lo) / bins
    assert isinstance(step, np.float64), "NumPy must be below 2"
    return np.arange(lo, up, step)


def values_for(lo, up, edges):
    """Bounds, values inside and outside, edges rounded to float32 and their neighbours, zeros of both signs."""
    near = f32(edges[rng.choice(len(edges), 6)])
    last = f32(edges[-1:])
    around = [np.nextafter(a, f32(s * np.inf)) for a in (near, last, f32([lo, up])) for s in (-1, 1)]
    inside = f32(lo + (up - lo) * rng.uniform(size=8))
    outside = f32([lo - (up - lo) - 1, up + (up - lo) / 2 + 1])
    return np.concatenate([f32([lo, up, 0.0, -0.0]), near, last, *around, inside, outside])


def case(lo, up, bins):
    edges = edges_of(lo, up, bins)
    x = values_for(lo, up, edges)
    return {
        "lo": float(lo), "up": float(up), "bins": bins, "edges": edges.tolist(),
        "x": [float(v) for v in x], "states": np.digitize(x, edges).tolist(),
    }


def bounds(scale):
    return sorted(f32(rng.normal(size=2) * scale))


def search(bins, more):
    """A random range with `more` edges than bins."""
    while True:
        lo, up = bounds(1)
        if len(edges_of(lo, up, bins)) == bins + more:
            return case(lo, up, bins)


cases = [search(bins, more) for bins in (30, 100) for more in (0, 0, 1, 1)] + [search(256, 0), search(256, 0)]
cases += [case(f32(-1), f32(1), 30), case(f32(0), f32(1), 100), case(f32(-0.9), f32(0.95), 30), case(f32(0), f32(3), 1)]
one = f32(1)
cases += [case(one, np.nextafter(one, f32(2)), 30), case(f32(0), f32(1e-45), 30), case(f32(-1e38), f32(1e38), 30)]
cases += [case(f32(-1000), f32(-999.99994), 100), case(f32(1e-40), f32(7e-39), 100)]


def number(value):
    return "-0.0" if value == 0 and np.signbit(value) else json.dumps(value)


def text_of(record):
    fields = [
        f'"{name}": ' + ("[" + ", ".join(map(number, v)) + "]" if isinstance(v, list) else number(v))
        for name, v in record.items()
    ]
    return "  {" + ", ".join(fields) + "}"


Path(__file__).with_suffix(".json").write_text("[\n" + ",\n".join(map(text_of, cases)) + "\n]\n")
