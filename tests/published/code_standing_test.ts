import { assertEquals } from "@std/assert";
import { codeStanding, standingText } from "../../lib/published/code_standing.ts";
import type { Lock, LockedExperiment } from "../../lib/published/lock.ts";

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

Deno.test("codeStanding() of a figure of two data sets asks of each what it was made with", () => {
  const today = { train: "a", "train-mnist": "b", table: "t", later: "c" };
  const standing = codeStanding(LOCK, "both", today);
  assertEquals(standing.changed, []);
  assertEquals(
    /^made with code \w{12} and \w{12}, which is today's$/.test(standingText(standing)),
    true,
  );
  for (const kind of ["train", "train-mnist", "table"]) {
    assertEquals(codeStanding(LOCK, "both", { ...today, [kind]: "x" }).changed, [kind]);
  }
  const { train: _, ...without } = today;
  assertEquals(codeStanding(LOCK, "both", without).changed, ["train"]);
});
