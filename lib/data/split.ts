/**
 * The fixed stratified split of the synthetic data set (docs/protocol.md, section 7): 3276 rows to train, 820 to test.
 *
 * @module
 */
import fixture from "../../fixtures/synthetic-split.json" with { type: "json" };
import { sha256 } from "../bits/digest.ts";

/** Row numbers of a data set, each row in exactly one part. */
export interface Split {
  /** Rows that weights are fitted to. */
  readonly train: Int32Array;
  /** Rows held out. */
  readonly test: Int32Array;
}

/** SHA-256 of row numbers as little-endian int32. */
function digestOfRows(rows: Int32Array): string {
  const bytes = new DataView(new ArrayBuffer(rows.length * 4));
  rows.forEach((row, k) => bytes.setInt32(4 * k, row, true));
  return sha256(new Uint8Array(bytes.buffer));
}

/**
 * The split: test rows in the order of the released code, training rows ascending (every epoch shuffles them).
 *
 * @throws {Error} If the fixture's digest is not the known one.
 */
export function syntheticSplit(): Split {
  const test = Int32Array.from(fixture.test);
  const found = digestOfRows(test);
  if (found !== fixture.sha256.test) {
    throw new Error(
      `Cannot split the synthetic data: digest of test rows must be ${fixture.sha256.test}, current value is ${found}`,
    );
  }
  const held = new Set(fixture.test);
  const train = Int32Array.from({ length: 4096 }, (_, row) => row).filter((row) => !held.has(row));
  return { train, test };
}
