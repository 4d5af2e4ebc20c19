/**
 * The page of trust: the lock, what receipts of reviewers say together, how the code stands, conformance.
 *
 * @module
 */
import type { CodeStanding, ReportContents, ReportReceipt, ReportTrust } from "./contents.ts";
import { type Html, html } from "./html.ts";
import { count } from "./overview_page.ts";
import { commandHtml, digestHtml, nameHtml, type Page } from "./page.ts";

/** The page of trust. */
export function trustPage({ trust, basis }: ReportContents): Page {
  const { conformance: { digests, difference }, problems } = trust;
  return {
    path: "trust.html",
    title: "Trust",
    place: "Trust",
    body: html`
      <h1>Trust</h1>
      <p>Bits are the contract: a result is what its digest says, on every machine, and any of it can be computed again alone. This
      report was made from ${basis}.</p>
      ${problems.length > 0 &&
        html`
          <div class="alert" role="note">
            <p>While it was made:</p>
            <ul>${problems.map((line) => html`<li>${line}</li>`)}</ul>
          </div>
        `}
      ${trust.lock !== undefined && lockHtml(trust)}
      <h2>Receipts</h2>
      ${receiptsHtml(trust)}
      <h2>Conformance</h2>
      <p>${difference === undefined
        ? `The machine that made this report gives the bits: all ${digests} conformance digests, of functions, random numbers and segments in miniature, came out as published.`
        : `The machine that made this report does not give the bits: ${difference}. ${digests} digests were to be compared.`}</p>
      ${commandHtml("verify --level conformance")}
      ${trust.code.length > 0 && codeHtml(trust.code)}
      <h2>Check it yourself</h2>
      <ul>
        <li>Every page with data hashes it before it is shown, and names a file that is not what it was.</li>
        <li>In the folder of this report: <code>sha256sum -c SHA256SUMS</code></li>
        <li>The lock against the bytes, and tables from the curves, in seconds: <code>deno task verify --level 1</code></li>
        <li>Segments of training, drawn at random and replayed: <code>deno task verify --budget 10m --receipt mine.json</code></li>
        <li>Then a report that adds it up: <code>deno task report --receipts mine.json,yours.json</code></li>
      </ul>
    `,
  };
}

function lockHtml({ lock, experiments }: ReportTrust): Html {
  return html`
    <h2>The lock</h2>
    <p>It has the digest of every segment of every repeat, by name. Its own SHA-256 stands for everything that is published:</p>
    <p>${digestHtml(lock)}</p>
    <p>The lock itself is in this folder: <a href="lock/lock.json">lock/lock.json</a>, and beside it the rows of each experiment.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="The lock by experiment">
      <table>
        <caption>Rows of the lock: segments with their digests</caption>
        <thead>
          <tr>
            <th scope="col">experiment</th>
            <th scope="col" class="n">repeats</th>
            <th scope="col" class="n">epochs</th>
            <th scope="col" class="n">segments</th>
            <th scope="col">SHA-256 of its rows</th>
          </tr>
        </thead>
        <tbody>${experiments.map(({ name, repeats, epochs, rows, sha256 }) =>
          html`
            <tr>
              <th scope="row"><a href="lock/${name}.json">${name}</a></th>
              <td class="n">${repeats}</td>
              <td class="n">${epochs}</td>
              <td class="n">${rows}</td>
              <td>${digestHtml(sha256)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}

function receiptsHtml({ receipts, merged, lock }: ReportTrust): Html {
  if (receipts.length === 0) {
    return html`<p>None was given. A receipt is a small file that <code>deno task verify --receipt FILE</code> writes: what was
checked, on which machine, by which random sample. Several of them, of different reviewers, are one statement.</p>`;
  }
  return html`
    ${merged !== undefined
      ? html`<p>Together: <strong>${merged.result}</strong>. ${
        count(merged.receipts, "receipt")
      }, ${count(merged.nonces, "sample")}, ${count(merged.machines, "kind")} of machine, ${
        count(merged.segments, "segment")
      } replayed${
        merged.disagreeing.length > 0 &&
        html`; these do not agree: ${
          merged.disagreeing.map((one, k) => html`${k > 0 && ", "}${nameHtml(one)}`)
        }`
      }.</p>
${
        merged.assurances.length > 0 &&
        html`<ul>${
          merged.assurances.map(({ faults, segments, seen }) =>
            html`<li>If ${faults} of ${segments} segments were wrong, this would have been seen with probability ${
              seen.toFixed(4)
            }.</li>`
          )
        }</ul>`
      }`
      : html`<p>They cannot be added up${
        lock === undefined && ", since there is no lock that they would be about"
      }.</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label="Receipts">
      <table>
        <caption>Each receipt, level by level</caption>
        <thead>
          <tr>
            <th scope="col">receipt</th>
            <th scope="col">result</th>
            <th scope="col">levels</th>
            <th scope="col">machine</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>${receipts.map(receiptHtml)}</tbody>
      </table>
    </div>
  `;
}

function receiptHtml({ name, sha256, result, levels, versions }: ReportReceipt): Html {
  return html`
    <tr>
      <th scope="row">${nameHtml(name)}</th>
      <td>${result}</td>
      <td>${levels.map(({ level, checked, differences, unchecked }) =>
        html`<div>${level}: ${
          Object.entries(checked).map(([what, number]) => `${number} ${what}`).join(", ")
        }; ${count(differences, "difference")}${
          unchecked > 0 && `, ${unchecked} not checked`
        }</div>`
      )}</td>
      <td>${Object.entries(versions).map(([what, version]) => `${what} ${version}`).join(", ")}</td>
      <td>${digestHtml(sha256)}</td>
    </tr>
  `;
}

function codeHtml(code: readonly CodeStanding[]): Html {
  return html`
    <h2>How the code stands</h2>
    <p>A code digest is over all modules that a kind of step reaches, stripped of types, comments and layout, and the packages behind
    them. Where it is that of the publication, the published bytes are what today's code computes, as far as was verified.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Code by kind of step">
      <table class="digests">
        <caption>Code digests by kind of step</caption>
        <thead>
          <tr>
            <th scope="col">kind</th>
            <th scope="col">standing</th>
            <th scope="col">at publication</th>
            <th scope="col">today</th>
          </tr>
        </thead>
        <tbody>${code.map(({ kind, published, now }) =>
          html`
            <tr>
              <th scope="row">${kind}</th>
              <td>${published.every((one) => one === now) ? "the same" : "changed"}</td>
              <td>${published.map((one) => html`<div>${digestHtml(one)}</div>`)}</td>
              <td>${now === undefined ? "gone" : digestHtml(now)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}
