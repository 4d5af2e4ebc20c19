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

/** Occupied states of a record, those of few rows first: a picture draws those alike at once, and the fullest last. */
function byRows(one: Occupied, record: number): Row[] {
  return [...statesOf(one, record)].sort((a, b) => a[3] - b[3]);
}

/** Images of one class, at their median levels. */
interface Place {
  readonly digit: number;
  readonly images: number;
  readonly level1: number;
  readonly level2: number;
}

/** The level below or at which half of the images are; `counts` by level. */
function medianLevel(counts: Float64Array, images: number): number {
  let seen = 0;
  return counts.findIndex((count) => (seen += count) >= images / 2);
}

/** Where the images of each class are at record `record`, those of most images first. */
function placesOf({ offsets, levels, classes, counts }: Occupied, record: number): Place[] {
  const places = Array.from({ length: 10 }, (_, digit): Place => {
    const first = new Float64Array(256), second = new Float64Array(256);
    let images = 0;
    for (let k = offsets[record]; k < offsets[record + 1]; k++) {
      if (classes[k] !== digit) continue;
      first[levels[2 * k]] += counts[k];
      second[levels[2 * k + 1]] += counts[k];
      images += counts[k];
    }
    return {
      ...{ digit, images },
      level1: medianLevel(first, images),
      level2: medianLevel(second, images),
    };
  });
  return places.filter(({ images }) => images > 0).sort((a, b) => b.images - a.images);
}

/** Levels nearer than this share of themselves, and of the levels that the axes of a picture begin with, are one place. */
const NEAR = 0.2, FROM = 16;

/** Rows of the names of classes, which no row of states is like: a name of no rows. None stands on one before it. */
function* namesOf(one: Occupied, record: number): Generator<Row> {
  const stand: Place[] = [];
  const near = (a: number, b: number) => Math.abs(a - b) < NEAR * (FROM + Math.max(a, b));
  for (const place of placesOf(one, record)) {
    const { level1, level2, digit } = place;
    if (stand.some((other) => near(level1, other.level1) && near(level2, other.level2))) continue;
    stand.push(place);
    yield [one.epochs[record], level1, level2, 0, digit, 0];
  }
}

/**
 * Occupied states of one repeat: `epoch,level1,level2,rows,class,of_class`; `class` is that of most rows in the state. A
 * row of 0 rows says where the name of its class stands in a picture: at the median levels of its images.
 *
 * @param name Which repeat, for the caption.
 * @param inputs Any number of `occupied-NN`.
 */
export function representationTable(name: string, inputs: Bytes): Bytes {
  const all = Object.keys(inputs).sort().map((input) => decodeOccupied(inputs[input]));
  const rows = all.flatMap((one) =>
    Array.from(one.epochs, (_, record) => [...byRows(one, record), ...namesOf(one, record)]).flat()
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
