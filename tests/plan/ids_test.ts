import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import lock from "../../fixtures/lock/lock.json" with { type: "json" };
import {
  attemptName,
  compareIds,
  discardedInput,
  engineName,
  estimatorKind,
  type Id,
  idText,
  parseAttemptName,
  parseId,
  parseSegmentInput,
  parseSegmentName,
  segmentInput,
  segmentName,
  segmentNumber,
  segmentsName,
  withEngine,
} from "../../lib/plan/ids.ts";

/** As they are written, with what they say. */
const GOLDEN: readonly [string, Id][] = [
  ["dataset/mnist", { role: "dataset", data: "mnist" }],
  ["estimate/activations/e500/kde-0p001", {
    ...{ role: "estimate", name: "activations", epoch: 500, estimator: "kde-0p001" },
  }],
  ["split/synthetic", { role: "split", data: "synthetic" }],
  ["init/syn-relu-8/r03/a0", { role: "init", seed: "syn-relu-8", repeat: 3, attempt: 0 }],
  ["train/syn-relu-8/r03/a1/s07", {
    ...{ role: "train", seed: "syn-relu-8", repeat: 3, attempt: 1, segment: 7 },
  }],
  ["measure/syn-relu-8/r03/a0/s17/uniform-30-global-e8000", {
    ...{ role: "measure", seed: "syn-relu-8", repeat: 3, attempt: 0, segment: 17 },
    measurement: "uniform-30-global-e8000",
  }],
  ["train-tfjs/syn-relu-8@tfjs-node-gpu/r00-r49/a0/s01", {
    ...{ role: "train", seed: "syn-relu-8", engine: "tfjs-node-gpu", repeat: 0, last: 49 },
    ...{ attempt: 0, segment: 1 },
  }],
  ["measure-tfjs/syn-relu-8@tfjs-wasm/r07/a2/s01/exact", {
    ...{ role: "measure", seed: "syn-relu-8", engine: "tfjs-wasm", repeat: 7, attempt: 2 },
    ...{ segment: 1, measurement: "exact" },
  }],
  ["bounds/syn-tanh-32/r100/a0/e8000", {
    ...{ role: "bounds", seed: "syn-tanh-32", repeat: 100, attempt: 0, epochs: 8000 },
  }],
  ["information/syn-relu-8/r03/a0/e8000/exact-output", {
    ...{ role: "information", seed: "syn-relu-8", repeat: 3, attempt: 0 },
    ...{ extent: 8000, estimator: "exact", layers: "output" },
  }],
  ["information/syn-tanh-8-prefit/r03/a0/prefit/binned", {
    ...{ role: "information", seed: "syn-tanh-8-prefit", repeat: 3, attempt: 0 },
    ...{ extent: "prefit", estimator: "binned", layers: "all" },
  }],
  ["aggregate/syn-relu-8@tfjs-wasm/n50/e8000/uniform-30-from-m1-to-1p5", {
    ...{ role: "aggregate", seed: "syn-relu-8", engine: "tfjs-wasm", repeats: 50 },
    ...{ extent: 8000, estimator: "uniform-30-from-m1-to-1p5", layers: "all" },
  }],
  ["table/fig3/paper", { role: "table", figure: "fig3", preset: "paper", exact: false }],
  ["table/fig3/paper/exact", { role: "table", figure: "fig3", preset: "paper", exact: true }],
  ["render/png/fig3/smoke", { role: "png", figure: "fig3", preset: "smoke" }],
  ["caption/fig3/paper@tfjs-wasm", {
    ...{ role: "caption", figure: "fig3", preset: "paper@tfjs-wasm" },
  }],
];

for (const [text, id] of GOLDEN) {
  Deno.test(`${text} is written and parsed`, () => {
    assertEquals(idText(id), text);
    assertEquals(parseId(text), id);
  });
}

const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9_-]{0,20}[a-z0-9])?$/);
const number = fc.nat({ max: 1200 });
const engine = fc.stringMatching(/^tfjs-[a-z][a-z-]{0,8}$/);
const run = fc.record({ seed: name, engine }, { requiredKeys: ["seed"] });
const attempt = fc.tuple(
  run,
  fc.record({ repeat: number, last: number, attempt: number }, {
    requiredKeys: ["repeat", "attempt"],
  }),
).map(([run, attempt]) => ({ ...run, ...attempt }));
const segment = fc.tuple(attempt, number).map(([attempt, segment]) => ({ ...attempt, segment }));
const view = fc.record({
  extent: fc.oneof(number, fc.constant("prefit" as const)),
  estimator: name.filter((name) => !name.endsWith("-output")),
  layers: fc.constantFrom("all" as const, "output" as const),
});
const figure = fc.record({
  figure: name,
  preset: fc.tuple(name, fc.option(engine, { nil: undefined })).map(([preset, engine]) =>
    withEngine(preset, engine)
  ),
});
const of = <T>(role: string, fields: fc.Arbitrary<T>) =>
  fields.map((fields) => ({ role, ...fields }) as unknown as Id);
const anyId: fc.Arbitrary<Id> = fc.oneof(
  of("dataset", fc.record({ data: name })),
  of("split", fc.record({ data: name })),
  of("init", attempt),
  of("train", segment),
  of("measure", fc.tuple(segment, name).map(([s, measurement]) => ({ ...s, measurement }))),
  of("bounds", fc.tuple(attempt, number).map(([a, epochs]) => ({ ...a, epochs }))),
  of("information", fc.tuple(attempt, view).map(([a, v]) => ({ ...a, ...v }))),
  of("aggregate", fc.tuple(run, number, view).map(([r, repeats, v]) => ({ ...r, repeats, ...v }))),
  of("table", fc.tuple(figure, fc.boolean()).map(([f, exact]) => ({ ...f, exact }))),
  ...["caption", "svg", "png", "pdf"].map((role) => of(role, figure)),
);

Deno.test("parseId() is the inverse of idText(), and different ids have different texts", () => {
  fc.assert(
    fc.property(anyId, anyId, (a, b) => {
      assertEquals(parseId(idText(a)), a);
      const same = JSON.stringify(parseId(idText(a))) === JSON.stringify(parseId(idText(b)));
      assertEquals(idText(a) === idText(b), same);
    }),
    { seed: 6, numRuns: 2000 },
  );
});

Deno.test("names of attempts and segments are parsed as they are written", () => {
  fc.assert(
    fc.property(segment, (segment) => {
      const { segment: _, ...attempt } = segment;
      assertEquals(parseAttemptName(attemptName(attempt)), attempt);
      assertEquals(parseSegmentName(segmentName(segment)), segment);
    }),
    { seed: 7, numRuns: 1000 },
  );
});

Deno.test("every id of the lock and every name of its rows is parsed and written back", async () => {
  const { experiments, figures } = lock;
  const parts: { results: object }[] = [...Object.values(experiments), ...Object.values(figures)];
  const ids = parts.flatMap(({ results }) => Object.keys(results));
  assert(ids.length > 1000);
  for (const text of ids) assertEquals(idText(parseId(text)!), text);
  for (const experiment of Object.keys(experiments)) {
    const path = new URL(`../../fixtures/lock/${experiment}.json`, import.meta.url);
    const { rows } = JSON.parse(await Deno.readTextFile(path));
    for (const text of Object.keys(rows)) assertEquals(segmentName(parseSegmentName(text)!), text);
  }
});

Deno.test("a text that is no id is none", () => {
  const texts = ["", "train", "train/", "train/syn/r03/a0", "train/syn/r3/a0/s07", "../a"];
  texts.push("train/syn/r03/a0/s7", "train/syn/r03/a00/s07", "train/syn/r03/a0/s07/binned");
  texts.push("train/syn@tfjs-wasm/r03/a0/s07", "train-tfjs/syn/r03/a0/s07", "rekey/0123456789ab");
  texts.push(
    "information/syn/r03/a0/e8000",
    "information/syn/r03/a0/train/binned",
    "svg/fig3/paper",
  );
  texts.push(
    "render/table/fig3/paper",
    "table/fig3",
    "table/fig3/paper/binned",
    "bounds/s/r00/a0/s01",
  );
  for (const text of texts) assertEquals(parseId(text), undefined, text);
  assertEquals(parseSegmentName("syn/r03/a0"), undefined);
  assertEquals(parseAttemptName("syn/r03/a0/s01"), undefined);
});

Deno.test("names for people, inputs and engines", () => {
  assertEquals(segmentsName("syn/r03/a0", 1, 17), "syn/r03/a0/s01-s17");
  assertEquals(segmentsName("syn/r03/a0", 7, 7), "syn/r03/a0/s07");
  assertEquals(engineName({ engine: "tfjs", backend: "node-gpu", version: "4" }), "tfjs-node-gpu");
  assertEquals(discardedInput(3, 0), "r03-discarded-a0");
  const input = segmentInput("uniform-30-global-e8000", segmentNumber(7));
  assertEquals(input, "uniform-30-global-e8000-07");
  assertEquals(parseSegmentInput(input), { what: "uniform-30-global-e8000", segment: 7 });
});

Deno.test("estimatorKind() is that of an estimator's name in an id", () => {
  const estimators = ["exact", "binned-neurons", "uniform-30-global", "adaptive-30"];
  assertEquals(estimators.map((estimator) => estimatorKind({ estimator })), [
    ...["exact", "binned", "uniform", "adaptive"] as const,
  ]);
});

Deno.test("compareIds() puts causes first, and numbers by value", () => {
  const sorted = [
    "train/syn/r02/a0/s01",
    "train/syn/r02/a0/s02",
    "train/syn/r11/a0/s01",
    "train/syn/r100/a0/s01",
    "measure/syn/r02/a0/s01/binned",
    "bounds/syn/r02/a0/e500",
    "information/syn/r02/a0/e500/binned",
    "aggregate/syn/n50/e500/binned",
    "table/fig1/paper",
    "table/fig1/paper/exact",
  ];
  assertEquals([...sorted].reverse().sort(compareIds), sorted);
  assertEquals(compareIds(sorted[0], sorted[0]), 0);
});

Deno.test("compareIds() has causes first, numbers as numbers, and nothing equal but the same", () => {
  const sorted = [
    "dataset/synthetic",
    "init/syn/r02/a0",
    "train/syn/r02/a0/s09",
    "train/syn/r02/a0/s10",
    "train/syn/r02/a0/s100",
    "train/syn/r10/a0/s02",
    "train/syn/r99/a0/s01",
    "train/syn/r100/a0/s01",
    "measure/syn/r02/a0/s01/exact",
    "information/syn/r02/a0/e500/exact",
    "information/syn/r02/a0/e8000/exact",
    "aggregate/syn/n9/e50/exact",
    "aggregate/syn/n10/e50/exact",
    "table/fig2/paper",
    "table/fig10/paper",
    "render/svg/fig2/paper",
  ];
  assertEquals(sorted.toReversed().sort(compareIds), sorted);
  sorted.forEach((a, j) =>
    sorted.forEach((b, k) => assertEquals(Math.sign(compareIds(a, b)), Math.sign(j - k)))
  );
});
