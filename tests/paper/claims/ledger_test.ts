import { assert, assertEquals } from "@std/assert";
import { CLAIMS, judgeClaims, UNCHECKABLE } from "../../../lib/paper/claims/judge.ts";
import { sectionsOf } from "../../../lib/paper/claims/summary.ts";
import { rowText } from "../../../lib/paper/claims/text.ts";
import { estimatorName } from "../../../lib/information/estimator.ts";
import { DEPTHS, MNIST } from "../../../lib/paper/claims/ledger/mnist.ts";
import { EXPERIMENTS } from "../../../lib/paper/experiments.ts";
import { MNIST_NETWORKS, mnistTraining } from "../../../lib/paper/mnist_trainings.ts";
import {
  type Contents,
  curvesOf,
  holdingOf,
  momentsOf,
  repeatOf,
  replayedOf,
  representationOf,
} from "./made_up.ts";
import { paperWorld, REPEATS } from "./paper_world.ts";

/** Epochs of a run over 5, as records would be as published; every fourth of them is made up. */
const RECORDS = 1600, EACH = 4;

type Value = (layer: number, record: number, id: string) => number;

/** Layers of a step's network, 6 of those on the synthetic data. */
function layersOf(id: string): number {
  const network = MNIST_NETWORKS.find((one) => id.includes(`/mnist-${one.toLowerCase()}/`));
  return network === undefined ? 6 : DEPTHS[network as keyof typeof DEPTHS];
}

/** Curves of all layers over full length, a repeat's a little off where it is not the phase of a law. */
function plane(id: string, value: Value) {
  const off = id.startsWith("aggregate/") ? 0 : 0.001 * repeatOf(id);
  const layer = (l: number) =>
    Array.from({ length: RECORDS / EACH }, (_, k) => value(l, EACH * k, id) + off);
  const layers = Array.from({ length: layersOf(id) }, (_, l) => layer(l + 1));
  // The last layer may be alone.
  const shown = id.endsWith("/exact-output") ? layers.slice(-1) : layers;
  const made = curvesOf(shown, undefined, layers[0].map((one) => one / 12));
  return { ...made, epochs: made.epochs.map((epoch) => EACH * epoch) };
}

/** A holding of everything, each plane made up by its id. */
function madeUp(value: Value): Contents {
  return (id) => {
    if (id.startsWith("train/")) return "trained";
    if (id.startsWith("measure/")) return undefined;
    if (id.startsWith("information/")) return plane(id, value);
    return momentsOf(plane(id, value), plane(id, () => 0.001));
  };
}

Deno.test("the ledger has each claim once, and every section about results", () => {
  const all = [...CLAIMS, ...UNCHECKABLE], ids = all.map(({ id }) => id);
  assertEquals(ids.filter((id, k) => ids.indexOf(id) !== k), []);
  for (const section of ["4.1", "4.2", "4.3", "5", "A", "B", "C", "D", "E", "F"]) {
    const where = new RegExp(`(^|[ ,;])${section.replace(".", "\\.")}([ ,;]|$)`);
    assert(CLAIMS.some((one) => where.test(one.where)), section);
  }
  for (const { id, where, text, why } of all) {
    assert(/^[\w.-]+$/.test(id) && where.length > 0 && text.length > 20 && why.length > 10, id);
  }
});

Deno.test("every claim has parts with names of their own, and finite thresholds", () => {
  for (const { id, parts, epochs } of CLAIMS) {
    assert(parts.length > 0 && epochs >= 0, id);
    const names = parts.map(({ name, claimed }) => `${name} ${claimed}`);
    assertEquals(new Set(names).size, names.length, id);
    for (const { threshold } of parts) assert(Number.isFinite(threshold), id);
  }
});

Deno.test("every claim reads what its experiment measures", () => {
  for (const { id, parts } of CLAIMS) {
    for (const { measure } of parts) {
      const named = "discarded" in measure
        ? [measure.discarded]
        : "dead" in measure
        ? measure.dead
        : "scatter" in measure
        ? [measure.scatter]
        : [];
      for (const one of named) assert(Object.hasOwn(EXPERIMENTS, one), `${id}: ${one}`);
      if (!("sides" in measure || "headroom" in measure)) continue;
      const sides = "sides" in measure
        ? measure.sides
        : [{ source: measure.headroom.source, statistic: measure.headroom.gained }];
      for (const { source: { experiment, states, phase }, statistic } of sides) {
        assert(Object.hasOwn(EXPERIMENTS, experiment), `${id}: ${experiment}`);
        const { estimators, training } = EXPERIMENTS[experiment];
        const name = typeof states === "number" ? `uniform-${states}-global` : states;
        assert(estimators.map(estimatorName).includes(name), `${id}: ${name}`);
        if (phase === "prefit") assert(training.protocol.prefit > 0, id);
        // Mean curves are all that is published of bins.
        if (typeof states === "number") assert("contrast" in statistic || "move" in statistic, id);
      }
    }
  }
});

/** What the paper cannot have both of, and what its exact analysis excludes. */
const CONTRADICTED = [
  // Against 4.3-no-loss-by-estimation.
  "own-output-binning-deepens",
  "own-output-mostly-binning",
  // Against D-ixt-grows.
  "D-output-ixt-still",
  // Against E-bottleneck-4-shape.
  "4.2-wider-bottleneck-trivial",
  // Against 4.1-mnist-restarts-rare.
  "own-mnist-restarts",
  // Nothing is said of attempts that were discarded where none was.
  "4.1-restarts-dead",
  "4.1-mnist-restarts-dead",
];

Deno.test("claims about MNIST read the layers that its networks have", () => {
  for (const [network, depth] of Object.entries(DEPTHS)) {
    const { layers } = mnistTraining(network as keyof typeof DEPTHS).network;
    // Pooled maps are rows of their own.
    assertEquals(depth, layers.length + layers.filter((one) => "pool" in one).length, network);
  }
});

Deno.test("a claim about an experiment that no holding has is not measured, and names it", async () => {
  const holding = holdingOf(paperWorld, { repeats: REPEATS }), none = { ...holding };
  none.run = (experiment) => /^MNIST-/.test(experiment) ? undefined : holding.run(experiment);
  const judged = await judgeClaims([{ ...none, name: "published" }], MNIST);
  for (const { claim: { id }, verdict, parts } of judged) {
    assertEquals(verdict, "not measured", id);
    assert(/^MNIST-[\w-]+ in published$/.test(parts[0].missing!), parts[0].missing);
  }
});

Deno.test("in a world that is as the paper says every claim holds", async () => {
  const holding = holdingOf(paperWorld, { repeats: REPEATS, replayed: [] });
  const judged = await judgeClaims([holding]);
  const failed = judged.filter(({ verdict }) => verdict !== "holds");
  const texts = failed.map((one) => rowText(one, 100));
  const ids = failed.map(({ claim }) => claim.id);
  assertEquals(ids.sort(), [...CONTRADICTED].sort(), texts.join("\n"));
});

Deno.test("every claim fails in some other world", async () => {
  const failed = new Set<string>(), late = (k: number) => Math.max(0, k - 800) / 800;
  const noise = (id: string) => id.startsWith("information/") ? repeatOf(id) % 2 : 0;
  const alike: Contents = (id) =>
    id.startsWith("measure/")
      ? representationOf(1, 4)
      : id.startsWith("train/")
      ? "trained"
      : undefined;
  const worlds: Contents[] = [
    alike,
    madeUp((layer, k) => 1 + 1e-6 * k + 1e-3 * layer),
    madeUp((layer, k) => 12 - layer + k / RECORDS),
    madeUp((layer, k) => 12.5 - layer / 2 - 3 * late(k)),
    madeUp((layer, k, id) => layer + 6 * late(k) + noise(id) * (id.includes("tanh") ? 1 : 0)),
    madeUp((layer, k, id) => layer + 1e-3 * k + (id.endsWith("/exact-output") ? 3 : 0)),
    // More bins and more bits, less; the networks without quantisation far from the others.
    madeUp((layer, k, id) => {
      const bins = Number(/uniform-(\d+)/.exec(id)?.[1] ?? 0);
      return (id.includes("-32/") ? 10 - bins / 100 : 1) - 0.1 * layer + 1e-3 * k;
    }),
    // MNIST: the narrow network far above the others, repeats of a complex one, or its own, far apart.
    madeUp((layer, _, id) => 5 - layer / 10 + (/-2\//.test(id) ? 5 : noise(id))),
    madeUp((layer, _, id) => 5 - layer / 10 + (/-2\//.test(id) ? noise(id) : 0)),
    (id) => id.startsWith("train/") ? /\/a[0-4]\//.test(id) ? "stopped" : "trained" : undefined,
    (id) => id.startsWith("train/") ? id.includes("/a0/") ? "stopped" : "trained" : undefined,
  ];
  for (const world of worlds) {
    for (
      const { claim: { id }, verdict } of await judgeClaims([
        // Of the world in which each repeat's first attempt is discarded.
        holdingOf(world, { repeats: 4, replayed: replayedOf(4, [5, 3, 1]) }),
      ])
    ) {
      if (verdict === "does not hold") failed.add(id);
    }
  }
  assertEquals(CLAIMS.map(({ id }) => id).filter((id) => !failed.has(id)), []);
});

Deno.test("rows of one sentence have its name, which is that of no other row", () => {
  const groups = Map.groupBy(CLAIMS, ({ id, sentence }) => sentence ?? id);
  for (const [name, rows] of groups) {
    const own = CLAIMS.find(({ id }) => id === name);
    assert(own === undefined || rows.includes(own), name);
    // A name of its own is for several rows.
    assert(own !== undefined || rows.length > 1, name);
    for (const { id, aside, sentence } of rows) {
      assert(aside === undefined || sentence === undefined, id);
      assert(sectionsOf(rows[0]).length > 0 || aside === "own", id);
    }
  }
});
