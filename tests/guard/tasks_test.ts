/** What `deno task` alone shows: the users' tasks, then the maintainers', each with a description. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

const TASKS: readonly [string, { readonly description: string; readonly command: string }][] =
  Object.entries(config.tasks);
const NAMES = TASKS.map(([name]) => name);

/** Modules of a folder that are commands. */
async function commands(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(new URL(`../../${folder}/`, import.meta.url))) {
    if (/^[a-z][a-z_]*\.ts$/.test(name)) found.push(`${folder}/${name}`);
  }
  return found.sort();
}

Deno.test("every task says in one line of its own what it does", () => {
  for (const [name, { description }] of TASKS) {
    assertMatch(description, /^[A-Z][^\n]{9,79}[^.\n]$/, name);
  }
  assertEquals(new Set(TASKS.map(([, { description }]) => description)).size, TASKS.length);
});

Deno.test("users' tasks come first, maintainers' after them under dev:", () => {
  assertEquals(NAMES.slice(0, 3), ["reproduce", "reproduce:native", "reproduce:remote"]);
  const first = NAMES.findIndex((name) => name.startsWith("dev:"));
  assertEquals(NAMES.slice(first).filter((name) => !name.startsWith("dev:")), []);
});

Deno.test("every command has a task: those of tasks/dev under dev:", async () => {
  for (const folder of ["tasks", "tasks/runs", "tasks/report", "tasks/dev"]) {
    const paths = await commands(folder);
    assert(paths.length > 0, `${folder} has hardly any command`);
    for (const path of paths) {
      const names = TASKS.filter(([, { command }]) => command.split(" ").includes(path))
        .map(([name]) => name);
      assert(names.length > 0, `${path} must have a task, current value is none`);
      for (const name of names) assertEquals(name.startsWith("dev:"), folder === "tasks/dev", name);
    }
  }
});

Deno.test("no task of a command has all permissions", () => {
  for (const [name, { command }] of TASKS) {
    if (!name.startsWith("test")) assert(!/ (-A|--allow-all)\b/.test(command), name);
  }
});

Deno.test("no task runs code from elsewhere: packages come from registries, as the lock file has them", () => {
  for (const [name, { command }] of TASKS) {
    if (/^deno run\b/.test(command)) {
      assertMatch(command, / (--no-remote|--allow-import=jsr\.io) /, name);
    }
  }
});
