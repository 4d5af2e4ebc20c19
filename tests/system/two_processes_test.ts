/** Several processes on one store: no locks, no damage, the same bits. */
import { assert, assertEquals } from "@std/assert";
import {
  digestsOf,
  ended,
  inFolder,
  namesOf,
  reproduce,
  run,
  SMOKE,
  start,
  summaryOf,
  withFolder,
} from "./support.ts";

/** Runs `reproduce` in so many processes at once, with one store and results apart. */
async function atOnce(count: number, folder: string, figures: readonly string[]) {
  const children = await Promise.all(
    Array.from(
      { length: count },
      (_, k) =>
        start("reproduce", [
          ...figures,
          "--preset",
          "smoke",
          "--store",
          `${folder}/store`,
          "--out",
          `${folder}/out${k}`,
          "--json",
        ]),
    ),
  );
  return (await Promise.all(children.map(ended))).map(summaryOf);
}

async function assertClean(store: string): Promise<void> {
  const { code, stdout } = await run("cache", ["fsck", "--store", store, "--json"]);
  const { bad, absent, temps } = JSON.parse(stdout);
  assertEquals({ code, bad, absent, temps }, { code: 0, bad: [], absent: 0, temps: 0 });
}

for (const [count, figures] of [[2, ["fig2", "fig3"]], [8, ["fig3"]]] as [number, string[]][]) {
  Deno.test(`${count} processes at once on an empty store end with the same bits`, async () => {
    await withFolder(async (folder) => {
      const alone = await reproduce(`${folder}/alone`, [...figures, "--preset", "smoke"]);
      const together = await atOnce(count, `${folder}/together`, figures);
      for (const one of together) assertEquals(digestsOf(one), digestsOf(alone));
      for (const one of together) assertEquals(one.damages, 0);
      // Each step once, but for claims that two make at the same moment.
      const twice = together.reduce((sum, { computed }) => sum + computed, 0) - alone.computed;
      assert(twice <= 0.05 * alone.computed, `${twice} of ${alone.computed} computed twice`);
      assertEquals(
        await namesOf(`${folder}/together/store`),
        await namesOf(`${folder}/alone/store`),
      );
      await assertClean(`${folder}/together/store`);
    });
  });
}

Deno.test("cache fsck beside a running reproduce finds nothing and disturbs nothing", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/store`);
    const child = await start("reproduce", [...SMOKE, ...inFolder(folder)]);
    let running = true, checks = 0;
    const summary = ended(child).then(summaryOf).finally(() => running = false);
    while (running) {
      const { code, stderr } = await run("cache", ["fsck", "--store", `${folder}/store`]);
      assertEquals(code, 0, stderr);
      checks++;
    }
    const { damages, computed } = await summary;
    assert(checks > 3 && computed > 0);
    assertEquals(damages, 0);
    await assertClean(`${folder}/store`);
  });
});
