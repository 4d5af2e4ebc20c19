import { assert, assertEquals } from "@std/assert";
import { buildManifest, firstStale, formatManifest } from "../../../lib/steps/code/manifest.ts";
import { Fixture } from "./fixture.ts";

Deno.test("buildManifest() covers every module under lib/ but no AssemblyScript", async () => {
  await using fixture = await Fixture.create();
  await Deno.mkdir(new URL("lib/engines/wasm/assembly", fixture.root), { recursive: true });
  await fixture.write("lib/engines/wasm/assembly/dense.ts", "// @ts-ignore\n@inline function f(");
  const { modules } = await buildManifest(fixture.root);
  const names = [
    "data",
    "far",
    "figure",
    "memory",
    "middle",
    "shape",
    "size",
    "std/thing/deep",
    "train",
  ];
  assertEquals(Object.keys(modules), names.map((name) => `lib/${name}.ts`));
  assertEquals(modules["lib/data.ts"]!.imports, ["node:crypto", "text"]);
  assertEquals(modules["lib/middle.ts"]!.imports, ["./far.ts"]);
});

Deno.test("formatManifest() writes one line for each module and entry and can be read back", async () => {
  await using fixture = await Fixture.create();
  const entries = { "lib/a.ts": "0a", "lib/b.ts": "0b" };
  const manifest = { ...await buildManifest(fixture.root), entries };
  const text = formatManifest(manifest);
  assertEquals(JSON.parse(text), manifest);
  assertEquals(text.trim().split("\n").length, Object.keys(manifest.modules).length + 2 + 3);
  const modules = Object.fromEntries(Object.entries(manifest.modules).reverse());
  assertEquals(formatManifest({ ...manifest, modules }), text);
});

Deno.test("firstStale() names the first module that was edited, added or removed", async () => {
  await using fixture = await Fixture.create();
  const committed = await buildManifest(fixture.root);
  assertEquals(firstStale(committed, committed), undefined);
  await fixture.write("lib/zero.ts", "export {};\n");
  assertEquals(firstStale(await buildManifest(fixture.root), committed), "lib/zero.ts");
  await fixture.edit("lib/middle.ts", "RATE;", "RATE; // kept");
  assertEquals(firstStale(await buildManifest(fixture.root), committed), "lib/middle.ts");
  await Deno.remove(new URL("lib/data.ts", fixture.root));
  assertEquals(firstStale(await buildManifest(fixture.root), committed), "lib/data.ts");
});

Deno.test("firstStale() names a manifest that is missing or of another stripper", async () => {
  await using fixture = await Fixture.create();
  const fresh = await buildManifest(fixture.root);
  assertEquals(firstStale(fresh, undefined), "lib/data.ts");
  const other = { ...fresh, stripper: "esbuild-wasm@0.0.1" };
  assert(firstStale(fresh, other)?.endsWith("code-manifest.json"));
});
