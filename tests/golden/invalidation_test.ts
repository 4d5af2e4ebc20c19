import { assert, assertEquals } from "@std/assert";
import {
  BASE,
  configurationRows,
  copyProject,
  fileRows,
  harmless,
  mutations,
  reachedAlone,
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
    await t.step("by an edit that may change results", async () => {
      const groups = await reachedAlone(root, paths);
      assertEquals(await fileRows(root, groups, semantic), golden.files as never, HINT);
    });
    await t.step("comments, layout and types change nothing", async () => {
      const rows = await fileRows(root, [paths], harmless);
      assert(Object.keys(rows).length > 50, "hardly any file was edited");
      for (const [path, kinds] of Object.entries(rows)) assertEquals(kinds, [], path);
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
