import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "yaml";
import { citation, codemeta, PACKAGE, PAPER, zenodo } from "../../../lib/package/about.ts";
import { main } from "../../../tasks/dev/metadata.ts";
import { withErrors } from "./errors.ts";

const PROJECT = new URL("../../../", import.meta.url);

Deno.test("the committed metadata are those of their source", async () => {
  assertEquals(await withErrors(() => main(["--check"])), { code: 0, errors: [] });
});

Deno.test("metadata --check exits 1 and names every file that is another", async () => {
  const root = new URL(`file://${await Deno.makeTempDir({ prefix: "metadata-" })}/`);
  try {
    assertEquals((await withErrors(() => main(["--check"], root))).errors.length, 3);
    assertEquals(await main([], root), 0);
    assertEquals(await main(["--check"], root), 0);
    const path = new URL("codemeta.json", root), text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(PACKAGE.version, "9.9.9"));
    const { code, errors } = await withErrors(() => main(["--check"], root));
    assertEquals([code, errors.length], [1, 1]);
    assertStringIncludes(errors[0], "codemeta.json differs from");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("the citation is YAML that names package, authors and paper as the others do", async () => {
  const cff = parse(citation());
  assertEquals([cff.title, cff.version, cff.license], [PACKAGE.title, PACKAGE.version, "MIT"]);
  assertEquals(cff.abstract, PACKAGE.description);
  const [paper] = cff.references;
  assertEquals(paper.authors.map((one: Record<string, string>) => one["family-names"]), [
    "Lorenzen",
    "Igel",
    "Nielsen",
  ]);
  const { name, version } = codemeta() as Record<string, unknown>;
  assertEquals([name, version], [PACKAGE.title, PACKAGE.version]);
  assertEquals((zenodo() as { creators: unknown }).creators, cff.authors);
  assertStringIncludes(await Deno.readTextFile(new URL("LICENSE", PROJECT)), PACKAGE.author);
  const readme = await Deno.readTextFile(new URL("README.md", PROJECT));
  for (const fact of [PAPER.title, PAPER.url, String(PAPER.year)]) assert(readme.includes(fact));
});
