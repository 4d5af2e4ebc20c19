import { assertEquals, assertThrows } from "@std/assert";
import { ImportResolver } from "../../../lib/steps/code/resolve.ts";

const imports = {
  "plot": "npm:plot@2.0.0",
  "deep/": "./lib/deep/",
  "deep/er/": "./lib/deeper/",
  "@std/cli": "jsr:@std/cli@^1.0.0",
  "far": "https://example.com/far.ts",
};
const linked = new Map([["./lib/std/cli", { name: "@std/cli", exports: "./mod.ts" }]]);

Deno.test("Resolver.resolve() reads each form of specifier as Deno does", () => {
  const resolver = new ImportResolver({ imports }, linked);
  const names: [string, string][] = [
    ["./b.ts", "lib/x/b.ts"],
    ["../c d/%C3%BC.ts", "lib/c d/ü.ts"],
    ["deep/a.ts", "lib/deep/a.ts"],
    ["deep/er/a.ts", "lib/deeper/a.ts"],
    ["@std/cli", "lib/std/cli/mod.ts"],
  ];
  for (const [specifier, path] of names) {
    assertEquals(resolver.resolve(specifier, "lib/x/a.ts"), { kind: "file", path });
  }
  const packages: [string, string][] = [
    ["plot", "npm:plot@2.0.0"],
    ["plot/build/x.js", "npm:plot@2.0.0"],
    ["npm:@a/b@1/c", "npm:@a/b@1"],
    ["jsr:@std/other@1", "jsr:@std/other@1"],
  ];
  for (const [specifier, request] of packages) {
    assertEquals(resolver.resolve(specifier, "lib/x/a.ts"), { kind: "package", request });
  }
  assertEquals(resolver.resolve("node:crypto", "a.ts"), { kind: "builtin", name: "node:crypto" });
});

Deno.test("Resolver.resolve() takes a jsr package from the registry when no link stands in", () => {
  const resolver = new ImportResolver({ imports }, new Map());
  const target = { kind: "package", request: "jsr:@std/cli@^1.0.0" } as const;
  assertEquals(resolver.resolve("@std/cli", "a.ts"), target);
});

Deno.test("Resolver.resolve() refuses what a digest cannot cover", () => {
  const resolver = new ImportResolver({ imports }, linked);
  for (const specifier of ["far", "unknown", "/etc/x.ts", "file:///x.ts", "@std/cli/none"]) {
    assertThrows(() => resolver.resolve(specifier, "lib/x/a.ts"), RangeError, specifier);
  }
});

Deno.test("Resolver() refuses import maps that it would misread", () => {
  const own = { name: "@std/cli", exports: "./mod.ts", imports: { a: "./a.ts" } };
  const build = (config: object, link: object = own) => () =>
    new ImportResolver(config, new Map([["./lib/std/cli", link as typeof own]]));
  assertThrows(build({ imports }), RangeError, "imports in ./lib/std/cli");
  const plain = { name: "@std/cli", exports: "./mod.ts" };
  assertThrows(build({ scopes: { "./lib/": {} } }, plain), RangeError, "scopes in deno.json");
  assertThrows(build({ scopes: { "./": {} } }, plain), RangeError, "scopes in deno.json");
  build({ scopes: { "./tests/": {} } }, plain)();
  assertThrows(build({ importMap: "x.json" }, plain), RangeError, "importMap in deno.json");
  assertThrows(build({ imports: { "./a.ts": "./b.ts" } }, plain), RangeError, "./a.ts");
});
