import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { cellsOf, gridOf } from "../../lib/runs/sweep.ts";
import { multiplesCsv, sweepCsv } from "../../lib/runs/sweep_table.ts";
import { made } from "./made.ts";

const BASE = { name: "own", network: { layers: [4], activation: "tanh" }, repeats: 2, epochs: 10 };

const names = (over: Record<string, readonly unknown[]>, base: object = BASE) =>
  cellsOf({ over }, [base], "grid.json").map(({ own }) => own.name);

Deno.test("cellsOf() makes a run of every combination, the last field fastest, each with a name", () => {
  const cells = cellsOf({ over: { "network.layers": [[8], [5, 3]], seed: [1, "a"] } }, [BASE], "g");
  assertEquals(cells.map(({ own }) => own.name), [
    ...[
      "own-layers-8-seed-1",
      "own-layers-8-seed-a",
      "own-layers-5-3-seed-1",
      "own-layers-5-3-seed-a",
    ],
  ]);
  // A seed that is a number is the text of its decimals.
  assertEquals(cells.map(({ own }) => own.training.seed), ["1", "a", "1", "a"]);
  assertEquals(cells[2].own.training.network.layers.map(({ units }) => units), [5, 3, 2]);
  assertEquals([...cells[2].values], [["network.layers", [5, 3]], ["seed", 1]]);
  // Otherwise all draw from the streams of the base: what trains alike is trained once.
  const alike = cellsOf(
    { over: { repeats: [1, 2], "protocol.learningRate": [0.001] } },
    [BASE],
    "g",
  );
  assertEquals(alike.map(({ own }) => own.training.seed), ["own", "own"]);
  assertEquals(alike[0].own.training, alike[1].own.training);
  assertEquals(alike[0].own.name, "own-repeats-1-learningrate-0p001");
  assertEquals(names({}), ["own"]);
  assertEquals(cellsOf({}, [BASE, { ...BASE, name: "two" }], "g").map(({ own }) => own.name), [
    "own",
    "two",
  ]);
});

// The kind: whatever the values are, a name is one that an experiment may have, and no other run's.
Deno.test("names of a sweep's runs are names, and differ", () => {
  const layers = Array.from(
    { length: 40 },
    (_, k) => Array.from({ length: 12 }, (_, l) => 1 + (k + l) % 64),
  );
  const all = [
    ...names({ "network.layers": layers }),
    ...names({
      "quantization": [null, { bits: 4 }, { bits: 8 }],
      estimators: [["exact"], [{ kind: "uniform", bins: 3 }]],
    }),
    ...names({ "protocol.learningRate": [1e-9, 1e-4, 0.1] }),
  ];
  // Long ones that differ in their last number alone.
  const long = [1, 2].map((last) => [...Array<number>(11).fill(64), last]);
  all.push(
    ...names({ "network.layers": long }, { ...BASE, name: "a-name-of-thirty-letters-and-more" }),
  );
  for (const name of all) assert(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name), name);
  assertEquals(new Set(all).size, all.length);
});

Deno.test("a grid that is none is refused in one line that names the field and its value", () => {
  const wrong: [() => unknown, string][] = [
    [() => gridOf({ bas: "a.json" }, "g"), "did you mean base?"],
    [() => gridOf({ base: 1 }, "g"), "base must be an experiment, the path of its file"],
    [() => gridOf({ base: "a", over: { seed: [] } }, "g"), "over.seed must be an object of lists"],
    [() => gridOf({ base: "a", name: "../x" }, "g"), "name must be a name"],
    [
      () => names({ "network.layers": [[0]] }),
      "Cannot run grid.json (network.layers [0]): network.layers[0] must",
    ],
    [() => names({ "network.layer": [1] }), "did you mean layers?"],
    [() => names({ "name.x": [1] }), 'over["name.x"] must be a path of fields within objects'],
    [() => names({ seed: [1, 1] }), "over must be of runs that differ, each once"],
    [() => names({ "__proto__.polluted": [1] }), "__proto__"],
    [() => names({ seed: Array.from({ length: 20_000 }, (_, k) => k) }), "at most 10000 runs"],
    [() => cellsOf({}, [7], "g"), "Cannot run g"],
  ];
  for (const [refused, line] of wrong) {
    const error = assertThrows(refused, TypeError, line);
    assert(!error.message.includes("\n"), error.message);
  }
  assertEquals(({} as { polluted?: number }).polluted, undefined);
});

Deno.test("tables of a sweep have a row a run, and panels by the fields that vary", () => {
  const cells = cellsOf(
    { over: { "network.layers": [[2], [3, 2]], seed: ["a", "b"] } },
    [BASE],
    "g",
  );
  const swept = cells.map((cell, k) => {
    const { label, results } = made(cell.own.name, 1, k < 2 ? 2 : 3);
    return { label, cell, results };
  });
  const lines = (csv: Uint8Array) => new TextDecoder().decode(csv).trimEnd().split("\n");
  const runs = lines(sweepCsv(swept));
  assertEquals(
    runs[0],
    "run,network.layers,seed,finished,asked,discarded,train,test,best,ixt1,ixt2,ixt3,ity1,ity2,ity3",
  );
  assertEquals(runs[3].slice(0, 50), 'own-layers-3-2-seed-a,"[3,2]",a,1,1,0,0.750000,0.5');
  assert(runs[1].endsWith(",2.000000,3.000000,,2.000000,3.000000,"), runs[1]);
  const panels = lines(multiplesCsv(swept));
  assertEquals(panels[1], "layers 2,seed a,0,0,1,0.000000,0.000000");
  assertEquals(panels.length, 1 + 2 * (2 * 2 + 2 * 3));
  assertEquals(panels.at(-1)!.split(",").slice(0, 3), ["layers 3-2", "seed b", "3"]);
});

Deno.test("cellsOf() drops no field: nothing within a seed that is one, and no name", () => {
  for (const over of [{ "seed.x": [1, 2] }, { name: ["a"] }, { "name.x": [1] }]) {
    const found = assertThrows(() => names(over), TypeError);
    assertMatch(found.message, /seed|name/);
  }
});
