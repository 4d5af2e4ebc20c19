"""NumPy's side of bench/unique.ts: checks our counts and prints how many times as long numpy.unique takes."""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
ratios = []
for layer in json.loads((folder / "layers.json").read_text()):
    data = np.fromfile(folder / (layer["name"].replace(" ", "-") + ".bin"), np.uint8)
    states = data.reshape(layer["rows"], layer["bytes"])
    seconds = []
    for _ in range(9):
        start = time.perf_counter()
        _, counts = np.unique(states, axis=0, return_counts=True)
        seconds.append(time.perf_counter() - start)
    found = np.stack(np.unique(counts, return_counts=True), axis=1).ravel().tolist()
    assert found == layer["histogram"], f"counts of {layer['name']} differ"
    ratio = sorted(seconds)[4] / layer["seconds"]
    ratios.append(ratio)
    print(f"{layer['name']:8} {len(counts):5} states  numpy.unique {sorted(seconds)[4] * 1e6:7.0f} us"
          f"  ours {layer['seconds'] * 1e6:6.1f} us  {ratio:6.1f} times")
print(f"median ratio {sorted(ratios)[len(ratios) // 2]:.1f}, all counts equal (NumPy {np.__version__})")
