/** Damage of any stored file is found, reported and repaired, whatever the damage and the file. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Stream } from "../../lib/bits/random.ts";
import { type Damage, fsck, Store } from "../../lib/store/mod.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { Study } from "../../lib/study.ts";
import { namesOf, reproduce, run, seeded, SMOKE, withFolder } from "./support.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { smokeStore } from "../tasks/smoke.ts";

type Change = (bytes: Uint8Array, random: Stream) => Uint8Array | undefined;

/** What can happen to a file; undefined deletes it. */
const CHANGES: Readonly<Record<string, Change>> = {
  "one flipped bit": (bytes, random) => {
    const bit = random.below(8 * bytes.length), changed = bytes.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    return changed;
  },
  truncation: () => new Uint8Array(),
  "a lost end": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  garbage: (bytes, random) => bytes.map(() => random.u32() & 255),
  loss: () => undefined,
};

/** All object files of a store: path within it, by content. */
async function objectsOf(root: string): Promise<Map<string, Uint8Array>> {
  const { cas, ac } = await namesOf(root), objects = new Map<string, Uint8Array>();
  const paths = [
    ...cas.map((name) => `cas/${name.slice(0, 2)}/${name}`),
    ...ac.map((name) => `ac/${name.slice(0, 2)}/${name}`),
  ];
  for (const path of paths) objects.set(path, await Deno.readFile(`${root}/${path}`));
  return objects;
}

/** Blobs that no entry names: what code there was, for explanations. */
function codeRecords(objects: ReadonlyMap<string, Uint8Array>): Set<string> {
  const paths = [...objects.keys()];
  const entries = paths.filter((path) => path.startsWith("ac/"))
    .map((path) => new TextDecoder().decode(objects.get(path))).join("\n");
  const blobs = paths.filter((path) => path.startsWith("cas/"));
  return new Set(blobs.filter((path) => !entries.includes(`"sha256":"${path.split("/").at(-1)}"`)));
}

/** Puts bytes in place of a read-only file. */
async function put(root: string, path: string, bytes: Uint8Array | undefined): Promise<void> {
  await Deno.remove(`${root}/${path}`).catch(() => {});
  if (bytes !== undefined) await Deno.writeFile(`${root}/${path}`, bytes, { mode: 0o444 });
}

/** What must come back: every byte of a blob; of an entry all but what it cost and its digest. */
function essence(path: string, bytes: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(bytes);
  if (path.startsWith("cas/")) return text;
  const { cost: _, digest: __, ...rest } = JSON.parse(text);
  return JSON.stringify(rest);
}

async function assertBack(root: string, path: string, was: Uint8Array): Promise<void> {
  const bytes = await Deno.readFile(`${root}/${path}`);
  assertEquals(essence(path, bytes), essence(path, was), path);
}

/** A run in this process: digests of the figures, damage that it met, steps that it computed. */
async function runHere(root: string) {
  const damages: Damage[] = [], computed: string[] = [];
  const store = await Store.open(root, { onDamage: (damage) => damages.push(damage) });
  const study = await Study.open(store),
    request = presetRequest([FIGURES.fig3], "smoke");
  const drawn = await study.reproduce(request, {
    jobs: 2,
    progress: ({ step, how }) => void (how === "computed" && computed.push(step.id)),
  });
  store.close();
  return { digests: drawn.map(({ digests }) => digests), damages, computed };
}

async function check(root: string): Promise<string[]> {
  const store = await Store.open(root), { bad } = await fsck(store);
  store.close();
  return bad.map(({ path }) => path);
}

/** Runs a test on the finished smoke store of a figure, its objects, and what an undamaged run gives. */
async function onSmokeStore(
  purpose: string,
  test: (context: {
    root: string;
    objects: Map<string, Uint8Array>;
    digests: unknown;
    random: Stream;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const random = seeded(purpose), root = `${folder}/store`;
    await smokeStore(root);
    const { digests } = await runHere(root);
    await test({ root, objects: await objectsOf(root), digests, random });
  });
}

Deno.test("fsck() names any file with a flipped bit, and the next run puts it back", async () => {
  await onSmokeStore("flipped bits", async ({ root, objects, digests, random }) => {
    const remembered = codeRecords(objects);
    for (const [path, bytes] of objects) {
      await put(root, path, CHANGES["one flipped bit"](bytes, random));
      assert((await check(root)).includes(path), `${path} must be named`);
      assertEquals(await check(root), [], "a second check must be clean");
      const next = await runHere(root);
      assertEquals([next.digests, next.damages], [digests, []], path);
      if (remembered.has(path)) continue; // Nothing depends on it.
      assert(next.computed.length > 0, path);
      await assertBack(root, path, bytes);
      assertEquals(await check(root), []);
    }
  });
});

Deno.test("a run that reads a damaged file reports and repairs it without fsck()", async () => {
  await onSmokeStore("damage", async ({ root, objects, digests, random }) => {
    const names = Object.keys(CHANGES), met: string[] = [];
    for (const [path, bytes] of objects) {
      const name = names[random.below(names.length)];
      await put(root, path, CHANGES[name](bytes, random));
      const next = await runHere(root), what = `${name} of ${path}`;
      assertEquals(next.digests, digests, what);
      assert(next.damages.every((damage) => damage.path === path), what);
      assert(next.damages.length <= 1, `${what} must be reported once`);
      if (next.damages.length > 0) met.push(path);
      // What was met is whole again; what nobody read is found by the check.
      const unread = next.damages.length === 0 && name !== "loss";
      if (!unread && name !== "loss") await assertBack(root, path, bytes);
      assertEquals((await check(root)).includes(path), unread, what);
      await put(root, path, bytes);
    }
    const entries = met.filter((path) => path.startsWith("ac/")).length;
    console.log(`${met.length} of ${objects.size} damaged files were read, ${entries} entries`);
    // Some twenty entries are read, and one in five changes is a loss, which is met by nobody.
    assert(entries > 8 && met.length > entries, "runs must read entries and blobs");
  });
});

/** Kinds of steps that turn measurements into files. */
const DRAWING = ["information", "aggregate", "table", "svg", "png"];

Deno.test("a run repairs all blobs that it needs when every blob of the store is damaged", async () => {
  await onSmokeStore("all damaged", async ({ root, objects, digests, random }) => {
    const blobs = [...objects.keys()].filter((path) => path.startsWith("cas/"));
    for (const path of blobs) {
      await put(root, path, CHANGES["one flipped bit"](objects.get(path)!, random));
    }
    // Without these entries the run must read what training and measuring have left.
    for (const [path, bytes] of objects) {
      const step = path.startsWith("ac/") ? JSON.parse(new TextDecoder().decode(bytes)).step : "";
      if (DRAWING.includes(step)) await put(root, path, undefined);
    }
    const next = await runHere(root), met = next.damages.map(({ path }) => path);
    assertEquals(next.digests, digests);
    assertEquals(new Set(met).size, met.length, "each is reported once");
    for (const path of met) await assertBack(root, path, objects.get(path)!);
    const unread = (await check(root)).filter((path) => path.startsWith("cas/"));
    console.log(`${met.length} of ${blobs.length} blobs were read, ${unread.length} were not`);
    assertEquals([...met, ...unread].sort(), blobs);
    assertEquals((await runHere(root)).digests, digests);
    for (const path of unread) await assertBack(root, path, objects.get(path)!);
    assertEquals(await check(root), []);
  });
});

Deno.test("cache fsck names damaged files and exits with 1, reproduce repairs them", async () => {
  await withFolder(async (folder) => {
    const random = seeded("damage by command"), root = `${folder}/store`;
    const sound = await reproduce(folder, SMOKE);
    const objects = await objectsOf(root), paths = [...objects.keys()];
    const hit = [paths[0], paths.at(-1)!];
    for (const path of hit) {
      await put(root, path, CHANGES["one flipped bit"](objects.get(path)!, random));
    }
    const found = await run("cache", ["fsck", "--store", root]);
    assertEquals(found.code, 1);
    for (const path of hit) assert(`${found.stdout}${found.stderr}`.includes(path), path);
    const again = await reproduce(folder, SMOKE);
    assertEquals(again.figures, sound.figures);
    for (const path of hit) await assertBack(root, path, objects.get(path)!);
    assertEquals((await run("cache", ["fsck", "--store", root])).code, 0);
  });
});

Deno.test("reproduce says on standard error which file it found damaged", async () => {
  await withFolder(async (folder) => {
    const args = [...SMOKE, "--store", `${folder}/store`, "--out", `${folder}/out`];
    const sound = await reproduce(folder, SMOKE);
    const svg = sound.figures.fig2.digests.svg, path = `cas/${svg.slice(0, 2)}/${svg}`;
    const whole = await Deno.readFile(`${folder}/store/${path}`);
    const random = seeded("damage of a picture");
    await put(`${folder}/store`, path, CHANGES["one flipped bit"](whole, random));
    const { code, stderr } = await run("reproduce", args);
    assertEquals(code, 0);
    assertMatch(stderr, new RegExp(`^Damaged in the store: ${path} must be .* moved to `, "m"));
    await assertBack(`${folder}/store`, path, whole);
    assertEquals(await Deno.readFile(`${folder}/out/figures/fig2.svg`), whole);
  });
});
