import { assert, assertEquals } from "@std/assert";
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
