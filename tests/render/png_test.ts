import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { ASSETS } from "../../lib/render/assets.ts";
import { renderPng } from "../../lib/render/png.ts";
import { FONTS } from "./drawing.ts";

const rasteriser = await ASSETS.rasteriser.load();
const text = '<text x="2" y="20" font-family="DejaVu Sans, sans-serif" font-size="12">Tᵢ</text>';
const picture = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">${inner}</svg>`;
const options = { fonts: FONTS, rasteriser };

// First of all tests here: once resvg has started, no other module is looked at.
Deno.test("renderPng() refuses a wrong rasteriser and starts with the right one after it", async () => {
  const wrong = { fonts: FONTS, rasteriser: new Uint8Array(4) };
  await assertRejects(
    () => renderPng(picture(text), wrong),
    Error,
    "current value is 4 other bytes",
  );
  await renderPng(picture(text), options);
});

Deno.test("renderPng() gives a PNG of twice the size, or of the scale's", async () => {
  for (const [scale, width, height] of [[undefined, 120, 60], [1, 60, 30], [2.5, 150, 75]]) {
    const png = await renderPng(
      picture(text),
      scale === undefined ? options : { ...options, scale },
    );
    assertEquals([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const header = new DataView(png.buffer, png.byteOffset);
    assertEquals([header.getUint32(16), header.getUint32(20)], [width, height]);
  }
});

Deno.test("renderPng() says the resolution: the picture has the size of the SVG at 96 dots per inch", async () => {
  for (const scale of [1, 2, 2.5]) {
    const png = await renderPng(picture(text), { ...options, scale });
    const view = new DataView(png.buffer, png.byteOffset);
    // Right behind the header's 8 + 25 bytes: length, type, two resolutions per metre, unit, checksum.
    assertEquals(view.getUint32(33), 9);
    assertEquals(new TextDecoder().decode(png.subarray(37, 41)), "pHYs");
    const perMetre = view.getUint32(41);
    assertEquals([view.getUint32(45), png[49]], [perMetre, 1]);
    assertEquals(view.getUint32(50), crc32(png.subarray(37, 50)));
    assert(Math.abs(perMetre * 0.0254 - 96 * scale) < 0.02, `${perMetre}`);
  }
});

Deno.test("renderPng() gives the same bytes twice, without metadata such as a date", async () => {
  const png = await renderPng(picture(text), options);
  assertEquals(await renderPng(picture(text), options), png);
  const latin = new TextDecoder("latin1").decode(png);
  for (const chunk of ["tIME", "tEXt", "iTXt", "zTXt", "eXIf"]) assert(!latin.includes(chunk));
});

Deno.test("renderPng() draws text", async () => {
  const [without, regular, bold] = await Promise.all(
    ["", text, text.replace("<text", '<text font-weight="bold"')]
      .map((inner) => renderPng(picture(inner), options)),
  );
  assertNotEquals(regular, without);
  assertNotEquals(bold, regular);
});

Deno.test("renderPng() refuses fonts that draw nothing, although the picture could be drawn", async () => {
  const fonts = { regular: new Uint8Array(9), bold: new Uint8Array(9) };
  const message = "Cannot render PNG: fonts must be TrueType files";
  await assertRejects(() => renderPng(picture(text), { fonts, rasteriser }), Error, message);
});

Deno.test("renderPng() refuses a scale that is no positive number and a malformed document", async () => {
  for (const scale of [0, -1, NaN, Infinity]) {
    const message = `scale must be a positive number, current value is ${scale}`;
    await assertRejects(() => renderPng(picture(""), { ...options, scale }), RangeError, message);
  }
  for (const svg of ["", "text", "<svg>", picture("").slice(0, -1)]) {
    await assertRejects(() => renderPng(svg, options), Error, "svg must be a well-formed document");
  }
});

Deno.test("renderPng() leaves out circles that later ones of their place hide, in any colour", async () => {
  const circle = (x: number) => `<circle cx="${x}" cy="5" r="1.25"/>`;
  const group = (fill: string, ...xs: number[]) =>
    `<g fill="${fill}" stroke-width="2" opacity="1">${xs.map(circle).join("")}</g>`;
  const png = (points: string) => renderPng(picture(points), options);
  const all = await png(group("#ff0000", 5, 5, 9) + group("#0000ff", 5, 13, 13));
  assertEquals(all, await png(group("#ff0000", 9) + group("#0000ff", 5, 13)));
  assertNotEquals(all, await png(group("#ff0000", 5, 9) + group("#0000ff", 13)));
});
