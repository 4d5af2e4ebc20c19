import { assert, assertEquals, assertThrows } from "@std/assert";
import { f32, u8 } from "../../../../lib/engines/wasm/memory.ts";
import { sizeOf } from "../../../../lib/engines/wasm/mnist/layers.ts";
import { type MapSession, runMapSegment } from "../../../../lib/engines/wasm/mnist/segment.ts";
import { MapStates } from "../../../../lib/engines/wasm/mnist/states.ts";
import type { States } from "../../../../lib/engines/wasm/states.ts";
import { IMAGES, imageSegment, NETWORKS } from "./small.ts";

/** Rows of bytes of the states, padding included. */
function rowsOf({ at, rows, words }: States): number[][] {
  return Array.from({ length: rows }, (_, r) => [...u8(at + 8 * words * r, 8 * words)]);
}

/** Codes by plain TypeScript from what each layer hands on: of each layer and pooled map rows of codes. */
function expectedCodes(session: MapSession): number[][][] {
  const all: number[][][] = session.network.layers.flatMap(({ pooled }) =>
    pooled ? [[], []] : [[]]
  );
  session.evaluate((first, height) => {
    let k = 0;
    for (const { out, to, pooled, quantiser } of session.network.layers) {
      const [, , scale, , , zero] = f32(quantiser, 8);
      const maps = [[out, sizeOf(to)], ...pooled ? [[pooled.out, sizeOf(pooled.shape)]] : []];
      for (const [at, units] of maps) {
        const values = f32(at, units * height), rows = all[k++];
        for (let r = 0; r < height && first + r < session.rows; r++) {
          const row = Array.from({ length: units }, (_, u) => values[u * height + r]);
          rows.push(row.map((value) => Math.round(value / scale) + zero));
        }
      }
    }
  });
  const last = all[all.length - 1];
  last.forEach((row, r) => last[r] = row.map((code) => Math.max(...row) - code));
  return all;
}

const padded = (row: readonly number[]) =>
  Array.from({ length: Math.ceil(row.length / 8) * 8 }, (_, k) => row[k] ?? 0);

for (const [name, training] of NETWORKS) {
  Deno.test(`MapStates has the codes of every layer and pooled map, row by row: ${name}`, () => {
    const seen = new Set<number>();
    let states: MapStates | undefined;
    runMapSegment(imageSegment(training, 0, 5), (_, session) => {
      states ??= new MapStates(session);
      states.write();
      const found = Array.from({ length: states.length }, (_, k) => rowsOf(states!.exact(k)));
      const expected = expectedCodes(session);
      assertEquals(found, expected.map((rows) => rows.map(padded)));
      assertEquals(found[0].length, IMAGES.y.length);
      expected.flat(2).forEach((code) => seen.add(code));
      assert(expected.at(-1)!.every((row) => Math.min(...row) === 0));
    });
    const most = (1 << training.quantization!.bits) - 1;
    assert(seen.size > most / 3 && Math.max(...seen) <= most && Math.min(...seen) === 0);
  });

  Deno.test(`binned() has the released bins of the probabilities: ${name}`, () => {
    const f = Math.fround, { bits } = training.quantization!;
    runMapSegment(imageSegment(training, 0, 5), (_, session) => {
      const states = new MapStates(session);
      states.write();
      const { probabilities, height, rows } = session, p = f32(probabilities, 3 * height);
      const all = [0, 1, 2].flatMap((c) => [...p.subarray(c * height, c * height + rows)]);
      const lo = Math.min(...all), span = f(Math.max(...all) - lo);
      const bin = (x: number) => {
        const exact = f(f(f(x - lo) * (1 << bits)) / span),
          half = exact - Math.floor(exact) === 0.5;
        return half ? 2 * Math.round(exact / 2) : Math.round(exact);
      };
      const expected = Array.from({ length: rows }, (_, r) =>
        padded([0, 1, 2].flatMap((c) => {
          const code = bin(p[c * height + r]);
          return [code & 255, code >> 8];
        })));
      assertEquals(rowsOf(states.binned(bits)), expected);
    });
  });

  Deno.test(`write() refuses NaN and ranges without codes, naming the layer: ${name}`, () => {
    const refuses = (break_: (session: MapSession) => void, message: string) =>
      runMapSegment(imageSegment(training, 0, 1), (_, session) => {
        const states = new MapStates(session), { layers, parameters } = session.network;
        const kept = [f32(parameters + 4 * layers[1].bias, 1)[0], ...f32(layers[1].quantiser, 2)];
        break_(session);
        assertThrows(() => states.write(), RangeError, message);
        f32(parameters + 4 * layers[1].bias, 1)[0] = kept[0];
        f32(layers[1].quantiser, 2).set(kept.slice(1));
      });
    const set = (at: (session: MapSession) => number, ...values: number[]) => (s: MapSession) =>
      f32(at(s), values.length).set(values);
    const bias = ({ network: n }: MapSession) => n.parameters + 4 * n.layers[1].bias;
    refuses(set(bias, NaN), "Cannot evaluate layer2: values must be numbers, current value is NaN");
    const range = ({ network }: MapSession) => network.layers[1].quantiser;
    refuses(set(range, 1, 1), "Cannot measure layer2: quantisation range must be");
    refuses(set(range, 0, 1e-40), "Cannot measure layer2");
    runMapSegment(imageSegment(training, 0, 1), (_, session) => {
      const states = new MapStates(session), own = f32(session.network.layers[1].quantiser, 2);
      const kept = own.slice();
      own.fill(0);
      states.write();
      const k = session.network.layers[0].pooled === null ? 1 : 2;
      assert(rowsOf(states.exact(k)).flat().every((code) => code === 0));
      own.set(kept);
    });
  });
}
