import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { codeDigest, createCodeDigester } from "../../../lib/steps/code/digest.ts";
import { buildManifest, formatManifest } from "../../../lib/steps/code/manifest.ts";
import { Fixture, wasmOf } from "./fixture.ts";

let untouched: Record<string, string> | undefined;

/** Steps of the fixture whose digest an action changes. */
async function changedBy(action: (fixture: Fixture) => Promise<void>): Promise<string[]> {
  await using fixture = await Fixture.create();
  const before = untouched ??= await fixture.digests();
  await action(fixture);
  const after = await fixture.digests();
  return Object.keys(before).filter((step) => before[step] !== after[step]);
}

const sensitive: [string, string[], (fixture: Fixture) => Promise<void>][] = [
  ["a helper two imports away", ["train"], (f) => f.edit("lib/far.ts", "second", "third")],
  ["an exported constant", ["train"], (f) => f.edit("lib/far.ts", "RATE = 1", "RATE = 2")],
  ["a linked package", ["train"], (f) => f.edit("lib/std/thing/deep.ts", "= 1", "= 2")],
  ["the bytes of a .wasm", ["train"], (f) => f.write("lib/kernel.wasm", wasmOf(2))],
  ["what a .wasm imports", ["train"], (f) => f.edit("lib/memory.ts", "initial: 1", "initial: 2")],
  ["a .json", ["train"], (f) => f.edit("lib/rates.json", "2", "3")],
  ["a package", ["figure"], (f) => f.edit("deno.lock", "sha512-plot", "sha512-new")],
  ["a package's dependency", ["figure"], (f) => f.edit("deno.lock", "sha512-axis", "sha512-new")],
  ["a shared package", ["data", "figure"], (f) => f.edit("deno.lock", "sha512-text", "sha512-new")],
  ["two names swapped", ["train"], async (f) => {
    await f.edit("deno.json", "lib/memory.ts", "lib/other.ts");
    await f.edit("deno.json", "lib/size.ts", "lib/memory.ts");
    await f.edit("deno.json", "lib/other.ts", "lib/size.ts");
  }],
  [
    "the stripper",
    ["train", "data", "figure"],
    (f) => f.edit("deno.json", "wasm@0.28.2", "wasm@0.28.3"),
  ],
  ["two files swapped", ["train"], async (f) => {
    const [far, size] = await Promise.all(
      ["lib/far.ts", "lib/size.ts"].map((path) => Deno.readFile(new URL(path, f.root))),
    );
    await f.write("lib/far.ts", size!);
    await f.write("lib/size.ts", far!);
  }],
];

const insensitive: [string, (fixture: Fixture) => Promise<void>][] = [
  ["a comment", (f) => f.edit("lib/far.ts", "// The far", "/** Quite another. */ // The")],
  [
    "comments in an expression",
    (f) => f.edit("lib/middle.ts", "far(x)", "far(/* why */ x /*! so */)"),
  ],
  [
    "layout",
    (f) => f.edit("lib/far.ts", "(x: unknown): unknown {", "(\n  x: unknown,\n) : unknown\n{"),
  ],
  ["a type", (f) => f.edit("lib/middle.ts", "x: unknown", "x: unknown[]")],
  ["a module that only types use", (f) => f.edit("lib/shape.ts", "n: number", "m: string")],
  ["a missing module that only types use", (f) => Deno.remove(new URL("lib/shape.ts", f.root))],
  ["a package that no step uses", (f) => f.edit("deno.lock", "sha512-unused", "sha512-new")],
  ["an unused name", (f) => f.edit("deno.json", `"env"`, `"other":"./lib/size.ts","env"`)],
  ["line endings", async (f) => {
    for (const file of ["train", "middle", "far", "size", "memory", "data", "figure"]) {
      await f.edit(`lib/${file}.ts`, "\n", "\r\n");
    }
  }],
];

for (const [what, steps, action] of sensitive) {
  Deno.test(`codeDigest() of exactly the steps that use it changes with ${what}`, async () => {
    assertEquals(await changedBy(action), steps);
  });
}

for (const [what, action] of insensitive) {
  Deno.test(`codeDigest() of no step changes with ${what}`, async () => {
    assertEquals(await changedBy(action), []);
  });
}

const refused: [string, string, RegExp][] = [
  ["a computed import", "await import(name)", /lib\/far\.ts.*undeclared inputs.*import\(name\)/],
  ["an import by pattern", "await import(`./${name}.ts`)", /lib\/far\.ts.*undeclared inputs/],
  ["a worker", "new Worker(name)", /lib\/far\.ts.*undeclared inputs.*Worker/],
  ["a file read", "Deno.readFile(name)", /lib\/far\.ts.*undeclared inputs.*Deno\.readFile/],
  ["a file read otherwise", "globalThis.Deno['open'](name)", /undeclared inputs.*Deno/],
  ["the network", "fetch(name)", /lib\/far\.ts.*undeclared inputs.*fetch/],
  ["node:fs", "await import('node:fs/promises')", /lib\/far\.ts.*undeclared.*node:fs\/promises/],
  ["an unmapped name", "await import('nowhere')", /"nowhere" in lib\/far\.ts must be/],
  ["a URL", "await import('https://example.com/x.ts')", /"https:.*" in lib\/far\.ts must be local/],
  ["a file outside", "await import('../../x.ts')", /lib\/far\.ts must be inside the project/],
  [
    "a file outside by another way",
    "await import('../../a/x.ts')",
    /must be inside the project/,
  ],
  [
    "a missing file",
    "await import('./gone.ts')",
    /lib\/gone\.ts, imported by lib\/far\.ts, must be/,
  ],
  ["a package of several versions", "await import('npm:axis')", /npm:axis must be one package/],
  ["a package of unclear version", "await import('npm:many@1')", /npm:axis must be one package/],
  ["an unlocked package", "await import('npm:other@1')", /npm:other@1 must be one package/],
  ["an unlocked version", "await import('npm:axis@5.0.0')", /npm:axis@5\.0\.0 must be one package/],
  ["a broken module", "const const", /lib\/far\.ts must be a valid module/],
];

for (const [what, code, message] of refused) {
  Deno.test(`codeDigest() refuses ${what}, with and without a manifest`, async () => {
    await using fixture = await Fixture.create();
    await fixture.edit(
      "lib/far.ts",
      "export const",
      `declare const name: string;\n${code};\nexport const`,
    );
    const run = () => codeDigest("lib/train.ts", { root: fixture.root, manifest: null });
    const error = await assertRejects(run, Error);
    assertMatch(error.message, message);
    if (what === "a broken module") return;
    const manifest = await buildManifest(fixture.root);
    const again = await assertRejects(() => fixture.digests(manifest), Error);
    assertEquals(again.message, error.message);
  });
}

Deno.test("codeDigest() takes words in text, properties and local names for no undeclared input", async () => {
  const text = "export const a = { fetch: 'Deno.readFile' }, b = a.fetch, c = (Deno) => Deno.x;\n";
  assertEquals(
    await changedBy((f) => f.edit("lib/size.ts", "export const", text + "export const")),
    ["train"],
  );
});

Deno.test("codeDigest() is the same with and without a manifest, whose modules are not stripped", async () => {
  await using fixture = await Fixture.create();
  const manifest = await buildManifest(fixture.root);
  assertEquals(await fixture.digests(manifest), await fixture.digests());
  const far = manifest.modules["lib/far.ts"]!;
  const modules = { ...manifest.modules, "lib/far.ts": { ...far, stripped: "0".repeat(64) } };
  // A false entry shows that the manifest is what is used ...
  const wrong = await fixture.digests({ ...manifest, modules });
  assertNotEquals(wrong.train, (await fixture.digests()).train);
  // ... but not that of another stripper, and not for other bytes.
  const other = await fixture.digests({ ...manifest, modules, stripper: "esbuild-wasm@0.0.1" });
  assertEquals(other, await fixture.digests());
  await fixture.edit("lib/far.ts", "\n", "\r\n");
  assertEquals(await fixture.digests({ ...manifest, modules }), await fixture.digests());
});

Deno.test("codeDigest() reads the committed manifest by default", async () => {
  await using fixture = await Fixture.create();
  const manifest = await buildManifest(fixture.root);
  const far = manifest.modules["lib/far.ts"]!;
  const modules = { ...manifest.modules, "lib/far.ts": { ...far, stripped: "0".repeat(64) } };
  const wrong = { ...manifest, modules };
  await Deno.mkdir(new URL("fixtures", fixture.root));
  await fixture.write("fixtures/code-manifest.json", formatManifest(wrong));
  const digest = await codeDigest("lib/train.ts", { root: fixture.root });
  assertEquals(digest, (await fixture.digests(wrong)).train);
});

Deno.test("codeDigest() is the same in two folders", async () => {
  await using one = await Fixture.create();
  await using two = await Fixture.create();
  assertNotEquals(one.root.href, two.root.href);
  assertEquals(await one.digests(), await two.digests());
});

Deno.test("codeDigest() refuses an entry outside the project", async () => {
  await using fixture = await Fixture.create();
  const run = () => codeDigest("../x.ts", { root: fixture.root, manifest: null });
  assertMatch((await assertRejects(run, RangeError)).message, /inside the project/);
});

Deno.test("CodeDigester.material() lists the closure by path and name", async () => {
  await using fixture = await Fixture.create();
  const digester = await createCodeDigester({ root: fixture.root, manifest: null });
  const train = (await digester.material("lib/train.ts"))!;
  assertEquals(Object.keys(train.modules).sort(), [
    ...["lib/far.ts", "lib/memory.ts", "lib/middle.ts", "lib/size.ts"],
    ...["lib/std/thing/deep.ts", "lib/train.ts"],
  ]);
  assertEquals(Object.keys(train.assets).sort(), ["lib/kernel.wasm", "lib/rates.json"]);
  assertEquals(train.names, {
    "@std/thing/deep": "lib/std/thing/deep.ts",
    "env": "lib/memory.ts",
    "sizes": "lib/size.ts",
  });
  const figure = (await digester.material("lib/figure.ts"))!;
  assertEquals(figure.names, { "plot/sub": "npm:plot@2.0.0" });
  assertEquals(figure.packages, {
    "npm:axis@3.0.0": "sha512-axis",
    "npm:plot@2.0.0_text@1.0.0": "sha512-plot",
    "npm:text@1.0.0": "sha512-text",
  });
  assert(JSON.stringify(train).includes(fixture.root.pathname) === false);
});

Deno.test("codeDigest() of this project's own modules needs no stripper run to repeat", async () => {
  const digester = await createCodeDigester();
  const first = await digester.digest("lib/bits/digest.ts");
  assertMatch(first, /^[0-9a-f]{64}$/);
  assertEquals(await codeDigest("lib/bits/digest.ts", { manifest: null }), first);
});

const unlike: [string, string | undefined, (fixture: Fixture) => Promise<void>][] = [
  ["an edit", "lib/far.ts edited", (f) => f.edit("lib/far.ts", "RATE = 1", "RATE = 2")],
  ["an edited comment", "lib/far.ts edited", (f) => f.edit("lib/far.ts", "The far", "The FAR")],
  ["another .wasm", "lib/kernel.wasm edited", (f) => f.write("lib/kernel.wasm", wasmOf(2))],
  ["a removed file", "lib/size.ts gone", (f) => Deno.remove(new URL("lib/size.ts", f.root))],
  ["an edit elsewhere", undefined, (f) => f.edit("lib/data.ts", "data", "date")],
  [
    "new times",
    undefined,
    (f) => Deno.utime(new URL("lib/far.ts", f.root), new Date(), new Date()),
  ],
  ["an edit of the same length and time", "lib/far.ts edited", async (f) => {
    const url = new URL("lib/far.ts", f.root), { mtime, atime } = await Deno.stat(url);
    await f.edit("lib/far.ts", "RATE = 1", "RATE = 2");
    await Deno.utime(url, atime!, mtime!);
  }],
];

for (const [what, expected, action] of unlike) {
  Deno.test(`CodeDigester.changed() after ${what}: ${expected ?? "nothing"}`, async () => {
    await using fixture = await Fixture.create();
    const digester = await createCodeDigester({ root: fixture.root, manifest: null });
    for (const step of ["train", "data"]) await digester.digest(`lib/${step}.ts`);
    assertEquals(await digester.changed(["lib/train.ts"]), undefined);
    await action(fixture);
    const found = await digester.changed(["lib/train.ts"]);
    assertEquals(found && `${found.path} ${found.how}`, expected);
  });
}
