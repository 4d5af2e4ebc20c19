"""Single operations: fake quantisation, the Tanh quantiser, softmax and its loss, Adam, max-pooling."""

from collections import Counter

import keras
import numpy as np
import tensorflow as tf

from common import F, Lcg, pack

RANGES = [
    (-6, 6), (0, 1), (-1, 1), (-0.5, 2.5), (0, 0), (0, 6), (-6, 0), (0.5, 2), (-3, -1), (12, 123), (-1e-3, 1),
    (-1, 1e-3), (-0.0019, 1), (-0.00197, 1), (-1, 0.00195), (-0.034, 1), (-0.0333, 1), (-1, 0.0332), (-1e-7, 1),
    (-0.9999999, 1), (-0.9640276, 0.96402764), (0, 1e-20), (-1e-20, 3e-20), (-1e20, 1e20), (0, 3e30),
    (-5.9186, 6.0012), (-0.1, 0.1), (-100, 0.3), (-0.25, 0.75), (-1 / 3, 2 / 3), (-0.5, 0.5), (-7.5, 7.5), (-127.5, 127.5),
]  # fmt: skip


def fake_quant(x, low, high, bits):
    return tf.quantization.fake_quant_with_min_max_vars(x, low, high, num_bits=bits)


# --- the two forms of the kernel that are known, in float32 NumPy ----------------------------------


def nudge(low, high, levels):
    scale, inverse = F(F(high - low) / levels), F(levels / F(high - low))
    z = F(0 - F(low / scale))
    whole = np.floor(z)
    zero = F(0) if z < 0 else levels if z > levels else F(whole + (z - whole >= 0.5))
    return scale, inverse, F(F(0 - zero) * scale), F(F(levels - zero) * scale)


def variants(x, low, high, bits):
    """Variant A (shifted back by the nudged minimum) and B (levels are multiples of the scale)."""
    if low == 0 and high == 0:
        return np.zeros_like(x), np.zeros_like(x)
    scale, inverse, least, most = nudge(F(low), F(high), F(2**bits - 1))
    c = np.maximum(np.minimum(x, most), least) - least
    a = np.floor(c / scale + F(0.5)) * scale + least
    zero = np.floor(F(F(-least) * inverse) + F(0.5))
    return a, np.floor(c / scale - zero + F(0.5)) * scale


# --- fake quantisation -----------------------------------------------------------------------------


def arguments(low, high, bits, lcg):
    """Ends of the range and of the nudged one with their neighbours, ties of levels, zeros, draws in and out."""
    points = [0.0, -0.0, low, high]
    if low < high:
        scale, _, least, most = nudge(F(low), F(high), F(2**bits - 1))
        points += [np.nextafter(e, F(s * np.inf)) for e in (least, most) for s in (-1, 1)] + [least, most]
        ties = [least + F(lcg.u16() % (2**bits - 1) + 0.5) * scale for _ in range(5)]
        points += ties + [np.nextafter(F(t), F(np.inf)) for t in ties]
    width = max(high - low, 1)
    points += [low + (high - low) * lcg.u16() / 65535 for _ in range(12)]
    points += [low - width * 0.3, high + width * 0.3, -1e30, 1e30]
    return np.array(points, F)


def fake_quantize():
    lcg, cases = Lcg(1), []
    found = {"variantA": 0, "variantB": 0, "of": 0, "zeroIsALevel": True}
    draws = [sorted((lcg.floats(2, 4))) for _ in range(12)]
    for low, high in [(F(a), F(b)) for a, b in RANGES + draws]:
        for bits in (4, 8):
            x = arguments(low, high, bits, lcg)
            # Sums of eighths are exact in any order.
            g = np.array([(lcg.u16() % 33 - 16) / 8 for _ in x], F)
            y = fake_quant(x, low, high, bits).numpy()
            dx, dlow, dhigh = tf.quantization.fake_quant_with_min_max_vars_gradient(g, x, low, high, num_bits=bits)
            a, b = variants(x, low, high, bits)
            found["variantA"] += int((a == y).sum())
            found["variantB"] += int((b == y).sum())
            found["of"] += len(x)
            found["zeroIsALevel"] &= bool((y[x == 0] == 0).all())
            cases.append({
                "bits": bits, "range": pack([low, high]), "x": pack(x), "y": pack(y), "g": pack(g),
                "dx": pack(dx.numpy()), "dRange": pack([dlow.numpy(), dhigh.numpy()]),
            })  # fmt: skip
    return cases, found


# --- the Tanh quantiser ----------------------------------------------------------------------------


def tanh_quantize(z, bits):
    h = tf.tanh(z)
    return h, fake_quant(h, tf.reduce_min(h), tf.reduce_max(h), bits)


TANH_CASES = [
    # name, rows x units, scale of z, values put at the front
    ("ends apart", (64, 3), 1.5, []),
    ("small", (40, 2), 0.05, []),
    ("saturated at both ends", (32, 4), 1.2, [20, 20, 20, -20, -20, 25, -25, -30]),
    ("tied lowest", (24, 5), 0.8, [-0.9, -0.9, -0.9]),
    ("tied highest", (24, 5), 0.7, [0.85, 0.85, 0.85, 0.85, 0.85]),
    ("tied at both ends", (48, 2), 0.6, [-0.7, -0.7, -0.7, 0.65, 0.65, 0.65]),
    ("one sided", (16, 2), 0.2, []),
    ("all positive", (16, 3), 0.2, []),
    ("short batch", (204, 3), 1, []),
]


def tanh_gradient():
    lcg, cases = Lcg(2), []
    found = {"clampedLow": 0, "clampedHigh": 0, "shareIsSumTimesReciprocal": True}
    for name, shape, scale, front in TANH_CASES:
        for bits in (4, 8):
            z = lcg.floats(shape[0] * shape[1], scale)
            z = np.abs(z) + F(0.05) if name == "all positive" else -np.abs(z) if name == "one sided" else z
            z[: len(front)] = front
            z, g = z.reshape(shape), lcg.floats(z.size, 1).reshape(shape)
            variable = tf.constant(z)
            with tf.GradientTape() as tape:
                tape.watch(variable)
                h, out = tanh_quantize(variable, bits)
                loss = tf.reduce_sum(out * g)
            dh, dz = tape.gradient(loss, [h, variable])
            h, dh = h.numpy(), dh.numpy()
            _, _, least, most = nudge(h.min(), h.max(), F(2**bits - 1))
            found["clampedLow"] += int((h < least).sum())
            found["clampedHigh"] += int((h > most).sum())
            for clamped, extreme in ((h < least, h.min()), (h > most, h.max())):
                if clamped.any():
                    _, dlow, dhigh = tf.quantization.fake_quant_with_min_max_vars_gradient(
                        g, h, h.min(), h.max(), num_bits=bits)
                    total = (dlow if extreme == h.min() else dhigh).numpy()
                    share = F(F(1) / F((h == extreme).sum())) * total
                    found["shareIsSumTimesReciprocal"] &= bool((dh[h == extreme] == share).all())
            cases.append({
                "name": name, "bits": bits, "rows": shape[0], "units": shape[1], "z": pack(z), "g": pack(g),
                "h": pack(h), "out": pack(out.numpy()), "dh": pack(dh), "dz": pack(dz.numpy()),
            })  # fmt: skip
    return cases, found


# --- softmax and loss ------------------------------------------------------------------------------


def loss_gradient():
    """Keras' loss on Keras' softmax, as in a compiled model, for full and short batches."""
    lcg, cases = Lcg(3), []
    found = {"keepsLogits": True, "of": 0}
    gradient, probability = Counter(), Counter()
    for rows, classes, scale in [(256, 2, 1), (204, 2, 3), (204, 2, 30), (256, 10, 4), (96, 10, 2)]:
        z = lcg.floats(rows * classes, scale).reshape(rows, classes)
        z[:3] = 0
        labels = np.array([lcg.u16() % classes for _ in range(rows)])
        y = np.eye(classes, dtype=F)[labels]
        logits = tf.constant(z)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            p = keras.activations.softmax(logits)
            loss = keras.losses.CategoricalCrossentropy()(y, p)
        g, p_value = tape.gradient(loss, logits).numpy(), p.numpy()
        found["keepsLogits"] &= hasattr(p, "_keras_logits")
        if classes == 2 and rows != 256:  # neither the order of a sum nor a power of two hides what is done
            shifted = tf.exp(logits - tf.reduce_max(logits, 1, keepdims=True)).numpy()
            total = shifted.sum(1, keepdims=True)
            forms = {
                "divided": shifted / total,
                "reciprocal": shifted * (F(1) / total),
                "ownReciprocal": shifted * tf.math.reciprocal(total).numpy(),  # a quick one, not correctly rounded
            }
            for name, e in forms.items():
                gradient[name + "TimesReciprocalOfSize"] += int(((e - y) * (F(1) / F(rows)) == g).sum())
                gradient[name + "DividedBySize"] += int(((e - y) / F(rows) == g).sum())
                probability[name] += int((e == p_value).sum())
            found["of"] += g.size
        cases.append({
            "rows": rows, "classes": classes, "z": pack(z), "labels": pack(labels, "u1"), "loss": pack([loss.numpy()]),
            "gradient": pack(g), "probabilities": pack(p_value),
        })  # fmt: skip
    return cases, {**found, "gradient": gradient, "probabilities": probability}


# --- Adam ------------------------------------------------------------------------------------------


def adam():
    lcg, steps, n = Lcg(4), 50, 16
    p = tf.Variable(lcg.floats(n, 1))
    optimizer = keras.optimizers.legacy.Adam(learning_rate=1e-4)
    start, gradients, out = p.numpy(), [], {"parameters": [], "first": [], "second": []}
    # From gradients that swamp epsilon to ones far below it; element 0 has none, 1 has some at first.
    sizes = np.array([0, 1, 1e3, 1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12, 1e-15, 3e-1])
    for step in range(steps):
        g = (lcg.floats(n, 1) * sizes).astype(F)
        if step > 5:
            g[1] = 0
        gradients.append(g)
        optimizer.apply_gradients([(tf.constant(g), p)])
        out["parameters"].append(p.numpy())
        for slot, name in (("m", "first"), ("v", "second")):
            out[name].append(optimizer.get_slot(p, slot).numpy())
    return {"steps": steps, "n": n, "start": pack(start), "gradients": pack(gradients)} | {k: pack(v) for k, v in out.items()}


# --- max-pooling and subnormals --------------------------------------------------------------------


def max_pool_ties():
    x = np.array([[0, 0, 2, 2], [0, 0, 1, 2], [1, 3, 0, 1], [3, 3, 4, 4]], F).reshape(1, 4, 4, 1)
    variable = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        y = tf.nn.max_pool2d(variable, 2, 2, "VALID")
    return {"x": pack(x), "y": pack(y.numpy()), "dx": pack(tape.gradient(y, variable).numpy())}


def subnormals():
    tiny = tf.constant(np.array([1e-39, -1e-45], F))
    times = tf.function(lambda a, b: a * b)
    return {
        "readAsZero": bool((times(tiny, F(2)).numpy() == 0).all()),
        "writtenAsZero": bool((times(tf.constant(F(1e-30)), F(1e-10)).numpy() == 0).all()),
    }


def record():
    quantize, quantize_found = fake_quantize()
    tanh, tanh_found = tanh_gradient()
    loss, loss_found = loss_gradient()
    return {
        "findings": {
            "fakeQuantize": quantize_found, "tanhQuantizer": tanh_found, "loss": loss_found, "subnormals": subnormals(),
        },
        "fakeQuantize": quantize, "tanhQuantizer": tanh, "loss": loss, "adam": adam(), "maxPool": max_pool_ties(),
    }  # fmt: skip
