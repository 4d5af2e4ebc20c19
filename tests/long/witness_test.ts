import { assert, assertEquals } from "@std/assert";
import { publishedHolding } from "../../lib/published/holding.ts";
import { ClaimResults } from "../../lib/paper/claims/results.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { syntheticTraining } from "../../lib/paper/synthetic_trainings.ts";
import {
  type Experiment,
  NETWORKS,
  QUANTITIES,
  quantitiesOf,
  resultOf,
} from "../witness/results.ts";
import { trainWithDecay } from "./witness/planted.ts";

const published = new ClaimResults([await publishedHolding((await PublishedFolder.open())!)]);

for (const [experiment, activation] of Object.entries(NETWORKS)) {
  Deno.test(`trainWithDecay() with the protocol's decay is ${experiment} as published`, async () => {
    const source = {
      experiment: experiment as Experiment,
      states: "binned",
      phase: "train",
    } as const;
    const found = await published.load(source);
    assert("sample" in found);
    const { decay } = syntheticTraining(activation, 8).quantization!;
    for (const repeat of [0, 3]) {
      const theirs = quantitiesOf(resultOf(found.sample.curves[repeat]));
      const ours = quantitiesOf(trainWithDecay(activation, decay, repeat));
      assertEquals(ours.length, QUANTITIES.length);
      // Nine decimals are kept.
      ours.forEach((x, q) => assert(Math.abs(x - theirs[q]) < 1e-9, `${repeat} ${QUANTITIES[q]}`));
    }
  });
}
