import { assert, assertEquals, assertThrows } from "@std/assert";
import { textWidth } from "../../lib/render/text_width.ts";
import { FONTS } from "./drawing.ts";

// Advances of DejaVu Sans 2.37 in units of 1/2048 em, as its hmtx table has them.
const EM = 2048, DIGIT = 1303, BOLD_DIGIT = 1425, T = 1251, I = 569, SPACE = 651;

Deno.test("textWidth() sums the advances of the regular font", () => {
  const width = textWidth(FONTS);
  assertEquals(width({ fontSize: EM }, "0123456789"), 10 * DIGIT);
  assertEquals(width({ fontSize: EM }, "T i"), T + SPACE + I);
  assertEquals(width({ fontSize: 12 }, "8000"), 4 * DIGIT / EM * 12);
});

Deno.test("textWidth() uses the bold font from weight 600", () => {
  const width = textWidth(FONTS);
  for (const fontWeight of ["bold", 600, 700, "700"]) {
    assertEquals(width({ fontSize: EM, fontWeight }, "0"), BOLD_DIGIT);
  }
  for (const fontWeight of ["normal", 400, 500]) {
    assertEquals(width({ fontSize: EM, fontWeight }, "0"), DIGIT);
  }
});

Deno.test("textWidth() has Vega's defaults and takes numbers, nothing and letters outside ASCII", () => {
  const width = textWidth(FONTS);
  assertEquals(width({}, 0), DIGIT / EM * 11);
  assertEquals([width({}, ""), width({}, null), width({}, undefined)], [0, 0, 0]);
  assert(width({}, "ᵢ") > 0 && width({}, "–") > 0);
});

Deno.test("textWidth() refuses what is not a font", () => {
  const regular = new Uint8Array(9);
  assertThrows(
    () => textWidth({ ...FONTS, regular }),
    RangeError,
    "current value is 9 other bytes",
  );
});
