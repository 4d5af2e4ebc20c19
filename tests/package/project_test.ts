import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HANDED_ON, inFolder, projectMembers } from "../../lib/package/project.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";

Deno.test("all places of docs/architecture.md and all pages of the project are handed on", async () => {
  const page = await Deno.readTextFile(new URL("docs/architecture.md", projectRoot));
  const places = [...page.matchAll(/^\| `([\w.]+)[^`]*`/gm)].map(([, name]) => name!);
  const names = (await Array.fromAsync(Deno.readDir(projectRoot))).map(({ name }) => name);
  const pages = names.filter((name) => /\.(md|cff|ts|lock)$/.test(name));
  const there = [...places, ...pages, "docs"].filter((name) => names.includes(name));
  assert(there.length > 15);
  assertEquals(there.filter((name) => !HANDED_ON.includes(name)), []);
  assertEquals(HANDED_ON.filter((name) => !names.includes(name)), []);
});

Deno.test("projectMembers() has every file of a folder, in order, programs as such", async () => {
  const members = await projectMembers(projectRoot, ["mod.ts", "examples", ".ci"]);
  const paths = members.map(({ path }) => path);
  assertEquals(paths, paths.toSorted());
  for (const path of [".ci/run", "examples/tanh-relu.json", "mod.ts"]) assert(paths.includes(path));
  assertEquals(members.filter(({ program }) => program).map(({ path }) => path), [".ci/run"]);
  assertStringIncludes(new TextDecoder().decode(await members.at(-1)!.bytes()), "@module");
  assertEquals(inFolder("code", members)[0].path, "code/.ci/run");
});
