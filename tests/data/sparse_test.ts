import { assertEquals } from "@std/assert";
import { decodeSparse, encodeSparse, sparseDataset } from "../../lib/data/sparse.ts";

const DENSE = {
  x: Uint8Array.of(0, 7, 0, 0, 0, 0, 1, 0, 255),
  y: Uint8Array.of(2, 0, 1),
  scale: Math.fround(1 / 255),
  columns: 3,
  classes: 3,
};

Deno.test("sparseDataset() keeps what is not 0, columns ascending, and empty rows", () => {
  assertEquals(sparseDataset(DENSE), {
    starts: Uint32Array.of(0, 1, 1, 3),
    columns: Uint16Array.of(1, 0, 2),
    levels: Uint8Array.of(7, 1, 255),
    y: DENSE.y,
    scale: DENSE.scale,
    width: 3,
    classes: 3,
  });
});

Deno.test("decodeSparse() gives back what encodeSparse() was given", () => {
  const sparse = sparseDataset(DENSE);
  assertEquals(decodeSparse(encodeSparse(sparse)), sparse);
});
