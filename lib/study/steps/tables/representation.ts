/**
 * The table of a two-dimensional representation.
 *
 * @module
 */
import type { Bytes } from "../io.ts";
import { decodeOccupied, type Occupied } from "../mnist/representation.ts";
import { csvOf } from "./text.ts";

type Row = number[];

/** Occupied states of record `record`: levels, rows in it, the class of most of them (the smallest of equals), and their number. */
function* statesOf({ epochs, offsets, levels, classes, counts }: Occupied, record: number) {
  let k = offsets[record];
  while (k < offsets[record + 1]) {
    const first = levels[2 * k], second = levels[2 * k + 1];
    let rows = 0, most = 0, digit = 0;
    for (
      ;
      k < offsets[record + 1] && levels[2 * k] === first && levels[2 * k + 1] === second;
      k++
    ) {
      rows += counts[k];
      if (counts[k] > most) [most, digit] = [counts[k], classes[k]];
    }
    yield [epochs[record], first, second, rows, digit, most] satisfies Row;
  }
}

/**
 * Occupied states of one repeat: `epoch,level1,level2,rows,class,of_class`; `class` is that of most rows in the state.
 *
 * @param name Which repeat, for the caption.
 * @param inputs Any number of `occupied-NN`.
 */
export function representationTable(name: string, inputs: Bytes): Bytes {
  const all = Object.keys(inputs).sort().map((input) => decodeOccupied(inputs[input]));
  const rows = all.flatMap((one) =>
    Array.from(one.epochs, (_, record) => [...statesOf(one, record)]).flat()
  );
  const epochs = all.flatMap(({ epochs }) => [...epochs]);
  const caption = `Repeat ${name}, after epoch${epochs.length === 1 ? "" : "s"} ${
    epochs.join(", ")
  }`;
  return {
    csv: csvOf("epoch,level1,level2,rows,class,of_class", rows),
    caption: new TextEncoder().encode(caption),
  };
}
