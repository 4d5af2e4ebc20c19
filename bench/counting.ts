/**
 * Time to count exact states with class counts: the synthetic set's rows of one word, and 70000 rows of
 * 16 codes as MNIST has them.
 *
 * @module
 */
import { allocate, reset, u8 } from "../lib/engines/wasm/memory.ts";
import { rowsOf, StateCounter } from "../lib/information/counts.ts";
import type { Row } from "./row.ts";
import { alternate, type Contender } from "./timing.ts";

const ROUNDS = 9;

/** Bytes in 0..255 from a linear congruential generator: the same on every machine. */
function* bytes(): Generator<number> {
  for (let x = 1;;) {
    x = Math.imul(x, 1664525) + 1013904223 >>> 0;
    yield x >>> 24;
  }
}

/** A case: `distinct` patterns of `codes` codes, repeated in turn over all rows. */
interface Case {
  readonly rows: number;
  readonly codes: number;
  readonly distinct: number;
  readonly classes: number;
}

function contender(
  name: string,
  times: number,
  { rows, codes, distinct, classes }: Case,
): Contender {
  const run = (times: number) => {
    for (let k = 0; k < times; k++) counter.count(at, words);
  };
  const words = Math.ceil(codes / 8), labels = new Uint8Array(rows), source = bytes();
  for (let r = 0; r < rows; r++) labels[r] = r % classes;
  const counter = new StateCounter(labels, classes, words), at = allocate(8 * words * rows);
  const patterns = Array.from({ length: distinct * codes }, () => source.next().value as number);
  const states = u8(at, 8 * words * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < codes; c++) states[r * 8 * words + c] = patterns[r % distinct * codes + c];
  }
  const { total } = counter.count(at, words), pairs = distinct - rows % distinct;
  // `distinct` random patterns of 7 bytes or more are all different.
  if (rowsOf(total) !== rows || total[1] !== pairs) {
    throw new Error(
      `Cannot bench: ${name} must have ${pairs} states of the least count, current value is ${
        total[1]
      }`,
    );
  }
  return { name, times, run };
}

/** Rows for one word and for two. */
export async function benchCounting(): Promise<Row[]> {
  reset();
  const synthetic = { rows: 4096, codes: 7, classes: 2 },
    mnist = { rows: 70000, codes: 16, classes: 10 };
  const many = contender("many", 200, { ...synthetic, distinct: 3000 });
  const few = contender("few", 200, { ...synthetic, distinct: 200 });
  const large = contender("large", 8, { ...mnist, distinct: 60000 });
  const seconds = await alternate([many, few, large], ROUNDS);
  const each = (name: string) => seconds[name] / synthetic.rows * 1e9;
  return [
    { what: "counted row of 7 codes, 3000 states in 4096 rows", value: each("many"), unit: "ns" },
    { what: "counted row of 7 codes, 200 states in 4096 rows", value: each("few"), unit: "ns" },
    {
      what: "70000 rows of 16 codes, 60000 states, 10 classes",
      value: seconds.large * 1000,
      unit: "ms",
      bar: { most: 8 },
    },
  ];
}
