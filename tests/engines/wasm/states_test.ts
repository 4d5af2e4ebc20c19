import { assert, assertEquals, assertThrows } from "@std/assert";
import { referenceBins } from "../../../lib/engines/wasm/bins_reference.ts";
import { uniformEdges } from "../../../lib/engines/wasm/bins_edges.ts";
import { f32, u8 } from "../../../lib/engines/wasm/memory.ts";
import { runSegment, type Session } from "../../../lib/engines/wasm/segment.ts";
import { type States, StateWriter } from "../../../lib/engines/wasm/states.ts";
import type { Training } from "../../../lib/network/training.ts";
import { KINDS, SMALL, smallSegment, smallTraining } from "./small.ts";

const QUANTISED = KINDS.filter(([, { quantization }]) => quantization !== null);

/** Calls `look` with an evaluated session after the first epoch. */
function evaluated(
  training: Training,
  look: (session: Session, writer: StateWriter) => void,
): void {
  let seen = 0;
  runSegment(smallSegment(training, 0, 1), (_, session) => {
    const writer = new StateWriter(session);
    session.evaluate();
    look(session, writer);
    seen++;
  });
  assertEquals(seen, 1);
}

/** The bytes of a state that hold codes, and those that are padding. */
function rowOf({ at, words }: States, row: number, bytes: number): [number[], number[]] {
  const all = [...u8(at + 8 * words * row, 8 * words)];
  return [all.slice(0, bytes), all.slice(bytes)];
}

/** Integer codes, counted from 0, of the values that a layer hands on. */
function codesOf(session: Session, l: number, row: number): number[] {
  const { out, units, quantiser } = session.network.layers[l],
    [, , scale, , , zero] = f32(quantiser, 8);
  return Array.from({ length: units }, (_, u) => {
    const level = f32(out, units * session.height)[u * session.height + row] / scale;
    const code = Math.round(level);
    // A value is its level times the scale, rounded once.
    assert(Math.abs(level - code) < 1e-4);
    return code + zero;
  });
}

for (const [name, training] of QUANTISED) {
  Deno.test(`exact() gives the levels of what each hidden layer hands on: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const distinct = [0, 1].map((l) => {
        const states = writer.exact(l), { units } = session.network.layers[l];
        assertEquals(states.rows, SMALL.y.length);
        const rows = new Set<string>();
        for (let row = 0; row < states.rows; row++) {
          const [codes, padding] = rowOf(states, row, units);
          assertEquals(codes, codesOf(session, l, row));
          assert(padding.every((byte) => byte === 0));
          rows.add(codes.join());
        }
        return rows.size;
      });
      assert(distinct.every((n) => n > 1), `${distinct} states`);
    });
  });

  Deno.test(`exact() gives the output layer's codes below the row's largest: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const states = writer.exact(2);
      for (let row = 0; row < states.rows; row++) {
        const codes = codesOf(session, 2, row), most = Math.max(...codes);
        assertEquals(rowOf(states, row, 3)[0], codes.map((code) => most - code));
      }
    });
  });

  Deno.test(`binned() gives the released estimator's bins of the probabilities: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const { height, network } = session, bits = training.quantization!.bits;
      const p = f32(network.probabilities, 3 * height).slice();
      const lo = Math.min(...p),
        span = Math.fround(Math.max(...p) - lo),
        states = writer.binned(2, bits);
      for (let row = 0; row < states.rows; row++) {
        const bytes = rowOf(states, row, 6)[0];
        const bins = [0, 1, 2].map((c) => bytes[2 * c] + 256 * bytes[2 * c + 1]);
        // Within half a bin and float32's rounding; ties are the business of binned_u16's own tests.
        const exact = [0, 1, 2].map((c) => (p[c * height + row] - lo) * (1 << bits) / span);
        assert(exact.every((x, c) => Math.abs(bins[c] - x) <= 0.5001), `${bins}, not ${exact}`);
      }
      // At both ends of the range lies a bin of its own: 2^bits + 1 in all.
      const all = Array.from({ length: states.rows }, (_, row) => rowOf(states, row, 6)[0]);
      const bins = all.flatMap((b) => [0, 2, 4].map((at) => b[at] + 256 * b[at + 1]));
      assertEquals([Math.min(...bins), Math.max(...bins)], [0, 1 << bits]);
    });
  });
}

Deno.test("exact() of a float network gives bit patterns, the output layer's less the row's largest logit", () => {
  for (const activation of ["relu", "tanh"] as const) {
    evaluated(smallTraining(activation, null), (session, writer) => {
      const { height, network } = session;
      network.layers.forEach(({ h, units }, l) => {
        const states = writer.exact(l), values = f32(h, units * height);
        for (let row = 0; row < states.rows; row++) {
          const own = Array.from({ length: units }, (_, u) => values[u * height + row]);
          const most = Math.max(...own), output = l === network.layers.length - 1;
          const expected = Float32Array.from(own, (x) => output ? x - most : x);
          const [found] = rowOf(states, row, 4 * units);
          assertEquals(found, [...new Uint8Array(expected.buffer)]);
        }
      });
    });
  }
});

Deno.test("binned() of a float network gives 2^32 + 1 bins of every layer as float64", () => {
  evaluated(smallTraining("tanh", null), (session, writer) => {
    const { height, network } = session, { units, h } = network.layers[0];
    const x = f32(h, units * height).slice(), states = writer.binned(0, null);
    const lo = Math.min(...x), span = Math.fround(Math.max(...x) - lo), bins: number[] = [];
    for (let row = 0; row < states.rows; row++) {
      const found = new Float64Array(Uint8Array.from(rowOf(states, row, 8 * units)[0]).buffer);
      found.forEach((bin, u) => {
        const exact = Math.fround(x[u * height + row] - lo) * 4294967296 / span;
        assert(Number.isInteger(bin) && Math.abs(bin - exact) <= 0.5, `${bin}, not ${exact}`);
        bins.push(bin);
      });
    }
    assertEquals([Math.min(...bins), Math.max(...bins)], [0, 4294967296]);
  });
});

/** Values of a layer as the estimators see them, by neuron and row. */
function valuesOf({ network, height, rows }: Session, l: number): number[][] {
  const { out, units, activation } = network.layers[l];
  const x = f32(activation === "softmax" ? network.probabilities : out, units * height);
  return Array.from({ length: units }, (_, u) => [...x.subarray(u * height, u * height + rows)]);
}

/** u16 states by neuron and row; padding must be 0. */
function statesOf(states: States, neurons: number): number[][] {
  const rows = Array.from({ length: states.rows }, (_, row) => {
    const [codes, padding] = rowOf(states, row, 2 * neurons);
    assert(padding.every((byte) => byte === 0));
    return new Uint16Array(Uint8Array.from(codes).buffer);
  });
  return Array.from({ length: neurons }, (_, u) => rows.map((row) => row[u]));
}

const countUpTo = (edges: ArrayLike<number>, x: number): number =>
  Array.from(edges).filter((edge) => edge <= x).length;

const extentOf = (x: readonly number[]): [number, number] => [Math.min(...x), Math.max(...x)];

for (const [name, training] of KINDS) {
  Deno.test(`uniform() counts the released edges at or below each value: ${name}`, () => {
    evaluated(training, (session, writer) => {
      session.network.layers.forEach(({ units }, l) => {
        const values = valuesOf(session, l), layer = extentOf(values.flat());
        for (const bounds of [layer, "layer", "neuron", [-0.25, 0.4]] as const) {
          for (const bins of [1, 30, 256]) {
            const expected = values.map((x) => {
              const [lo, up] = bounds === "neuron"
                ? extentOf(x)
                : bounds === "layer"
                ? layer
                : bounds;
              const edges = uniformEdges(lo, up, bins);
              return x.map((value) => countUpTo(edges, value));
            });
            assertEquals(statesOf(writer.uniform(l, bins, bounds), units), expected);
            for (let u = 0; u < units; u++) {
              assertEquals(statesOf(writer.uniform(l, bins, bounds, u), 1), [expected[u]]);
            }
          }
        }
      });
    });
  });

  Deno.test(`adaptive() has as many values between two edges as between others: ${name}`, () => {
    evaluated(training, (session, writer) => {
      session.network.layers.forEach(({ units }, l) => {
        const values = valuesOf(session, l), sorted = values.flat().sort((a, b) => a - b);
        for (const bins of [1, 2, 7, 30, 1000]) {
          const ranks = Array.from(
            { length: bins - 1 },
            (_, k) => Math.floor((k + 1) * sorted.length / bins),
          );
          const edges = [...new Set(ranks.map((rank) => sorted[rank]))];
          const expected = values.map((x) => x.map((value) => countUpTo(edges, value)));
          assertEquals(statesOf(writer.adaptive(l, bins), units), expected);
          for (let u = 0; u < units; u++) {
            assertEquals(statesOf(writer.adaptive(l, bins, u), 1), [expected[u]]);
          }
        }
      });
    });
  });

  Deno.test(`exact() and binned() of one neuron are its column of the layer's: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const bits = training.quantization?.bits ?? null;
      session.network.layers.forEach(({ units }, l) => {
        const kinds = [
          [bits === null ? 4 : 1, (u?: number) => writer.exact(l, u)],
          [bits === null ? 8 : 2, (u?: number) => writer.binned(l, bits, u)],
        ] as const;
        for (const [size, states] of kinds) {
          const whole = states(), { rows } = whole;
          const codes = Array.from({ length: rows }, (_, r) => rowOf(whole, r, size * units)[0]);
          for (let u = 0; u < units; u++) {
            const own = states(u);
            assertEquals([own.rows, own.words], [rows, 1]);
            for (let r = 0; r < rows; r++) {
              const [code, padding] = rowOf(own, r, size);
              assertEquals(code, codes[r].slice(size * u, size * (u + 1)));
              assert(padding.every((byte) => byte === 0));
            }
          }
        }
      });
    });
  });

  Deno.test(`extent() is the range of a layer's values, or of all: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const all = session.network.layers.map((_, l) => valuesOf(session, l).flat());
      all.forEach((values, l) => assertEquals(writer.extent(l), extentOf(values)));
      assertEquals(writer.extent(), extentOf(all.flat()));
    });
  });

  Deno.test(`states name the layer that has a NaN or an infinity: ${name}`, () => {
    evaluated(training, (session, writer) => {
      const { network, height } = session, bits = training.quantization?.bits ?? null;
      for (const value of [NaN, Infinity, -Infinity]) {
        for (const l of [0, 2]) {
          const { activation, out, units } = network.layers[l];
          const x = f32(activation === "softmax" ? network.probabilities : out, units * height);
          x[height + 5] = value;
          const message = `Cannot measure layer T${l + 1}: values must be finite`;
          assertThrows(() => writer.uniform(l, 30, "layer"), RangeError, message);
          assertThrows(() => writer.uniform(l, 30, [0, 1], 0), RangeError, message);
          assertThrows(() => writer.adaptive(l, 30), RangeError, `current value is ${value}`);
          assertThrows(() => writer.binned(l, bits), RangeError, message);
          assertThrows(() => writer.extent(l), RangeError, message);
          assertThrows(() => writer.extent(), RangeError, message);
          if (bits === null) {
            f32(network.layers[l].h, units * height)[height + 5] = value;
            assertThrows(() => writer.exact(l), RangeError, message);
          }
          session.evaluate();
        }
      }
    });
  });
}

/** Sets all weights of layer 0 to 0 and its biases to `bias`, so that it is constant over all rows. */
function makeConstant({ network }: Session, bias: number): void {
  const { kernel, bias: at } = network.layers[0], words = f32(network.parameters, network.words);
  words.fill(0, kernel, at).fill(bias, at, at + network.layers[0].units);
}

Deno.test("exact() refuses the codes of a constant Tanh layer, and of those behind it", () => {
  evaluated(smallTraining("tanh", { bits: 8 }), (session, writer) => {
    makeConstant(session, 0.5);
    session.evaluate();
    const message = "quantisation range must be [0, 0] or have a scale above 0, current value is ";
    const tanh = f32(session.network.layers[0].h, 1)[0];
    assert(tanh > 0.4 && tanh < 0.5);
    assertThrows(() => writer.exact(0), RangeError, `T1: ${message}[${tanh}, ${tanh}]`);
    assertThrows(() => writer.exact(0, 3), RangeError, `T1: ${message}`);
    assertThrows(() => writer.exact(1), RangeError, `T2: ${message}`);
    assertThrows(() => writer.binned(2, 8), RangeError, "layer T3: values must be finite");
  });
});

Deno.test("exact() refuses a range so small that its inverse is infinite", () => {
  evaluated(smallTraining("relu", { bits: 8 }), (session, writer) => {
    const { quantiser } = session.network.layers[1];
    f32(quantiser, 2).set([0, 1e-40]);
    session.kernels.nudge_f32(quantiser, 255);
    assertThrows(() => writer.exact(1), RangeError, "layer T2: quantisation range");
  });
});

Deno.test("a layer that is 0 everywhere has one state of every kind", () => {
  evaluated(smallTraining("tanh", { bits: 8 }), (session, writer) => {
    makeConstant(session, 0);
    session.evaluate();
    for (
      const write of [
        () => writer.exact(0),
        () => writer.binned(0, 8),
        () => writer.uniform(0, 30, "layer"),
        () => writer.uniform(0, 30, "neuron"),
      ]
    ) {
      const { at, rows, words } = write();
      assertEquals(rows, SMALL.y.length);
      assert(u8(at, 8 * words * rows).every((byte) => byte === 0));
    }
    // The one edge is the one value.
    assertEquals(new Set(statesOf(writer.adaptive(0, 30), 7).flat()), new Set([1]));
  });
});

Deno.test("uniform() and adaptive() are the same with the plain kernels", () => {
  evaluated(smallTraining("relu", null), (session, writer) => {
    const plain = new StateWriter(session, referenceBins);
    session.network.layers.forEach(({ units }, l) => {
      assertEquals(
        statesOf(writer.uniform(l, 30, "layer"), units),
        statesOf(plain.uniform(l, 30, "layer"), units),
      );
      assertEquals(
        statesOf(writer.adaptive(l, 30), units),
        statesOf(plain.adaptive(l, 30), units),
      );
    });
  });
});

Deno.test("states refuse a neuron that the layer does not have", () => {
  evaluated(smallTraining("relu", { bits: 8 }), (_, writer) => {
    for (const neuron of [-1, 3, 0.5, NaN]) {
      const message = `layer T3: neuron must be an integer from 0 to 2, current value is ${neuron}`;
      assertThrows(() => writer.exact(2, neuron), RangeError, message);
      assertThrows(() => writer.uniform(2, 30, "layer", neuron), RangeError, message);
    }
    assertThrows(() => writer.adaptive(0, 0), RangeError, "bins must be an integer");
  });
});

Deno.test("binned() tells apart values that differ by a last bit", () => {
  evaluated(smallTraining("relu", { bits: 8 }), (session, writer) => {
    const { height, network: { probabilities } } = session, next = 0.5 + 2 ** -24;
    f32(probabilities, 3 * height).fill(0.5).fill(next, 0, 10);
    const { at, rows, words } = writer.binned(2, 8);
    const first = Array.from({ length: rows }, (_, row) => rowOf({ at, rows, words }, row, 2)[0]);
    const far = [0, 1]; // Bin 256 in two bytes.
    assertEquals(first, first.map((_, row) => row < 10 ? far : [0, 0]));
  });
});
