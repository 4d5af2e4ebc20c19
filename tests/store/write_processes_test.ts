import { assert, assertEquals } from "@std/assert";
import { fsck, Store } from "../../lib/store/mod.ts";
import { isTempName } from "../../lib/store/path.ts";
import { namesIn, withStore } from "./helpers.ts";

function writer(dir: string, first: number, count: number): Deno.ChildProcess {
  const script = new URL("./writer.ts", import.meta.url).pathname;
  const flags = ["run", "--no-check", `--allow-read=${dir}`, `--allow-write=${dir}`];
  return new Deno.Command(Deno.execPath(), {
    args: [...flags, script, dir, String(first), String(count)],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Resolves when the process has printed something. */
async function spoken(child: Deno.ChildProcess): Promise<void> {
  const reader = child.stdout.getReader();
  await reader.read();
  reader.releaseLock();
}

Deno.test("two processes may write the same objects to one store", async () => {
  await withStore(async (store) => {
    const children = [writer(store.root, 0, 20), writer(store.root, 0, 20)];
    const statuses = await Promise.all(children.map((child) => child.output()));
    assertEquals(statuses.map(({ success }) => success), [true, true]);
    const { blobs, actions, bad, temps } = await fsck(store);
    assertEquals({ blobs, actions, bad, temps }, { blobs: 20, actions: 20, bad: [], temps: 0 });
  });
});

Deno.test("nothing takes what a process is writing from it but its loss, and then it writes again", async () => {
  await withStore(async (store) => {
    const children = [writer(store.root, 0, 60), writer(store.root, 30, 60)];
    const outputs = Promise.all(children.map((child) => child.output()));
    let running = true, taken = 0;
    outputs.finally(() => running = false);
    // As a sweep on another host would whose locks are its own; fewer times than one write is tried, so that even all
    // of them at one write are borne.
    while (running) {
      for await (const { name } of Deno.readDir(`${store.root}/tmp`)) {
        if (taken < 8) {
          await Deno.remove(`${store.root}/tmp/${name}`).then(() => taken++, () => {});
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const said = (await outputs).map(({ stderr }) => new TextDecoder().decode(stderr));
    assertEquals(said, ["", ""]);
    assert(taken > 0, "nothing was taken");
    const { blobs, actions, bad } = await fsck(store);
    assertEquals({ blobs, actions, bad }, { blobs: 90, actions: 90, bad: [] });
  });
});

Deno.test("a writer killed at any moment leaves nothing half-written", async () => {
  await withStore(async ({ root }) => {
    let blobs = 0;
    for (let kill = 0; kill < 10; kill++) {
      const child = writer(root, kill * 1000, 1000);
      await spoken(child);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      child.kill("SIGKILL");
      await child.output();
      const store = await Store.open(root);
      const temps = await namesIn(store, "tmp");
      assert(temps.every(isTempName) && temps.length <= kill + 1, "a writer has one at a time");
      const report = await fsck(store);
      assertEquals([report.bad, report.absent], [[], 0]);
      assert(report.blobs >= blobs && report.blobs - report.actions <= kill + 1);
      blobs = report.blobs;
    }
    assert(blobs > 0, "no writer was quick enough to be killed at work");
  });
});
