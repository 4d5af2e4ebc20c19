import { assertEquals, assertThrows } from "@std/assert";
import { parseIdx } from "../../lib/data/idx.ts";

/** Two images of 2 x 3. */
const GOOD = Uint8Array.of(
  ...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255],
);
const SHAPE = [2, 2, 3];

Deno.test("parseIdx() gives the elements, from a view with an offset too", () => {
  const shifted = new Uint8Array([9, ...GOOD, 9]).subarray(1, 1 + GOOD.length);
  for (const bytes of [GOOD, shifted]) {
    const { shape, data } = parseIdx(bytes, "f", SHAPE);
    assertEquals(shape, SHAPE);
    assertEquals([...data], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
  }
});

Deno.test("parseIdx() says what is expected and found when shape or type differ", () => {
  const floats = GOOD.with(2, 13), labels = GOOD.with(3, 1), other = GOOD.with(7, 4);
  for (const bytes of [floats, labels, other]) {
    const error = assertThrows(() => parseIdx(bytes, "f", SHAPE), RangeError);
    assertEquals(
      error.message.split(", current value is ")[0],
      "Cannot read f: file must be idx 0x803 of 2 x 2 x 3",
    );
  }
});

Deno.test("parseIdx() refuses hostile bytes in one line", () => {
  const hostile: Uint8Array[] = [
    new Uint8Array(),
    GOOD.subarray(0, 3),
    GOOD.subarray(0, 15),
    GOOD.subarray(0, GOOD.length - 1),
    new Uint8Array([...GOOD, 0]),
    // Sizes whose product overflows, and a compressed file.
    Uint8Array.from(GOOD, (byte, k) => k >= 4 && k < 16 ? 255 : byte),
    new Uint8Array(64).with(0, 31).with(1, 139),
  ];
  for (const bytes of hostile) {
    const { message } = assertThrows(() => parseIdx(bytes, "f", SHAPE), RangeError);
    assertEquals(
      /^Cannot read f: file must be [^\n]+, current value is [^\n]+$/.test(message),
      true,
      message,
    );
  }
});
