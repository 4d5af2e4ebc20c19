/** Ctrl-C in a run of full length. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listObjects } from "../../lib/store/mod.ts";
import { ended } from "../system/support.ts";
import { output, start, withFolder } from "./support.ts";

/** A second is the promise; the rest is for a machine that is busy with other tests. */
const LONGEST = 2;

Deno.test("SIGINT ends reproduce within a second with 130, and the next run goes on", async () => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, flags = ["--store", store, "--out", `${folder}/out`];
    const child = await start(["reproduce", "fig3", ...flags]), result = ended(child);
    let alive = true;
    result.then(() => alive = false);
    // The data set and its split, three times initial weights and a first segment: more is full length.
    while (alive && (await listObjects(store, "ac")).names.length < 15) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const began = performance.now();
    child.kill("SIGINT");
    const { code, stdout, stderr } = await result;
    const seconds = (performance.now() - began) / 1000;
    assertEquals([code, stdout], [130, ""]);
    assertStringIncludes(stderr, "Interrupted");
    assert(!stderr.includes("    at "), stderr);
    assert(seconds < LONGEST, `it must end within ${LONGEST} s, it took ${seconds} s`);

    const report = JSON.parse(await output(["cache", "fsck", "--store", store, "--json"]));
    assert(
      report.actions >= 15,
      `it must keep what was stored, current value is ${report.actions}`,
    );
    // The first segments of quick are those of smoke; repeat 0 goes first.
    const words = ["reproduce", "fig3", "--preset", "smoke", "--json", ...flags];
    const next = JSON.parse(await output(words));
    assert(
      next.restored >= 2 + 4,
      `it must go on, current value is ${next.restored} steps restored`,
    );
    assertEquals(next.damages, 0);
  });
});
