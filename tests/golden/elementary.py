"""Coefficients and golden values of lib/bits/elementary.ts, from 60-digit arithmetic.

    python3 tests/golden/elementary.py            # writes tests/golden/elementary.json
    python3 tests/golden/elementary.py --fit      # prints the minimax coefficients

Made with Python 3.11 and mpmath 1.3.0. Each golden row is [argument, value, rest] with bit patterns in
hexadecimal: the argument as float32 (expF32, tanhF32, logF32) or float64 (log, log2), the value as the
float64 nearest to the exact one, the rest (exact minus value) in units in the last place of that float64.
"""

import json
import math
import random
import struct
import sys
from pathlib import Path

from mpmath import atanh, cos, exp, expm1, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt, tanh

mp.dps = 60
ROWS = 80


# --- minimax fits (Remez exchange) ---------------------------------------------------------------


def chebyshev(count, end_a, end_b):
    return [end_a + (end_b - end_a) * (1 - cos(pi * i / (count - 1))) / 2 for i in range(count)]


def alternating_extremes(errors, count):
    """Indices of the largest error in each run of one sign; the `count` consecutive ones that matter."""
    found = []
    for i, error in enumerate(errors):
        if not found or (error > 0) != (errors[found[-1]] > 0):
            found.append(i)
        elif abs(error) > abs(errors[found[-1]]):
            found[-1] = i
    while len(found) > count:
        found.pop(0 if abs(errors[found[0]]) < abs(errors[found[-1]]) else -1)
    return found


def fit_polynomial(f, weight, degree, a, b):
    """Polynomial p with the smallest max |f - p| * weight on [a, b]; (coefficients ascending, error)."""
    grid, nodes = chebyshev(2001, a, b), chebyshev(degree + 2, a, b)
    while True:
        system, right = matrix(degree + 2, degree + 2), matrix(degree + 2, 1)
        for i, x in enumerate(nodes):
            for j in range(degree + 1):
                system[i, j] = x**j
            system[i, degree + 1] = (-1) ** i / weight(x)
            right[i] = f(x)
        solution = list(lu_solve(system, right))
        p, level = solution[:-1], abs(solution[-1])
        errors = [(f(x) - polyval(p[::-1], x)) * weight(x) for x in grid]
        largest = max(map(abs, errors))
        if largest < level * mpf("1.001"):
            return p, largest
        nodes = [grid[i] for i in alternating_extremes(errors, degree + 2)]


def fit_tanh(m, n, b):
    """P of degree m, Q of degree n, monic, with x P(x^2) / Q(x^2) nearest to tanh x, relative, on [0, b]."""
    target = lambda x: tanh(x) / x if x else mpf(1)
    size = m + n + 2
    grid, nodes = chebyshev(3001, mpf(0), b), chebyshev(size, mpf(0), b)
    q, level = [mpf(1)] + [mpf(0)] * n, mpf(0)
    while True:
        for _ in range(12):  # Newton steps: the level multiplies the unknown denominator
            system, right = matrix(size, size), matrix(size, 1)
            for i, x in enumerate(nodes):
                u, t, sign = x * x, target(x), (-1) ** i
                for j in range(m + 1):
                    system[i, j] = u**j
                for j in range(1, n + 1):
                    system[i, m + j] = -t * (1 + sign * level) * u**j
                system[i, size - 1] = -t * sign * polyval(q[::-1], u)
                right[i] = t * (1 + sign * level)
            solution = list(lu_solve(system, right))
            p, q = solution[: m + 1], [mpf(1)] + solution[m + 1 : size - 1]
            level += solution[-1]
        errors = [polyval(p[::-1], x * x) / polyval(q[::-1], x * x) / target(x) - 1 for x in grid]
        largest = max(map(abs, errors))
        if largest < abs(level) * mpf("1.002"):
            return [c / q[n] for c in p], [c / q[n] for c in q], largest
        nodes = [grid[i] for i in alternating_extremes(errors, size)]


def print_fits():
    show = lambda name, c, error: print(name, [float(x) for x in c], "error", nstr(error, 3))
    p, q, error = fit_tanh(4, 5, mpf("9.0625"))
    show("tanh P", p, error)
    show("tanh Q", q, error)
    ln2 = log(mpf(2))
    quotient = lambda r: expm1(r * ln2) / r if r else ln2
    relative = lambda r: abs(r) * mpf(2) ** -r + mpf(10) ** -6
    show("exp q", *fit_polynomial(quotient, relative, 7, mpf(-1) / 2, mpf(1) / 2))
    end = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2 * mpf("1.0001")
    tail = lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z if z > mpf(10) ** -12 else mpf(2) / 3 + 2 * z / 5
    for degree, name in ((3, "logF32 R"), (7, "log R")):
        show(name, *fit_polynomial(tail, lambda z: z / 2 + mpf(10) ** -9, degree, mpf(0), end))


# --- golden values -------------------------------------------------------------------------------


def float32(bits):
    return struct.unpack(">f", bits.to_bytes(4, "big"))[0]


def bits32(x):
    return struct.pack(">f", x).hex()


def bits64(x):
    return struct.pack(">d", x).hex()


def row(x, exact, name):
    value = float(exact)
    rest = float((exact - mpf(value)) / mpf(math.ulp(value)))
    return [name(x), bits64(value), float(f"{rest:.4g}")]


def to_float32(x):
    return struct.unpack(">f", struct.pack(">f", x))[0]


def rows32(f, edges, draw):
    points = [to_float32(x) for x in edges] + [to_float32(draw()) for _ in range(ROWS)]
    return [row(x, f(mpf(x)), bits32) for x in points]


def rows64(f, edges, draw):
    return [row(x, f(mpf(x)), bits64) for x in edges + [draw() for _ in range(ROWS)]]


def golden():
    stream = random.Random(20220425)
    magnitude = lambda low, high: stream.choice((-1, 1)) * 2 ** stream.uniform(low, high)
    positive32 = lambda: float32(stream.randrange(1, 0x7F800000))
    counts = lambda: float(stream.randrange(1, 70001))
    mixed = lambda: stream.choice((counts, positive32, lambda: stream.uniform(0.5, 2)))()
    near_one = [1 + 2.0**-52, 1 - 2.0**-53, 1 + 2.0**-30, math.sqrt(0.5), math.sqrt(2)]
    extremes = [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308]
    return {
        "tanhF32": rows32(tanh, [1e-40, 1e-20, 2.0**-12, 0.55, 1, 4, 8.5, 9, 9.01461887], lambda: magnitude(-14, 3.1)),
        "expF32": rows32(exp, [1e-40, -1e-9, 1, -1, 88.7228, -87.4, -95, -103.9], lambda: magnitude(-20, 6.4)),
        "logF32": rows32(log, [1e-45, 1.1754944e-38, 0.9999999, 1.0000001, 3.4028234e38, 0.70710677], positive32),
        "log": rows64(log, near_one + extremes + [2.0, 3.0, 4096.0, 70000.0], mixed),
        "log2": rows64(lambda x: log(x, 2), near_one + extremes + [3.0, 3276.0, 70000.0], mixed),
    }


if "--fit" in sys.argv:
    print_fits()
else:
    text = ",\n".join(
        f'  "{name}": [\n' + ",\n".join("    " + json.dumps(r) for r in rows) + "\n  ]"
        for name, rows in golden().items()
    )
    Path(__file__).with_suffix(".json").write_text("{\n" + text + "\n}\n")
