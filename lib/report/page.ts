/**
 * The frame of all pages: security policy, navigation, footer.
 *
 * @module
 */
import { PACKAGE, PAPER } from "../package/about.ts";
import { type Content, type Html, html } from "./html.ts";

/**
 * What a page may load: files of its own folder. No network, no frames, no inline scripts or styles, no text that becomes
 * code.
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The same for the page that is served while something runs, which asks its server for news. */
export const LIVE_POLICY = `${POLICY}; connect-src 'self'`;

/** Pages that every report has, by path. */
export const PAGES: readonly (readonly [path: string, name: string])[] = [
  ["index.html", "Overview"],
  ["figures.html", "Figures"],
  ["claims.html", "Claims"],
  ["runs.html", "Runs"],
  ["trust.html", "Trust"],
  ["provenance.html", "Provenance"],
];

/** A page. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** Name of the page in the navigation that it belongs to. */
  readonly place: string;
  readonly body: Content;
  /** Scripts, in the order in which they run. */
  readonly scripts?: readonly string[];
  /** Pages of this report. */
  readonly pages?: readonly (readonly [path: string, name: string])[];
  readonly policy?: string;
}

/** Text of a page. */
export function pageText(page: Page): string {
  const { path, title, place, body, scripts = [], pages = PAGES, policy = POLICY } = page;
  return `<!doctype html>\n${
    html`
      <html lang="en">
        <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="${policy}">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>${title}</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="assets/style.css">
      <script src="assets/page.js" defer></script>
      ${scripts.map((script) => html`<script src="${script}" defer></script>\n`)}</head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="top">
            <p class="brand"><a href="${pages[0][0]}">Exact information bottleneck</a></p>
            <nav aria-label="Pages">
              <ul>${pages.map(([to, name]) =>
                html`<li><a href="${to}" aria-current="${
                  current(to === path, name === place)
                }">${name}</a></li>`
              )}</ul>
            </nav>
          </header>
          <main id="main">
      ${body}
          </main>
          <footer>
            <p>A report on <cite>${PAPER.title}</cite> (${PAPER.authors.map(([family]) => family)
              .join(", ")}, ${PAPER.year}), made by version ${PACKAGE
              .version} of the package. Nothing in it is loaded from a network;
      <code>sha256sum -c SHA256SUMS</code> checks every file.</p>
          </footer>
        </body>
      </html>
    `.text
  }`;
}

function current(isPage: boolean, isPlace: boolean): string {
  return isPage ? "page" : isPlace ? "true" : "false";
}

/** A digest, in full for machines and copying, broken where lines are narrow. */
export function digestHtml(sha256: string | undefined): Html {
  return sha256 === undefined
    ? html`<span class="quiet">not published</span>`
    : html`<code class="digest">${sha256}</code>`;
}

/** A command line that can be copied. */
export function commandHtml(line: string): Html {
  return html`<pre class="command"><code>deno task ${line}</code></pre>`;
}

/** A name of anybody's choosing, kept apart from the direction of the text around it. */
export function nameHtml(name: string): Html {
  return html`<bdi>${name}</bdi>`;
}
