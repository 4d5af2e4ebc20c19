import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/bits/nearest.ts";

Deno.test("nearest() finds what was meant, whatever its case and joints", () => {
  const ids = ["fig2", "fig3", "figC10", "figC11", "output-layer"];
  const cases: [string, string | undefined][] = [
    ["figc10", "figC10"],
    ["fig33", "fig3"],
    ["FIG-2", "fig2"],
    ["figC1", "figC10"],
    ["outputlayer", "output-layer"],
    ["outputlajer", "output-layer"],
    ["output", undefined],
    ["fig", "fig2"],
    ["nothing", undefined],
    ["", undefined],
    ["f".repeat(1e6), undefined],
  ];
  for (const [name, meant] of cases) assertEquals(nearest(name, ids), meant, name.slice(0, 20));
  assertEquals(nearest("a", []), undefined);
  assertEquals(nearest("5", ["0", "1"]), undefined);
});

Deno.test("nearest() counts insertions, deletions and substitutions", () => {
  // Kitten, sitting: three edits, more than a quarter of the letters.
  assertEquals(nearest("kitten", ["sitting"]), undefined);
  assertEquals(nearest("kitten", ["sitten", "kittens"]), "sitten");
  assertEquals(nearest("estimatrs", ["repeats", "estimators"]), "estimators");
  assertEquals(nearest("quantisation", ["protocol", "quantization"]), "quantization");
});
