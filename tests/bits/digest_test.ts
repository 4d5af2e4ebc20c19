import { assertEquals, assertThrows } from "@std/assert";
import { digestOf, sha256 } from "../../lib/bits/digest.ts";

Deno.test("sha256() gives the digests of FIPS 180-4", () => {
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals(sha256(""), empty);
  assertEquals(sha256(new Uint8Array()), empty);
  assertEquals(sha256("abc"), abc);
  assertEquals(sha256(Uint8Array.of(0, 97, 98, 99).subarray(1)), abc);
});

Deno.test("sha256() hashes text as UTF-8 and refuses what UTF-8 cannot hold", () => {
  assertEquals(sha256("é"), sha256(Uint8Array.of(0xc3, 0xa9)));
  assertThrows(() => sha256("\ud800"), TypeError, "free of lone surrogates");
});

Deno.test("digestOf() stays what it was: keys of stores depend on it", () => {
  const value = { step: "train", params: { rate: 0.001, list: [1, "é", null, true] }, inputs: {} };
  assertEquals(digestOf(value), "1edaae3f282c5d6a29391356b004238486071e97701ea753aea50000a9265013");
  const other = { inputs: {}, params: { list: [1, "é", null, true], rate: 0.001 }, step: "train" };
  assertEquals(digestOf(other), digestOf(value));
});
