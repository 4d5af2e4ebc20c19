"""Golden counts of numpy.unique on pseudo-random arrays, for tests/information/counts_test.ts.

    python3 tests/golden/unique.py    # writes tests/golden/unique.json; then: deno fmt tests/golden/unique.json

Made with Python 3.11 and NumPy 2.4.6. The arrays are not stored: row r, column j is byte
(r * columns + j) of the generator x -> 1664525 x + 1013904223 mod 2^32 (its upper 16 bits) modulo
`levels`, started at `seed`; then one more draw for each row modulo `classes` is its label.
"""

import json
from pathlib import Path

import numpy as np


def draws(seed, count):
    x, values = seed, []
    for _ in range(count):
        x = (1664525 * x + 1013904223) % 2**32
        values.append(x >> 16)
    return np.array(values)


def histogram(rows):
    if len(rows) == 0:
        return []
    _, counts = np.unique(rows, axis=0, return_counts=True)
    return np.stack(np.unique(counts, return_counts=True), axis=1).ravel().tolist()


def case(seed, rows, columns, levels, classes):
    values = draws(seed, rows * columns + rows)
    states = values[: rows * columns].reshape(rows, columns) % levels
    labels = values[rows * columns :] % classes
    return {
        "seed": seed, "rows": rows, "columns": columns, "levels": levels, "classes": classes,
        "total": histogram(states),
        "byClass": [histogram(states[labels == y]) for y in range(classes)],
    }


cases = [
    case(1, 1, 3, 2, 2), case(2, 100, 2, 3, 2), case(3, 1000, 5, 3, 2), case(4, 4096, 3, 16, 2),
    case(5, 4096, 12, 2, 2), case(6, 2000, 10, 2, 10), case(7, 3000, 20, 2, 3), case(8, 1500, 30, 256, 4),
]
text = ",\n".join("  " + json.dumps(c) for c in cases)
Path(__file__).with_suffix(".json").write_text("[\n" + text + "\n]\n")
