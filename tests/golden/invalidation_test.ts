import { assert, assertEquals } from "@std/assert";
import {
  BASE,
  configurationRows,
  copyProject,
  fileRows,
  harmless,
  kindsChanged,
  mutations,
  semantic,
} from "./invalidation.ts";
import golden from "./invalidation.json" with { type: "json" };

const HINT = "deno task dev:matrix writes it anew; look at every line that changes";

Deno.test("the invalidation matrix: each field of a configuration changes the keys that the table says", async () => {
  assertEquals(await configurationRows(), golden.configuration as never, HINT);
  for (const [path] of mutations(BASE)) {
    assert(Object.keys(golden.configuration[path as never]).length > 0, `${path} is in no key`);
  }
});

Deno.test("the invalidation matrix: each file changes the code of the kinds that the table says", async (t) => {
  const root = new URL(`file://${await Deno.makeTempDir({ prefix: "matrix-" })}/`);
  try {
    const paths = await copyProject(new URL("../../", import.meta.url), root);
    await t.step("by being a part of it", async () => {
      assertEquals(await fileRows(root, paths), golden.files as never, HINT);
    });
    await t.step("so that an edit changes the digests: of one file of each row", async () => {
      const rows = Map.groupBy(Object.entries(golden.files), ([, row]) => row.join());
      assert(rows.size > 10, "hardly any file is like no other");
      for (const [row, files] of rows) {
        // Where nothing changes by all of them, nothing does by one.
        const edited = files.map(([path]) => path).slice(0, row === "" ? undefined : 1);
        assertEquals((await kindsChanged(root, edited, semantic)).join(), row, edited[0]);
      }
    });
    await t.step("comments, layout and types change nothing", async () => {
      assertEquals(await kindsChanged(root, paths, harmless), []);
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
