import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { BINNED, EXACT, globalBins } from "../../lib/information/estimator.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { codeDigests } from "../../lib/plan/code_digests.ts";
import type { Figure } from "../../lib/plan/figure.ts";
import type { Request } from "../../lib/plan/request.ts";
import { carry } from "../../lib/published/carry.ts";
import { decodeLock, encodeLock } from "../../lib/published/lock/codec.ts";
import type { Lock } from "../../lib/published/lock/lock.ts";
import { publish } from "../../lib/published/publish.ts";
import {
  EXPERIMENT,
  opened,
  plant,
  SEED,
  tinyRequest,
  tinyRun,
  withPublished,
} from "./published_fixture.ts";

const OLD = "0".repeat(64);

/** Lets the lock say that its results were made by other code. */
async function age(folder: URL): Promise<Lock> {
  const { lock } = await opened(folder), one = lock.experiments[EXPERIMENT];
  const code = { ...one.code, train: OLD };
  const old = { ...lock, experiments: { [EXPERIMENT]: { ...one, code } } };
  await Deno.writeTextFile(new URL("lock/lock.json", folder), encodeLock(old));
  return old;
}

async function carried(folder: URL, nonce: string, request: Request = tinyRequest()) {
  const digester = await createCodeDigester(), told: string[] = [];
  let planned = 0;
  const report = await carry(await opened(folder), {
    ...{ request, digester, nonce, jobs: 1 },
    onSegments: (segments) => planned = segments,
    onSegment: (id) => told.push(id),
  });
  return { ...report, planned, told };
}

Deno.test("carry() replaces the code digests once a drawn repeat and all tables come out the same", async () => {
  await withPublished(async ({ folder, results }) => {
    const today = (await opened(folder)).lock;
    assertEquals((await carried(folder, "a")).reports, [], "the lock has today's digests");
    const old = await age(folder), { digest } = await opened(folder);
    const { lock, reports, planned, told } = await carried(folder, "a");
    assertEquals(reports.map(({ level, differences }) => [level, differences]), [
      [0, []],
      ["carry", []],
    ]);
    assertEquals(lock!.experiments, today.experiments);
    assertEquals(lock!.figures, old.figures);
    const [record] = lock!.carried!;
    assertEquals([record.lock, record.nonce], [digest, "a"]);
    assertEquals([record.from.train, record.to], [[OLD], today.experiments[EXPERIMENT].code]);
    const [repeat] = record.repeats[SEED];
    assertEquals(Object.keys(record.repeats), [SEED]);
    assert(planned > 0 && told.length === planned);
    for (const id of told) assertMatch(id, new RegExp(`^train/${SEED}/r0${repeat}/`));
    assertEquals(record.checked, { segments: planned, repeats: 4, aggregates: 1, tables: 1 });
    assert(record.seen.probability > 0 && record.seen.probability < 1);
    // It is read again, also behind another one, and nothing else is taken for it.
    const twice = { ...lock!, carried: [record, record] };
    for (const one of [lock!, twice]) {
      assertEquals(decodeLock(new TextEncoder().encode(encodeLock(one))), one);
    }
    // Whoever writes the lock anew keeps what it was carried over by.
    await Deno.writeTextFile(new URL("lock/lock.json", folder), encodeLock(lock!));
    const code = await codeDigests(await createCodeDigester());
    const files = await publish(tinyRequest(), results, code, await opened(folder));
    assertEquals(decodeLock(files.get("lock/lock.json")!), lock);
    await Deno.writeTextFile(new URL("lock/lock.json", folder), encodeLock(old));
    const others = new Set<number>();
    for (const nonce of "abcdefgh") {
      others.add((await carried(folder, nonce)).lock!.carried![0].repeats[SEED][0]);
    }
    assertEquals(others.size, 2, "which repeat is drawn depends on the nonce");
  });
});

Deno.test("carry() makes no lock where a drawn repeat differs, and names the segment", async () => {
  await withPublished(async ({ folder }) => {
    await age(folder);
    await plant(folder, `${SEED}/r00/a0/s01`, 1);
    let found = 0, missed = 0;
    for (const nonce of "abcdefgh") {
      const { lock, reports } = await carried(folder, nonce),
        { differences, sample } = reports.at(-1)!;
      if (lock !== undefined) {
        assertEquals(lock.carried![0].repeats, { [SEED]: [1] });
        missed++;
      } else {
        assertMatch(differences[0].id, new RegExp(`^train/${SEED}/r00/a0/s01`));
        assertEquals(sample!.assurances, []);
        found++;
      }
    }
    assert(found > 0 && missed > 0, `${found} of ${found + missed}`);
  });
});

Deno.test("carry() trains every repeat of an experiment whose bins have no published curves", async () => {
  const run = { ...tinyRun(), estimators: [EXACT, BINNED, globalBins(5)] };
  const of = { experiment: EXPERIMENT, estimator: globalBins(5) };
  const figures: Figure[] = [{ ...FIGURES.fig3, content: { form: "plane", of } }];
  const request = { ...tinyRequest(run), figures };
  await withPublished(async ({ folder }) => {
    await age(folder);
    const { lock, reports } = await carried(folder, "a", request);
    assertEquals(reports.at(-1)!.differences, []);
    assertEquals(lock!.carried![0].repeats, { [SEED]: [0, 1] });
    assertEquals(lock!.carried![0].seen.probability, 1);
    assertEquals(lock!.carried![0].checked.aggregates, 1);
  }, request);
});

Deno.test("a lock's records of carrying over are read with distrust", async () => {
  await withPublished(async ({ folder }) => {
    await age(folder);
    const { lock } = await carried(folder, "a"), [record] = lock!.carried!;
    const wrong: object[] = [
      { lock: "x" },
      { from: { train: OLD } },
      { to: { train: "x" } },
      { nonce: 1 },
      { repeats: { [SEED]: [-1] } },
      { checked: { tables: 0.5 } },
      { seen: { ...record.seen, probability: 2 } },
      { more: 1 },
    ];
    for (const change of wrong) {
      const text = encodeLock({ ...lock!, carried: [{ ...record, ...change }] } as Lock);
      let message = "";
      try {
        decodeLock(new TextEncoder().encode(text));
      } catch (error) {
        message = (error as Error).message;
      }
      assertMatch(message, /^Cannot read lock: /, JSON.stringify(change));
    }
    assertNotEquals(encodeLock(lock!), encodeLock({ ...lock!, carried: [record, record] }));
  });
});
