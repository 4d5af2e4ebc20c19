/** doctor: its report, as text and as JSON, with the very flags of its task. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { exists, filesIn, output, run, withFolder } from "./support.ts";

Deno.test("doctor ends well on a machine that passes the tests, makes no store, and downloads nothing", async () => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, cache = `${folder}/deno`, env = { DENO_DIR: cache };
    const text = await output(["doctor", "--store", store], { env });
    assertMatch(text, new RegExp(`^Deno +${Deno.version.deno}, V8 `));
    assertMatch(text, /^conformance +all \d+ digests agree/m);
    assertMatch(text, /^wasm \(default\) +\d+ +\d+ us$/m);
    assertMatch(text, /^tfjs:wasm +not installed$/m);
    assertMatch(text, /^ {4}deno cache --lock=dev\.lock npm:@tensorflow\/tfjs-core@/m);
    assertMatch(text, /^All is well/m);
    assertEquals(await exists(store), false);
    const files = Object.keys(await filesIn(cache));
    assertEquals(files.filter((path) => path.startsWith("/npm/")), []);
  });
});

Deno.test("doctor ends with 1 where the store is a file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const { code, stdout } = await run(["doctor", "--json", "--store", `${folder}/file`]);
    const { ok, disk } = JSON.parse(stdout);
    assertEquals([code, ok], [1, false]);
    assertEquals(disk.problem, `--store must be a folder, current value is ${folder}/file`);
  });
});

Deno.test("doctor --json is one document", async () => {
  const report = JSON.parse(await output(["doctor", "--json", "--store", "/nowhere/store"]));
  assertEquals([report.ok, report.disk.store], [true, "/nowhere/store"]);
  assert(report.disk.freeBytes > 0 && report.engine.stepsPerSecond > 0);
  assertEquals(Object.keys(report.backends), ["node-gpu", "node", "wasm", "cpu"]);
});
