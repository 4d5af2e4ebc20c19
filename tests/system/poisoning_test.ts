/** What looks valid and is wrong, in each place where results lie, is caught and named. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { decodeTensors, encodeTensors } from "../../lib/bits/safetensors.ts";
import type { Action, ActionBody } from "../../lib/store/action.ts";
import { encodeAction, sealAction } from "../../lib/store/action_text.ts";
import { pack, PublishedFolder, publishedPath } from "../../lib/published/folder.ts";
import { smokeStore } from "../tasks/smoke.ts";
import { plant } from "../published/published_fixture.ts";
import { copyProject, type Ended, namesOf, type Place, run, withFolder } from "./support.ts";

const ARGS = ["fig3", "--preset", "smoke"], SEGMENT = "syn-relu-8/r00/a0/s01";

/** A store and a project in which a test may change what it wants. */
interface Drill {
  readonly folder: string;
  readonly store: string;
  readonly place: Place;
  /** Runs a task on that project and store. */
  task(task: string, ...args: string[]): Promise<Ended>;
}

/** A copy of the project, with a finished smoke store of its code. */
async function drill(test: (drill: Drill) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const project = `${folder}/project`, place = { project }, store = `${folder}/store`;
    await copyProject(project);
    await smokeStore(store);
    const task = (task: string, ...args: string[]) => run(task, [...args, "--store", store], place);
    await test({ folder, store, place, task });
  });
}

/** All entries of a store by id, with their paths. */
async function entriesOf(store: string): Promise<Map<string, { path: string; action: Action }>> {
  const { ac } = await namesOf(store),
    entries = new Map<string, { path: string; action: Action }>();
  for (const key of ac) {
    const path = `${store}/ac/${key.slice(0, 2)}/${key}`;
    const action: Action = JSON.parse(await Deno.readTextFile(path));
    entries.set(action.id, { path, action });
  }
  return entries;
}

/** Replaces a read-only file. */
async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await Deno.remove(path);
  await Deno.writeFile(
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
}

/** The differences that `verify --json` names, of all levels. */
function differencesOf({ code, stdout, stderr }: Ended): { id: string; what: string }[] {
  assertEquals(code, 3, stderr);
  const { levels } = JSON.parse(stdout) as {
    levels: { differences: { id: string; what: string }[] }[];
  };
  return levels.flatMap(({ differences }) => differences);
}

Deno.test("a blob with other bytes than its name says is caught by the check, and by whatever reads it", async () => {
  await drill(async ({ store, task }) => {
    const entries = await entriesOf(store), of = (id: string) => entries.get(id)!.action.outputs;
    // As long and as valid as the right one: the trace of the other repeat.
    const [{ sha256: right }, { sha256: wrong }] = [
      of(`train/${SEGMENT}`).trace,
      of(`train/${SEGMENT.replace("r00", "r01")}`).trace,
    ];
    const pathOf = (digest: string) => `cas/${digest.slice(0, 2)}/${digest}`;
    await replace(`${store}/${pathOf(right)}`, await Deno.readFile(`${store}/${pathOf(wrong)}`));
    const check = await task("cache", "fsck");
    assertEquals(check.code, 1);
    assertMatch(
      check.stderr,
      new RegExp(`^Damaged in the store: ${pathOf(right)} must be .*${wrong}`, "m"),
    );
    assert(check.stderr.includes(`of train/${SEGMENT}`), "the entry that needs it is named too");
    assertEquals((await task("cache", "fsck")).code, 0);
  });
});

Deno.test("a well-sealed entry that names another valid blob is caught by verify, and healed by reproduce", async () => {
  await drill(async ({ folder, store, task }) => {
    const entries = await entriesOf(store), { path, action } = entries.get(`train/${SEGMENT}`)!;
    const { outputs: others } = entries.get(`train/${SEGMENT.replace("r00", "r01")}`)!.action;
    const forged: ActionBody = { ...action, outputs: { ...action.outputs, trace: others.trace } };
    await replace(path, encodeAction(sealAction(forged)));
    // Nothing in the store contradicts it: every digest in it is right.
    assertEquals((await task("cache", "fsck")).code, 0);

    const found = differencesOf(await task("verify", "fig3", "--level", "0", "--json"));
    assertEquals(found.map(({ id }) => id), [`train/${SEGMENT}`]);
    const { right, wrong } = { right: action.outputs.trace.sha256, wrong: others.trace.sha256 };
    assertEquals(found[0].what, `trace must be ${right}, current value is ${wrong}`);

    // What contradicts the lock is computed again, and wins since the lock agrees with it.
    const next = await task("reproduce", ...ARGS, "--out", `${folder}/out`);
    assertEquals(next.code, 0, next.stderr);
    assertMatch(
      next.stderr,
      new RegExp(
        `^Damaged in the store: ac.* must be the entry of train/${SEGMENT} with trace ${right}, ` +
          `as computed here, current value is trace ${wrong}; moved to quarantine/`,
        "m",
      ),
    );
    assertEquals((await task("verify", "fig3", "--level", "0", "--json")).code, 0);
    const again = await task("reproduce", ...ARGS, "--out", `${folder}/out`, "--json");
    assertEquals(JSON.parse(again.stdout).computed, 0);
  });
});

Deno.test("an entry under the key of another step is caught by the check", async () => {
  await drill(async ({ store, task }) => {
    const entries = await entriesOf(store), { path } = entries.get(`train/${SEGMENT}`)!;
    const { action: other } = entries.get(`train/${SEGMENT.replace("r00", "r01")}`)!;
    await replace(path, encodeAction(other));
    const { code, stderr } = await task("cache", "fsck");
    assertEquals(code, 1);
    const key = path.split("/").at(-1)!;
    assertMatch(
      stderr,
      new RegExp(`^Damaged in the store: ac/../${key} must be an action entry`, "m"),
    );
  });
});

Deno.test("a wrong row of the lock is caught by level 0, with the file's digest put right or not", async () => {
  await drill(async ({ place: { project }, task }) => {
    const folder = new URL(`file://${project}/fixtures/`),
      path = new URL("lock/SYN-ReLU-8.json", folder);
    const whole = await Deno.readTextFile(path), top = new URL("lock/lock.json", folder);
    const lock = await Deno.readTextFile(top), verify = ["fig3", "--level", "0", "--json"];

    await plant(folder, SEGMENT, 1);
    const careful = differencesOf(await task("verify", ...verify));
    assertEquals(careful.map(({ id }) => id), [`train/${SEGMENT}`]);
    const wrong = /trace must be ([0-9a-f]{64})/.exec(careful[0].what)![1];
    assert(!whole.includes(wrong));

    await Deno.writeTextFile(top, lock);
    const careless = differencesOf(await task("verify", ...verify));
    assertMatch(careless[0].what, /lock\/SYN-ReLU-8\.json must be of SHA-256 /);
    await Deno.writeTextFile(path, whole);
    assertEquals((await task("verify", ...verify)).code, 0);
  });
});

Deno.test("a wrong published file is caught by level 0, and by level 1 when the lock was put right", async () => {
  await drill(async ({ folder: place, place: { project }, task }) => {
    const folder = new URL(`file://${project}/fixtures/`),
      published = (await PublishedFolder.open(folder))!;
    const id = Object.values(published.lock.experiments)
      .flatMap(({ results }) => Object.keys(results))
      .find((one) => one.startsWith("information/syn-relu-8/r00/"))!;
    const { curves } = published.lock.experiments["SYN-ReLU-8"].results[id];
    const { tensors } = decodeTensors(await published.bytes(curves));
    (tensors.ixt.data as Float64Array)[3] += 2 ** -30;
    const forged = encodeTensors(tensors), digest = sha256(forged);

    const file = new URL(publishedPath(curves), folder), right = await Deno.readFile(file);
    await Deno.writeFile(file, pack(forged));
    const zero = differencesOf(await task("verify", "fig3", "--level", "0", "--json"));
    assert(zero.length > 0);
    for (const { what } of zero) assert(what.includes(`${curves}.br must be`), what);
    await Deno.writeFile(file, right);

    await Deno.writeFile(new URL(publishedPath(digest), folder), pack(forged));
    const top = new URL("lock/lock.json", folder), lock = await Deno.readTextFile(top);
    await Deno.writeTextFile(top, lock.replaceAll(curves, digest));
    const one = differencesOf(await task("verify", "fig3", "--level", "1", "--json"));
    assertMatch(one[0].id, /^aggregate\/syn-relu-8\//);

    // Drawn from what is published, a table that is not what the lock names is refused.
    await Deno.writeTextFile(top, lock);
    const tables = Object.values(published.lock.figures.fig3.results).flatMap((outputs) =>
      Object.values(outputs)
    );
    for (const table of tables) {
      await Deno.writeFile(
        new URL(publishedPath(table), folder),
        pack(new TextEncoder().encode("epoch,layer\n1,2\n")),
      );
    }
    const drawn = await task("figure", "fig3", "--out", `${place}/out`);
    assertEquals([drawn.code, drawn.stdout], [1, ""]);
    assertMatch(
      drawn.stderr,
      /^Cannot read published results: paper\/[0-9a-f]{64}\.br must be [^\n]*\n$/,
    );
  });
});
