/** Garbage collection beside reproduction: nothing is missed, and the bits are the same. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  digestsOf,
  ended,
  reproduce,
  run,
  start,
  type Summary,
  summaryOf,
  withFolder,
} from "./support.ts";

const SECONDS = 20;

Deno.test("a gc loop beside two reproduce loops on one store never takes what they need", async () => {
  await withFolder(async (folder) => {
    const args = ["fig3", "--preset", "smoke"], store = `${folder}/store`;
    const alone = await reproduce(folder, args);
    const gc = ["gc", "--json", "--store", store];
    const { needed } = JSON.parse((await run("cache", [...gc, "--dry-run"])).stdout);
    const end = performance.now() + SECONDS * 1000, went = { removed: 0, refused: 0 };
    const summaries: Summary[] = [];
    const loop = async (k: number) => {
      while (performance.now() < end) {
        const words = [...args, "--store", store, "--out", `${folder}/out${k}`, "--json"];
        const process = await ended(await start("reproduce", words));
        assertEquals(/missing|Cannot|Damaged/.test(process.stderr), false, process.stderr);
        summaries.push(summaryOf(process));
      }
    };
    const collect = async () => {
      for (let k = 0; performance.now() < end; k++) {
        const words = [...gc, "--budget", String(needed), ...(k % 2 === 0 ? ["--wait"] : [])];
        const { code, stdout, stderr } = await run("cache", words);
        if (code === 0) {
          if (JSON.parse(stdout).go.objects > 0) went.removed++;
        } else {
          assertMatch(stderr, /^Cannot remove from the store: .*in use by another process.*\n$/);
          went.refused++;
        }
      }
    };
    await Promise.all([loop(1), loop(2), collect()]);
    const computed = summaries.filter(({ computed }) => computed > 0).length;
    console.log(`${summaries.length} runs, ${computed} of them computed; ${JSON.stringify(went)}`);
    for (const one of summaries) {
      assertEquals([one.damages, digestsOf(one)], [0, digestsOf(alone)]);
    }
    assert(
      summaries.length > 3 && went.removed > 1 && computed > 1,
      "they must disturb each other",
    );
    const { code, stdout } = await run("cache", ["fsck", "--json", "--store", store]);
    const { bad, absent } = JSON.parse(stdout);
    assertEquals({ code, bad, absent }, { code: 0, bad: [], absent: 0 });
    assertEquals(digestsOf(await reproduce(folder, args)), digestsOf(alone));
  });
});
