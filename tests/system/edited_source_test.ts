/** A source file that is edited while its step runs: the result is not stored under the key of the old code. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { listObjects } from "../../lib/store/list.ts";
import {
  assertSound,
  copyProject,
  digestsOf,
  ended,
  inFolder,
  namesOf,
  pause,
  reproduce,
  start,
  withFolder,
} from "./support.ts";

const ARGS = ["fig3", "--preset", "smoke", "--jobs", "1"];

/** Kinds of the steps that a store has. */
async function stepsIn(store: string): Promise<string[]> {
  const { ac } = await namesOf(store);
  const entries = await Promise.all(
    ac.map((key) => Deno.readTextFile(`${store}/ac/${key.slice(0, 2)}/${key}`)),
  );
  return entries.map((text) => JSON.parse(text).step).sort();
}

/** Waits until a run has stored so many steps. */
async function stored(store: string, steps: number): Promise<void> {
  for (;;) {
    const found = await listObjects(store, "ac").catch(() => ({ names: [] }));
    if (found.names.length >= steps) return;
    await pause(0.002);
  }
}

Deno.test("reproduce stores nothing of a step whose source is edited while it runs", async () => {
  await withFolder(async (folder) => {
    const project = `${folder}/project`, place = { project }, store = `${folder}/run/store`;
    await copyProject(project);
    const sound = await reproduce(`${folder}/sound`, ARGS, place);
    const { ac: keys } = await namesOf(`${folder}/sound/store`);
    /** Keys of the old code that a store does not have. */
    const lacking = async (store: string) => {
      const { ac } = await namesOf(store), there = new Set(ac);
      return keys.filter((key) => !there.has(key));
    };

    const source = `${project}/lib/study/steps/train.ts`, text = await Deno.readTextFile(source);
    const child = await start("reproduce", [...ARGS, ...inFolder(`${folder}/run`)], place);
    // Data set and split are there; training begins, or is about to.
    await stored(store, 2);
    await Deno.writeTextFile(source, `${text}\nexport const EDITED = 1;\n`);
    const { code, stdout, stderr } = await ended(child);
    assertEquals([code, stdout], [1, ""], stderr);
    const lines = stderr.split("\n").filter((line) => line !== "" && !/^\d+ %, /.test(line));
    assertEquals(lines.length, 1, stderr);
    assertMatch(
      lines[0],
      /^Cannot store train\/\S+: lib\/study\/steps\/train\.ts must stay as it was when the run began, current value is edited$/,
    );
    assertEquals((await stepsIn(store)).filter((step) => !/^(dataset|split|init)$/.test(step)), []);
    await assertSound(`${folder}/run`);

    // The next run computes with the new code, under new keys; what the edit does not concern stays.
    const next = await reproduce(`${folder}/run`, ARGS, place);
    assert(next.restored >= 2 && next.computed > 0);
    assertEquals(digestsOf(next), digestsOf(sound));
    assert((await lacking(store)).length > 0, "the edit must change keys");

    // And with the old code again the old keys come back, computed by the old code.
    await Deno.writeTextFile(source, text);
    const old = await reproduce(`${folder}/run`, ARGS, place);
    assertEquals(digestsOf(old), digestsOf(sound));
    assertEquals(await lacking(store), []);
  });
});
