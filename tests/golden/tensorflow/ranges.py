"""Range updates of tensorflow-model-optimization's quantizers over several steps."""

import numpy as np
import tensorflow as tf
from tensorflow_model_optimization.quantization.keras import quantizers

from common import F, Lcg, pack

KINDS = {
    "lastValue": quantizers.LastValueQuantizer,
    "movingAverage": quantizers.MovingAverageQuantizer,
    "allValues": quantizers.AllValuesQuantizer,
}
# Ends of the values of each step: both signs, one sign, all zero, beyond the start of the ranges.
STEPS = [(-1, 2), (-0.5, 3), (0.25, 1), (-2, -0.5), (0, 0), (-9, 11), (-0.001, 0.002), (-3, 0.1), (0, 1), (-1, 1)] * 2
PER_STEP = 8


def run(kind, bits, values):
    layer = tf.keras.layers.Layer()
    quantizer = KINDS[kind](num_bits=bits, per_axis=False, symmetric=False, narrow_range=False)
    weights = quantizer.build(tf.TensorShape([PER_STEP]), "range", layer)
    read = lambda: [weights["min_var"].numpy(), weights["max_var"].numpy()]
    start, ends, outs, inference = read(), [], [], []
    for x in values:
        outs.append(quantizer(tf.constant(x), True, weights).numpy())
        ends.append(read())
        inference.append(quantizer(tf.constant(x * F(1.5)), False, weights).numpy())
        assert read() == ends[-1], "inference must leave the ranges alone"
    return start, np.array(ends), np.array(outs), np.array(inference)


def rounding():
    """Single updates of narrow ranges by wide batches, where it matters how end - (end - new) d is rounded."""
    lcg, n, d = Lcg(10), 100, F(1.0 - 0.999)
    layer = tf.keras.layers.Layer()
    quantizer = KINDS["movingAverage"](num_bits=8, per_axis=False, symmetric=False, narrow_range=False)
    weights = quantizer.build(tf.TensorShape([2]), "range", layer)
    pairs = lambda scale: np.array([(-(lcg.u16() + 1) * scale, (lcg.u16() + 1) * scale) for _ in range(n)], F)
    before, new, after = pairs(1e-7), pairs(1e-3), []
    for (low, high), x in zip(before, new):
        weights["min_var"].assign(low)
        weights["max_var"].assign(high)
        quantizer(tf.constant(x), True, weights)
        after.append([weights["min_var"].numpy(), weights["max_var"].numpy()])
    after, wide = np.array(after), lambda x: x.astype(float)
    each, once = before - (before - new) * d, (wide(before) - (wide(before) - wide(new)) * float(d)).astype(F)
    found = {"eachOperation": int((each == after).sum()), "once": int((once == after).sum()), "of": after.size}
    return {"n": n, "before": pack(before), "batch": pack(new), "after": pack(after), "findings": found}


def grey_levels():
    """The input quantiser on grey levels as decimals of 6 digits, the way the released code reads them."""
    x = np.array([float(f"{level / 255:.6g}") for level in range(256)], F)
    *_, out, _ = run("allValues", 8, [x])
    return pack(out)


def record():
    lcg, values = Lcg(5), []
    for low, high in STEPS:
        x = np.array([low + (high - low) * lcg.u16() / 65535 for _ in range(PER_STEP)], F)
        x[:2] = low, high
        values.append(x)
    cases = []
    for kind in KINDS:
        for bits in (4, 8):
            start, ends, outs, inference = run(kind, bits, values)
            cases.append({
                "kind": kind, "bits": bits, "start": pack(start), "ranges": pack(ends), "out": pack(outs),
                "inference": pack(inference),
            })  # fmt: skip
    ranges = {"steps": len(values), "perStep": PER_STEP, "values": pack(values), "cases": cases}
    return {"ranges": ranges, "rounding": rounding(), "greyLevels": grey_levels()}
