import { brotliDecompressSync } from "node:zlib";
/** Verification of a small published run: nothing wrong, and each thing wrong in turn. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { decodeTensors, encodeTensors, tensor } from "../../../lib/bits/safetensors.ts";
import { sha256 } from "../../../lib/bits/digest.ts";
import type { Step } from "../../../lib/steps/step.ts";
import { encodeLock } from "../../../lib/published/lock/codec.ts";
import { publish } from "../../../lib/published/publish.ts";
import { pack, publishedPath } from "../../../lib/published/folder.ts";
import { type Level, verify, type VerifyOptions } from "../../../lib/published/verify/verify.ts";
import { encodeReceipt, resultOf } from "../../../lib/published/verify/receipt.ts";
import {
  EXPERIMENT,
  type Fixture,
  opened,
  plant,
  SEED,
  tinyRequest,
  tinyRun,
  withPublished,
} from "../published_fixture.ts";

/** Restores a folder after a test that spoils it. */
async function spoiled(folder: URL, test: () => Promise<void>): Promise<void> {
  const kept = new Map<URL, Uint8Array>();
  for (const sub of ["lock/", "paper/"]) {
    for await (const { name } of Deno.readDir(new URL(sub, folder))) {
      const url = new URL(sub + name, folder);
      kept.set(url, await Deno.readFile(url));
    }
  }
  try {
    await test();
  } finally {
    for (const [url, bytes] of kept) await Deno.writeFile(url, bytes);
  }
}

async function check({ folder }: Fixture, level: Level, change: Partial<VerifyOptions> = {}) {
  return await verify({
    ...{ published: await opened(folder), request: tinyRequest(), level, nonce: "n", jobs: 1 },
    ...{ goal: { budget: 1000 }, clock: () => performance.now(), ...change },
  });
}

/** A budget that is spent once so many segments have been replayed. */
function segmentsBudget(limit: number): Pick<VerifyOptions, "clock" | "onSegment"> {
  let replayed = 0;
  return { clock: () => replayed < limit ? 0 : 1e7, onSegment: () => void replayed++ };
}

Deno.test("verify() on a small published run", async (t) => {
  await withPublished(async (fixture) => {
    const { folder, results } = fixture, stored = { store: results };
    // A store of bytes whose entries are under other keys.
    const bytes = { store: { ...results, resolve: () => Promise.resolve(undefined) } };
    const rows = (await (await opened(folder)).experiment(EXPERIMENT)).rows;
    const names = Object.keys(rows),
      ends = Object.values(rows).filter(({ length }) => length === 1);

    await t.step("the run has discarded attempts, or it would show too little", () => {
      assert(ends.length > 0, names.join(" "));
    });

    await t.step("all levels agree on an empty store, and each says what it checked", async () => {
      const [zero, one, three] = await check(fixture, 3);
      assertEquals([zero.level, zero.differences, zero.checked["store rows"]], [0, [], 0]);
      // Two locks, curves and exact outputs of two repeats, aggregate, table, caption, ends of discarded attempts.
      assertEquals(zero.checked.files, 9 + ends.length);
      assertEquals([one.checked, one.differences], [{ repeats: 4, aggregates: 1, tables: 1 }, []]);
      assertEquals([three.checked.segments, three.differences], [names.length, []]);
    });

    await t.step("level 2 replays whole attempts from nothing, segments from a store", async () => {
      const [, , fresh] = await check(fixture, 2);
      assertEquals([fresh.differences, fresh.checked.segments], [[], names.length]);
      assertEquals(fresh.sample!.of, 2 + ends.length);
      assertEquals(fresh.sample!.assurances[0].seen, 1);
      const [zero, , full] = await check(fixture, 2, { ...stored, ...segmentsBudget(2) });
      assert(zero.checked["store rows"] > names.length);
      assertEquals([full.differences, full.sample!.units.length], [[], 2]);
      assertEquals([full.sample!.of, full.sample!.ofSegments], [names.length, names.length]);
      // One was drawn of those that are measured, one of those of discarded attempts: a fault hides among the more.
      const measured = names.filter((name) => isOfSurvivor(names, name)).length;
      const more = Math.max(measured, names.length - measured);
      assertEquals(full.sample!.assurances[0], {
        faults: 1,
        segments: names.length,
        seen: 1 - (more - 1) / more,
      });
    });

    await t.step("the nonce chooses, and chooses the same again", async () => {
      const drawn = async (nonce: string) =>
        (await check(fixture, 2, { ...stored, ...segmentsBudget(3), nonce }))[2].sample!.units;
      const first = await drawn("a");
      assertEquals(await drawn("a"), first);
      const others = await Promise.all(["b", "c", "d"].map(drawn));
      for (const other of others) assertNotEquals(other, first);
    });

    await t.step("no time for one replay: nothing drawn, nothing claimed", async () => {
      const [, , two] = await check(fixture, 2, { goal: { budget: 0 } });
      assertEquals([two.sample!.units, two.sample!.assurances], [[], []]);
    });

    await t.step(
      "a wrong row is found exactly when it is drawn, and always by level 3",
      async () => {
        await spoiled(folder, async () => {
          const planted = `${SEED}/r00/a${attemptOf(names, 0)}/s02`;
          await plant(folder, planted, 1);
          let seen = 0;
          for (let k = 0; k < 12; k++) {
            const change = { ...bytes, ...segmentsBudget(3), nonce: `${k}` };
            const [zero, one, two] = await check(fixture, 2, change);
            assertEquals(resultOf([zero, one]), "agrees");
            const found = two.differences.length > 0;
            assertEquals(found, two.sample!.units.includes(planted), `nonce ${k}`);
            if (!found) continue;
            seen++;
            assertEquals(two.differences[0].id, `train/${planted}`);
            assertMatch(two.differences[0].what, /^trace must be [0-9a-f]{64}, current value is /);
            assertMatch(two.differences[0].where!, /suspect the row of the lock/);
          }
          assert(seen > 0 && seen < 12, `${seen} of 12`);
          const [, , three] = await check(fixture, 3);
          assertEquals(three.differences.map(({ id }) => id), [`train/${planted}`]);
          assertMatch(
            three.differences[0].where!,
            /s03 agrees again: suspect the row of the lock$/,
          );
          // The store knows better too.
          const [zero] = await check(fixture, 0, stored);
          assertEquals(zero.differences.map(({ id }) => id), [`train/${planted}`]);
        });
      },
    );

    await t.step("wrong counts of one segment are named by their measurement", async () => {
      await spoiled(folder, async () => {
        const name = `${SEED}/r01/a${attemptOf(names, 1)}/s03`;
        await plant(folder, name, 3);
        const [, , two] = await check(fixture, 2);
        assertEquals(two.differences.map(({ id }) => id), [`measure/${name}/binned`]);
      });
    });

    await t.step("a planted row without a new digest of its file is found by level 0", async () => {
      await spoiled(folder, async () => {
        const path = new URL(`lock/${EXPERIMENT}.json`, folder),
          text = await Deno.readTextFile(path);
        await Deno.writeTextFile(path, text.replace(rows[names[0]][0], sha256("x")));
        const reports = await check(fixture, 3);
        assertEquals(reports.length, 1);
        assertMatch(reports[0].differences[0].what, /lock\/SYN-ReLU-8.json must be of SHA-256/);
      });
    });

    await t.step(
      "a wrong, a broken and a missing published file are found by level 0",
      async () => {
        const { results } = (await opened(folder)).lock.figures.fig3;
        const table = new URL(publishedPath(results["table/fig3/tiny"].csv), folder);
        const bytes = await Deno.readFile(table),
          content = new Uint8Array(brotliDecompressSync(bytes));
        content[20] ^= 1;
        const broken = Uint8Array.from(
          bytes,
          (byte, k) => k === bytes.length >> 1 ? byte ^ 1 : byte,
        );
        for (
          const other of [
            pack(content),
            broken,
            bytes.subarray(0, 30),
            undefined,
          ]
        ) {
          await spoiled(folder, async () => {
            if (other === undefined) {
              await Deno.remove(table);
            } else await Deno.writeFile(table, other);
            const [{ differences, unchecked }] = await check(fixture, 0);
            // One that is not there differs from nothing.
            const [found, none] = other === undefined
              ? [unchecked, differences]
              : [differences, unchecked];
            assertEquals([found.length, none.length], [1, 0]);
            assertMatch(
              found[0].what,
              new RegExp(`${results["table/fig3/tiny"].csv}.br must be`),
            );
          });
        }
      },
    );

    await t.step("a wrong aggregate with a digest that fits is found by level 1", async () => {
      await spoiled(folder, async () => {
        const { lock } = await opened(folder), one = lock.experiments[EXPERIMENT];
        const id = Object.keys(one.results).find((id) => id.startsWith("aggregate/"))!;
        const old = await (await opened(folder)).bytes(one.results[id].aggregate);
        const { tensors } = decodeTensors(old),
          mean = Float64Array.from(tensors.ixt_mean.data as Float64Array);
        mean[7] += 2 ** -40;
        const forged = encodeTensors({
          ...tensors,
          ixt_mean: tensor(mean, tensors.ixt_mean.shape),
        });
        const digest = sha256(forged), results = { ...one.results, [id]: { aggregate: digest } };
        await Deno.writeFile(new URL(publishedPath(digest), folder), pack(forged));
        const experiments = { [EXPERIMENT]: { ...one, results } };
        await Deno.writeTextFile(
          new URL("lock/lock.json", folder),
          encodeLock({ ...lock, experiments }),
        );
        const [zero, level1] = await check(fixture, 1);
        assertEquals(zero.differences, []);
        assertEquals(level1.differences.map(({ id }) => id), [id]);
        assertMatch(level1.differences[0].where!, /^ixt_mean\[1, 1\] must be .* ulp apart$/);
      });
    });

    await t.step("curves that are not those of the counts are found by replaying", async () => {
      await spoiled(folder, async () => {
        const { lock } = await opened(folder), one = lock.experiments[EXPERIMENT];
        const id = Object.keys(one.results).find((id) => id.startsWith("information/"))!;
        const old = await (await opened(folder)).bytes(one.results[id].curves);
        const { tensors } = decodeTensors(old);
        (tensors.ity.data as Float64Array)[8] += 2 ** -40;
        const forged = encodeTensors(tensors), digest = sha256(forged);
        const results = { ...one.results, [id]: { curves: digest } };
        await Deno.writeFile(new URL(publishedPath(digest), folder), pack(forged));
        const experiments = { [EXPERIMENT]: { ...one, results } };
        const text = encodeLock({ ...lock, experiments });
        await Deno.writeTextFile(new URL("lock/lock.json", folder), text);
        for (const level of [2, 3] as const) {
          const [zero, , replayed] = await check(fixture, level);
          assertEquals(zero.differences, []);
          assertEquals(replayed.differences.map((one) => one.id), [id]);
          assertMatch(
            replayed.differences[0].where!,
            /^epoch 2, layer 3, ity\[1, 2\] .* ulp apart$/,
          );
        }
      });
    });

    await t.step(
      "one changed constant: the field, then the first epoch, layer and ulp",
      async () => {
        const request = tinyRequest(tinyRun({ learningRate: 1.0001e-4 }));
        const [zero, one, two] = await check(fixture, 2, { request });
        assertEquals(zero.differences.map(({ id, what }) => [id, what]), [[
          EXPERIMENT,
          "training.protocol.learningRate must be 0.0001, current value is 0.00010001",
        ]]);
        assertEquals(one.differences, []);
        assertMatch(two.differences[0].id, /^train\/restart-test\/r0\d\/a\d\/s01$/);
        // With the trace of the store: the very first range.
        const [, , exact] = await check(fixture, 3, { request, ...bytes });
        assertMatch(
          exact.differences[0].where!,
          /^epoch 0, layer \d, ranges\[.* \d+ ulp apart$/,
        );
      },
    );

    await t.step(
      "a code that gives other curves: epoch, layer and ulp without any store",
      async () => {
        const request = tinyRequest(tinyRun({ learningRate: 0.01 }));
        const curves = (await check(fixture, 3, { request }))[2].differences;
        const where = curves.map(({ where }) => where!).filter((text) => /curves|ulp/.test(text));
        assert(
          where.some((text) => /^epoch \d, layer \d, i[xt][ty]\[.* ulp apart$/.test(text)),
          where.join("\n"),
        );
      },
    );

    await t.step("other segments than the lock's are named, not trusted", async () => {
      const request = tinyRequest(tinyRun({ firstSegment: 2 }));
      const [zero, , two] = await check(fixture, 2, { request });
      assertMatch(zero.differences[0].what, /firstSegment must be 3, current value is 2/);
      assert(two.differences.length > 0);
    });

    await t.step("receipts are the same for the same check and hold no time or place", async () => {
      const text = async () => {
        const reports = await check(fixture, 2, { ...stored, ...segmentsBudget(2) });
        const of = { lock: (await opened(folder)).digest, preset: "tiny", figures: ["fig3"] };
        return encodeReceipt({ ...of, code: {}, reports, versions: { v8: "1" } });
      };
      const first = await text();
      assertEquals(await text(), first);
      assertEquals(JSON.parse(first).result, "agrees");
      assert(!/tmp|seconds|\d{4}-\d\d-\d\d/.test(first), first);
    });

    await t.step(
      "publish() names the first result that is missing, and keeps what it must",
      async () => {
        const gone = `measure/${SEED}/r00/a${attemptOf(names, 0)}/s02/exact`;
        const without = {
          ...results,
          resolve: async (step: Step) => step.id === gone ? undefined : await results.resolve(step),
        };
        await assertRejects(
          () => publish(tinyRequest(), without, {}),
          Error,
          `${gone} must be in the store`,
        );
        const blind = { ...results, get: () => Promise.resolve(undefined) };
        await assertRejects(() => publish(tinyRequest(), blind, {}), Error, "without its bytes");
        const { lock } = await opened(folder), other = lock.experiments[EXPERIMENT];
        const files = await publish(tinyRequest(), results, {}, {
          lock: {
            experiments: { other },
            figures: { aside: { experiments: ["other"], results: {} } },
          },
          packed: () => Promise.resolve(undefined),
        });
        const top = JSON.parse(new TextDecoder().decode(files.get("lock/lock.json")));
        assertEquals(Object.keys(top.experiments), [EXPERIMENT, "other"]);
        assertEquals(Object.keys(top.figures), ["aside", "fig3"]);
      },
    );
  });
});

/** The attempt of a repeat that survived: the last one. */
function attemptOf(names: readonly string[], repeat: number): number {
  const own = names.filter((name) => name.startsWith(`${SEED}/r0${repeat}/`));
  return Math.max(...own.map((name) => Number(/\/a(\d+)\//.exec(name)![1])));
}

function isOfSurvivor(names: readonly string[], name: string): boolean {
  const [, repeat, attempt] = /r0(\d)\/a(\d+)\//.exec(name)!.map(Number);
  return attempt === attemptOf(names, repeat);
}
