/** All that commands print goes through one module, which escapes what would control a terminal. */
import { assert, assertEquals } from "@std/assert";

const TASKS = new URL("../../tasks/", import.meta.url);

async function* modulesIn(folder: URL): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* modulesIn(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) {
      const url = new URL(name, folder);
      yield [url.href.slice(TASKS.href.length), await Deno.readTextFile(url)];
    }
  }
}

Deno.test("no command prints but through tasks/_output.ts", async () => {
  const direct = /\bconsole\b|\bDeno\.(stdout|stderr(?!\.isTerminal\b))|\bprocess\.std/;
  const found: string[] = [];
  for await (const [path, text] of modulesIn(TASKS)) if (direct.test(text)) found.push(path);
  assert(direct.test("Deno.stderr.writeSync") && direct.test("console.log("));
  assertEquals(found, ["_output.ts"]);
});
