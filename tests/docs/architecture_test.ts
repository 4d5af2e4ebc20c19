/** docs/architecture.md and the pages beside it against the files: paths, functions, rooms, fields of keys. */
import { assert, assertEquals } from "@std/assert";
import { ENTRIES } from "../../lib/plan/kinds.ts";
import { createCodeDigester } from "../../lib/steps/code/digest.ts";
import { Key } from "../../lib/store/key.ts";
import { OWN_NAMES } from "../../lib/store/path.ts";
import { ROOMS } from "../guard/architecture.ts";
import { pageOf, rowsOf } from "./markdown.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "docs/architecture.md",
  "docs/cluster.md",
  "docs/protocol.md",
];

const exists = (path: string) => Deno.stat(new URL(path, ROOT)).then(() => true, () => false);

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(new URL(folder, ROOT)))).map(({ name }) => name);
}

/** Whether a path, in which `*` stands for any name, is in the repo. */
async function isThere(path: string): Promise<boolean> {
  const star = path.indexOf("*");
  if (star < 0) return await exists(path);
  const folder = path.slice(0, path.lastIndexOf("/", star) + 1);
  const [name] = path.slice(folder.length).split("/");
  const pattern = name.split("*").map((part) => RegExp.escape(part)).join(".*");
  return (await namesIn(folder)).some((one) => new RegExp(`^${pattern}$`).test(one));
}

/** Paths of the repo that a text names: in code spans, and as targets of links. */
function pathsOf(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`|\]\((?!https?:)([^)#]+)\)/g)].map(([, span, link]) =>
    span ?? link.replace(/^(\.\.\/)+/, "")
  );
  const top =
    /^(lib|tasks|tests|figures|fixtures|examples|bench|docs|\.ci)(\/[\w.*/-]*)?$|^[\w.]+\.(md|json|ts)$/;
  // What lies in a store is nothing of the repo.
  return named.filter((name) => top.test(name) && !OWN_NAMES.includes(name));
}

for (const page of PAGES) {
  Deno.test(`every path that ${page} names is there`, async () => {
    const missing: string[] = [];
    // A bare name is one of the folder that was named last, or of the page's.
    let folder = page.slice(0, page.lastIndexOf("/") + 1);
    for (const path of pathsOf(await pageOf(page))) {
      const there = await isThere(path) || await isThere(`${folder}${path}`);
      if (!there) missing.push(path);
      if (path.includes("/")) {
        folder = path.slice(0, /\.\w+$/.test(path) ? path.lastIndexOf("/") + 1 : undefined);
      }
      if (!folder.endsWith("/")) folder += "/";
    }
    assertEquals(missing, []);
  });
}

/** Whether a module declares a function, class, method, constant or type of this name. */
function declares(module: string, name: string): boolean {
  const word = RegExp.escape(name.replace(/^.*\./, ""));
  const declared = `(?:function\\*?|class|const|let|interface|type) ${word}\\b`;
  return new RegExp(`${declared}|^ +(?:static |async |get )*#?${word}[(<]`, "m").test(module);
}

Deno.test("every function that docs/architecture.md names is in the file named before it", async () => {
  const page = await pageOf("docs/architecture.md"), missing: string[] = [];
  let path = "", functions = 0;
  for (const [, span] of page.matchAll(/`([^`\n]+)`/g)) {
    if (/^[\w/]+\.ts$/.test(span)) path = span;
    const name = /^([\w.#]+)\(\)$/.exec(span)?.[1];
    if (name === undefined) continue;
    functions++;
    if (!declares(await pageOf(path), name)) missing.push(`${path}: ${name}()`);
  }
  assertEquals(missing, []);
  assert(functions > 30, String(functions));
});

Deno.test("docs/architecture.md has every room of lib, in the order in which they may import", async () => {
  const rows = rowsOf(await pageOf("docs/architecture.md"), "place");
  const places = rows.map(([place]) => place.replaceAll("`", ""));
  const rooms = places.filter((place) => /^lib\/[\w/]+$/.test(place)).map((place) => `${place}/`);
  assertEquals(rooms, ROOMS);
  for (const room of ROOMS) assert(await exists(room), room);
});

Deno.test("docs/architecture.md has every field of a key and of a code digest", async () => {
  const fields = rowsOf(await pageOf("docs/architecture.md"), "field").map(([field]) =>
    field.replaceAll("`", "")
  );
  const { material } = Key.of({ schema: 1, step: "train", code: "", params: {}, inputs: {} });
  const code = (await (await createCodeDigester()).material(ENTRIES.train))!;
  assertEquals(fields, [...Object.keys(material), ...Object.keys(code)]);
});
