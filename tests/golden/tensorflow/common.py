"""Packing of arrays, and a generator of pseudo-random numbers that a test can repeat in any language."""

import base64

import numpy as np

F = np.float32


def pack(values, dtype="<f4"):
    return base64.b64encode(np.ascontiguousarray(values, dtype).tobytes()).decode()


class Lcg:
    """x -> 1664525 x + 1013904223 mod 2^32, upper half."""

    def __init__(self, seed):
        self.state = seed

    def u16(self):
        self.state = (1664525 * self.state + 1013904223) & 0xFFFFFFFF
        return self.state >> 16

    def floats(self, n, scale):
        """n float32 in [-scale, scale): (u / 32768 - 1) scale with u of 16 bits, rounded once."""
        return np.array([(self.u16() / 32768 - 1) * scale for _ in range(n)], F)
