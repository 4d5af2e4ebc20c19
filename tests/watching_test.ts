/** How a store is seen while others compute: a smoke run of figure 3, and of more that is not there. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FIGURES } from "../lib/paper/figures.ts";
import { presetRequest } from "../lib/paper/request.ts";
import { livePage } from "../lib/report/live.ts";
import { ClaimFile, listClaims } from "../lib/store/claim_file.ts";
import { Store } from "../lib/store/mod.ts";
import { Study } from "../lib/study.ts";
import { Watcher } from "../lib/watching.ts";
import { smokeStore } from "./tasks/smoke.ts";
import { withFolder } from "./tasks/support.ts";

Deno.test("Watcher tells waiting, running, stopped, running again and finished apart", async () => {
  await withFolder(async (folder) => {
    await smokeStore(`${folder}/store`);
    const store = await Store.open(`${folder}/store`), study = await Study.open(store);
    let clock = Date.now();
    const seen = (ids: readonly string[], of = { study, store }) =>
      new Watcher({
        ...of,
        request: presetRequest(ids.map((id) => FIGURES[id]), "smoke", []),
        host: Deno.hostname(),
        errors: () => Promise.resolve(["fig2: too large"]),
        now: () => clock,
      });
    const whole = await seen(["fig3"]).look();
    assertEquals([whole.standing, whole.left, whole.errors], ["finished", undefined, [
      "fig2: too large",
    ]]);
    const [{ name, repeats, finished, done, total, curves }] = whole.experiments;
    assertEquals([name, repeats, finished, done, total], ["SYN-ReLU-8", 2, 2, 100, 100]);
    assertEquals(curves.map(({ repeat }) => repeat), ["r00", "r01"]);
    for (const { epochs, accuracies } of curves) {
      assertEquals([epochs.at(-1), epochs.length], [49, accuracies.length]);
      assert(accuracies.every((one) => one > 0 && one <= 1));
    }
    const empty = await Store.open(`${folder}/empty`);
    assertEquals(
      (await seen(["fig3"], { study: await Study.open(empty), store: empty }).look()).standing,
      "waiting",
    );

    const part = seen(["fig3", "fig2"]),
      at = async (ms: number) => (clock += ms, await part.look());
    const stopped = await at(0);
    assertEquals([stopped.standing, stopped.workers.length], ["stopped", 0]);
    assertEquals(stopped.experiments.map((one) => [one.name, one.done]), [["SYN-ReLU-8", 100], [
      "SYN-Tanh-8",
      0,
    ]]);
    const claim = ClaimFile.make(store.root, "syn-tanh-8/r00#digest", Deno.hostname())!;
    const running = await at(1000);
    assertEquals(running.standing, "running");
    assertEquals(running.workers, [{ work: "syn-tanh-8/r00", host: Deno.hostname() }]);
    assert(running.left! >= 0);
    claim.release();
    assertEquals(listClaims(store.root).size, 0);
    const again = await at(20_000);
    assertEquals(again.standing, "stopped");
    assertEquals(again.events.map(({ what }) => what), ["stopped", "running again", "stopped"]);
    assertMatch(again.events[0].at, /^\d\d:\d\d:\d\d$/);
    // One that was not renewed for two minutes is dead, whoever holds it.
    const old = ClaimFile.make(store.root, "syn-tanh-8/r01#digest", "")!;
    assertEquals((await at(80_000)).standing, "running");
    assertEquals((await at(40_000)).standing, "stopped");
    old.release();
    empty.close();
    store.close();
  });
});

Deno.test("livePage() asks its own server alone", () => {
  assertMatch(livePage("<fig3>"), /connect-src &#39;self&#39;/);
  assertMatch(livePage("<fig3>"), /<h1>&lt;fig3&gt;<\/h1>/);
});
