/** Layers' names above an information plane: all there, in order, apart and inside. */
import { assert, assertEquals } from "@std/assert";
import { renderSvg } from "../../lib/render/svg.ts";
import { FONTS, readSpec, THEME } from "../render/drawing.ts";

const WIDTH = 137, BITS = 12.36;
// Width of a name in its style, 9.6 px bold.
const NAME = 14.7;

/** I(X;T) of T1 to T6 at the last epoch: as in a run, and as hard as it gets. */
const LAST: Record<string, number[]> = {
  "a trained network": [12, 12, 12, 11.9325, 5.9956, 1.6771],
  "full information everywhere": [12, 12, 12, 12, 12, 12],
  "no information": [0, 0, 0, 0, 0, 0],
  "one crowd in the middle": [6.1, 6.05, 6, 6, 5.95, 5.9],
  "two crowds": [12, 12, 11.9, 0.2, 0.1, 0],
  "more information in a later layer": [11.9, 9, 8.2, 8.8, 6, 2],
};

const draw = (id: string, csv: string) =>
  renderSvg(readSpec(id), { [`${id}.csv`]: csv }, { theme: THEME, fonts: FONTS, subtitle: "" });

/** Names drawn at a fixed distance from a panel, by panel: text and place along its side. */
function namesAt(svg: string, place: RegExp): { name: number; at: number }[] {
  const pattern = new RegExp(`translate\\(${place.source}\\)"[^>]*>T(\\d)<`, "g");
  return [...svg.matchAll(pattern)].map(([, at, name]) => ({ name: Number(name), at: Number(at) }));
}

/** Asserts that six names stand in descending order of the values, apart by `size` and between 0 and `end`. */
function checkNames(
  found: { name: number; at: number }[],
  values: readonly number[],
  size: number,
  end: number,
): void {
  const order = values.map((value, k) => ({ value, name: k + 1 }))
    .toSorted((a, b) => b.value - a.value || a.name - b.name).map(({ name }) => name);
  const line = found.toSorted((a, b) => b.at - a.at);
  assertEquals(line.map(({ name }) => name), order);
  const places = line.map(({ at }) => at);
  assert(places[0]! <= end && places[5]! >= 0, `${places}`);
  places.slice(1).forEach((at, k) => assert(places[k]! - at >= size, `${places}`));
}

for (const [what, values] of Object.entries(LAST)) {
  Deno.test(`names above a plane stand apart, inside and in order for ${what}`, async () => {
    const rows = ["30", "100", "256"].flatMap((panel) =>
      values.flatMap((ixt, k) => [`${panel},0,${k + 1},6,0.1`, `${panel},5,${k + 1},${ixt},0.9`])
    );
    const svg = await draw("figA5", `panel,epoch,layer,ixt,ity\n${rows.join("\n")}\n`);
    const found = namesAt(svg, /([^,)]*),-6/);
    assertEquals(found.length, 18);
    for (const panel of [0, 6, 12]) checkNames(found.slice(panel, panel + 6), values, NAME, WIDTH);
  });
}

Deno.test("a name's leader ends at the layer's point of the last epoch", async () => {
  const values = LAST["a trained network"]!;
  const rows = values.flatMap((ixt, k) => [`0,${k + 1},6,0.1`, `5,${k + 1},${ixt},0.9`]);
  const svg = await draw("fig1", `epoch,layer,ixt,ity\n${rows.join("\n")}\n`);
  const leaders = [...svg.matchAll(/stroke-dasharray="2,1.5"[^>]*><path d="(.*?)"\/><\/g>/g)]
    .flatMap(([, d]) => d!.split("M").slice(1));
  assertEquals(leaders.length, 6);
  for (const ixt of values) {
    const x = 222 * ixt / BITS, y = 170 * (1 - 0.9 / 1.03);
    const ends = leaders.filter((leader) => {
      const [from] = leader.split("L").map((end) => end.split(",").map(Number));
      return Math.abs(from![0]! - x) < 0.06 && Math.abs(from![1]! - y) < 0.06;
    });
    assert(ends.length > 0, `${ixt}: ${leaders}`);
  }
});
