import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { inflateSync } from "node:zlib";
import { renderPdf } from "../../lib/render/pdf.ts";
import { FONTS } from "./drawing.ts";

const options = { fonts: FONTS };
const text =
  '<text x="2" y="20" font-family="DejaVu Sans, sans-serif" font-size="12">I(Tᵢ;Y) σ</text>';
const bold = text.replace("<text", '<text font-weight="bold"');
const picture = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="30">${inner}</svg>`;
const point = (x: number, y: number, colour: string) =>
  `<path transform="translate(${x},${y})" d="M1.25,0A1.25,1.25,0,1,1,-1.25,0A1.25,1.25,0,1,1,1.25,0" ` +
  `fill="rgb(${colour})" stroke-width="2" opacity="1"/>`;
const points = (count: number) =>
  '<g class="mark-symbol role-mark">' +
  Array.from({ length: count }, (_, k) => point(k % 150 + k / 7, k % 23, `${k >> 2 & 255}, 1, 2`))
    .join("") +
  "</g>";

/** The document as text: its objects and what its streams inflate to. */
function plain(pdf: Uint8Array): string {
  const latin = new TextDecoder("latin1").decode(pdf);
  const streams = [...latin.matchAll(/\/Length (\d+)[^>]*\n>>\nstream\n/g)].map((found) => {
    const start = found.index + found[0].length;
    const bytes = pdf.subarray(start, start + Number(found[1]));
    return new TextDecoder("latin1").decode(inflateSync(bytes));
  });
  return [latin, ...streams].join("\n");
}

Deno.test("renderPdf() gives one page of the picture's size, in points", async () => {
  const pdf = plain(await renderPdf(picture(text), options));
  assert(pdf.startsWith("%PDF-1."));
  assertStringIncludes(pdf, "/MediaBox [0 0 120 22.5]");
  assertEquals(pdf.match(/\/Type \/Page\n/g)?.length, 1);
});

Deno.test("renderPdf() embeds subsets of the given fonts and no other", async () => {
  const pdf = await renderPdf(picture(text + bold), options);
  const names = [...plain(pdf).matchAll(/\/FontName \/[A-Z]{6}\+(\S+)/g)].map(([, name]) => name);
  assertEquals(names.sort(), ["DejaVuSans", "DejaVuSans-Bold"]);
  assertEquals(plain(pdf).match(/\/FontFile2 /g)?.length, 2);
  assert(!plain(pdf).includes("Helvetica"));
  // The fonts have 760 and 700 kB.
  assert(pdf.length < 40_000, `${pdf.length} bytes`);
});

Deno.test("renderPdf() keeps text as text, subscripts and Greek included", async () => {
  const [pdf, empty] = [
    await renderPdf(picture(text), options),
    await renderPdf(picture(""), options),
  ];
  const map = plain(pdf).match(/beginbfrange([\s\S]*)endbfrange/)![1]!;
  const letters = [...map.matchAll(/<([0-9a-f]+)>(?=[ \]])/g)].map(([, hex]) => parseInt(hex!, 16));
  for (const letter of "I(Tᵢ;Y) σ") assert(letters.includes(letter.codePointAt(0)!), letter);
  assertNotEquals(pdf, empty);
});

Deno.test("renderPdf() draws every point, in few bytes", async () => {
  const [empty, pdf] = [
    await renderPdf(picture(""), options),
    await renderPdf(picture(points(4000)), options),
  ];
  const lines = (one: Uint8Array) => plain(one).match(/ l\n/g)!.length;
  assertEquals(lines(pdf) - lines(empty), 4000);
  assert(pdf.length < 40_000, `${pdf.length} bytes`);
});

Deno.test("renderPdf() gives the same bytes in another process, time zone and language, with no permission but files", async () => {
  const svg = picture(text + bold + points(9));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write"],
      new URL("./pdf_process.ts", import.meta.url).pathname,
      svg,
    ],
    env: { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const digest = await crypto.subtle.digest("SHA-256", (await renderPdf(svg, options)).slice());
  assertEquals(new TextDecoder().decode(stdout).trim(), new Uint8Array(digest).toHex());
});

Deno.test("renderPdf() has the title that it is given, in any script, and none unasked", async () => {
  const latin = async (title?: string) =>
    new TextDecoder("latin1").decode(await renderPdf(picture(text), { ...options, title }));
  const titleIn = (pdf: string) => {
    const number = pdf.match(/\/Title (\d+) 0 R/)![1]!;
    return pdf.match(new RegExp(`\n${number} 0 obj\n(.*)\n`))![1];
  };
  const titled = await latin("Plane (a)");
  assertEquals(titleIn(titled), "(Plane \\(a\\))");
  assertStringIncludes(titled, "/DisplayDocTitle true");
  // UTF-16, big-endian, behind its mark.
  assertEquals(titleIn(await latin("σ")), "(þÿ\u0003Ã)");
  assert(!/\/Title |DisplayDocTitle true/.test(await latin()));
});

Deno.test("renderPdf() has a fixed date, and an identifier that depends on nothing else", async () => {
  const pdfs = [await renderPdf(picture(text), options), await renderPdf(picture(bold), options)];
  const of = (pattern: RegExp) => pdfs.map((pdf) => plain(pdf).match(pattern)?.[1]);
  assertEquals(of(/\((D:.*)\)/), Array(2).fill("D:19700101000000Z"));
  const [first, second] = of(/\/ID \[(<[0-9a-f]+>) \1\]/);
  assert(first !== undefined && first === second, first);
});

const WRONG: Record<string, [string, string]> = {
  "no document": ["", "svg must have a width and a height in pixels, current value is no SVG"],
  "a document without a size": ["<svg/>", "in pixels, current value is <svg/>"],
  "a size that is no number": [
    picture("").replace("160", "wide"),
    "svg must have a width and a height in pixels, current value is <svg ",
  ],
  "a malformed document": [
    picture("<g>"),
    "warnings must be none, current value is parseXml: tag not",
  ],
  "a malformed path": [
    picture('<path d="M0,0Qz"/>'),
    "warnings must be none, current value is SvgPath:",
  ],
  "a picture in the picture": [picture('<image href="a.png"/>'), "failed to open image"],
};
for (const [what, [svg, message]] of Object.entries(WRONG)) {
  Deno.test(`renderPdf() refuses ${what} in one line`, async () => {
    const error = await assertRejects(() => renderPdf(svg, options), Error, message) as Error;
    assert(/^Cannot render PDF: [^\n]*$/.test(error.message), error.message);
  });
}

for (const name of ["regular", "bold"] as const) {
  Deno.test(`renderPdf() refuses a ${name} font that is none`, async () => {
    const fonts = { ...FONTS, [name]: new Uint8Array(9) };
    const message =
      `Cannot render PDF: ${name} font must be a TrueType file, current value is 9 other bytes`;
    await assertRejects(() => renderPdf(picture(""), { fonts }), RangeError, message);
  });
}
