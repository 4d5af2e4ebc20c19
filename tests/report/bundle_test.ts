import { assert, assertEquals, assertFalse } from "@std/assert";
import { assetFiles } from "../../lib/report/bundle.ts";

Deno.test("assetFiles() bundles each program into one classic script without modules, network or code from text", async () => {
  const files = await assetFiles(),
    text = (name: string) => new TextDecoder().decode(files.get(name));
  for (const name of ["page.js", "claims.js", "figure.js"]) {
    new Function(text(name));
    assertFalse(
      /\beval\(|new Function\(|\bfetch\(|XMLHttpRequest|\bimport\(|\bexport\b/.test(text(name)),
      name,
    );
    assertFalse(/node:|Deno\./.test(text(name)), name);
  }
  assert(text("figure.js").length < 200_000);
  assert(/^\S/.test(text("vega.js")) && text("vega-lite.js").length > 100_000);
  const again = await assetFiles(["figure"]);
  assertEquals(again.get("figure.js"), files.get("figure.js"));
});
