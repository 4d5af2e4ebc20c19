import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import { attemptSteps } from "../../../lib/plan/attempt.ts";
import { digestsOfRow, type Made, mismatchOf } from "../../../lib/published/verify/replay.ts";
import { bytesOf } from "../../store/helpers.ts";
import { smoke } from "../../plan/support.ts";

const [segment] = attemptSteps(smoke, 0, 0).segments, id = segment.train.id.slice("train/".length);
const made: Made = {
  ...{ snapshot: bytesOf(1), trace: bytesOf(2), exact: bytesOf(3), binned: bytesOf(4) },
};
const locked = Object.fromEntries(
  Object.entries(made).map(([name, bytes]) => [name, sha256(bytes)]),
);

/** Id and output of what differs first. */
function first(of: Record<string, string>, found: Made = made): string | undefined {
  const mismatch = mismatchOf(segment, of, found);
  return mismatch && `${mismatch.id} ${mismatch.output}`;
}

Deno.test("digestsOfRow() names the columns of a row, one of a discarded end, two of its other segments", () => {
  const measures = ["exact", "binned"];
  assertEquals(digestsOfRow(["t"], measures), { trace: "t" });
  assertEquals(digestsOfRow(["s", "t"], measures), { snapshot: "s", trace: "t" });
  const whole = { snapshot: "s", trace: "t", exact: "e", binned: "b" };
  assertEquals(digestsOfRow(["s", "t", "e", "b"], measures), whole);
});

Deno.test("mismatchOf() tells what differs first: snapshot, trace, then measurements in their order", () => {
  assertEquals(first(locked), undefined);
  const wrong = (...names: string[]) => ({
    ...locked,
    ...Object.fromEntries(names.map((name) => [name, "0".repeat(64)])),
  });
  const names = ["snapshot", "trace", "exact", "binned"];
  const ids = [
    `train/${id} snapshot`,
    `train/${id} trace`,
    `measure/${id}/exact counts`,
    `measure/${id}/binned counts`,
  ];
  names.forEach((name, k) => {
    assertEquals(first(wrong(name)), ids[k]);
    assertEquals(first(wrong(...names.slice(k))), ids[k]);
  });
});

Deno.test("mismatchOf() sees a snapshot that the restart rule would have or would not have left", () => {
  const { snapshot: _, ...ended } = locked, { snapshot: __, ...stopped } = made;
  assertEquals(first(ended), `train/${id} snapshot`);
  assertEquals(first(locked, stopped as Made), `train/${id} snapshot`);
  assertEquals(first(ended, stopped as Made), undefined);
});
