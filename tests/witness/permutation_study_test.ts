/**
 * Full trainings by TensorFlow.js and by our engine come from one distribution, and the test that says so is able to
 * tell (issue 7). Numbers of TensorFlow.js are in tests/golden/witness.json, ours are the published ones.
 *
 * Repeats 0 to 9 are compared with our repeats 10 to 49. A repeat's number names its initial weights and its shuffles,
 * the same for both engines, so equal numbers start alike and would be no independent samples.
 *
 * Fixed before the trainings ended: the quantities (results.ts), the statistic (permutation.ts) and what is below.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Stream, streamKey } from "../../lib/bits/random.ts";
import { publishedHolding } from "../../lib/published/holding.ts";
import { ClaimResults } from "../../lib/paper/claims/results.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { permutationTest, powerOf, type Sample, type Verdict } from "./permutation.ts";
import {
  type Experiment,
  NETWORKS,
  QUANTITIES,
  quantitiesOf,
  type RepeatResult,
  REPEATS,
  resultOf,
  type Witness,
} from "./results.ts";

/** A p-value at most this one rejects: for each network, all quantities together. */
const LEVEL = 0.01;

/**
 * One state more of 4096 rows changes information by 5e-4 bits, one row an accuracy by 3e-4; sums that are rounded in
 * another order, and the nine decimals in the file, by less than 1e-9.
 */
const OPTIONS = { permutations: 2000, resolution: 1e-6 };

/**
 * Shift of one quantity alone, in its standard deviations over our repeats, that is found with this probability: the
 * smallest tenth. What shifts several quantities is found sooner.
 */
const DETECTABLE: Readonly<Record<Experiment, number>> = { "SYN-ReLU-8": 1.7, "SYN-Tanh-8": 1.8 };
const POWER = 0.8;

function streamOf(purpose: string): Stream {
  return new Stream(streamKey({ seed: "witness", repeat: 0, attempt: 0, purpose, epoch: 0 }));
}

const witness: Witness = JSON.parse(
  await Deno.readTextFile(new URL("../golden/witness.json", import.meta.url)),
);
const published = new ClaimResults([await publishedHolding((await PublishedFolder.open())!)]);

async function ours(experiment: Experiment): Promise<Sample> {
  const found = await published.load({ experiment, states: "binned", phase: "train" });
  assert("sample" in found, `${experiment} is not published`);
  assertEquals(found.sample.curves.length, 50);
  return found.sample.curves.map((one) => quantitiesOf(resultOf(one)));
}

function sampleOf(results: readonly RepeatResult[]): Sample {
  assertEquals(results.length, REPEATS);
  const sample = results.map(quantitiesOf);
  for (const row of sample) assertEquals(row.length, QUANTITIES.length);
  return sample;
}

function text({ p, statistic, quantity }: Verdict): string {
  return `p ${p}; farthest apart: ${QUANTITIES[quantity]}, ${statistic} standard deviations`;
}

for (const experiment of Object.keys(NETWORKS) as Experiment[]) {
  Deno.test(`tfjs:wasm trains ${experiment} to what our engine does, but for chance`, async () => {
    const [all, sample] = [await ours(experiment), sampleOf(witness[experiment].tfjs)];
    const found = permutationTest(sample, all.slice(REPEATS), streamOf(experiment), OPTIONS);
    assert(found.p > LEVEL, text(found));
  });

  Deno.test(`a decay of 0.99 in ${experiment} is told from that of the protocol`, async () => {
    const [all, sample] = [await ours(experiment), sampleOf(witness[experiment].planted)];
    const found = permutationTest(sample, all.slice(REPEATS), streamOf(experiment), OPTIONS);
    assert(found.p <= LEVEL, text(found));
  });
}

for (const experiment of Object.keys(NETWORKS) as Experiment[]) {
  const shift = DETECTABLE[experiment];

  Deno.test(`a shift of ${shift} deviations in ${experiment} is found with 0.8`, async () => {
    const all = await ours(experiment);
    const power = (shift: number) =>
      powerOf(all, streamOf("power"), {
        ...{ ...OPTIONS, permutations: 500, level: LEVEL, size: REPEATS },
        ...{ trials: 500, shift },
      });
    const [none, less, stated] = [0, shift - 0.1, shift].map(power);
    // Of 500 trials 5 reject by chance; more than 14 do so once in 4000 times.
    assert(none <= 14 / 500, `${none}`);
    assert(stated >= POWER && less < POWER, `${stated}, ${less}`);
  });
}
