/** Runs of fewer repeats than a preset has: asked for, finished, published. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { codeDigests } from "../../lib/plan/code_digests.ts";
import { ReusedResults } from "../../lib/published/reused_results.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { failure, output, withFolder } from "./support.ts";

interface Summary {
  restored: number;
  computed: number;
  figures: Record<string, { caption: string; digests: Record<string, string> }>;
}

Deno.test("reproduce and lock of a part of the repeats", async (t) => {
  await withFolder(async (folder) => {
    const flags = ["--preset", "smoke", "--store", `${folder}/store`, "--out", `${folder}/out`];
    const reproduce = async (...words: string[]): Promise<Summary> =>
      JSON.parse(
        await output(["reproduce", "fig3", ...flags, "--format", "svg", ...words, "--json"]),
      );

    await t.step("--finished of an empty store names an experiment without a repeat", async () => {
      const line = await failure(1, ["reproduce", "fig3", ...flags, "--finished"]);
      assertMatch(
        line,
        /^Cannot show SYN-ReLU-8: finished repeats must be at least 1, current value is 0$/m,
      );
    });

    let first: Summary;
    await t.step("--repeats 1 runs one of two, and the caption says so", async () => {
      first = await reproduce("--repeats", "1");
      assertStringIncludes(first.figures.fig3.caption, "Mean of 1 of 2 repeats, 50 epochs");
    });

    await t.step("--finished draws the same and computes nothing", async () => {
      const again = await reproduce("--finished");
      assertEquals(again.computed, 0);
      assertEquals(again.figures.fig3.digests, first.figures.fig3.digests);
    });

    await t.step("lock --finished publishes what is finished", async () => {
      const lock = ["lock", "fig3", "--preset", "smoke", "--store", `${folder}/store`];
      await failure(1, [...lock, "--into", `${folder}/all`]);
      await output([...lock, "--finished", "--into", `${folder}/part`]);
      const { lock: { experiments } } =
        (await PublishedFolder.open(new URL(`file://${folder}/part/`)))!;
      assertEquals(experiments["SYN-ReLU-8"].repeats, 1);
    });

    await t.step("then all of them run, and are all", async () => {
      const all = await reproduce();
      assertStringIncludes(all.figures.fig3.caption, "Mean of 2 repeats, 50 epochs");
      assertEquals((await reproduce("--finished")).figures, all.figures);
    });
  });
});

Deno.test("reproduce --published trains nothing of what is published with today's code", async () => {
  await withFolder(async (folder) => {
    const words = ["reproduce", "fig3", "--preset", "paper", "--published", "--json"];
    const flags = [
      ...words,
      "--format",
      "svg",
      "--store",
      `${folder}/store`,
      "--out",
      `${folder}/out`,
    ];
    const { kinds } = JSON.parse(await output([...flags, "--dry-run"]));
    const code = await codeDigests(await createCodeDigester());
    const { experiments } = await ReusedResults.from((await PublishedFolder.open())!, code);
    const { train, measure, information } = kinds;
    const toRun = (row: { missing: number; unknown: number }) => row.missing + row.unknown;
    if (!experiments.includes("SYN-ReLU-8")) {
      // Between a change of the training and the next publication nothing can be taken over.
      assertEquals(train.restored, 0);
      return;
    }
    assertEquals([train, measure, information].map(toRun), [0, 0, 0]);
    const summary = JSON.parse(await output(flags));
    assertStringIncludes(summary.figures.fig3.caption, "Mean of 50 repeats, 8000 epochs");
    assertEquals(summary.lock.differing, []);
  });
});
