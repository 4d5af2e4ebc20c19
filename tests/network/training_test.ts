import { assertEquals } from "@std/assert";
import { segmentEnds } from "../../lib/network/training.ts";
import { syntheticTraining } from "../../lib/paper/synthetic_trainings.ts";

const { protocol } = syntheticTraining("relu", 8);

Deno.test("segmentEnds() of 8000 epochs are 50, then the multiples of 500", () => {
  const multiples = Array.from({ length: 16 }, (_, k) => 500 * (k + 1));
  assertEquals(segmentEnds(protocol, 8000), [50, ...multiples]);
});

Deno.test("segmentEnds() of a longer run begin with those of a shorter one", () => {
  const shorter = segmentEnds(protocol, 8000), longer = segmentEnds(protocol, 16000);
  assertEquals(longer.length, 33);
  assertEquals(longer.slice(0, 17), shorter);
});

Deno.test("segmentEnds() cuts the last segment to the run's length", () => {
  const known: [number, number[]][] = [
    [1, [1]],
    [49, [49]],
    [50, [50]],
    [51, [50, 51]],
    [60, [50, 60]],
    [499, [50, 499]],
    [500, [50, 500]],
    [501, [50, 500, 501]],
    [1000, [50, 500, 1000]],
  ];
  for (const [epochs, ends] of known) assertEquals(segmentEnds(protocol, epochs), ends);
});

Deno.test("segmentEnds() follows a protocol with other lengths", () => {
  const dense = { ...protocol, firstSegment: 2, segment: 50 };
  assertEquals(segmentEnds(dense, 110), [2, 50, 100, 110]);
  const late = { ...protocol, firstSegment: 100, segment: 50 };
  assertEquals(segmentEnds(late, 200), [100, 150, 200]);
});
