import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Json } from "../../lib/bits/canonical.ts";
import type { Planned } from "../../lib/steps/inspector.ts";
import type { Step } from "../../lib/steps/step.ts";
import type { Action } from "../../lib/store/mod.ts";
import { ENTRY, FIRST_PASS } from "../../lib/forecast/rates.ts";
import { kindFor, type Role, type Variant } from "../../lib/plan/kinds.ts";
import { Costs } from "../../lib/forecast/costs.ts";
import { mnistTraining } from "../../lib/paper/mnist_trainings.ts";

/** Training and measurements of one segment, one pass. */
function segment(seed: string, [from, to]: [number, number], measures = 2): Step[] {
  const pass: Step[] = [], params = { training: { seed }, repeat: 0, from, to };
  const make = (kind: string, params: Json): Step => {
    const id = `${kind}/${seed}/${from}/${pass.length}`;
    return { kind, id, params, inputs: {}, pass, weight: 0, rank: 0 };
  };
  pass.push(make("train", params));
  for (let k = 0; k < measures; k++) pass.push(make("measure", { ...params, estimator: `e${k}` }));
  return pass;
}

function lone(kind: string, inputs = 1): Step {
  const source = { source: { sha256: "0".repeat(64), load: () => Promise.reject() } };
  const all = Object.fromEntries(Array.from({ length: inputs }, (_, k) => [`i${k}`, source]));
  return { kind, id: kind, params: {}, inputs: all, weight: 0, rank: 0 };
}

/** What the store has of a step. */
function restored(step: Step, seconds: number, sizes: Record<string, number> = {}): Planned {
  const outputs = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [name, { sha256: "0".repeat(64), size }]),
  );
  const inputs = Object.fromEntries(Object.keys(step.inputs).map((name) => [name, "0".repeat(64)]));
  const key = { schema: 1, step: step.kind, code: "", params: step.params, inputs };
  const { kind, id } = step, cost = { seconds };
  const action: Action = { schema: 1, step: kind, id, key, outputs, cost, digest: "" };
  return { step, standing: "restored", action };
}

const rate = (role: Role, variant?: Variant) => kindFor(role, variant).rate!.seconds;

/** Seconds of a pass by the committed rates. */
const usual = (epochs: number, measures: number) =>
  FIRST_PASS + epochs * (rate("train") + measures * rate("measure"));

Deno.test("Costs knowing nothing goes by the committed rates", () => {
  const costs = new Costs();
  assertEquals(costs.knows(segment("a", [0, 50])[0]), false);
  assertAlmostEquals(costs.seconds(segment("a", [0, 50])), usual(50, 2), 1e-12);
  assertAlmostEquals(costs.seconds([lone("information", 3)]), 3 * rate("information"), 1e-12);
});

Deno.test("Costs knowing nothing tells networks on images from others, and convolutions from both", () => {
  const of = (network: "Bottleneck-2" | "Conv") => {
    const params = { training: mnistTraining(network) as unknown as Json, from: 0, to: 50 };
    return new Costs().seconds([{ kind: "train", params, inputs: {} }]);
  };
  const { rate: dense, convolutions } = kindFor("train", "mnist");
  assertAlmostEquals(of("Bottleneck-2"), FIRST_PASS + 50 * dense!.seconds, 1e-12);
  assertAlmostEquals(of("Conv"), FIRST_PASS + 50 * convolutions!.seconds, 1e-12);
  const dataset = { kind: "dataset", params: { data: "mnist" }, inputs: {} };
  assertAlmostEquals(new Costs().seconds([dataset]), rate("dataset", "mnist"), 1e-12);
});

Deno.test("Costs of a pass are the sum of what its steps were said to take", () => {
  const costs = new Costs(), pass = segment("a", [50, 550]);
  costs.learn(pass.map((step) => restored(step, 0.2)));
  assertEquals(costs.knows(pass[0]), true);
  assertAlmostEquals(costs.seconds(segment("a", [550, 1050])), 0.6, 1e-12);
  // A step of the pass alone replays the whole segment.
  const [train, measure] = segment("a", [550, 1050]);
  const pace = 0.6 / usual(500, 2);
  assertAlmostEquals(costs.seconds([measure]), pace * usual(500, 1), 1e-12);
  assertAlmostEquals(costs.seconds([train]), pace * usual(500, 0), 1e-12);
});

Deno.test("Costs tells steps that were made together from those that came later", () => {
  const costs = new Costs(), [train, one, other] = segment("a", [0, 500]);
  // Made in one go: 0.4 s. The other measurement was added later, with a replay of its own: 0.5 s.
  costs.learn([restored(train, 0.2), restored(one, 0.2), restored(other, 0.5)]);
  const pace = 0.9 / (2 * usual(500, 1));
  assertAlmostEquals(costs.seconds(segment("a", [500, 1000])), pace * usual(500, 2), 1e-12);
});

Deno.test("Costs scales the committed rates of a training by the pace of others", () => {
  const costs = new Costs();
  costs.learn(segment("a", [0, 500]).map((step) => restored(step, usual(500, 2))));
  assertEquals(costs.knows(segment("b", [0, 500])[0]), false);
  assertAlmostEquals(costs.seconds(segment("b", [0, 500])), 3 * usual(500, 2), 1e-12);
  assertAlmostEquals(costs.seconds([lone("png")]), 3 * rate("png"), 1e-12);
});

Deno.test("Costs of a training are its own where they are known", () => {
  const costs = new Costs();
  costs.learn(segment("slow", [0, 500]).map((step) => restored(step, 2)));
  costs.learn(segment("fast", [0, 500]).map((step) => restored(step, 1)));
  assertAlmostEquals(costs.seconds(segment("slow", [0, 500])), 6, 1e-12);
  assertAlmostEquals(costs.seconds(segment("fast", [0, 500])), 3, 1e-12);
});

Deno.test("Costs.learnAlone() takes an entry for one of a whole pass, learnWarmPass() for a pass without compiling", () => {
  const alone = new Costs(), warm = new Costs(), pass = segment("a", [0, 500]);
  alone.learnAlone(restored(pass[1], 0.2).action!, 3);
  assertAlmostEquals(alone.seconds(segment("a", [500, 1000])), 0.6, 1e-12);
  warm.learnWarmPass(pass, 2 * (usual(500, 2) - FIRST_PASS));
  assertAlmostEquals(warm.seconds(segment("a", [500, 1000])), 2 * usual(500, 2), 1e-12);
});

Deno.test("Costs of a step alone are those of its kind with as many inputs, else by input", () => {
  const costs = new Costs();
  costs.learn([restored(lone("aggregate", 2), 1), restored(lone("aggregate", 4), 5)]);
  assertAlmostEquals(costs.seconds([lone("aggregate", 2)]), 1, 1e-12);
  assertAlmostEquals(costs.seconds([lone("aggregate", 4)]), 5, 1e-12);
  assertAlmostEquals(costs.seconds([lone("aggregate", 6)]), 6, 1e-12);
});

Deno.test("Costs.bytes() scales outputs with epochs, but no snapshot, and adds the entry", () => {
  const costs = new Costs(), [train, one, other] = segment("a", [0, 50]);
  costs.learn([
    restored(train, 1, { snapshot: 7000, trace: 500 }),
    restored(one, 1, { counts: 900 }),
    restored(other, 1, { counts: 100 }),
  ]);
  const entry = (step: Step) => ENTRY.base + JSON.stringify(step.params).length;
  const [longTrain, longOne, longOther] = segment("a", [50, 550]);
  assertEquals(costs.bytes(longTrain), entry(longTrain) + 7000 + 5000);
  assertEquals(costs.bytes(longOne), entry(longOne) + 9000);
  assertEquals(costs.bytes(longOther), entry(longOther) + 1000);
  // Of another training: the mean of the kind.
  const [, foreign] = segment("b", [0, 50]);
  assertEquals(costs.bytes(foreign), entry(foreign) + 500);
});
