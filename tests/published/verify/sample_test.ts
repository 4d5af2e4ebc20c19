import { assertEquals, assertNotEquals } from "@std/assert";
import { sampleOrder } from "../../../lib/published/verify/sample.ts";

Deno.test("sampleOrder() is the same for the same lock and nonce, and another for others", () => {
  const order = (lock: string, nonce: string) => [...sampleOrder(lock, nonce, 50)];
  assertEquals(order("l", "a"), order("l", "a"));
  assertNotEquals(order("l", "a"), order("l", "b"));
  assertNotEquals(order("l", "a"), order("m", "a"));
  assertEquals(order("l", "a").sort((a, b) => a - b), Array.from({ length: 50 }, (_, k) => k));
  // Lock and nonce are told apart where they meet.
  assertNotEquals(order("ab", "c"), order("a", "bc"));
});

Deno.test("sampleOrder() puts every unit first equally often", () => {
  const first = new Uint32Array(5), nonces = 2000;
  for (let k = 0; k < nonces; k++) first[sampleOrder("lock", `${k}`, 5)[0]]++;
  const expected = nonces / 5;
  const chi2 = first.reduce((sum, n) => sum + (n - expected) * (n - expected) / expected, 0);
  // 4 degrees of freedom: exceeded once in a thousand; the nonces are fixed, so it passes for ever.
  assertEquals(chi2 < 18.5, true, `${chi2}`);
});
