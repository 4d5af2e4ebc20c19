import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { main } from "../../../tasks/dev/kernels.ts";
import { compileKernel } from "../../../tasks/dev/_compile.ts";
import { withErrors } from "./errors.ts";

const twice = `import { factor } from "./factor";
export function twice(at: usize): void { store<f32>(at, load<f32>(at) * factor); }
`;
const assembly = {
  "count.ts": "export function one(): i32 { return 1; }\n",
  "dense.ts": twice,
  "factor.ts": "export const factor: f32 = 2;\n",
};

/** A project in a folder with a space that has these AssemblyScript sources. */
class Project implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly root = new URL(`file://${this.#folder}/a%20b/`);
  readonly folder = new URL("lib/engines/wasm/assembly/", this.root);

  constructor(sources: Record<string, string> = assembly) {
    Deno.mkdirSync(this.folder, { recursive: true });
    Deno.mkdirSync(new URL("fixtures", this.root));
    const scopes = { "./tasks/": { assemblyscript: "npm:assemblyscript@0.28.20" } };
    Deno.writeTextFileSync(new URL("deno.json", this.root), JSON.stringify({ scopes }));
    for (const [name, text] of Object.entries(sources)) this.write(name, text);
  }

  write(name: string, text: string): void {
    Deno.writeTextFileSync(new URL(name, this.folder), text);
  }

  run(...args: string[]): Promise<{ code: number; errors: string[] }> {
    return withErrors(() => main(args, this.root, ["count", "dense"]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

Deno.test("kernels writes binaries that work on the host's memory, and --check accepts them", async () => {
  await using project = new Project();
  assertEquals(await project.run(), { code: 0, errors: [] });
  assertEquals(await project.run("--check"), { code: 0, errors: [] });
  const bytes = await Deno.readFile(new URL("lib/engines/wasm/dense.wasm", project.root));
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const values = new Float32Array(memory.buffer, 1024, 1);
  values[0] = 1.5;
  (instance.exports.twice as (at: number) => void)(1024);
  assertEquals(values[0], 3);
  const record = JSON.parse(
    await Deno.readTextFile(new URL("fixtures/kernels.json", project.root)),
  );
  assertEquals(record.compiler, "assemblyscript@0.28.20");
  assertEquals(Object.keys(record.families), ["count", "dense"]);
});

Deno.test("kernels --check names a binary whose source, or which itself, was edited", async () => {
  await using project = new Project();
  await project.run();
  project.write("factor.ts", "export const factor: f32 = 4;\n");
  const edited = await project.run("--check");
  assertEquals(edited.code, 1);
  assertMatch(edited.errors[0]!, /dense\.wasm differs .*: run "deno task dev:kernels"/);
  assert(!edited.errors.join().includes("count.wasm"));
  await project.run();
  const count = new URL("lib/engines/wasm/count.wasm", project.root);
  const bytes = await Deno.readFile(count);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(count, bytes);
  const damaged = await project.run("--check");
  assertEquals(damaged.code, 1);
  assertMatch(damaged.errors.join(), /^lib\/engines\/wasm\/count\.wasm differs/);
});

Deno.test("kernels --check finds a source edit that leaves the binary as it is", async () => {
  await using project = new Project();
  await project.run();
  project.write("factor.ts", "export const factor: f32 = 2; // two\n");
  const { code, errors } = await project.run("--check");
  assertEquals(code, 1);
  assertMatch(errors.join(), /^fixtures\/kernels\.json differs/);
});

Deno.test("kernels reports a missing family and builds the others", async () => {
  await using project = new Project({ "dense.ts": twice, "factor.ts": assembly["factor.ts"] });
  const { code, errors } = await project.run();
  assertEquals(code, 1);
  assertMatch(errors.join(), /^Cannot build kernels: count\.ts must/);
  await Deno.stat(new URL("lib/engines/wasm/dense.wasm", project.root));
});

Deno.test("kernels exits 2 on an unknown flag", async () => {
  assertEquals((await withErrors(() => main(["--chek"]))).code, 2);
});

const refused: [string, string, RegExp][] = [
  [
    "static data",
    "export function f(i: i32): i32 { return load<u8>(memory.data<u8>([1, 2]) + i); }",
    /static data/,
  ],
  [
    "a foreign import",
    `@external("env", "now") declare function now(): f64;\nexport function f(): f64 { return now(); }`,
    /import of function env\.now/,
  ],
  [
    "an exported global",
    "export let g: i32 = 1;\nexport function f(): void { g++; }",
    /export of global g/,
  ],
  [
    "a source outside the folder",
    `import { x } from "../x";\nexport function f(): i32 { return x; }`,
    /must compile/,
  ],
  ["a type error", "export function f(): i32 { return nothing; }", /must compile.*\n?.*nothing/s],
];

for (const [what, source, message] of refused) {
  Deno.test(`compileKernel() refuses ${what}`, async () => {
    await using project = new Project({ "k.ts": source });
    Deno.writeTextFileSync(new URL("../x.ts", project.folder), "export const x = 1;\n");
    const error = await assertRejects(() => compileKernel("k", project.folder), Error);
    assertMatch(error.message, message);
  });
}
