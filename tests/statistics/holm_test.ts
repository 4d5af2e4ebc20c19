import { assertEquals } from "@std/assert";
import { holm } from "../../lib/statistics/holm.ts";
import golden from "../golden/statistics.json" with { type: "json" };

Deno.test("holm() decides as by ordered p-values", () => {
  for (const { ps, decided } of golden.holm) {
    assertEquals(holm(ps.map((p) => (miss) => p <= miss)), decided, ps.join(" "));
  }
  assertEquals(holm([]), []);
});
