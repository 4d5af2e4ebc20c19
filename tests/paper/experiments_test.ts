import { assertEquals } from "@std/assert";
import { EXPERIMENTS, runOf } from "../../lib/paper/experiments.ts";
import { PRESETS } from "../../lib/paper/presets.ts";

const sizes = (name: string) =>
  (["smoke", "quick", "paper"] as const).map((preset) => {
    const { repeats, epochs } = runOf(name, preset);
    return [repeats, epochs];
  });

Deno.test("runOf() has a preset's repeats and epochs, and no more repeats than the paper", () => {
  assertEquals(sizes("SYN-ReLU-8"), [[2, 50], [3, 8000], [50, 8000]]);
  assertEquals(sizes("SYN-Tanh-8-Prefit"), [[2, 50], [3, 8000], [20, 8000]]);
  assertEquals(sizes("MNIST-Bottleneck-2"), [[2, 2], [3, 50], [20, 3000]]);
  assertEquals(sizes("MNIST-4x10"), [[2, 2], [3, 50], [10, 3000]]);
  assertEquals(sizes("MNIST-Conv"), [[2, 2], [1, 50], [10, 3000]]);
});

Deno.test("every experiment is trained under a name of its own, in the paper as often as it says", () => {
  const seeds = Object.values(EXPERIMENTS).map(({ training: { seed } }) => seed);
  assertEquals(new Set(seeds).size, 13);
  for (const [name, { repeats, scale }] of Object.entries(EXPERIMENTS)) {
    assertEquals(runOf(name, "paper").repeats, repeats);
    assertEquals(repeats <= PRESETS.paper[scale].repeats, true, name);
  }
});

Deno.test("a quick or smoke run begins with the very segments of the paper's", () => {
  for (const name of Object.keys(EXPERIMENTS)) {
    const { protocol } = runOf(name, "smoke").training;
    const ends = [protocol.firstSegment, protocol.segment];
    for (const [, epochs] of sizes(name)) {
      const whole = epochs <= ends[0] ? epochs === ends[0] : epochs % ends[1] === 0;
      assertEquals(whole, true, `${name}: ${epochs} of ${ends}`);
    }
  }
});
