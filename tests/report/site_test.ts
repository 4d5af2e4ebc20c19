import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { unzipSync } from "fflate";
import { sha256 } from "../../lib/bits/digest.ts";
import { escaped } from "../../lib/report/html.ts";
import { POLICY } from "../../lib/report/page.ts";
import { fileStem } from "../../lib/report/paths.ts";
import { reportFiles, SUMS, sumsText, zipOf } from "../../lib/report/site.ts";
import { lastRows, rowsOf } from "../../lib/report/tables.ts";
import { estimateText } from "../../lib/paper/claims/text.ts";
import { contents, CSV, HOSTILE, JUDGED } from "./made.ts";

const ASSETS = { files: new Map([["style.css", new Uint8Array([1])]]), theme: "{}" };
const files = reportFiles(contents(), ASSETS, (bytes) => bytes.toReversed());
const textOf = (path: string) => new TextDecoder().decode(files.get(path));
const pages = [...files.keys()].filter((path) => path.endsWith(".html"));

/** Text of the cells of a page's tables, unescaped, row by row. */
function cellsOf(page: string): string[][] {
  return [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) =>
      cell.replace(/<[^>]*>/g, "")
    )
  );
}

Deno.test("reportFiles() of the same contents are the same bytes, whole or zipped", () => {
  const again = reportFiles(contents(), ASSETS, (bytes) => bytes.toReversed());
  assertEquals([...again], [...files]);
  const zip = zipOf(files, "report");
  assertEquals(zip, zipOf(new Map([...files].reverse()), "report"));
  const inside = unzipSync(zip);
  assertEquals(
    Object.keys(inside).sort(),
    [...files.keys()].map((path) => `report/${path}`).sort(),
  );
  for (const [path, bytes] of files) assertEquals(inside[`report/${path}`], bytes);
});

Deno.test("SHA256SUMS names every other file with its digest", () => {
  const lines = textOf(SUMS).trimEnd().split("\n"),
    others = [...files].filter(([path]) => path !== SUMS);
  assertEquals(lines.length, others.length);
  assertEquals(new Set(lines), new Set(others.map(([path, bytes]) => `${sha256(bytes)}  ${path}`)));
  assertEquals(sumsText(new Map(others)), textOf(SUMS));
});

Deno.test("every number of a figure's table stands in its page as in the table", () => {
  const { columns, rows } = rowsOf(CSV), cells = cellsOf(textOf("figure-fig3.html"));
  const last = rows.filter(([epoch]) => epoch === "7995");
  assertEquals(lastRows({ columns, rows }).rows, last);
  assertEquals(cells.slice(0, 4), [[...columns], ...last]);
  assertEquals(textOf("tables/fig3.csv"), CSV);
});

Deno.test("every number of a claim stands in its page as claims prints it", () => {
  const cells = cellsOf(textOf("claims.html")), { parts } = JUDGED;
  for (const part of parts) {
    const row = cells.find(([name]) => name === escaped(part.part.name))!;
    assertEquals(row[2], estimateText(part.estimate!));
    assertEquals(row[6], "3 of 4");
  }
});

Deno.test("the numbers of runs are those of their summaries and differences", () => {
  const cells = cellsOf(textOf("runs.html"));
  assert(cells.some((row) => row.slice(1).join() === "2 of 3,1,0.9877,0.9900,0.9000,0.9500"));
  assert(cells.some((row) => row.join() === "T2, output,2.2500,0.5000"));
  assert(cells.some((row) => row.slice(5, 9).join() === "-0.1250,-0.2500,0.0000,0.0625"));
});

Deno.test("every digest that is shown is that of a file, of an entry of data, or of what the contents say", () => {
  const { theme } = ASSETS, known = new Set<string>([sha256(theme), sha256(CSV)]);
  const text = JSON.stringify(contents(), (_, value) => value instanceof Map ? [...value] : value);
  for (const [digest] of text.matchAll(/\b[0-9a-f]{64}\b/g)) known.add(digest);
  for (const { spec } of contents().figures) known.add(sha256(spec));
  let shown = 0;
  for (const path of pages) {
    for (const [digest] of textOf(path).matchAll(/\b[0-9a-f]{64}\b/g)) {
      assert(known.has(digest), `${path} shows ${digest}`);
      shown++;
    }
  }
  assert(shown > 10);
  // What a page expects of its data is what its script brings.
  const [, json] = /id="task">(.*?)<\/script>/.exec(textOf("figure-fig3.html"))!;
  for (const { name, sha256: expected, script } of JSON.parse(json).expected) {
    const [, packed] = new RegExp(`exactIb\\.data\\("${name}","([^"]*)"\\)`).exec(textOf(script))!;
    assertEquals(sha256(Uint8Array.fromBase64(packed).reverse()), expected);
  }
});

Deno.test("hostile names are text in pages, and plain in paths and scripts", () => {
  for (const path of files.keys()) assert(/^[\w/.~-]+$/.test(path), path);
  for (const path of pages) {
    const page = textOf(path);
    assertFalse(/<b onclick|\u202E/.test(page), path);
    assertFalse(/<script(?![^>]*(src="|type="application\/json"))/.test(page), path);
    assertFalse(/\s(style|on[a-z]+)="/.test(page), path);
  }
  assertStringIncludes(textOf("runs.html"), `<bdi>${escaped(HOSTILE)}</bdi>`);
  assertStringIncludes(textOf("trust.html"), `<bdi>${escaped(HOSTILE)}.json</bdi>`);
  assert(files.has(`figure-${fileStem(HOSTILE)}.html`));
});

Deno.test("every page forbids network, inline scripts and code from text, and links lead to files", () => {
  for (const path of pages) {
    const page = textOf(path);
    assertStringIncludes(page, `http-equiv="Content-Security-Policy" content="${escaped(POLICY)}"`);
    for (const [, to] of page.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^(data:,|https:\/\/openreview\.net\/)/.test(to)) continue;
      const target = to.split("#")[0];
      const isThere = target === "" || files.has(target) || /^(assets|lock)\//.test(target);
      assert(isThere, `${path} leads to ${to}`);
    }
  }
  assertFalse(/unsafe|https?:|\*/.test(POLICY));
  assertStringIncludes(POLICY, "default-src 'none'");
});

Deno.test("a page says in which language it is, has one first heading, and labels what scrolls", () => {
  for (const path of pages) {
    const page = textOf(path);
    assertEquals(page.match(/<h1/g)?.length, 1, path);
    assertStringIncludes(page, '<html lang="en">');
    for (const [tag] of page.matchAll(/<(?:div|pre)[^>]*tabindex="0"[^>]*>/g)) {
      assert(/role="region"\s+aria-label="[^"]+"/.test(tag), tag);
    }
    for (const [tag] of page.matchAll(/<img[^>]*>/g)) assert(/\salt="/.test(tag), tag);
  }
});
