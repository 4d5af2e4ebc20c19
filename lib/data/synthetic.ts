/**
 * The synthetic data set of Shwartz-Ziv & Tishby (2017), from first principles (docs/protocol.md, section 13):
 * all 4096 patterns of 12 bits on the vertices of an icosahedron, labelled by a threshold on a function
 * that the icosahedron's symmetries leave unchanged.
 *
 * @module
 */
import { sha256 } from "../bits/digest.ts";

/** Rows of features, one byte each, and a label a row. */
export interface Dataset {
  /** Row-major rows x columns, grey level or bit. */
  readonly x: Uint8Array;
  /** A network sees fround(x * scale). */
  readonly scale: number;
  /** Class of each row, 0 to classes - 1. */
  readonly y: Uint8Array;
  /** Features of a row. */
  readonly columns: number;
  /** Number of classes, at least 2. */
  readonly classes: number;
}

const OPPOSITE = "0-9 1-7 2-5 3-6 4-10 8-11";
const ADJACENT = "0-2 0-4 0-6 0-7 0-8 1-5 1-6 1-8 1-9 1-10 2-6 2-7 2-10 2-11 3-4 " +
  "3-5 3-7 3-9 3-11 4-5 4-7 4-8 5-8 5-9 6-8 6-10 7-11 9-10 9-11 10-11";
const LABELS = "77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f";

const COLUMNS = 12;

function pairs(text: string): [number, number][] {
  return text.split(" ").map((pair) => pair.split("-").map(Number) as [number, number]);
}

/** The label of one pattern: 26 w + w^2 - 8 a - 12 o >= 120 with w ones, a adjacent and o opposite pairs of ones. */
function label(bits: Uint8Array, adjacent: [number, number][], opposite: [number, number][]) {
  const both = (edges: [number, number][]) => edges.filter(([i, j]) => bits[i] & bits[j]).length;
  const w = bits.reduce((sum, bit) => sum + bit, 0);
  return 26 * w + w * w - 8 * both(adjacent) - 12 * both(opposite) >= 120 ? 1 : 0;
}

/**
 * Generates the data set: row r holds the 12 bits of r, most significant first; 2118 of 4096 labels are 1.
 *
 * @returns 4096 rows of 12 columns, 2 classes, scale 1.
 * @throws {Error} If the digest of the labels is not the known one.
 * @example
 * ```ts
 * import { syntheticDataset } from "@exact-ib/study";
 * import { assertEquals } from "@std/assert";
 *
 * const { x, y } = syntheticDataset();
 * assertEquals(x.length, 4096 * 12);
 * assertEquals(y.reduce((ones, label) => ones + label, 0), 2118);
 * ```
 */
export function syntheticDataset(): Dataset {
  const rows = 1 << COLUMNS, x = new Uint8Array(rows * COLUMNS), y = new Uint8Array(rows);
  const adjacent = pairs(ADJACENT), opposite = pairs(OPPOSITE);
  for (let r = 0; r < rows; r++) {
    const bits = x.subarray(r * COLUMNS, (r + 1) * COLUMNS);
    for (let c = 0; c < COLUMNS; c++) bits[c] = r >> (COLUMNS - 1 - c) & 1;
    y[r] = label(bits, adjacent, opposite);
  }
  const found = sha256(y);
  if (found !== LABELS) {
    throw new Error(
      `Cannot generate the synthetic data: digest of labels must be ${LABELS}, current value is ${found}`,
    );
  }
  return { x, scale: 1, y, columns: COLUMNS, classes: 2 };
}
