"""Writes the golden numbers of real TensorFlow that tests/witness/tensorflow/*_test.ts compare with.

    python3 -m venv VENV && VENV/bin/pip install "tensorflow==2.15.*" tensorflow-model-optimization "numpy<2"
    VENV/bin/python tests/golden/tensorflow/record.py    # writes operations.json, synthetic.json, mnist.json beside it

Tests need the JSON files alone. Each file names the versions and settings it was made with. Float32 arrays are base64
of little-endian words; `findings` are counts and yes-or-no answers to what the recipe's description leaves open.
"""

import os

SETTINGS = {"TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
os.environ.update(SETTINGS)

import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tensorflow_model_optimization import version as tfmot_version

import networks
import operations
import ranges

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

MADE_WITH = {
    "script": "tests/golden/tensorflow/record.py",
    "python": sys.version.split()[0],
    "tensorflow": tf.__version__,
    "keras": keras.__version__,
    "tensorflow-model-optimization": ".".join(
        str(getattr(tfmot_version, f"_{part}_VERSION")) for part in ("MAJOR", "MINOR", "PATCH")
    ),
    "numpy": np.__version__,
    "optimizer": "keras.optimizers.legacy.Adam",
    "jit_compile": False,
    "threads": 1,
    **SETTINGS,
}


def write(name, content):
    text = json.dumps({"madeWith": MADE_WITH, **content}, indent=2)
    Path(__file__).with_name(name).write_text(text + "\n")


def main():
    write("operations.json", {**operations.record(), **ranges.record()})
    write("synthetic.json", networks.record_synthetic())
    write("mnist.json", networks.record_mnist())


main()
