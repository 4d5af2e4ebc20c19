import { assert, assertEquals, assertMatch } from "@std/assert";
import { pack, type PublishedFolder } from "../../../lib/published/folder.ts";
import { decodeLock, encodeLock } from "../../../lib/published/lock/codec.ts";

import { verify } from "../../../lib/published/verify/verify.ts";
import type { ResultSource } from "../../../lib/steps/result_source.ts";
import type { Request } from "../../../lib/plan/request.ts";
import { MadeUp, requestOf, withMadeUp } from "../made_up.ts";

const request = requestOf("fig2", "fig3");
const stopped = (id: string) => /relu.*r01.a0.s01/.test(id);

async function level0(published: PublishedFolder, of: Request = request, store?: ResultSource) {
  const goal = { budget: 1 };
  const [report] = await verify({
    ...{ published, request: of, level: 0, nonce: "n", jobs: 1, goal, clock: () => 0 },
    ...(store && { store }),
  });
  return report;
}

Deno.test("level0() reads every file of the lock, and compares each configuration", async () => {
  await withMadeUp({ request, source: new MadeUp(stopped) }, async (published) => {
    const { differences, unchecked, checked } = await level0(published);
    assertEquals([differences, unchecked], [[], []]);
    // lock.json; of each figure rows, two repeats' curves and exact outputs, an aggregate and a table; a caption of
    // both; the end of an attempt.
    assertEquals(checked, { files: 1 + 2 * 7 + 1 + 1, configurations: 2, "store rows": 0 });
  });
});

Deno.test("level0() names each file that is not what the lock says, and goes on", async () => {
  let gone = "", wrong = "", cut = "";
  const change = (files: Map<string, Uint8Array>) => {
    [gone, wrong, cut] = [...files.keys()].filter((path) => path.startsWith("paper/"));
    files.delete(gone);
    files.set(wrong, pack(new Uint8Array(5)));
    files.set(cut, files.get(cut)!.slice(0, -1));
  };
  await withMadeUp({ request, change }, async (published) => {
    const { differences, unchecked, checked } = await level0(published);
    assertEquals(unchecked.length, 1);
    assertMatch(unchecked[0].what, new RegExp(`${gone} must be a file that can be read`));
    const whats = differences.map(({ what }) => what).sort().join("\n");
    assertEquals(differences.length, 2);
    assert(whats.includes(`${wrong} must be bytes of its name`), whats);
    assert(whats.includes(`${cut} must be `), whats);
    assert(checked.files > 10);
  });
});

Deno.test("level0() names the field in which a configuration is another now", async () => {
  await withMadeUp({ request }, async (published) => {
    const runs = (experiment: string) => {
      const run = request.runs(experiment), { protocol } = run.training;
      if (experiment !== "SYN-ReLU-8") return run;
      return { ...run, training: { ...run.training, protocol: { ...protocol, batch: 128 } } };
    };
    const { differences, checked } = await level0(published, { ...request, runs });
    assertEquals(differences, [{
      id: "SYN-ReLU-8",
      what: "training.protocol.batch must be 256, current value is 128",
      where: "the configuration has changed since publication",
    }]);
    assertEquals(checked.configurations, 2);
  });
});

Deno.test("level0() misses a result that the lock does not have", async () => {
  const id = "information/syn-tanh-8/r01/a0/e50/binned";
  const change = (files: Map<string, Uint8Array>) => {
    const lock = decodeLock(files.get("lock/lock.json")!), own = lock.experiments["SYN-Tanh-8"];
    const { [id]: _, ...results } = own.results;
    const experiments = { ...lock.experiments, "SYN-Tanh-8": { ...own, results } };
    files.set("lock/lock.json", new TextEncoder().encode(encodeLock({ ...lock, experiments })));
  };
  await withMadeUp({ request, change }, async (published) => {
    const { differences } = await level0(published);
    assert(differences.some((one) => one.id === id && /must be in the lock/.test(one.what)));
  });
});

Deno.test("level0() compares a store's results, whatever there is of them", async () => {
  const source = new MadeUp(stopped);
  await withMadeUp({ request, source }, async (published) => {
    const all = await level0(published, request, new MadeUp(stopped));
    assertEquals(all.differences, []);
    // Dataset, split and init are no rows; of each repeat a segment, two measurements, two curves; an end.
    const rows = all.checked["store rows"];
    assertEquals(rows, 2 * (2 * 5 + 2) + 1);
    const other: ResultSource = {
      get: (digest) => source.get(digest),
      resolve: async (step) => {
        if (step.id.startsWith("aggregate/syn-tanh")) return undefined;
        const outputs = await source.resolve(step);
        return step.id.startsWith("information/syn-relu-8/r01")
          ? { curves: { sha256: "0".repeat(64), size: 1 } }
          : outputs;
      },
    };
    const some = await level0(published, request, other);
    assertEquals(some.checked["store rows"], rows - 1);
    assertEquals(some.differences.map(({ id }) => id), [
      "information/syn-relu-8/r01/a1/e50/binned",
      "information/syn-relu-8/r01/a1/e50/exact-output",
    ]);
    assertEquals(some.differences[0].where, "the store has other bytes than the lock");
  });
});
