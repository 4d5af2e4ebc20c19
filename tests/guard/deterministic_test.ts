import { assert, assertEquals } from "@std/assert";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { deterministic } from "./deterministic.ts";

const ROOT = new URL("../../", import.meta.url);

function messages(source: string): string[] {
  return Deno.lint.runPlugin(deterministic, "module.ts", source).map(({ message }) => message);
}

Deno.test("the guard reports mathematics of the runtime, chance, clock and locale", () => {
  const wrong: Record<string, string> = {
    "export const a = Math.exp(1);": "Math.exp",
    "export const a = Math.log2(8);": "Math.log2",
    "export const a = Math.random();": "Math.random",
    'export const a = Math["tanh"](1);': "Math.tanh",
    "const { pow } = Math; export { pow };": "Math other than",
    "const m = Math; export { m };": "Math other than",
    "export const a = (x: number) => x ** 2;": "** may",
    "let x = 2; x **= 2; export { x };": "**= may",
    "export const a = new Date();": "Date",
    "export const a = Date.now();": "Date",
    "export const a = (now: number) => new Date(now);": "Date",
    "export const a = performance.now();": "performance",
    "export const a = new Intl.NumberFormat();": "Intl",
    "export const a = (1.5).toLocaleString();": "toLocaleString",
    'export const a = ["b"].sort((x, y) => x.localeCompare(y));': "localeCompare",
    "export const a = crypto.randomUUID();": "crypto",
  };
  for (const [source, what] of Object.entries(wrong)) {
    const found = messages(source);
    assert(found.length > 0 && found[0].startsWith(what), `${source}: ${found.join("; ")}`);
  }
});

Deno.test("the guard passes exact operations, and names that only look alike", () => {
  const right = [
    "export const a = new Date(0);",
    "export const a = Math.sqrt(2) + Math.fround(0.1) - Math.floor(1.5);",
    "export const a = { exp: 1, Date: 2 }.exp;",
    "export const a = (o: { tanh(x: number): number }) => o.tanh(1);",
    "// Math.exp and ** in a comment\nexport const a = 'Math.exp ** Date';",
  ];
  for (const source of right) assertEquals(messages(source), []);
});

Deno.test("no module from which a digest is made breaks the guard", async () => {
  const digester = await createCodeDigester(), modules = new Set<string>();
  for (const entry of Object.values(ENTRIES)) {
    for (const path of Object.keys((await digester.material(entry))!.modules)) modules.add(path);
  }
  assert(modules.has("lib/bits/elementary.ts") && modules.has("lib/study/steps/measure.ts"));
  for (const path of modules) {
    const source = await Deno.readTextFile(new URL(path, ROOT));
    assertEquals(messages(source), [], path);
  }
});

Deno.test("no kernel uses a mathematics library, a relaxed or a fused operation", async () => {
  const folder = new URL("lib/engines/wasm/assembly/", ROOT);
  let files = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const source = (await Deno.readTextFile(new URL(name, folder)))
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    const found = source.match(/\b(Math|Mathf|NativeMath|NativeMathf|JSMath|Date)\b|relaxed_|\*\*/);
    assertEquals(found?.[0], undefined, name);
    files++;
  }
  assert(files > 5);
});
