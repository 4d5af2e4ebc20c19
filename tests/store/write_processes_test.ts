import { assert, assertEquals } from "@std/assert";
import { fsck, Store } from "../../lib/store/mod.ts";
import { sweep } from "../../lib/store/write.ts";
import { namesIn, withStore } from "./helpers.ts";

function writer(dir: string, first: number, count: number): Deno.ChildProcess {
  const script = new URL("./writer.ts", import.meta.url).pathname;
  const flags = ["run", "--no-check", `--allow-read=${dir}`, `--allow-write=${dir}`];
  return new Deno.Command(Deno.execPath(), {
    args: [...flags, script, dir, String(first), String(count)],
    stdout: "piped",
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

Deno.test("sweep() spares the temp file that another process is writing", async () => {
  await withStore(async (store) => {
    const temp = `${store.root}/tmp/put-${crypto.randomUUID()}`;
    const code = `const f = await Deno.open("${temp}", { write: true, createNew: true });
      await f.lock(true); console.log("locked"); setInterval(() => {}, 1000);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      stdout: "piped",
    }).spawn();
    await spoken(child);
    assertEquals(await sweep(store.root), 0);
    child.kill("SIGKILL");
    await child.output();
    assertEquals(await sweep(store.root), 1);
  });
});

Deno.test("a writer killed at any moment leaves nothing half-written", async () => {
  await withStore(async ({ root }) => {
    let blobs = 0;
    let temps = 0;
    for (let kill = 0; kill < 10; kill++) {
      const child = writer(root, kill * 1000, 1000);
      await spoken(child);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      child.kill("SIGKILL");
      await child.output();
      const store = await Store.open(root);
      assertEquals(await namesIn(store, "tmp"), []);
      const report = await fsck(store);
      assertEquals([report.bad, report.absent], [[], 0]);
      assert(report.blobs >= blobs && report.blobs - report.actions <= kill + 1);
      blobs = report.blobs;
      temps += report.temps;
    }
    assert(blobs > 0, "no writer was quick enough to be killed at work");
    assert(temps <= 10, "a writer has one temp file at a time");
  });
});
