/** Every figure from a table of its form: as little as a smoke run gives, and as much as a paper run does. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { renderPdf } from "../../lib/render/pdf.ts";
import { drawSvg, renderSvg } from "../../lib/render/svg.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { exactFigure, type Figure, shownBy, tableFile } from "../../lib/plan/figure.ts";
import { FONTS, planeRows, readSpec, THEME } from "../render/drawing.ts";

const CAPTION = "Mean of 2 repeats, 50 epochs; restart rule (from epoch 1000) not reached";
const LONG = "Tanh: Mean of 50 repeats, 8000 epochs; 3 attempts discarded (epoch 1000 at 0.517, " +
  "epoch 1203 at 0.500, epoch 4000 at 0.549). ReLU: Mean of 50 repeats, 8000 epochs; no attempt discarded";

const csv = (header: string, rows: readonly (readonly unknown[])[]): string =>
  [header, ...rows.map((row) => row.join(","))].join("\n") + "\n";

/** Layers of the networks on MNIST, the pooled maps among them. */
const LAYERS: Record<string, number> = {
  "MNIST-Bottleneck-2": 5,
  "MNIST-Bottleneck-4": 5,
  "MNIST-HourGlass": 7,
  "MNIST-4x10": 5,
  "MNIST-Conv": 6,
};

/** Rows of a plane: six layers, or as many as a network on MNIST has, within the axes of its figure. */
function rowsOf(experiment: string, epochs: number): number[][] {
  const layers = LAYERS[experiment];
  if (layers === undefined) return planeRows(epochs);
  return Array.from({ length: epochs * layers }, (_, k) => {
    const record = Math.floor(k / layers), back = k % layers, t = record / epochs;
    return [2 * record, back + 1, 16 - back * (2 - t) * 0.8, 3.3 - 0.4 * back * (1 - t)];
  });
}

/** Rows of a plane with the last layer's exact states beside. */
function withStates(rows: number[][]): unknown[][] {
  const last = Math.max(...rows.map(([, layer]) => layer));
  const exact = rows.filter(([, layer]) => layer === last);
  return [
    ...rows.map(([e, l, ...xy]) => [e, l, "binned", ...xy]),
    ...exact.map(([e, l, ...xy]) => [e, l, "exact", ...xy]),
  ];
}

const FACTS = await Deno.readTextFile(
  new URL("../../fixtures/authors-fig4.csv", import.meta.url),
);

/** Tables of a figure by file name, facts from elsewhere among them. */
function tablesOf(figure: Figure, epochs: number): Record<string, string> {
  const facts = figure.facts === undefined ? {} : { [`${figure.facts}.csv`]: FACTS };
  return { ...tables(figure, epochs), ...facts };
}

/** Tables of a figure by file name, `epochs` recorded epochs long. */
function tables(figure: Figure, epochs: number): Record<string, string> {
  const { content } = figure, file = tableFile(figure, "csv");
  const plane = rowsOf(shownBy(figure)[0].experiment, epochs);
  const labels = "of" in content ? [] : content.panels.map(({ label }) => label);
  const each = Array.from({ length: epochs }, (_, e) => [5 * e, 0.7 + 0.2 * e / epochs]);
  switch (content.form) {
    case "plane": {
      if (!content.exactOutput) return { [file]: csv("epoch,layer,ixt,ity", plane) };
      return { [file]: csv("epoch,layer,states,ixt,ity", withStates(plane)) };
    }
    case "spread": {
      const ends = (kind: string) => `${kind}_mean,${kind}_low,${kind}_high`;
      const exact = content.exactOutput ? ",ixt_exact,ity_exact" : "";
      const header = `epoch,layer,${ends("ixt")},${ends("ity")},ixt_median,ity_median${exact}`;
      const rows = plane.map(([e, l, x, y]) =>
        [e, l, x, x - 1, x + 1, y, y - 0.1, y + 0.1, x, y, x, y].slice(0, exact === "" ? 10 : 12)
      );
      return { [file]: csv(header, rows) };
    }
    case "panels": {
      const states = (rows: number[][]) => content.exactOutput ? withStates(rows) : rows;
      const rows = content.panels.flatMap(({ label, experiment }) =>
        states(rowsOf(experiment, epochs)).map((row) => [label, ...row])
      );
      const columns = content.exactOutput ? "epoch,layer,states" : "epoch,layer";
      return { [file]: csv(`panel,${columns},ixt,ity`, rows) };
    }
    case "phases": {
      const prefit = planeRows(200),
        rows = labels.flatMap((label) => [
          ...prefit.map((row) => [label, "prefit", ...row]),
          ...plane.map((row) => [label, "train", ...row]),
        ]);
      return { [file]: csv("panel,phase,epoch,layer,ixt,ity", rows) };
    }
    case "accuracy": {
      const rows = labels.flatMap((label) =>
        ["train", "test"].flatMap((part) =>
          each.map(([e, m]) => [label, part, e, m, m - 0.01, m + 0.01])
        )
      );
      return { [file]: csv("network,part,epoch,mean,low,high", rows) };
    }
    case "runs": {
      const rows = labels.flatMap((label) =>
        ["train", "test"].flatMap((part) =>
          ["median", "r00"].flatMap((repeat) => each.map(([e, m]) => [label, part, repeat, e, m]))
        )
      );
      return { [file]: csv("network,part,repeat,epoch,accuracy", rows) };
    }
    case "output": {
      const kinds = labels.flatMap((label) => ["binned", "exact"].map((states) => [label, states]));
      const curves = kinds.flatMap((kind) =>
        each.map(([e, m]) => [...kind, e, 8 * m, 7 * m, 9 * m])
      );
      const ends = kinds.flatMap((kind) =>
        ["peak", "end", "fall"].map((quantity, k) => [...kind, quantity, 6 - k, 5.5 - k, 6.5 - k])
      );
      return {
        [file]: csv("activation,states,epoch,mean,low,high", curves),
        [tableFile(figure, "summary")]: csv("activation,states,quantity,mean,low,high", ends),
      };
    }
    case "representation": {
      const shown = [0, 48, 1498, 2998].slice(0, epochs);
      const rows = shown.flatMap((epoch) =>
        Array.from({ length: 200 }, (_, k) => [epoch, (7 * k) % 256, (11 * k) % 256, 9, k % 10, 8])
      );
      return { [file]: csv("epoch,level1,level2,rows,class,of_class", rows) };
    }
  }
}

const draw = (figure: Figure, given: Record<string, string>, subtitle = CAPTION, how = renderSvg) =>
  how(readSpec(figure.spec), given, { theme: THEME, fonts: FONTS, subtitle });

/** How many panels show points of every epoch and layer. */
function planes({ content, facts }: Figure): number {
  if (content.form === "representation" || facts !== undefined) return 0;
  if ("of" in content) return 1;
  return content.form === "panels" || content.form === "phases" ? content.panels.length : 0;
}

for (const figure of Object.values(FIGURES)) {
  Deno.test(`${figure.id} draws a smoke run, a point for each row of its planes`, async () => {
    const given = tablesOf(figure, 10), svg = await draw(figure, given);
    for (const word of CAPTION.split(" ")) assert(svg.includes(word), word);
    const extra = figure.content.form === "phases" ? 200 : 0;
    const points = (svg.match(/<circle /g) ?? []).length;
    const layers = shownBy(figure).slice(0, planes(figure))
      .reduce((sum, { experiment }) => sum + (LAYERS[experiment] ?? 6), 0);
    const expected = layers * (10 + extra);
    // Figures 2 and 3 have a detail beside the plane, and other figures nodes and points of their own.
    assert(points >= expected, `${points} points of ${expected}`);
    assertEquals(await draw(figure, given), svg);
  });

  Deno.test(`${figure.id} refuses a table without a column that it shows`, async () => {
    for (const [file, text] of Object.entries(tables(figure, 2))) {
      const header = text.split("\n")[0].split(",").filter((name) => name !== "quantity");
      for (const name of header) {
        const wrong = { ...tablesOf(figure, 2), [file]: text.replace(name, `${name}_`) };
        await assertRejects(() => draw(figure, wrong), RangeError, name);
      }
    }
  });
}

for (const figure of Object.values(FIGURES)) {
  const count = planes(figure);
  if (count === 0) continue;
  Deno.test(`${figure.id} joins the layers of an epoch by lines of its colour, in each plane`, async () => {
    const svg = await draw(figure, tablesOf(figure, 2));
    // Viridis at epoch 0; a colour that Vega does not find is no line at all, and no warning.
    const lines = [...svg.matchAll(/<g stroke="#440154" stroke-opacity="0.28"[^>]*>(.*?)<\/g>/g)];
    assert(lines.length >= count, `${lines.length} lines in ${count} planes`);
  });
}

for (const id of ["figA5", "figB8", "figD12", "figE13", "figF16", "output-layer"]) {
  Deno.test(`${id} at full size stays below 2.5 MB, and wraps a long caption`, async () => {
    const svg = await draw(FIGURES[id], tablesOf(FIGURES[id], 1600), LONG);
    assert(svg.length < 2.5e6, `${svg.length} bytes`);
    for (const word of LONG.split(" ")) assert(svg.includes(word), word);
  });
}

Deno.test("every figure becomes a PDF with embedded fonts", async () => {
  const forms = new Set<string>();
  for (const figure of Object.values(FIGURES)) {
    const svg = await draw(figure, tablesOf(figure, 2), CAPTION, drawSvg);
    const pdf = await renderPdf(svg, { fonts: FONTS });
    const text = new TextDecoder("latin1").decode(pdf);
    assert(text.startsWith("%PDF-") && /\/FontFile2 /.test(text), figure.id);
    assert(!/\/Helvetica/.test(text), `${figure.id} names a font that is not embedded`);
    // The same bytes again: of one figure of each form.
    if (forms.size === forms.add(figure.content.form).size) continue;
    assertEquals(await renderPdf(svg, { fonts: FONTS }), pdf);
  }
});

Deno.test("exactFigure() shows exact states where a figure shows binned ones, and nowhere else", () => {
  const exact = Object.values(FIGURES).filter((figure) => exactFigure(figure) !== undefined);
  assertEquals(
    exact.map(({ id }) => id),
    [
      "fig2",
      "fig3",
      "fig4",
      "figB7",
      "figB8",
      "figB9",
      "figC10",
      "figC11",
      "figD12",
      "figE13",
      "authors",
    ],
  );
});
