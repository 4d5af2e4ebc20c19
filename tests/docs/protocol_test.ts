/** docs/protocol.md against the code: every constant of it, and every number of its text. */
import { assert, assertEquals } from "@std/assert";
import { syntheticDataset } from "../../lib/data/synthetic.ts";
import { referenceKernels } from "../../lib/engines/wasm/reference.ts";
import { f32, reset } from "../../lib/engines/wasm/memory.ts";
import { place } from "../engines/wasm/support.ts";
import { pageOf, rowsOf, sectionsOf } from "./markdown.ts";
import { type Value, VALUES } from "./protocol_values.ts";

const page = await pageOf("docs/protocol.md");
const constants = rowsOf(page, "constant");
const named = new Map(constants.map(([name, value]) => [name, value]));

/** A number in a text; `-` is a sign where no digit or letter is before it. */
const NUMBER = /(?<![\w.])-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?)/g;

function numbersOf(text: string): number[] {
  return [...text.matchAll(NUMBER)].map(([one]) => Number(one));
}

function sameValue(written: string, value: Value): boolean {
  if (typeof value === "string") return written === value;
  return JSON.stringify(numbersOf(written)) === JSON.stringify(value);
}

/** First cell of a row of the table of differences. */
const DIFFERENCE = /^\| \d+ +\|/;
const HEADING = /^## \d+\. /;

/** Constants of the formula of the labels, which a test of their own evaluates. */
const OF_LABELS = [
  "opposite columns",
  "adjacent columns",
  "factors of w, w^2, a, o",
  "threshold",
  "orbits",
];

for (const [name, value, where] of constants) {
  if (OF_LABELS.includes(name)) continue;
  Deno.test(`docs/protocol.md: ${name}`, async () => {
    const text = await pageOf(where);
    if (Object.hasOwn(VALUES, name)) {
      const found = VALUES[name]();
      assert(sameValue(value, found), `the page has ${value}, the code ${found}`);
      return;
    }
    // Not exported: the literals themselves are in the file, one after the other.
    const literals = value.split(", ").map((one) => RegExp.escape(one)).join(",\\s*");
    assert(new RegExp(`(?<![\\w.])${literals}(?![\\w.]*\\d)`).test(text), value);
  });
}

Deno.test("docs/protocol.md has every value that the test knows, each once", () => {
  assertEquals(Object.keys(VALUES).filter((name) => !named.has(name)), []);
  assertEquals(constants.length, named.size);
});

Deno.test("docs/protocol.md counts its sections from 0", () => {
  const sections = sectionsOf(page);
  assertEquals(sections, Array.from(sections, (_, k) => k));
  const cited = [...page.matchAll(/(?:\(|of |in |by )section (\d+)/g)].map(([, n]) => Number(n));
  assertEquals(cited.filter((n) => !sections.includes(n)), []);
});

Deno.test("docs/protocol.md has no number of two digits or more that no table has", () => {
  const tables = page.split("\n").filter((line) => line.startsWith("|") || line.startsWith("  |"));
  const compared = new Set(
    [...constants.map((cells) => cells.slice(0, 2).join(" ")), ...warmUp.map((row) => row.join())]
      .flatMap(numbersOf).map(Math.abs),
  );
  const text = page.split("\n").filter((line) => !tables.includes(line) || DIFFERENCE.test(line))
    .map((line) => line.replace(DIFFERENCE, "").replace(HEADING, "")).join("\n").replaceAll(
      /https?:\S+|\(?\b(?:19|20)\d\d\b\)?|(?:Keras|tfmot) [\d.]+/g,
      "",
    )
    .replaceAll(/(?:sections?|rows?)\s[\d,\s]+(?:(?:to|and)\s\d+)?/g, "");
  const unknown = numbersOf(text).map(Math.abs).filter((n) =>
    !compared.has(n) && !(Number.isInteger(n) && n < 10)
  );
  assertEquals([...new Set(unknown)], []);
});

const warmUp = rowsOf(page, "epoch");

Deno.test("docs/protocol.md: how many levels the start of the ranges leaves", () => {
  assertEquals(warmUp.map(([epoch]) => epoch), ["0", "50", "100", "200", "400", "700"]);
  const f = Math.fround, d = f(1 - 0.999), steps = 13;
  const after = (epoch: number, most: number): [number, number] => {
    let min = -6, max = 6;
    for (let step = 0; step < steps * (epoch + 1); step++) {
      min = f(min - f(f(min - 0) * d));
      max = f(max - f(f(max - most) * d));
    }
    return [min, max];
  };
  const levels = (epoch: number, most: number): number => {
    reset();
    const x = place([0, most, 0, 0]), q = place([...after(epoch, most), 0, 0, 0, 0, 0, 0]);
    referenceKernels.nudge_f32(q, 255);
    const out = place([0, 0, 0, 0]);
    referenceKernels.fake_quantize_f32(out, x, 4, q);
    return 1 + Math.round((f32(out, 2)[1] - f32(out, 2)[0]) / f32(q, 3)[2]);
  };
  for (const [epoch, min, ...used] of warmUp) {
    const decimals = min.split(".")[1].length;
    assertEquals(after(Number(epoch), 1)[0].toFixed(decimals), min);
    assertEquals([0.5, 1, 3].map((most) => levels(Number(epoch), most)), used.map(Number));
  }
});

Deno.test("docs/protocol.md: its formula labels the synthetic data", () => {
  const pairs = (name: string) =>
    named.get(name)!.split(" ").map((pair) => pair.split("-").map(Number));
  const adjacent = pairs("adjacent columns"), opposite = pairs("opposite columns");
  const [ofW, ofSquare, ofA, ofO] = numbersOf(named.get("factors of w, w^2, a, o")!);
  const [threshold] = numbersOf(named.get("threshold")!), orbits = new Set<string>();
  assert(page.includes(`${ofW} w + w^2 - ${-ofA} a - ${-ofO} o >= ${threshold}`));
  const { x, y, columns } = syntheticDataset();
  for (let r = 0; r < y.length; r++) {
    const bits = x.subarray(r * columns, (r + 1) * columns);
    const both = (edges: number[][]) => edges.filter(([i, j]) => bits[i] & bits[j]).length;
    const w = bits.reduce((sum, bit) => sum + bit, 0), a = both(adjacent), o = both(opposite);
    orbits.add([w, a, o].join());
    assertEquals(y[r], Number(ofW * w + ofSquare * w * w + ofA * a + ofO * o >= threshold));
  }
  assertEquals(orbits.size, Number(named.get("orbits")));
});
