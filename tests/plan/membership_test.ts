import { assertEquals } from "@std/assert";
import { membershipOf } from "../../lib/plan/membership.ts";

Deno.test("membershipOf() names the repeat of a step, and knows its last kind", () => {
  const cases: [string, string | undefined, boolean][] = [
    ["init/syn-relu-8/r03/a0", "syn-relu-8/r03", false],
    ["train/syn-relu-8/r03/a1/s07", "syn-relu-8/r03", false],
    ["measure/syn-relu-8/r03/a0/s07/binned", "syn-relu-8/r03", false],
    ["bounds/syn-relu-32/r03/a0/e8000", "syn-relu-32/r03", false],
    ["information/syn-relu-8/r03/a0/e8000/exact-output", "syn-relu-8/r03", true],
    ["train-tfjs/syn-relu-8@tfjs-wasm/r00-r09/a0/s01", "syn-relu-8@tfjs-wasm/r00", false],
    ["aggregate/syn-relu-8/n50/prefit/binned", undefined, false],
    ["table/fig3/paper", undefined, false],
    ["dataset/synthetic", undefined, false],
    ["anything else", undefined, false],
  ];
  for (const [id, group, last] of cases) assertEquals(membershipOf(id), { group, last }, id);
});
