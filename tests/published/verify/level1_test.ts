import { assert, assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../../lib/bits/digest.ts";
import type { Request } from "../../../lib/plan/request.ts";

import { pack, type PublishedFolder, publishedPath } from "../../../lib/published/folder.ts";
import { decodeLock, encodeLock } from "../../../lib/published/lock/codec.ts";
import { verify } from "../../../lib/published/verify/verify.ts";
import { encodeCurves } from "../../../lib/study/steps/curves.ts";
import { curvesOf } from "../../study/steps/samples.ts";
import { MadeUp, requestOf, withMadeUp } from "../made_up.ts";

type Files = Map<string, Uint8Array>;

async function level1(published: PublishedFolder, request: Request) {
  const goal = { budget: 1 }, clock = () => 0;
  return (await verify({ published, request, level: 1, nonce: "n", jobs: 1, goal, clock }))[1];
}

/** Puts other bytes in the place of a result, and makes the lock fit. */
function forge(files: Files, id: string, output: string, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(files.get("lock/lock.json")!);
  const lock = decodeLock(files.get("lock/lock.json")!);
  const parts = [...Object.values(lock.experiments), ...Object.values(lock.figures)];
  const old = parts.find(({ results }) => id in results)!.results[id][output];
  const now = sha256(bytes);
  const forged = decodeLock(new TextEncoder().encode(text.replaceAll(old, now)));
  files.set("lock/lock.json", new TextEncoder().encode(encodeLock(forged)));
  files.set(publishedPath(now), pack(bytes));
}

Deno.test("level1() makes every aggregate and table again from the curves of its repeats", async () => {
  const stopped = (id: string) => /relu.*r01.a0.s01/.test(id);
  for (
    const [figures, checked] of [
      // Of each repeat its curves, and its output layer by exact states.
      [["fig2"], { repeats: 4, aggregates: 1, tables: 1 }],
      // What two figures show of one experiment is computed once.
      [["fig2", "fig3", "figB7"], { repeats: 8, aggregates: 2, tables: 3 }],
      [["figC10"], { repeats: 4, aggregates: 2, tables: 1 }],
      // Prefit and training of two experiments.
      [["figD12"], { repeats: 8, aggregates: 4, tables: 1 }],
    ] as const
  ) {
    const request = requestOf(...figures), source = new MadeUp(stopped);
    await withMadeUp({ request, source }, async (published) => {
      const report = await level1(published, request);
      assertEquals([report.differences, report.unchecked], [[], []], figures.join());
      assertEquals(report.checked, checked);
    });
  }
});

Deno.test("level1() finds curves of one repeat that do not make the aggregate, and where", async () => {
  const request = requestOf("fig2", "fig3");
  const id = "information/syn-relu-8/r01/a0/e50/binned";
  const curves = encodeCurves(curvesOf({ ixt: [1, 9], ity: [0.5, 1 / 8] }));
  const change = (files: Files) => forge(files, id, "curves", curves);
  await withMadeUp({ request, change }, async (published) => {
    const { differences, unchecked, checked } = await level1(published, request);
    assertEquals(unchecked, []);
    // The table is compared as what it would be; fig2 agrees.
    assertEquals(differences.map(({ id }) => id), [
      "aggregate/syn-relu-8/n2/e50/binned",
      "table/fig3/smoke",
    ]);
    assertMatch(differences[0].where!, /^(ixt|ity)_mean\[/);
    assertEquals(checked, { repeats: 8, aggregates: 2, tables: 2 });
  });
});

Deno.test("level1() finds a table that does not follow from its aggregate", async () => {
  const request = requestOf("fig2"), csv = new TextEncoder().encode("epoch,layer,ixt,ity\n");
  const change = (files: Files) => forge(files, "table/fig2/smoke", "csv", csv);
  await withMadeUp({ request, change }, async (published) => {
    const { differences } = await level1(published, request);
    assertEquals(differences.map(({ id }) => id), ["table/fig2/smoke"]);
    assertMatch(differences[0].what, new RegExp(`csv must be ${sha256(csv)}`));
  });
});

Deno.test("level1() names what cannot be read once, and compares the rest", async () => {
  const request = requestOf("fig2", "figB7", "fig3");
  const change = (files: Files) => {
    const { results } = decodeLock(files.get("lock/lock.json")!).experiments["SYN-Tanh-8"];
    for (const repeat of ["r00", "r01"]) {
      files.delete(publishedPath(results[`information/syn-tanh-8/${repeat}/a0/e50/binned`].curves));
    }
  };
  await withMadeUp({ request, change }, async (published) => {
    const { differences, unchecked, checked } = await level1(published, request);
    assertEquals(differences, []);
    // Both of them, each once, although two figures are made of them.
    assertEquals(unchecked.map(({ id }) => id), [
      "information/syn-tanh-8/r00/a0/e50/binned",
      "information/syn-tanh-8/r01/a0/e50/binned",
    ]);
    assertEquals([checked.aggregates, checked.tables], [1, 1]);
    assert(unchecked.every(({ what }) => what.includes("must be a file that can be read")));
  });
});
