/**
 * The page of provenance: versions, licences, sources, how to cite.
 *
 * @module
 */
import { PACKAGE, PAPER } from "../package/about.ts";
import type { ReportContents } from "./contents.ts";
import { html } from "./html.ts";
import { digestHtml, nameHtml, type Page } from "./page.ts";

/** The page of provenance. */
export function provenancePage({ provenance }: ReportContents): Page {
  const { packages, sources, citation } = provenance;
  return {
    path: "provenance.html",
    title: "Provenance",
    place: "Provenance",
    body: html`
      <h1>Provenance</h1>
      <h2>What this is</h2>
      <dl>
        <dt>Package</dt>
        <dd>${PACKAGE.title}, version ${PACKAGE.version}</dd>
        <dt>By</dt>
        <dd>${PACKAGE.author}</dd>
        <dt>Runs on</dt>
        <dd>${PACKAGE.runtime}</dd>
        <dt>Reproduces</dt>
        <dd><a href="${PAPER.url}" rel="external noreferrer">${PAPER.title}</a>, arXiv:${PAPER
          .arxiv}</dd>
      </dl>
      <h2>Citing</h2>
      <p>Please cite the package, and the paper that it reproduces. As <a href="CITATION.cff" download>CITATION.cff</a>:</p>
      <pre class="text" tabindex="0" role="region"
        aria-label="CITATION.cff"><code>${citation}</code></pre>
      <h2>Licences</h2>
      <ul>
        <li>Code, figures, published results and this report: ${PACKAGE.license}.</li>
        <li>Vega, Vega-Lite and vega-interpreter, which draw the figures in this report: BSD 3-Clause, of the University of Washington
      Interactive Data Lab; brotli.js and noble-hashes: MIT.</li>
        <li>Texts in pictures are set in DejaVu Sans where it is installed, under the fonts' own licence.</li>
        <li>MNIST is by LeCun, Cortes and Burges, under terms of its own; nothing of it is in this report but informations and
      accuracies that were measured on it, and counts of images by states of a layer.</li>
        <li>The numbers of the figure <i>authors</i> beside ours were read from the one plot in the released code's repository.</li>
      </ul>
      <h2>Sources</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Sources">
        <table class="digests">
          <caption>Files of the project that the figures are drawn with: SHA-256</caption>
          <tbody>${sources.map(({ path, sha256 }) =>
            html`
              <tr>
                <th scope="row">${nameHtml(path)}</th>
                <td>${digestHtml(sha256)}</td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
      <h2>Packages</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Packages">
        <table class="digests">
          <caption>npm packages as deno.lock pins them: integrity</caption>
          <tbody>${packages.map(({ name, integrity }) =>
            html`
              <tr>
                <th scope="row">${name}</th>
                <td><code class="digest">${integrity}</code></td>
              </tr>
            `
          )}</tbody>
        </table>
      </div>
    `,
  };
}
