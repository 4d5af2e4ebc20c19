/**
 * The page of claims: every sentence with its verdict, the parts that it is judged by, and the figures that it stands on.
 *
 * @module
 */
import { thresholdOf } from "../paper/claims/claim.ts";
import type { DetailedPart } from "../paper/claims/measure.ts";
import { sectionsOf, VERDICTS } from "../paper/claims/summary.ts";
import { claimedText, estimateText, PEAKS } from "../paper/claims/text.ts";
import type { Uncheckable } from "../paper/claims/judge.ts";
import { PAPER } from "../package/about.ts";
import type { JudgedClaim, ReportContents, ReportFigure } from "./contents.ts";
import { figurePath, verdictClass } from "./figure_page.ts";
import { type Html, html } from "./html.ts";
import { intervalSvg } from "./intervals.ts";
import { commandHtml, type Page } from "./page.ts";

/** The page of claims. */
export function claimsPage(contents: ReportContents): Page {
  const { claims, uncheckable, figures } = contents;
  const sections = [
    ...new Set([...claims.map(({ claim }) => claim), ...uncheckable].flatMap(sectionsOf)),
  ];
  return {
    path: "claims.html",
    title: "Claims",
    place: "Claims",
    scripts: ["assets/claims.js"],
    body: html`
      <h1>Claims</h1>
      <p>What the paper says, in our words, sentence by sentence, and what the numbers say of it. A part holds if its 95% interval
      lies wholly on the claimed side of a threshold that was fixed beforehand; a claim holds if all its parts do. Judged by ${contents
        .basis}.</p>
      <form id="filter" class="controls" aria-label="Filter of the claims" hidden>
        <label>Section <select name="section"><option value="">all</option>${sections.map((one) =>
          html`<option>${one}</option>`
        )}</select></label>
        <label>Verdict <select name="verdict"><option value="">all</option>${[
          ...VERDICTS,
          "not checkable",
        ].map((one) => html`<option>${one}</option>`)}</select></label>
        <label>Words <input name="words" type="search" autocomplete="off"></label>
        <button type="button" id="open-all">Open all</button>
        <output id="count" aria-live="polite"></output>
      </form>
      <div id="claims">
      ${claims.map((one) => claimHtml(one, figures))}
      ${uncheckable.map(uncheckableHtml)}
      </div>
    `,
  };
}

function claimHtml(one: JudgedClaim, figures: readonly ReportFigure[]): Html {
  const { claim, verdict, parts, remarks, basis } = one;
  const { id, where, text, quantity, unit, why, aside } = claim;
  const kind = aside === "own"
    ? " · a finding of our own"
    : aside === "reading"
    ? " · another reading"
    : "";
  return html`
    <details class="claim" id="${id}" data-verdict="${verdict}" data-sections="${sectionsOf(claim)
      .join(" ")}">
      <summary><span class="verdict ${verdictClass(
        verdict,
      )}">${verdict}</span> <span class="sentence">${text}.</span>
    <span class="where">${where}${kind}</span></summary>
      <div class="inside">
    <p>Place in the paper: ${where}, of <a href="${PAPER.url}" rel="external noreferrer">${PAPER
      .title}</a>.
    <a href="#${id}">Link to this claim</a>.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Parts of ${id}"><table class="parts"><caption>${quantity} (${unit}); 95% intervals</caption>
    <thead><tr><th scope="col">part</th><th scope="col">verdict</th><th scope="col">measured</th><th scope="col">claimed</th><th scope="col">against the threshold</th><th scope="col">other peaks</th><th scope="col">repeats by themselves</th></tr></thead>
    <tbody>${parts.map(partHtml)}</tbody></table></div>
    ${remarks.map((line) => html`<p class="remark">${line}</p>`)}
    <p>Thresholds: ${why}.</p>
    ${basis.length > 0 &&
      html`<p>Measured on ${
        basis.map(({ experiment, holding, repeats, of }, k) =>
          `${k === 0 ? "" : "; "}${experiment}, ${repeats} of ${of} repeats, ${holding}`
        )
      }. ${figureLinks(basis.map(({ experiment }) => experiment), figures)}</p>`}
    ${commandHtml(`claims ${id}`)}
      </div>
    </details>
  `;
}

function partHtml(one: DetailedPart): Html {
  const { part, verdict, estimate, missing, peaks, past } = one;
  const measured = estimate === undefined
    ? missing === undefined ? "nothing to judge" : `${missing} is missing`
    : estimateText(estimate);
  return html`
    <tr>
      <th scope="row">${part.name}</th>
      <td><span class="verdict ${verdictClass(verdict)}">${verdict === "full"
        ? "nothing to judge"
        : verdict}</span></td>
      <td class="n">${measured}</td>
      <td class="n">${claimedText(one)}</td>
      <td>${estimate !== undefined &&
        intervalSvg({ estimate, threshold: thresholdOf(part), claimed: part.claimed })}</td>
      <td>${[...peaks].map(([peak, at]) =>
        html`<div>${estimateText(at)} by ${PEAKS[peak]}</div>`
      )}</td>
      <td class="n">${past !== undefined && `${past.past} of ${past.of}`}</td>
    </tr>
  `;
}

function figureLinks(
  experiments: readonly string[],
  figures: readonly ReportFigure[],
): Html | undefined {
  const shown = figures.filter((one) => one.experiments.some((name) => experiments.includes(name)));
  return shown.length === 0
    ? undefined
    : html`Seen in ${
      shown.map(({ figure: { id } }, k) =>
        html`${k > 0 && ", "}<a href="${figurePath(id)}">${id}</a> (<a href="${
          figurePath(id)
        }#table">table</a>)`
      )
    }.`;
}

function uncheckableHtml(one: Uncheckable): Html {
  const { id, where, text, why } = one;
  return html`
    <details class="claim" id="${id}" data-verdict="not checkable" data-sections="${sectionsOf(one)
      .join(" ")}">
      <summary><span class="verdict not-checkable">not checkable</span> <span class="sentence">${text}.</span> <span class="where">${where}</span></summary>
      <div class="inside">
        <p>No number of this study decides it: ${why}.</p>
      </div>
    </details>
  `;
}
