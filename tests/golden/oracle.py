"""Writes fixtures/oracle.json: three epochs of the NumPy model of the released recipe.

usage: python3 tests/golden/oracle.py REFERENCE VECTORS DATA > fixtures/oracle.json
  REFERENCE  folder of ref_qat.py and fq.py, VECTORS folder of synthetic-split.json, DATA folder of var_u.mat

Per activation (8 bit, Glorot, seed 1): loss of every batch, all parameters after every epoch, and `drift`: how far the
model ends from itself when the rows of every batch are fed in reverse (another order of sums, nothing else).
Initial weights and shuffles are those of one generator and the same for both activations.
Arrays are base64 of little-endian float32 (parameters: kernels row by row, then biases, layer by layer) or uint16.
"""
import base64, json, os, sys
import numpy as np

reference, vectors, data = sys.argv[1:4]
sys.path.insert(0, reference)
import ref_qat
from scipy import io

SEED, EPOCHS, BATCH, SIZES = 1, 3, 256, [12, 10, 7, 5, 4, 3, 2]


class Recorder(ref_qat.Net):
    """Remembers the logits of the last training pass: the model itself prints no loss."""

    def fwd(self, X, training):
        outs, cache = super().fwd(X, training)
        self.logits = cache[-1]["logits"].astype(np.float64)
        return outs, cache


def pack(values, dtype):
    return base64.b64encode(np.ascontiguousarray(values, dtype).tobytes()).decode()


def parameters(net):
    return np.concatenate([p.ravel() for w, b in zip(net.W, net.b) for p in (w, b)])


def loss(net, labels):
    z = net.logits - net.logits.max(1, keepdims=True)
    return (np.log(np.exp(z).sum(1)) - z[np.arange(len(z)), labels]).mean()


def train(act, X, y, shuffles_of, reverse):
    rng = np.random.RandomState(SEED)
    net, Y = Recorder(SIZES, act, 8, rng), np.eye(2, dtype=np.float32)[y]
    start, losses, ends, shuffles = parameters(net), [], [], []
    for _ in range(EPOCHS):
        order = shuffles_of(rng)
        shuffles.append(order)
        for s in range(0, len(order), BATCH):
            rows = order[s:s + BATCH][::-1 if reverse else 1]
            net.step(X[rows], Y[rows])
            losses.append(loss(net, y[rows]))
        ends.append(parameters(net))
    return start, shuffles, np.array(losses), np.array(ends)


def main():
    mat = io.loadmat(os.path.join(data, "var_u.mat"))
    X, y = mat["F"].astype(np.float32), mat["y"].squeeze().astype(int)
    train_rows = np.array(json.load(open(os.path.join(vectors, "synthetic-split.json")))["train"])
    shuffles_of = lambda rng: train_rows[rng.permutation(len(train_rows))]
    out = {"source": "tests/golden/oracle.py with shared/reference/ref_qat.py (float32 NumPy %s), seed %d" % (np.__version__, SEED)}
    for act in ("relu", "tanh"):
        start, shuffles, losses, ends = train(act, X, y, shuffles_of, False)
        _, _, other_losses, other_ends = train(act, X, y, shuffles_of, True)
        out["initial"] = pack(start, "<f4")
        out["shuffles"] = [pack(order, "<u2") for order in shuffles]
        out[act] = {
            "losses": [float("%.9g" % v) for v in losses],
            "parameters": [pack(end, "<f4") for end in ends],
            "drift": {
                "loss": float("%.3g" % np.abs(losses - other_losses).max()),
                "parameters": float("%.3g" % np.abs(ends.astype(float) - other_ends).max()),
            },
        }
    json.dump(out, sys.stdout, indent=1)
    print()


main()
