import { assertEquals } from "@std/assert";
import { provenanceOf, provenanceText } from "../../lib/published/provenance.ts";
import type { Lock, LockedExperiment } from "../../lib/published/lock/lock.ts";

function experiment(code: Record<string, string>): LockedExperiment {
  return { code, epochs: 1, repeats: 1, rows: "", results: {} };
}

const LOCK: Lock = {
  schema: 2,
  preset: "paper",
  experiments: {
    dense: experiment({ train: "a", table: "t" }),
    images: experiment({ "train-mnist": "b", table: "t" }),
  },
  figures: { both: { experiments: ["dense", "images"], results: {} } },
};

Deno.test("provenanceOf() of a figure of two data sets asks of each what it was made with", () => {
  const today = { train: "a", "train-mnist": "b", table: "t", later: "c" };
  const provenance = provenanceOf(LOCK, "both", today);
  assertEquals(provenance.changed, []);
  assertEquals(
    /^made with code \w{12} and \w{12}, which is today's$/.test(provenanceText(provenance)),
    true,
  );
  for (const kind of ["train", "train-mnist", "table"]) {
    assertEquals(provenanceOf(LOCK, "both", { ...today, [kind]: "x" }).changed, [kind]);
  }
  const { train: _, ...without } = today;
  assertEquals(provenanceOf(LOCK, "both", without).changed, ["train"]);
});
