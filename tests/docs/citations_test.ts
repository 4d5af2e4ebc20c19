/** What comments, tests and messages cite is in the repo, and every module of lib says in its first line what it holds. */
import { assert, assertEquals } from "@std/assert";
import { pageOf, rowsOf, sectionsOf } from "./markdown.ts";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["lib", "tasks", "tests", "bench", "figures", "docs"];
const TEXT = /\.(ts|py|json|md|vl\.json)$/;

async function* textsUnder(folder: string): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* textsUnder(path);
    else if (TEXT.test(name)) yield [path, await pageOf(path)];
  }
}

async function texts(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const folder of FOLDERS) {
    for await (const [path, text] of textsUnder(folder)) all.set(path, text);
  }
  for (const path of ["mod.ts", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]) {
    all.set(path, await pageOf(path));
  }
  return all;
}

const files = await texts();

/** A text whose lines, of comments too, are one. */
function joined(text: string): string {
  return text.replaceAll(/" \+\n\s*"/g, "").replaceAll(
    /\n[ \t]*(?:\*(?!\/)|\/\/+|#+)?[ \t]*/g,
    " ",
  );
}

/** Numbers of `1, 2 and 4` or `1 to 5`. */
function numbersOf(list: string): number[] {
  const numbers = [...list.matchAll(/\d+/g)].map(Number);
  if (!/\d to \d/.test(list)) return numbers;
  const [from, to] = numbers.slice(-2);
  return [...numbers, ...Array.from({ length: to - from }, (_, k) => from + k)];
}

interface Citation {
  readonly page: string;
  readonly sections: readonly number[];
  readonly rows: readonly number[];
}

const LIST = "\\d+(?:, \\d+)*(?:(?: and| to) \\d+)?";
const CITATION = new RegExp(
  `(docs/\\w+\\.md)(?:, sections? (${LIST}))?(?:, rows? (${LIST}))?(?! ?[\\w.-]*/)`,
  "g",
);

function citationsOf(text: string): Citation[] {
  return [...joined(text).matchAll(CITATION)].map(([, page, sections = "", rows = ""]) => ({
    page,
    sections: numbersOf(sections),
    rows: numbersOf(rows),
  }));
}

Deno.test("citationsOf() reads pages, sections and rows, over the ends of lines too", () => {
  const text =
    `/**\n * See docs/protocol.md, sections\n * 1 to 3 (docs/a.md) and docs/b.md, section 10, rows 12\n * and 13. */`;
  assertEquals(citationsOf(text), [
    { page: "docs/protocol.md", sections: [1, 3, 1, 2], rows: [] },
    { page: "docs/a.md", sections: [], rows: [] },
    { page: "docs/b.md", sections: [10], rows: [12, 13] },
  ]);
});

Deno.test("every page, section and row that is cited is there", async () => {
  const wrong: string[] = [];
  let found = 0;
  for (const [path, text] of files) {
    if (path === "tests/docs/citations_test.ts") continue;
    for (const { page, sections, rows } of citationsOf(text)) {
      const cited = await pageOf(page).catch(() => undefined);
      if (cited === undefined) wrong.push(`${path}: ${page}`);
      else {
        const own = sectionsOf(cited), differences = rowsOf(cited, "#").map(([row]) => Number(row));
        wrong.push(
          ...sections.filter((one) => !own.includes(one)).map((one) => `${path}: ${page} ${one}`),
        );
        wrong.push(
          ...rows.filter((one) => !differences.includes(one)).map((one) => `${path}: row ${one}`),
        );
      }
      found++;
    }
  }
  assertEquals(wrong, []);
  assert(found > 120, String(found));
});

Deno.test("nothing cites a document that is not here", () => {
  // In capitals, as the names of pages that were never a part of the project.
  const names = new RegExp(
    `\\b(${["PROTO" + "COL", "DES" + "IGN", "LES" + "SONS", "STY" + "LE"].join("|")})\\b`,
  );
  assertEquals([...files].filter(([, text]) => names.test(text)).map(([path]) => path), []);
});

Deno.test("a module of lib says in its first line what it holds", () => {
  const modules = [...files].filter(([path]) => /^lib\/(?!std\/).*\.ts$/.test(path));
  const riddles = modules.filter(([, text]) => {
    const first = /^(?:\/\*\*\s*(?:\*\s*)?|\/\/ )(\S+)/.exec(text)?.[1];
    return first === undefined || /^(What|How|Whether|Which|Why|Where|Who|When|Will)$/.test(first);
  });
  assertEquals(riddles.map(([path]) => path), []);
  assert(modules.length > 200, String(modules.length));
});
