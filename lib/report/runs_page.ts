/**
 * The page of runs: what each came to, and how they differ.
 *
 * @module
 */
import type { RunDifference } from "../runs/compare.ts";
import type { AccuracySummary } from "../runs/summary.ts";
import type { ReportContents, ReportRun } from "./contents.ts";
import { figurePath } from "./figure_page.ts";
import { type Html, html } from "./html.ts";
import { hours } from "./overview_page.ts";
import { digestHtml, nameHtml, type Page } from "./page.ts";

/** Decimal places of informations, in bits, and of accuracies. */
const BITS = 4, SHARE = 4;

/** The page of runs. */
export function runsPage(contents: ReportContents): Page {
  const { runs, differences } = contents;
  return {
    path: "runs.html",
    title: "Runs",
    place: "Runs",
    body: html`
      <h1>Runs</h1>
      <p>${contents.isPaper
        ? "The paper's experiments, as runs: means over the repeats that are finished."
        : "Means over the repeats that are finished."} <code>deno task report wide paper:SYN-ReLU-8</code> makes a report of runs of your own, and of the paper's beside them.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="All runs">
        <table>
          <caption>What they came to: accuracies at the end and at best, as shares</caption>
          <thead>
            <tr>${[
              "run",
              "repeats",
              "discarded",
              "training, end",
              "training, best",
              "test, end",
              "test, best",
            ]
              .map((one) => html`<th scope="col">${one}</th>`)}</tr>
          </thead>
          <tbody>${runs.map(rowHtml)}</tbody>
        </table>
      </div>
      ${differences.length > 0 && differencesHtml(differences)}
      ${runs.map((run) => sectionHtml(run, contents))}
    `,
  };
}

function rowHtml({ label, summary }: ReportRun): Html {
  const { finished, asked, discarded, train, test } = summary;
  const cells = [`${finished} of ${asked}`, discarded, ...shares(train), ...shares(test)];
  return html`
    <tr><th scope="row"><a href="#${encodeURIComponent(label)}">${nameHtml(label)}</a></th>${cells
      .map((cell) => html`<td class="n">${cell}</td>`)}</tr>
  `;
}

function shares(accuracy: AccuracySummary | undefined): string[] {
  return accuracy === undefined
    ? ["", ""]
    : [accuracy.end.toFixed(SHARE), accuracy.best.toFixed(SHARE)];
}

function sectionHtml(run: ReportRun, { figures }: ReportContents): Html {
  const { label, about, summary: { end }, seconds, digests } = run;
  const shown = figures.filter(({ experiments }) => experiments.includes(label));
  const names = Object.keys(end), layers = Math.max(0, ...names.map((one) => end[one].ixt.length));
  const results = Object.entries(digests);
  return html`
    <section id="${encodeURIComponent(label)}">
    <h2>${nameHtml(label)}</h2>
    <p>${about}${seconds !== undefined && `; ${hours(seconds)} of one worker`}.</p>
    ${layers > 0 &&
      html`
        <div class="scroll" tabindex="0" role="region" aria-label="Informations of ${label}">
          <table>
            <caption>Informations at the last recorded epoch, bits</caption>
            <thead>
              <tr><th scope="col">layer</th>${names.flatMap((
                one,
              ) => [`I(X;T), ${one}`, `I(T;Y), ${one}`]).map((one) =>
                html`<th scope="col">${one}</th>`
              )}</tr>
            </thead>
            <tbody>${Array.from({ length: layers }, (_, k) =>
              html`
                <tr><th scope="row">T${k + 1}${k === layers - 1 && ", output"}</th>${names.flatMap((
                  one,
                ) => [end[one].ixt[k], end[one].ity[k]]).map((value) =>
                  html`<td class="n">${value?.toFixed(BITS)}</td>`
                )}</tr>
              `)}</tbody>
          </table>
        </div>
      `}
    ${shown.length > 0 &&
      html`<p>Figures: ${
        shown.map(({ figure: { id } }, k) =>
          html`${k > 0 && ", "}<a href="${figurePath(id)}">${nameHtml(id)}</a>`
        )
      }.</p>`}
    ${results.length > 0 &&
      html`
        <details>
          <summary>Digests of its curves: ${results.length}</summary>
          <div class="scroll" tabindex="0" role="region" aria-label="Digests of ${label}">
            <table class="digests">
              <caption>SHA-256 of the curves, by repeat and estimator</caption>
              <tbody>${results.map(([name, digest]) =>
                html`
                  <tr>
                    <th scope="row">${nameHtml(name)}</th>
                    <td>${digestHtml(digest)}</td>
                  </tr>
                `
              )}</tbody>
            </table>
          </div>
        </details>
      `}
    </section>
  `;
}

const QUANTITIES: Readonly<Record<RunDifference["quantity"], string>> = {
  ixt: "I(X;T), bits",
  ity: "I(T;Y), bits",
  train: "accuracy, training",
  test: "accuracy, test",
  loss: "loss, nats",
};

function differencesHtml(differences: readonly RunDifference[]): Html {
  const text = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? "" : value.toFixed(BITS);
  return html`
    <h2>How they differ</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Differences">
      <table>
        <caption>Differences of means with 95% intervals by Welch's t; p by a permutation test</caption>
        <thead>
          <tr>${[
            "run",
            "less",
            "quantity",
            "layer",
            "epoch",
            "difference",
            "low",
            "high",
            "p",
            "repeats",
          ].map((
            one,
          ) => html`<th scope="col">${one}</th>`)}</tr>
        </thead>
        <tbody>${differences.map((one) =>
          html`
            <tr><th scope="row">${nameHtml(one.run)}</th><td>${nameHtml(
              one.than,
            )}</td><td>${QUANTITIES[one.quantity]}</td><td>${one.layer}</td><td class="n">${one
              .epoch}</td>${[one.mean, one.low, one.high, one.p].map((value) =>
                html`<td class="n">${text(value)}</td>`
              )}<td class="n">${one.repeats.join(", ")}</td></tr>
          `
        )}</tbody>
      </table>
    </div>
  `;
}
