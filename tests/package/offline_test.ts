import { assert, assertEquals } from "@std/assert";
import { packageMembers } from "../../lib/package/offline.ts";
import type { DenoLock } from "../../lib/steps/code/packages.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";

Deno.test("packageMembers() has the files of a package and of those that it needs, by Deno's own paths", async () => {
  const text = await Deno.readTextFile(new URL("deno.lock", projectRoot));
  const lock: DenoLock = JSON.parse(text);
  const members = await packageMembers(lock, ["npm:zod@4.6.7", "npm:svg-to-pdfkit@0.1.8"]);
  const paths = members.map(({ path }) => path);
  const [folder] = /^packages\/npm\/[^/]+\//.exec(paths[0]!)!;
  assertEquals(paths.filter((path) => !path.startsWith(folder)), []);
  for (const path of ["zod/4.6.7/package.json", "pdfkit/0.20.2/package.json"]) {
    assert(paths.includes(folder + path), path);
  }
  // What Deno would else ask the network for.
  const about = members.find(({ path }) => path === `${folder}zod/registry.json`)!;
  const { name, versions } = JSON.parse(new TextDecoder().decode(await about.bytes()));
  assertEquals([name, Object.keys(versions)], ["zod", ["4.6.7"]]);
});
