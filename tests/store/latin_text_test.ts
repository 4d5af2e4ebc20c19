import { assertEquals } from "@std/assert";
import { latinText } from "../../lib/store/latin_text.ts";

Deno.test("latinText() gives each byte the character of its number, of a part of a buffer too", () => {
  const bytes = Uint8Array.from({ length: 258 }, (_, k) => k - 1);
  const text = latinText(bytes.subarray(1, 257));
  assertEquals(
    [...text].map((char) => char.codePointAt(0)),
    Array.from({ length: 256 }, (_, k) => k),
  );
  assertEquals(latinText(new Uint8Array()), "");
});
