import { assert, assertEquals, assertRejects } from "@std/assert";
import { PROJECT } from "../system/support.ts";
import { MUTANTS } from "./all.ts";
import { type Mutant, sampleOf, testsOfAll, tryMutants } from "./mutants.ts";
import { fateText, tableText } from "./report.ts";

/** A project of a file and its tests; what they check can be made wrong. */
function projectOf(sum = "5"): (folder: string) => Promise<void> {
  const files: Record<string, string> = {
    "deno.json": "{}",
    "dev.lock": '{"version":"5"}',
    "lib/room/sum.ts": "export const sum = (a: number, b: number) => a + b; // one, one",
    "tests/room/sum_test.ts": `import { sum } from "../../lib/room/sum.ts";
      Deno.test("sum()", () => { if (sum(2, 3) !== ${sum}) throw new Error("wrong"); });`,
    "tests/room/sum_zero_test.ts": `import { sum } from "../../lib/room/sum.ts";
      Deno.test("sum() of zeros", () => { if (sum(0, 0) !== 0) throw new Error("wrong"); });`,
    "tests/room/summary_test.ts": `Deno.test("another's", () => { throw new Error("wrong"); });`,
  };
  return async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/${path.slice(0, path.lastIndexOf("/") + 1)}`, {
        recursive: true,
      });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
  };
}

const FILE = "lib/room/sum.ts";
const MINUS: Mutant = { file: FILE, text: "a + b", replacement: "a - b", why: "no sum" };
const SWAPPED: Mutant = { file: FILE, text: "a + b", replacement: "b + a", why: "the same" };
const copy = projectOf();

Deno.test("tryMutants() tells what tests notice from what they do not, each on sound files", async () => {
  const told: string[] = [];
  const more = { ...MINUS, replacement: "a + b + 1", why: "zeros notice it as well" };
  const zeros = { ...MINUS, tests: ["tests/room/sum_zero_test.ts"], why: "zeros do not notice it" };
  const mutants = [MINUS, SWAPPED, more, zeros];
  const fates = await tryMutants(mutants, { copy, onFate: ({ mutant }) => told.push(mutant.why) });
  assertEquals(fates.map(({ killed }) => killed), [true, false, true, false]);
  assertEquals(fates.map(({ mutant }) => mutant), mutants);
  assertEquals(told.toSorted(), mutants.map(({ why }) => why).toSorted());
});

Deno.test("tryMutants() refuses a text that is not there once, and what has no tests", async () => {
  const refused = async (change: Partial<Mutant>, message: string) => {
    await assertRejects(() => tryMutants([{ ...MINUS, ...change }], { copy }), Error, message);
  };
  await refused({ text: "a * b" }, '"a * b" must be there once, current value is 0 times');
  await refused({ text: "one" }, '"one" must be there once, current value is 2 times');
  const other = { file: "deno.json", text: "{}", replacement: '{ "name": "x" }' };
  await refused(other, "it must have tests, current value is none in tests/");
});

Deno.test("tryMutants() refuses tests that fail without any mutant", async () => {
  const broken = { copy: projectOf("6") };
  await assertRejects(() => tryMutants([MINUS], broken), Error, "must pass without them");
  const [{ killed }] = await tryMutants([MINUS], { ...broken, soundFirst: false });
  assert(killed);
});

Deno.test("every mutant can be made, and its tests are there", async () => {
  const tests = new Set((await testsOfAll(PROJECT, MUTANTS)).flat());
  for (const path of tests) assert(await Deno.stat(`${PROJECT}${path}`).catch(() => false), path);
});

Deno.test("sampleOf() draws as many as wanted, others for another name", () => {
  const mutants = Array.from({ length: 40 }, (_, k) => ({ ...MINUS, replacement: `a - ${k}` }));
  const one = sampleOf(mutants, "c0ffee", 10);
  assertEquals(one, sampleOf(mutants.toReversed(), "c0ffee", 10));
  assertEquals(new Set(one).size, 10);
  assert(sampleOf(mutants, "c0ffed", 10).some((mutant) => !one.includes(mutant)));
});

Deno.test("the report counts by room and names what is alive", () => {
  const fates = [
    { mutant: MINUS, killed: true, seconds: 1 },
    { mutant: { ...MINUS, file: "tasks/run.ts" }, killed: true, seconds: 1 },
    { mutant: SWAPPED, killed: false, seconds: 2 },
  ];
  assertEquals(fateText(fates[0]), "killed lib/room/sum.ts: no sum (1.0 s)");
  assertEquals(tableText(fates).split("\n"), [
    "room        killed   all",
    "room             1     2",
    "tasks            1     1",
    "in all           2     3",
    "ALIVE  lib/room/sum.ts: the same (2.0 s)",
  ]);
});
