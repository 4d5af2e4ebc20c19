import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { fillFromPlan } from "../../../bench/store_fill.ts";
import { FIGURES } from "../../../lib/paper/figures.ts";
import { presetRequest } from "../../../lib/paper/request.ts";
import { parseId } from "../../../lib/plan/ids.ts";
import type { Overview, Part } from "../../../lib/plan/recorded/overview.ts";
import { partOf, type Standings } from "../../../lib/plan/standings.ts";
import { Store } from "../../../lib/store/mod.ts";
import { packsOf } from "../../../lib/store/packs/index.ts";
import { addNotes, readNotes } from "../../../lib/store/packs/notes.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { Study } from "../../../lib/study.ts";

const figures = Object.values(FIGURES), request = presetRequest(figures, "smoke");

/** Attempts that met the restart rule, at their last segments or before. */
const isStopped = (id: string) => /^train\/[\w-]+\/r01\/a[01]\/s0[12]$/.test(id);

/** A store with the packed results of a plan, made up. */
async function withFilled(test: (store: Store, study: Study) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await fillFromPlan(root, "smoke", isStopped);
    using store = await opened(root);
    const study = await Study.open(store);
    await study.pack(request);
    await test(store, study);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function opened(root: string): Promise<Store & Disposable> {
  const store = await Store.open(root);
  return Object.assign(store, { [Symbol.dispose]: () => store.close() });
}

/** Numbers of steps by kind and standing. */
function countsOf(standings: Standings, recorded: Readonly<Record<string, number>> = {}) {
  const counts: Record<string, number> = {};
  for (const { step: { kind }, standing } of standings.values()) {
    counts[`${kind} ${standing}`] = (counts[`${kind} ${standing}`] ?? 0) + 1;
  }
  for (const [kind, count] of Object.entries(recorded)) {
    counts[`${kind} restored`] = (counts[`${kind} restored`] ?? 0) + count;
  }
  return counts;
}

const countsIn = ({ standings, recorded }: Part) => countsOf(standings, recorded);

/** Every number of an overview is that of the plan that was looked at step by step. */
async function assertSame(study: Study, overview: Overview): Promise<void> {
  const { standings } = await study.inspect(request);
  assertEquals(countsIn(overview.whole), countsOf(standings));
  for (const figure of figures) {
    const part = countsIn(overview.part(figure));
    assertEquals(part, countsOf(partOf(standings, figure)), figure.id);
  }
}

/** How many steps were looked at. */
const lookedAt = (overview: Overview) => overview.whole.standings.size;

Deno.test("an overview counts what looking at every step counts, and looks at few", async () => {
  await withFilled(async (_, study) => {
    const overview = await study.overview(request),
      { size } = (await study.inspect(request)).standings;
    await assertSame(study, overview);
    assert(lookedAt(overview) < size / 3, `${lookedAt(overview)} of ${size}`);
    assertEquals(overview.imported, 0);
    const ends = [...overview.standings.keys()].filter(isStopped);
    assertNotEquals(ends, [], "discarded attempts are named");
    // Of repeats that it does not show it has what was trained.
    const alone = presetRequest([FIGURES.representation], "smoke");
    const { standings } = await study.inspect(alone);
    assertEquals(countsIn((await study.overview(alone)).whole), countsOf(standings));
  });
});

Deno.test("an overview looks at the repeats whose pack is gone", async () => {
  await withFilled(async (store, study) => {
    const before = await study.overview(request), [pack] = packsOf(store.root).packs;
    await Deno.remove(`${store.root}/packs/${pack}`);
    packsOf(store.root).reload();
    const overview = await study.overview(request);
    assert(lookedAt(overview) > lookedAt(before));
    assert(
      Object.keys(countsIn(overview.whole)).some((key) => /^train (missing|unknown)/.test(key)),
    );
    await assertSame(study, overview);
  });
});

Deno.test("an overview of an edited run, or of a note that says nothing, looks at every step", async () => {
  await withFilled(async (store, study) => {
    const { size } = (await study.inspect(request)).standings;
    const longer = {
      ...request,
      runs: (name: string) => ({ ...request.runs(name), epochs: request.runs(name).epochs + 500 }),
    };
    const edited = await study.overview(longer);
    assertEquals(lookedAt(edited), (await study.inspect(longer)).standings.size);
    const outputs = { "information/x": { curves: { sha256: "../..", size: 1 } } };
    for (
      const text of [
        1,
        { discarded: [] },
        { discarded: [1e9], outputs: {} },
        { discarded: [], outputs },
        { discarded: [1], outputs: {} },
      ]
    ) {
      const notes = [...readNotes(store.root)].map(([key, note]) =>
        [key, { ...note, text }] as const
      );
      await addNotes(store.root, new Map(notes));
      assertEquals(lookedAt(await study.overview(request)), size, JSON.stringify(text));
    }
  });
});

Deno.test("an overview looks at everything where bytes are gone that something needs", async () => {
  await withFilled(async (store, study) => {
    const { standings } = await study.inspect(request);
    const gone = [...standings.values()].filter(({ step: { id } }) =>
      /^(table|aggregate|information)$/.test(parseId(id)!.role)
    );
    for (const { outputs = {} } of gone) {
      for (const { sha256 } of Object.values(outputs)) {
        await Deno.remove(`${store.root}/${objectPath("cas", sha256)}`).catch(() => {});
      }
    }
    assertEquals(lookedAt(await study.overview(request)), standings.size);
  });
});
