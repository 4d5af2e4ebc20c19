/**
 * From what a report shows to its files. Pure: the same contents and assets are the same bytes.
 *
 * @module
 */
import { type Zippable, zipSync } from "fflate";
import { sha256 } from "../bits/digest.ts";
import { claimsPage } from "./claims_page.ts";
import type { ReportContents, ReportFigure } from "./contents.ts";
import { dataScript } from "./data.ts";
import { figurePage, figuresPage, picturePath, specName, tablePath, THEME } from "./figure_page.ts";
import { overviewPage } from "./overview_page.ts";
import { type Page, pageText } from "./page.ts";
import { fileStem } from "./paths.ts";
import { provenancePage } from "./provenance_page.ts";
import { runsPage } from "./runs_page.ts";
import { trustPage } from "./trust_page.ts";

/** What pages need beside their contents. */
export interface ReportAssets {
  /** Scripts and the style sheet by name: `style.css`, `page.js`, `claims.js`, `figure.js`, `vega.js`, `vega-lite.js`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Text of the theme of all figures. */
  readonly theme: string;
}

/** Packs bytes for a page: brotli. */
export type Pack = (bytes: Uint8Array) => Uint8Array;

/** Name of the file with the digests of all others. */
export const SUMS = "SHA256SUMS";

/**
 * The files of a report by path.
 *
 * @param pack Brotli of tables and specs; what is packed already stays as it is.
 */
export function reportFiles(
  contents: ReportContents,
  { files: assets, theme }: ReportAssets,
  pack: Pack,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>(), text = new TextEncoder();
  const put = (path: string, content: string | Uint8Array) =>
    files.set(path, typeof content === "string" ? text.encode(content) : content);
  for (const page of pagesOf(contents, sha256(theme))) put(page.path, pageText(page));
  for (const [name, bytes] of assets) put(`assets/${name}`, bytes);
  put("data/theme.js", dataScript([{ name: THEME, packed: pack(text.encode(theme)) }]));
  for (const one of contents.figures) {
    put(picturePath(one.figure.id), one.svg);
    for (const table of one.tables) put(tablePath(table), table.bytes);
    put(`data/${fileStem(one.figure.id)}.js`, figureData(one, pack));
  }
  for (const [digest, packed] of contents.packed) {
    put(`repeats/${digest}.js`, dataScript([{ name: digest, packed }]));
  }
  for (const [path, bytes] of contents.lockFiles) put(path, bytes);
  put("CITATION.cff", contents.provenance.citation);
  put(SUMS, sumsText(files));
  return files;
}

function pagesOf(contents: ReportContents, theme: string): Page[] {
  return [
    overviewPage(contents),
    figuresPage(contents),
    ...contents.figures.map((one) => figurePage(one, contents, theme)),
    claimsPage(contents),
    runsPage(contents),
    trustPage(contents),
    provenancePage(contents),
  ];
}

function figureData(one: ReportFigure, pack: Pack): string {
  return dataScript([
    ...one.tables.map(({ file, bytes }) => ({ name: file, packed: pack(bytes) })),
    { name: specName(one), packed: pack(new TextEncoder().encode(one.spec)) },
  ]);
}

/** What `sha256sum -c` reads, in the order of the paths. */
export function sumsText(files: ReadonlyMap<string, Uint8Array>): string {
  const paths = [...files.keys()].sort((a, b) => a < b ? -1 : 1);
  return paths.map((path) => `${sha256(files.get(path)!)}  ${path}\n`).join("");
}

/** The earliest time that a ZIP can have, so that no clock is in it. */
const NO_TIME = new Date(1980, 0, 1);

/** A report as one ZIP, in one folder. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>, folder: string): Uint8Array {
  const paths = [...files.keys()].sort((a, b) => a < b ? -1 : 1), all: Zippable = {};
  for (const path of paths) {
    // What is brotli in base64 loses a quarter at the least effort, and no more at the most.
    const level = /^(data|repeats)\//.test(path) ? 1 : 6;
    all[`${folder}/${path}`] = [files.get(path)!, {
      level,
      mtime: NO_TIME,
      os: 3,
      attrs: 0o644 << 16,
    }];
  }
  return zipSync(all);
}
