/** deno task cache beyond fsck: gc, pins, archives. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decodeAction, encodeAction, sealAction } from "../../lib/store/action_text.ts";
import { Store } from "../../lib/store/mod.ts";
import { sha256 } from "../../lib/bits/digest.ts";
import { objectPath } from "../../lib/store/path.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { rawArchive } from "../store/archive/support.ts";
import { SMOKE, smokeStore } from "./smoke.ts";
import { failure, failures, filesIn, output, run, withFolder } from "./support.ts";

/** Draws figure 3 as SVG. */
const DRAW = ["reproduce", ...SMOKE, "--format", "svg"];

/** A store with a smoke run of figure 3, and a folder around it. */
async function withRun(test: (folder: string, store: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const store = `${folder}/store`;
    await smokeStore(store);
    await test(folder, store);
  });
}

async function objects(store: string): Promise<Record<string, Uint8Array>> {
  const files = Object.entries(await filesIn(store));
  return Object.fromEntries(files.filter(([path]) => /^.(cas|ac)/.test(path)));
}

async function json(store: string, ...words: string[]) {
  return JSON.parse(await output(["cache", ...words, "--json", "--store", store]));
}

async function assertClean(store: string): Promise<void> {
  const { bad, absent } = await json(store, "fsck");
  assertEquals({ bad, absent }, { bad: [], absent: 0 });
}

Deno.test("cache gc keeps everything without a budget, the locked and the pinned with one", async () => {
  await withRun(async (_, store) => {
    const before = await objects(store);
    const plain = await json(store, "gc");
    assertEquals([plain.go.objects, plain.budget, plain.dryRun], [0, null, false]);
    assertEquals(await objects(store), before);
    assert(plain.classes.train.stay.objects > 0 && plain.needed < plain.stay.bytes);

    const pin = await json(store, "pin", "mine", ...SMOKE);
    assertEquals([pin.name, pin.steps, pin.pinned], ["mine", pin.present, pin.present]);
    const [listed] = await json(store, "pins");
    assertEquals(listed, { name: "mine", figures: ["fig3"], preset: "smoke", steps: pin.steps });
    const refused = await failure(1, ["cache", "gc", "--budget", "1K", "--store", store]);
    assertMatch(refused, /--budget must be at least \d+, .*, current value is 1000$/);
    const all = await json(store, "gc", "--dry-run");
    assertEquals(all.needed, all.stay.bytes, "the whole run is pinned");

    await output(["cache", "unpin", "mine", "--store", store]);
    assertEquals(await json(store, "pins"), []);
    const words = ["gc", "--budget", String(plain.needed)];
    const predicted = await json(store, ...words, "--dry-run");
    assertEquals(await objects(store), before);
    assertEquals(await json(store, ...words), { ...predicted, dryRun: false });
    const after = await objects(store), paths = Object.keys(after);
    assertEquals(paths.length, predicted.stay.objects);
    assertEquals(paths.length + predicted.go.objects, Object.keys(before).length);
    await assertClean(store);
    if (await PublishedFolder.open() !== undefined) {
      assert(predicted.classes.train.stay.objects > 0);
    }
    const again = await json(store, "gc", ...words.slice(1));
    assertEquals(again.go.objects, 0);
  });
});

Deno.test("cache gc prints a table, and one line while another process uses the store", async () => {
  await withRun(async (_, store) => {
    const text = await output(["cache", "gc", "--dry-run", "--store", store]);
    assertMatch(text, /^ +would go +bytes +would stay +bytes$/m);
    assertMatch(text, /^train +0 +0 +\d+ +\d+$/m);
    assertMatch(text, /^The lock, runs of your own and pinned ones need \d+ bytes\.$/m);
    const before = await objects(store), held = await Store.open(store);
    const line = await failure(1, ["cache", "gc", "--budget", "900M", "--store", store]);
    assertStringIncludes(line, "in use by another process");
    assertEquals(await objects(store), before);
    const waiting = output(["cache", "gc", "--wait", "--store", store]);
    setTimeout(() => held.close(), 300);
    await waiting;
  });
});

/** The entries of a store, those that were imported as their makers had them. */
async function entriesOf(root: string): Promise<unknown[]> {
  const found = Object.entries(await objects(root)).filter(([path]) => path.startsWith("/ac"));
  return found.map(([path, bytes]) => {
    const { digest: _, cost: { imported: _imported, ...cost }, ...rest } = decodeAction(
      bytes,
      path.slice(-64),
    );
    return { ...rest, cost };
  });
}

Deno.test("cache export and import carry a run to another store, where nothing is trained", async () => {
  await withRun(async (folder, store) => {
    const run = `${folder}/run.tar.gz`, all = `${folder}/all.tar`, other = `${folder}/other`;
    const one = await json(store, "export", run, ...SMOKE);
    const two = await json(store, "export", all);
    assertEquals([one.actions, one.blobs, one.incomplete], [two.actions, two.blobs, 0]);
    const text = await output(["cache", "import", run, "--store", other]);
    assertStringIncludes(text, `${one.blobs} blobs and ${one.actions} action entries`);
    assertMatch(text, /is believed; --recheck computes them again$/m);
    assertEquals(await entriesOf(other), await entriesOf(store));
    const words = [...DRAW, "--json", "--out", `${folder}/out2`, "--store", other];
    // What takes no time is computed again: data set, split, two first snapshots, aggregates, tables, pictures.
    const first = JSON.parse(await output(words)), again = JSON.parse(await output(words));
    assertEquals([first.computed, first.imported, first.damages], [9, again.imported, 0]);
    assertEquals([again.computed, again.damages], [0, 0]);
    assert(again.imported > 0);
    assertMatch(
      await output([...DRAW, "--out", `${folder}/out2`, "--store", other]),
      new RegExp(`\\(${again.imported} of them imported, not recomputed\\)`),
    );
    const imported = await json(`${folder}/third`, "import", all);
    assertEquals(imported.actions, two.actions);
    const none = ["fig3", "--preset", "paper", "--store", `${folder}/third`];
    const path = `${folder}/none.tar`;
    // Of the paper's run the first segments are there: that much is exported.
    assert((await json(store, "export", path, ...none.slice(0, 3))).actions > 0);
    await assertClean(other);
  });
});

Deno.test("cache import --recheck computes again what was imported, and keeps what was computed", async () => {
  await withRun(async (folder, store) => {
    const archive = `${folder}/all.tar`, own = `${folder}/own`, forged = `${folder}/forged.tar`;
    await json(store, "export", archive);
    const { checked } = await json(own, "import", archive, "--recheck", "all");
    assertEquals([checked.differing, checked.impossible, checked.left], [[], 0, 0]);
    assert(checked.agreed > 0);
    const words = [...DRAW, "--json", "--out", `${folder}/out3`, "--store", own];
    assertEquals(JSON.parse(await output(words)).imported, 0);
    // Curves that nobody computed, under an id that nobody has published.
    const entry = Object.entries(await objects(store)).find(([path, bytes]) =>
      path.startsWith("/ac") && decodeAction(bytes, path.slice(-64)).step === "information"
    )!;
    const key = entry[0].slice(-64), { digest: _, ...action } = decodeAction(entry[1], key);
    const bytes = new TextEncoder().encode("not what was computed"), digest = sha256(bytes);
    const outputs = { curves: { sha256: digest, size: bytes.length } };
    const id = "information/other/r00/a0/e50/binned";
    const inputs = Object.values(action.key.inputs).map((input) => objectPath("cas", input));
    const content = (path: string) => Deno.readFileSync(`${store}/${path}`);
    await Deno.writeFile(
      forged,
      rawArchive([
        ...inputs.map((name) => ({ name, content: content(name) })),
        { name: objectPath("cas", digest), content: bytes },
        {
          name: objectPath("ac", key),
          content: encodeAction(sealAction({ ...action, id, outputs })),
        },
      ]),
    );
    const other = ["--store", `${folder}/b`];
    const found = await run(["cache", "import", forged, "--recheck", "1", ...other]);
    assertEquals(found.code, 3, found.stderr);
    assertMatch(found.stdout, /computed again: 0 agree, 1 DIFFER/);
    assertMatch(found.stdout, /information\/other\/.*: curves must be [0-9a-f]{64}, imported was /);
    assertMatch(found.stderr, /^Damaged in the store: ac.* must be the entry of information/m);
    const again = await failure(1, ["cache", "import", forged, ...other]);
    assertStringIncludes(again, "as computed before");
  });
});

Deno.test("cache forget removes one result, which the next run computes", async () => {
  await withRun(async (folder, store) => {
    const id = "aggregate/syn-relu-8/n2/e50/binned";
    assertMatch(await output(["cache", "forget", id, "--store", store]), /: 1 entries removed/);
    const words = [...DRAW, "--json", "--out", `${folder}/out2`, "--store", store];
    assertEquals(JSON.parse(await output(words)).computed, 1);
    assertMatch(
      await failure(1, ["cache", "forget", "train/none", "--store", store]),
      /^Cannot forget train\/none: it must be a step in the store/,
    );
  });
});

Deno.test("cache import refuses an entry that contradicts the lock, naming id and member", async () => {
  const published = await PublishedFolder.open();
  assert(published !== undefined, "something must be published");
  const [name] = Object.keys(published.lock.experiments);
  const [row] = Object.keys((await published.experiment(name)).rows);
  await withRun(async (folder, store) => {
    const named = `train/${row}`, forged = new TextEncoder().encode("not what was computed");
    const digest = sha256(forged), archive = `${folder}/forged.tar`;
    const entry = Object.entries(await objects(store)).find(([path, bytes]) =>
      path.startsWith("/ac") && decodeAction(bytes, path.slice(-64)).step === "train"
    )!;
    const key = entry[0].slice(-64), action = decodeAction(entry[1], key);
    const output = { sha256: digest, size: forged.length };
    const outputs = Object.fromEntries(Object.keys(action.outputs).map((name) => [name, output]));
    const member = objectPath("ac", key);
    await Deno.writeFile(
      archive,
      rawArchive([
        { name: objectPath("cas", digest), content: forged },
        { name: member, content: encodeAction(sealAction({ ...action, id: named, outputs })) },
      ]),
    );
    const { id } = action,
      line = await failure(1, ["cache", "import", archive, "--store", `${folder}/empty`]);
    for (const part of [member, id, "as the lock says"]) assertStringIncludes(line, part);
    assertEquals(Object.keys(await objects(`${folder}/empty`)).length, 1, "the blob alone");
    const own = await failure(1, ["cache", "import", archive, "--store", store]);
    assertStringIncludes(own, member);
    // Under any other id it is the same step: its key says so.
    const renamed = encodeAction(sealAction({ ...action, id: "train/other/r00/a0/s01", outputs }));
    await Deno.writeFile(
      archive,
      rawArchive([
        { name: objectPath("cas", digest), content: forged },
        { name: member, content: renamed },
      ]),
    );
    const hidden = await failure(1, ["cache", "import", archive, "--store", `${folder}/third`]);
    for (const part of [member, action.id, "as the lock says"]) assertStringIncludes(hidden, part);
  });
});

Deno.test("cache ends with one line on wrong usage and on what is not there", async () => {
  await withFolder(async (folder) => {
    const wrong: [number, string[], string][] = [
      [2, ["gc", "now"], "gc now"],
      [2, ["gc", "--budget", "500m"], "--budget must be a size such as 500M"],
      [2, ["gc", "--budget", "-1"], "--budget"],
      [2, ["fsck", "--dry-run"], "current value is --dry-run"],
      [2, ["export", "x.tar", "--budget", "1G"], "current value is --budget"],
      [2, ["pin"], "name must be given"],
      [2, ["unpin"], "name must be one word"],
      [2, ["pins", "mine"], "pins mine"],
      [2, ["pin", "a", "fig99"], "fig99"],
      [2, ["pin", "a", "--preset", "huge"], "huge"],
      [2, ["export"], "file must be given"],
      [2, ["import"], "file must be one word"],
      [1, ["pin", "A"], 'current value is "A"'],
      [1, ["pin", "a", "fig3"], "deno task reproduce fig3 --preset quick computes it"],
      [1, ["unpin", "a"], "name must be that of a pin"],
      [1, ["export", `${folder}/a.tar`, "fig3"], "deno task reproduce fig3 --preset quick"],
      [
        1,
        ["export", `${folder}/no/a.tar`],
        "an archive must be a file in a folder, current value is in none",
      ],
      [1, ["import", `${folder}/a.tar`], "file must be an archive that can be read"],
    ];
    wrong.forEach(([, words]) => words.push("--store", folder));
    for (const action of ["gc", "pins", "pin a", "unpin a", "export x.tar"]) {
      const words = [...action.split(" "), "--store", `${folder}/none`];
      wrong.push([1, words, "--store must be a folder"]);
    }
    const lines = await failures("cache", wrong.map(([code, words]) => [code, words]));
    wrong.forEach(([, words, part], k) => assertStringIncludes(lines[k], part, words.join(" ")));
  });
});
