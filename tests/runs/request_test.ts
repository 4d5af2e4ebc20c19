import { assert, assertEquals } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { parseId } from "../../lib/plan/ids.ts";
import { type Drawable, nameBeside, tableFile, tableOutputs } from "../../lib/plan/figure.ts";
import type { ExperimentInput } from "../../lib/runs/input.ts";
import {
  comparisonFigure,
  lossFigure,
  ownRequest,
  PICTURES,
  sweepFigure,
} from "../../lib/runs/request.ts";
import { tiny } from "./support.ts";

const ESTIMATORS: ExperimentInput["estimators"] = [
  "exact",
  "binned",
  { kind: "exact", per: "neuron" },
  { kind: "uniform", bins: 30 },
  { kind: "adaptive", bins: 30, per: "neuron" },
];

function pictures(name: string, label = name): Drawable[] {
  const own = tiny(name, { estimators: ESTIMATORS });
  return [...ownRequest(own, [], { label }).figures, lossFigure(own, label)];
}

Deno.test("pictures of two runs named alike, with five estimators each, have titles of their own", () => {
  const all = [...pictures("wide"), ...pictures("wide", "wide~2")];
  assertEquals(all.length, 2 * (2 * 5 + 2));
  assertEquals(new Set(all.map(({ title }) => title)).size, all.length);
  for (const { title } of all) {
    assert(/^wide(~2)?: 12-2-2 Tanh, 8 bit, synthetic data; \S/.test(title), title);
  }
});

// The kind: whatever runs are called, no file of one is that of another, nor one of the paper's.
Deno.test("no two runs have a figure, a table or an id in common, whatever they are called", () => {
  const suffixes = pictures("x").map(({ id }) => id.slice(2));
  const names = ["a", ...suffixes.flatMap((one) => [`a-${one}`, one, `a-${one}-${one}`])]
    .filter((name) => name.length <= 64);
  const labels = [...new Set(names)].flatMap((name) => [[name, name], [name, `${name}~2`]]);
  const files = new Map<string, string>();
  const add = (file: string, of: string) => {
    const key = file.toLowerCase();
    assertEquals(files.get(key) ?? of, of, key);
    files.set(key, of);
  };
  for (const figure of Object.values(FIGURES)) {
    for (const output of [...tableOutputs(figure), "exact"]) {
      add(tableFile(figure, output), "paper");
    }
    add(`${figure.id}.svg`, "paper");
  }
  // Side by side, and over a grid: another word behind a name makes another name.
  const words = ["differences", "planes", "runs", "paper", "talk"];
  for (const last of ["a", ...words.map((word) => `a-${word}`)]) {
    const figures = [comparisonFigure(["b", last]), sweepFigure(last, [tiny(last)])];
    for (const figure of figures) {
      add(`${figure.id}.csv`, figure.id);
      for (const word of words) add(`${nameBeside(figure, word)}.csv`, figure.id);
    }
  }
  assert(sweepFigure("a", [tiny("x")]).id !== sweepFigure("a", [tiny("y")]).id);
  for (const [name, label] of labels) {
    for (const figure of pictures(name, label)) {
      add(`${figure.id}.svg`, label);
      add(tableFile(figure, "csv"), label);
      assertEquals(parseId(`table/${figure.id}/run`)?.role, "table", figure.id);
    }
  }
  assert(files.size > 1000, `${files.size}`);
  assertEquals(PICTURES.length, 4);
});
