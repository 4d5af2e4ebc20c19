/**
 * The page of a figure, and the list of all.
 *
 * @module
 */
import { titleOf } from "../render/title.ts";
import type { Spec } from "../render/tables.ts";
import { sha256 } from "../bits/digest.ts";
import type { NamedDigest, ReportContents, ReportFigure, ReportTable } from "./contents.ts";
import type { Expected } from "./data.ts";
import { chainSvg } from "./chain.ts";
import { dataBlock, type Html, html } from "./html.ts";
import { commandHtml, digestHtml, nameHtml, type Page } from "./page.ts";
import { fileStem } from "./paths.ts";
import { lastRows, rowsOf, tableHtml } from "./tables.ts";

/** What the script of a figure's page is told. */
export interface FigureTask {
  readonly id: string;
  readonly form: string;
  readonly expected: readonly Expected[];
  /** Names of entries: of the spec, the theme, and the tables by the names that the spec has. */
  readonly spec: string;
  readonly theme: string;
  readonly tables: Readonly<Record<string, string>>;
  /** Table that the slider is about. */
  readonly main: string;
  readonly repeats: ReportFigure["repeats"];
  /** Whether the files of single repeats are there. */
  readonly hasRepeats: boolean;
}

/** Name of the entry of the theme, which all figures share. */
export const THEME = "theme.json";

/** Scripts of a figure's page: libraries, its program, its data. */
export function scriptsOf({ figure }: ReportFigure): string[] {
  return [
    "assets/vega.js",
    "assets/vega-lite.js",
    "assets/figure.js",
    "data/theme.js",
    `data/${fileStem(figure.id)}.js`,
  ];
}

/** Path of a figure's page. */
export function figurePath(id: string): string {
  return `figure-${fileStem(id)}.html`;
}

/** Path of the picture of a figure. */
export function picturePath(id: string): string {
  return `figures/${fileStem(id)}.svg`;
}

/** Path of a table as CSV. */
export function tablePath({ file }: ReportTable): string {
  return `tables/${fileStem(file.replace(/\.csv$/, ""))}.csv`;
}

/** Name of the entry of a spec. */
export function specName({ figure }: ReportFigure): string {
  return `${figure.spec}.vl.json`;
}

/** The title of a figure: of one of the paper as its spec has it. */
export function titleText({ figure, spec }: ReportFigure): string {
  const own = figure.id === figure.spec ? titleOf(JSON.parse(spec) as Spec) : undefined;
  return own ?? figure.title;
}

/** What the marks of a figure mean, in sentences: the lines below the title of its spec. */
function legendOf({ spec }: ReportFigure): string {
  const { subtitle = [] } = Object((JSON.parse(spec) as Spec)["title"]) as {
    subtitle?: readonly string[];
  };
  const lines = subtitle.slice(1);
  // Of a line that ends in a comma the next one is the rest.
  return lines.map((line) => line.endsWith(",") ? `${line} ` : `${line}. `).join("").trim();
}

function descriptionOf({ spec }: ReportFigure): string {
  return String((JSON.parse(spec) as Spec)["description"] ?? "");
}

/** The page of a figure. */
export function figurePage(one: ReportFigure, contents: ReportContents, themeDigest: string): Page {
  const { figure, command } = one, title = titleText(one), alt = descriptionOf(one);
  const { figures } = contents, at = figures.indexOf(one);
  const [before, after] = [figures[at - 1], figures[at + 1]];
  return {
    path: figurePath(figure.id),
    title: `${figure.id}: ${title}`,
    place: "Figures",
    scripts: scriptsOf(one),
    body: html`
      <p class="kicker">${nameHtml(figure.id)}</p>
      <h1>${title}</h1>
      <div id="alert" role="alert" class="alert" hidden></div>
      <figure class="plot">
        <div id="view" class="paper"><img src="${picturePath(figure.id)}" alt="${alt}"></div>
        <form id="controls" class="controls" aria-label="Controls of the figure" hidden></form>
        <p id="readout" class="readout" aria-hidden="true"></p>
        <figcaption>
          <p>${one.caption}. ${legendOf(one)}</p>
          <details>
            <summary>The picture in words</summary>
            <p>${alt}</p>
          </details>
        </figcaption>
      </figure>
      ${contents.packed.size === 0 && one.repeats.length > 0 && html`
        <p class="quiet">
          Single repeats are left out of this report; <code>deno task report</code> writes them.
        </p>
      `}
      <p class="downloads"
        id="downloads">${one.tables.map((table) =>
          html`
            <a href="${tablePath(table)}" download>${table.file}</a>
          `
        )}<a href="${picturePath(figure.id)}" download>${figure.id}.svg</a></p>
      <h2 id="table">Table</h2>
      ${one.tables.map((table) => tableSection(table))}
      <h2 id="stands-on">What it stands on</h2>
      <p>Drawn from the table by the spec; the table is made of ${one.experiments.map((name, k) =>
        html`${k > 0 && ", "}${nameHtml(name)}`
      )}.</p>
      ${chainSvg(one.chain)}
      ${resultsHtml(one, themeDigest)}
      <h2 id="again">Make it again</h2>
      ${commandHtml(command)}
      ${whyHtml(one, contents)}
      <nav class="along" aria-label="Other figures">${before &&
        html`<a rel="prev" href="${
          figurePath(before.figure.id)
        }">← ${before.figure.id}</a>`}${after &&
        html`<a rel="next" href="${figurePath(after.figure.id)}">${after.figure.id} →</a>`}</nav>
      ${dataBlock("task", taskOf(one, contents, themeDigest))}
    `,
  };
}

function tableSection(table: ReportTable): Html {
  const rows = rowsOf(new TextDecoder().decode(table.bytes)), shown = lastRows(rows);
  const part = shown.rows.length < rows.rows.length
    ? `${table.file}: ${shown.rows.length} of ${rows.rows.length} rows`
    : `${table.file}: all ${rows.rows.length} rows`;
  return html`<div class="table" data-table="${table.file}">${tableHtml(shown, part)}</div>`;
}

function resultsHtml(one: ReportFigure, themeDigest: string): Html {
  const drawn: NamedDigest[] = [
    ...one.tables.map(({ file, sha256 }) => ({ id: file, sha256 })),
    { id: `figures/${one.figure.spec}.vl.json`, sha256: sha256(one.spec) },
    { id: "figures/theme.json", sha256: themeDigest },
  ];
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Digests">
      <table class="digests">
        <caption>SHA-256 of what it is drawn from</caption>
        <tbody>${rowsOfDigests(drawn)}</tbody>
      </table>
    </div>
    ${one.results.length > 0 &&
      html`
        <details>
          <summary>Results behind the table: ${one.results.length}</summary>
          <div class="scroll" tabindex="0" role="region" aria-label="Digests of results">
            <table class="digests">
              <caption>SHA-256 by logical id</caption>
              <tbody>${rowsOfDigests(one.results)}</tbody>
            </table>
          </div>
        </details>
      `}
  `;
}

function rowsOfDigests(all: readonly NamedDigest[]): Html[] {
  return all.map(({ id, sha256 }) =>
    html`
      <tr>
        <th scope="row">${nameHtml(id)}</th>
        <td>${digestHtml(sha256)}</td>
      </tr>
    `
  );
}

/** Claims that stand on the experiments of a figure. */
function whyHtml({ experiments }: ReportFigure, { claims }: ReportContents): Html | undefined {
  const about = claims.filter(({ basis }) =>
    basis.some(({ experiment }) => experiments.includes(experiment))
  );
  return about.length === 0 ? undefined : html`
    <details>
      <summary>Claims about ${experiments.join(", ")}: ${about.length}</summary>
      <ul class="plain">${about.map(({ claim, verdict }) =>
        html`
          <li><span class="verdict ${verdictClass(
            verdict,
          )}">${verdict}</span> <a href="claims.html#${claim.id}">${claim.text}</a></li>
        `
      )}</ul>
    </details>
  `;
}

/** Class of a verdict. */
export function verdictClass(verdict: string): string {
  return verdict.replaceAll(" ", "-");
}

function taskOf(one: ReportFigure, { packed }: ReportContents, theme: string): FigureTask {
  const script = `data/${fileStem(one.figure.id)}.js`, spec = specName(one);
  return {
    ...{ id: one.figure.id, form: one.form, spec, theme: THEME, main: one.tables[0].file },
    tables: Object.fromEntries(one.tables.map(({ url, file }) => [url, file])),
    expected: [
      ...one.tables.map(({ file, sha256 }) => ({ name: file, sha256, script })),
      { name: spec, sha256: sha256(one.spec), script },
      { name: THEME, sha256: theme, script: "data/theme.js" },
    ],
    repeats: one.repeats,
    hasRepeats: packed.size > 0,
  };
}

/** The list of all figures. */
export function figuresPage(contents: ReportContents): Page {
  const { figures } = contents;
  return {
    path: "figures.html",
    title: "Figures",
    place: "Figures",
    body: html`<h1>Figures</h1>
<p>Each opens on a page of its own, with its table, what it stands on, and the command that makes it. Drawn from ${contents.basis}.</p>
${gallery(figures)}`,
  };
}

/** Pictures in small, each a link. */
export function gallery(figures: readonly ReportFigure[]): Html {
  return html`<ul class="gallery">${
    figures.map((one) =>
      html`
        <li><a href="${figurePath(one.figure.id)}"><span class="paper"><img src="${picturePath(
          one.figure.id,
        )}" alt="" loading="lazy" decoding="async" width="320" height="220"></span><span class="name">${nameHtml(
          one.figure.id,
        )}</span> <span class="what">${titleText(one)}</span></a></li>
      `
    )
  }</ul>`;
}
