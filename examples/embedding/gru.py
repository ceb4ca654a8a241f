"""Runs a GRU on rivulet's kernels in Python: no JavaScript, no numpy, only the module and wasmtime.

    pip install wasmtime
    python gru.py kernels.wasm weights.json

weights.json holds `units`, the weights as Keras has them, by rows, and x [batch, timesteps, inputs]:

    {"units": 4, "kernel": [[...]], "recurrentKernel": [[...]], "bias": [[...], [...]], "x": [[[...]]]}

It prints the outputs of all steps, [batch, timesteps, units], as JSON. docs/embedding.md says what the calls mean.
"""

import json
import struct
import sys

from wasmtime import Engine, Instance, Module, Store

RETURN_SEQUENCES = 2
TANH, SIGMOID = 2, 1
PAGE = 65536
SLACK = 64  # kernels read whole vectors, so up to 64 bytes behind a block


def flat(values):
    return [number for row in values for number in flat(row)] if isinstance(values, list) else [values]


class Kernels:
    """The module and its memory, handed out from the front."""

    def __init__(self, path):
        self.store = Store(Engine())
        self.exports = Instance(self.store, Module.from_file(self.store.engine, path), []).exports(self.store)
        self.memory = self.exports["memory"]
        self.end = self.call("heapBase")

    def call(self, name, *args):
        return self.exports[name](self.store, *args)

    def allocate(self, size):
        """`size` bytes of zeros at a multiple of 64."""
        address = (self.end + 63) // 64 * 64
        self.end = address + size + SLACK
        missing = self.end - self.memory.data_len(self.store)
        if missing > 0:
            self.memory.grow(self.store, -(-missing // PAGE))
        return address

    def floats(self, values):
        address = self.allocate(4 * len(values))
        self.memory.write(self.store, struct.pack(f"<{len(values)}f", *values), address)
        return address

    def read(self, address, count):
        return list(struct.unpack(f"<{count}f", self.memory.read(self.store, address, address + 4 * count)))

    def packed(self, K, G, H, values):
        """Weights [K, G·H] in panels of 8 columns; a bias has K = 1."""
        address = self.allocate(4 * K * G * (-(-H // 8) * 8))
        self.call("pack", K, G, H, self.floats(values), address)
        return address


def main(module, weights):
    with open(weights, encoding="utf-8") as file:
        given = json.load(file)
    H, x = given["units"], given["x"]
    B, T, I = len(x), len(x[0]), len(x[0][0])
    kernels = Kernels(module)
    W = kernels.packed(I, 3, H, flat(given["kernel"]))
    U = kernels.packed(H, 3, H, flat(given["recurrentKernel"]))
    b = kernels.packed(1, 6, H, flat(given["bias"]))
    y = kernels.allocate(4 * B * T * H)
    work = kernels.allocate(kernels.call("gruWork", T, B, I, H))
    mask = h0 = hT = saved = 0  # none, zeros, not wanted, not wanted
    kernels.call(
        "gruForward", T, B, I, H, TANH, SIGMOID, RETURN_SEQUENCES,
        kernels.floats(flat(x)), mask, h0, W, U, b, y, hT, saved, work,
    )  # fmt: skip
    print(json.dumps(kernels.read(y, B * T * H)))


if __name__ == "__main__":
    main(*sys.argv[1:])
