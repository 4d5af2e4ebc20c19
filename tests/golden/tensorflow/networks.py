"""Quantised networks with given weights on given batches, trained by Keras."""

import base64
import json
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow_model_optimization.quantization.keras import (
    QuantizeConfig,
    quantize_annotate_layer,
    quantize_apply,
    quantize_scope,
    quantizers,
)

from common import F, Lcg, pack
from operations import tanh_quantize

# --- quantisation of layers (docs/protocol.md, section 1) ---------------------------------------------------


class Scheme(QuantizeConfig):
    """Kernel by its last range, activation by a moving average."""

    def __init__(self, bits):
        self.bits = bits
        options = dict(num_bits=bits, per_axis=False, symmetric=False, narrow_range=False)
        self.of_kernel = quantizers.LastValueQuantizer(**options)
        self.of_activation = quantizers.MovingAverageQuantizer(**options)

    def get_weights_and_quantizers(self, layer):
        return [(layer.kernel, self.of_kernel)]

    def get_activations_and_quantizers(self, layer):
        return [(layer.activation, self.of_activation)]

    def set_quantize_weights(self, layer, quantize_weights):
        layer.kernel = quantize_weights[0]

    def set_quantize_activations(self, layer, quantize_activations):
        layer.activation = quantize_activations[0]

    def get_output_quantizers(self, layer):
        return []

    def get_config(self):
        return {"bits": self.bits}


class TanhQuantizer(quantizers.Quantizer):
    """tanh, then fake quantisation to the range of the tensor at hand, inside the tape."""

    def __init__(self, bits):
        self.bits = bits

    def build(self, tensor_shape, name, layer):
        return {}

    def __call__(self, inputs, training, weights, **kwargs):
        return tanh_quantize(inputs, self.bits)[1]

    def get_config(self):
        return {"bits": self.bits}


class TanhScheme(Scheme):
    """Float kernel; the layer itself is linear."""

    def __init__(self, bits):
        super().__init__(bits)
        self.of_activation = TanhQuantizer(bits)

    def get_weights_and_quantizers(self, layer):
        return []

    def set_quantize_weights(self, layer, quantize_weights):
        pass


SCOPE = {"Scheme": Scheme, "TanhScheme": TanhScheme, "TanhQuantizer": TanhQuantizer}


def dense(units, activation, bits):
    if bits == 32:
        return keras.layers.Dense(units, activation)
    if activation == "tanh":
        return quantize_annotate_layer(keras.layers.Dense(units, "linear"), TanhScheme(bits))
    return quantize_annotate_layer(keras.layers.Dense(units, activation), Scheme(bits))


def convolution(filters, bits):
    layer = keras.layers.Conv2D(filters, 3, activation="relu")
    return layer if bits == 32 else quantize_annotate_layer(layer, Scheme(bits))


def plain(layer, bits):
    return layer if bits == 32 else quantize_annotate_layer(layer)


def build(shape, layers, bits, weights):
    keras.backend.clear_session()
    model = keras.Sequential([keras.layers.InputLayer(shape), *layers])
    if bits != 32:
        with quantize_scope(SCOPE):
            model = quantize_apply(model)
    model.compile(
        optimizer=keras.optimizers.legacy.Adam(learning_rate=1e-4),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=["accuracy"],
        jit_compile=False,
    )
    for variable, value in zip(parameters(model), weights, strict=True):
        variable.assign(value)
    return model


def parameters(model):
    """Kernel and bias of each layer, in the order of the layers."""
    named = {}
    for layer in model.layers:
        of_layer = {v.name.split("/")[-1].split(":")[0]: v for v in layer.trainable_variables}
        for name in ("kernel", "bias"):
            if name in of_layer:
                named[f"{layer.name}/{name}"] = of_layer[name]
    assert len(named) == len(model.trainable_variables)
    return list(named.values())


def ranges(model):
    """The stored ranges by name: layer, then input, kernel or output."""
    found = {}
    for layer in model.layers:
        for v in layer.non_trainable_variables:
            name = v.name.split("/")[-1].split(":")[0]
            if name.endswith(("_min", "_max")):
                found.setdefault(f"{layer.name}/{name[:-4]}", {})[name[-3:]] = float(v.numpy())
    return {name: pack([ends["min"], ends["max"]]) for name, ends in found.items()}


def flat(model):
    return np.concatenate([v.numpy().ravel() for v in parameters(model)])


# --- training --------------------------------------------------------------------------------------


class Trainer:
    """Keras' own step, that also hands out the gradients, the loss unrounded by a metric and the rows that are right."""

    def __init__(self, model):
        self.model = model

        @tf.function(jit_compile=False)
        def step(x, y):
            with tf.GradientTape() as tape:
                p = model(x, training=True)
                loss = model.compute_loss(x, y, p)
            variables = parameters(model)
            gradients = tape.gradient(loss, variables)
            model.optimizer.apply_gradients(zip(gradients, variables))
            right = tf.reduce_sum(tf.cast(tf.argmax(p, 1) == tf.argmax(y, 1), tf.int32))
            return loss, right, gradients

        self.step = step

    def operations(self, x, y):
        graph = self.step.get_concrete_function(x, y).graph
        return {op.type for op in graph.get_operations()}


def train(model, batches, checkpoints, evaluate=None):
    trainer, ends, losses, right = Trainer(model), {}, [], []
    found = {"kernelRangeIsOfTheWeightsBeforeTheLastUpdate": True}
    for step in range(1, max(checkpoints) + 1):
        x, y = batches[(step - 1) % len(batches)]
        before = [v.numpy() for v in parameters(model)]
        loss, correct, gradients = trainer.step(x, y)
        losses.append(loss.numpy())
        right.append(int(correct))
        if step == 1:
            found["lossOperations"] = sorted(
                trainer.operations(x, y) & {"SoftmaxCrossEntropyWithLogits", "Log", "ClipByValue"}
            )
            first = np.concatenate([g.numpy().ravel() for g in gradients])
        if step in checkpoints:
            ends[str(step)] = {"parameters": pack(flat(model)), "ranges": ranges(model)}
            if evaluate is not None:
                ends[str(step)]["evaluation"] = evaluation(model, evaluate)
            found["kernelRangeIsOfTheWeightsBeforeTheLastUpdate"] &= kernel_ranges_of(model, before)
    run = {"losses": pack(losses), "correct": right, "firstGradient": pack(first), "ends": ends}
    return run, found


def kernel_ranges_of(model, before):
    at, agree = 0, True
    for layer in model.layers:
        count = len(layer.trainable_variables)
        stored = {v.name.split("/")[-1]: v.numpy() for v in layer.non_trainable_variables}
        if "kernel_min:0" in stored:
            kernel = before[at]
            agree &= stored["kernel_min:0"] == min(kernel.min(), 0) and stored["kernel_max:0"] == max(kernel.max(), 0)
        at += count
    return bool(agree)


def evaluation(model, x):
    """Every layer's output without `training`, as the released code's callback asks for them."""
    before = flat(model), ranges(model)
    outputs = {}
    for layer in model.layers:
        if "flatten" in layer.name or "quantize_layer" in layer.name:
            continue
        outputs[layer.name] = pack(keras.Model(model.inputs, layer.output)(x).numpy())
    assert (before[0] == flat(model)).all() and before[1] == ranges(model)
    return outputs


def reversed_rows(batches):
    return [(x[::-1], y[::-1]) for x, y in batches]


def drift(run, other):
    """How far a run ends from another, at each checkpoint."""
    decode = lambda text: np.frombuffer(base64.b64decode(text), "<f4").astype(float)
    ends = {
        step: float("%.3g" % np.abs(decode(end["parameters"]) - decode(other["ends"][step]["parameters"])).max())
        for step, end in run["ends"].items()
    }
    losses = np.abs(decode(run["losses"]) - decode(other["losses"]))
    loss = {step: float("%.3g" % losses[: int(step)].max()) for step in ends}
    return {"loss": loss, "parameters": ends}


# --- the synthetic network -------------------------------------------------------------------------

SIZES = [12, 10, 7, 5, 4, 3, 2]
OPPOSITE = "0-9 1-7 2-5 3-6 4-10 8-11"
ADJACENT = (
    "0-2 0-4 0-6 0-7 0-8 1-5 1-6 1-8 1-9 1-10 2-6 2-7 2-10 2-11 3-4 3-5 3-7 3-9 3-11 4-5 4-7 4-8 5-8 5-9 6-8 6-10 7-11 "
    "9-10 9-11 10-11"
)
# Order of the training rows: number k is row 1009 k mod 3276 of them.
STRIDE = 1009


def synthetic_data():
    x = (np.arange(4096)[:, None] >> np.arange(11, -1, -1)) & 1
    pairs = lambda text: sum(x[:, int(a)] * x[:, int(b)] for a, b in (p.split("-") for p in text.split()))
    w = x.sum(1)
    y = 26 * w + w * w - 8 * pairs(ADJACENT) - 12 * pairs(OPPOSITE) >= 120
    assert y.sum() == 2118
    return x.astype(F), y.astype(int)


def synthetic_batches():
    x, y = synthetic_data()
    fixture = Path(__file__).parents[3] / "fixtures" / "synthetic-split.json"
    held = set(json.loads(fixture.read_text())["test"])
    rows = np.array([row for row in range(4096) if row not in held])
    order = rows[np.arange(len(rows)) * STRIDE % len(rows)]
    parts = [order[start : start + 256] for start in range(0, len(order), 256)]
    return x, [(x[part], np.eye(2, dtype=F)[y[part]]) for part in parts]


def glorot(lcg, inputs, units, factor):
    return lcg.floats(inputs * units, factor * np.sqrt(6 / (inputs + units))).reshape(inputs, units)


def synthetic_weights(factor, bias):
    """Glorot uniform times a factor, biases uniform in [-bias, bias)."""
    of_kernels, of_biases, weights = Lcg(6), Lcg(9), []
    for inputs, units in zip(SIZES[:-1], SIZES[1:]):
        weights += [glorot(of_kernels, inputs, units, factor), of_biases.floats(units, bias)]
    return weights


# Activation, bits, factor of the weights, biases, checkpoints. At 4 bits and the first ranges of [-6, 6] levels lie 0.8
# apart: larger weights. Without biases, sums of few levels cancel: what the rounding leaves (about 1e-8, of either sign)
# decides which ReLU passes the gradient on. The last run shows it, the others avoid it.
CHECKPOINTS = (1, 10, 100)
RUNS = [
    ("relu", 8, 1, 0, CHECKPOINTS),
    ("relu", 4, 2, 0.1, CHECKPOINTS),
    ("relu", 32, 1, 0, CHECKPOINTS),
    ("tanh", 8, 1, 0, CHECKPOINTS),
    ("tanh", 4, 2, 0.1, CHECKPOINTS),
    ("tanh", 32, 1, 0, CHECKPOINTS),
    ("relu", 4, 2, 0, (1,)),
]


def record_synthetic():
    x, batches = synthetic_batches()
    runs = []
    for activation, bits, factor, bias, checkpoints in RUNS:
        weights = synthetic_weights(factor, bias)
        layers = lambda: [dense(u, activation, bits) for u in SIZES[1:-1]] + [dense(2, "softmax", bits)]
        fresh = lambda: build([12], layers(), bits, weights)
        run, found = train(fresh(), batches, checkpoints, x[::61])
        other, _ = train(fresh(), reversed_rows(batches), checkpoints)
        found["trainOnBatchGivesTheSame"] = same_by_keras(13, fresh(), fresh(), batches)
        initial = pack(np.concatenate([w.ravel() for w in weights]))
        runs.append({
            "activation": activation, "bits": bits, "biases": bias != 0, "findings": found, "initial": initial, **run,
            "drift": drift(run, other),
        })  # fmt: skip
    return {"order": {"stride": STRIDE}, "evaluationStride": 61, "runs": runs}


def same_by_keras(steps, model, other, batches):
    """Whether Keras' own train_on_batch ends at the same bits as the Trainer."""
    trainer = Trainer(model)
    for batch in batches[:steps]:
        trainer.step(*batch)
        other.train_on_batch(*batch)
    return bool((flat(model) == flat(other)).all())


# --- MNIST-like networks ---------------------------------------------------------------------------

BATCHES = (256, 256, 96)
IMAGES = {
    "seed": 7,
    "recipe": "per image 784 draws, pixel by pixel: level = draw mod 256 when draw < 13107, else 0; then one draw mod 10, "
    "the label; draws are the upper 16 bits of x -> 1664525 x + 1013904223 mod 2^32; input = level * fround(1/255)",
}


def pseudo_images():
    lcg, count = Lcg(IMAGES["seed"]), sum(BATCHES)
    levels, labels = np.zeros((count, 784), np.uint8), np.zeros(count, int)
    for image in range(count):
        for pixel in range(784):
            draw = lcg.u16()
            levels[image, pixel] = draw % 256 if draw < 13107 else 0
        labels[image] = lcg.u16() % 10
    x = (levels.astype(F) * F(F(1) / F(255))).reshape(count, 28, 28, 1)
    y, ends = np.eye(10, dtype=F)[labels], np.cumsum(BATCHES)
    return [(x[end - size : end], y[end - size : end]) for size, end in zip(BATCHES, ends)]


def truncated_normal(random, shape):
    """Normal of standard deviation 1/sqrt(units), redrawn beyond two of them."""
    w = random.normal(size=shape)
    while (np.abs(w) > 2).any():
        w = np.where(np.abs(w) > 2, random.normal(size=shape), w)
    return (w / np.sqrt(shape[-1])).astype(F)


def record_mnist():
    batches, checkpoints, runs = pseudo_images(), (1, 10), []
    flatten = lambda bits: plain(keras.layers.Flatten(), bits)
    pool = lambda bits: plain(keras.layers.MaxPooling2D(2), bits)
    dense_layers = lambda bits: [flatten(bits)] + [dense(u, "relu", bits) for u in (16, 8, 4, 2)] + [dense(10, "softmax", bits)]
    conv_layers = lambda bits: [
        convolution(2, bits), pool(bits), convolution(2, bits), pool(bits), flatten(bits),
        dense(16, "relu", bits), dense(10, "softmax", bits),
    ]  # fmt: skip
    dense_shapes = [(784, 16), (16, 8), (8, 4), (4, 2), (2, 10)]
    conv_shapes = [(3, 3, 1, 2), (3, 3, 2, 2), (50, 16), (16, 10)]
    for name, layers, shapes in (("784-16-8-4-2-10", dense_layers, dense_shapes), ("conv", conv_layers, conv_shapes)):
        random = np.random.RandomState(8)
        weights = [v for shape in shapes for v in (truncated_normal(random, shape), np.zeros(shape[-1], F))]
        model = build([28, 28, 1], layers(8), 8, weights)
        # Few rows: a test of the evaluation, layer by layer.
        run, found = train(model, batches, checkpoints, batches[0][0][:4])
        other, _ = train(build([28, 28, 1], layers(8), 8, weights), reversed_rows(batches), checkpoints)
        initial = pack(np.concatenate([w.ravel() for w in weights]))
        runs.append({
            "network": name, "bits": 8, "findings": found, "initial": initial, **run, "drift": drift(run, other),
        })  # fmt: skip
    return {"images": IMAGES, "batches": BATCHES, "evaluationRows": 4, "runs": runs}
