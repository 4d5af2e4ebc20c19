"""Arrays as NumPy writes them, for tests/data/npy_test.ts.

    python3 tests/golden/npy.py    # writes tests/golden/npy.json; then: deno fmt tests/golden/npy.json

Made with Python 3.11 and NumPy 2.4. Each file is base64; its values are in row-major order, as texts that float64 or
integers give back.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np


def text(write):
    file = io.BytesIO()
    write(file)
    return base64.b64encode(file.getvalue()).decode()


def npy(array, version=None):
    return text(lambda file: np.lib.format.write_array(file, array, version=version, allow_pickle=True))


def case(name, array, version=None):
    values = [repr(value.item()) for value in array.flatten()]
    return {"name": name, "file": npy(array, version), "shape": array.shape, "values": values}


numbers = np.array([[0, 1, 2], [3, 250, 7]])
signed = np.array([[0, -1, 2], [3, -120, 7]])
floats = np.array([[0.1, -1.5, 65504.0], [0.0, 1e-7, 0.25]])
read = [
    *[case(name, numbers.astype(name)) for name in ("<u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8")],
    *[case(name, signed.astype(name)) for name in ("<i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8")],
    *[case(name, floats.astype(name)) for name in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8")],
    case("bool", numbers > 2),
    case("columns first", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4))),
    case("columns first, other byte order", np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))),
    case("one axis, columns first", np.asfortranarray(np.arange(3, dtype="<i2"))),
    case("no axis", np.array(2.5)),
    case("no rows", np.zeros((0, 3), "<f4")),
    case("version 2", numbers.astype("<i4"), (2, 0)),
    case("version 3", numbers.astype("<i4"), (3, 0)),
]
refused = {
    "objects of Python (|O)": npy(np.array([{}, None], dtype=object)),
    "text (<U3)": npy(np.array(["abc"])),
    "bytes (|S3)": npy(np.array([b"abc"])),
    "complex numbers (<c16)": npy(np.array([1j])),
    "dates (<M8[D])": npy(np.array(["2022-01-01"], "<M8[D]")),
    "floats of another size (<f16)": npy(np.array([1], np.longdouble)),
    "records": npy(np.array([(1, 2.0)], "<i4,<f8")),
}
arrays = {"T1": np.arange(6, dtype="<f4").reshape(2, 3), "out/T2": np.arange(2, dtype="<i8")}
archives = {
    "stored": text(lambda file: np.savez(file, **arrays)),
    "deflated": text(lambda file: np.savez_compressed(file, **arrays)),
    "empty": text(lambda file: np.savez(file)),
}
data = {"read": read, "refused": refused, "archives": archives}
Path(__file__).with_suffix(".json").write_text(json.dumps(data) + "\n")
