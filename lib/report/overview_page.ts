/**
 * The first page: what the paper says, what came out, how sure it is.
 *
 * @module
 */
import { PACKAGE, PAPER } from "../package/about.ts";
import { sectionOf, sentencesOf, VERDICTS } from "../paper/claims/summary.ts";
import type { ReportContents } from "./contents.ts";
import { gallery, verdictClass } from "./figure_page.ts";
import { type Html, html } from "./html.ts";
import { digestHtml, nameHtml, type Page } from "./page.ts";

/** The first page. */
export function overviewPage(contents: ReportContents): Page {
  const { isPaper, figures, basis } = contents;
  return {
    path: "index.html",
    title: isPaper ? "Report: exact information bottleneck" : "Report on runs",
    place: "Overview",
    body: html`${isPaper ? paperHead() : html`<h1>Report on runs</h1>`}
<p class="lead">Made from ${basis}: ${count(figures.length, "figure")}, ${
      count(contents.runs.length, "experiment")
    }, ${
      count(
        contents.runs.reduce((sum, { summary }) => sum + summary.finished, 0),
        "trained network",
      )
    }.</p>
${contents.claims.length > 0 && verdictsHtml(contents)}
<h2>Figures</h2>
${gallery(figures)}
<h2>What was run</h2>
${runsBrief(contents)}
<h2>How far to trust it</h2>
${trustBrief(contents)}`,
  };
}

function paperHead(): Html {
  const authors = PAPER.authors.map(([family, given]) => `${given} ${family}`);
  return html`<p class="kicker">A reproduction of</p>
<h1>${PAPER.title}</h1>
<p class="authors">${authors.join(", ")}. ${PAPER.conference}, ${PAPER.year}.
<a href="${PAPER.url}" rel="external noreferrer">The paper</a></p>
<p>${PACKAGE.description}</p>`;
}

/** `1 figure`, `3 figures`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Sentences by verdict, section by section, as bars with the numbers beside them. */
function verdictsHtml({ claims, uncheckable }: ReportContents): Html {
  const sentences = sentencesOf(claims);
  const sections = [
    ...new Set([...sentences.map(({ section }) => section), ...uncheckable.map(sectionOf)]),
  ].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const columns = [...VERDICTS, "not checkable"];
  const countsOf = (section: string | undefined) =>
    columns.map((verdict) =>
      verdict === "not checkable"
        ? uncheckable.filter((one) => section === undefined || sectionOf(one) === section).length
        : sentences.filter((one) =>
          one.verdict === verdict && (section === undefined || one.section === section)
        ).length
    );
  const all = countsOf(undefined), most = Math.max(...sections.map((one) => sum(countsOf(one))));
  return html`
    <h2>What came out</h2>
    <p>Of ${count(sum(all), "sentence")} of the paper, ${tallies(columns, all)}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Verdicts by section">
      <table class="verdicts">
        <caption>Sentences of the paper by section</caption>
        <thead>
          <tr><th scope="col">section</th>${columns.map((one) =>
            html`<th scope="col" class="n">${one}</th>`
          )}<th scope="col"><span class="unseen">as bars</span></th></tr>
        </thead>
        <tbody>${sections.map((section) => {
          const counts = countsOf(section);
          return html`
            <tr><th scope="row"><a href="claims.html#section=${encodeURIComponent(
              section,
            )}">${section}</a></th>${counts.map((number) =>
              html`<td class="n">${number}</td>`
            )}<td>${bars(counts, columns, most)}</td></tr>
          `;
        })}</tbody>
      </table>
    </div>
  `;
}

function tallies(columns: readonly string[], all: readonly number[]): Html[] {
  const some = columns.flatMap((verdict, k) => all[k] === 0 ? [] : [{ verdict, number: all[k] }]);
  return some.map(({ verdict, number }, k) => {
    const between = k === 0 ? "" : k === some.length - 1 ? " and " : ", ";
    const link = `claims.html#verdict=${encodeURIComponent(verdict)}`, name = verdictClass(verdict);
    const text = html`<strong>${number}</strong> ${words(verdict, number)}`;
    return html`${between}<a href="${link}" class="tally ${name}">${text}</a>`;
  });
}

function words(verdict: string, number: number): string {
  const plural: Record<string, string> = {
    "holds": "hold",
    "does not hold": "do not hold",
    "undecided": "are undecided",
    "not measured": "are not measured",
    "not checkable": "are not checkable",
  };
  const single: Record<string, string> = {
    "undecided": "is undecided",
    "not measured": "is not measured",
    "not checkable": "is not checkable",
  };
  return number === 1 ? single[verdict] ?? verdict : plural[verdict] ?? verdict;
}

function bars(counts: readonly number[], columns: readonly string[], most: number): Html {
  const width = 200, unit = width / Math.max(1, most);
  let at = 0;
  return html`
    <svg class="bars" viewBox="0 0 ${width} 12" width="${width}" height="12" aria-hidden="true"
      focusable="false">${counts.map((number, k) => {
        const left = Math.round(10 * at * unit) / 10;
        at += number;
        return number > 0 &&
          html`
            <rect class="${verdictClass(
              columns[k],
            )}" x="${left}" y="0" height="12" width="${Math.round(10 * number * unit) / 10 - 1}" />
          `;
      })}</svg>
  `;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function rank(section: string): number {
  return section === "abstract" ? 0 : /^\d/.test(section) ? 1 : 2;
}

function runsBrief({ runs }: ReportContents): Html {
  const known = runs.filter(({ seconds }) => seconds !== undefined);
  const seconds = sum(known.map((one) => one.seconds!));
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Experiments">
      <table>
        <caption>Repeats that are finished, and attempts that the restart rule discarded on the way</caption>
        <thead>
          <tr>
            <th scope="col">experiment</th>
            <th scope="col" class="n">repeats</th>
            <th scope="col" class="n">discarded</th>
            <th scope="col">network</th>
          </tr>
        </thead>
        <tbody>${runs.map(({ label, summary: { finished, asked, discarded }, about }) =>
          html`
            <tr>
              <th scope="row"><a href="runs.html#${encodeURIComponent(label)}">${nameHtml(
                label,
              )}</a></th>
              <td class="n">${finished} of ${asked}</td>
              <td class="n">${discarded}</td>
              <td>${about}</td>
            </tr>
          `
        )}</tbody>
      </table>
    </div>
    <p>${known.length > 0
      ? `These took ${hours(seconds)} of one worker, as the store has noted it.`
      : "Published results do not say on which machine they were made or how long it took, since their bytes are the same on every one; deno task reproduce --dry-run says what they would take on yours."} Everything was trained and measured by the package's own engine, whose bits are the same on every machine.</p>
  `;
}

/** `12 s`, `3 min`, `2.5 h`. */
export function hours(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function trustBrief({ trust }: ReportContents): Html {
  const { lock, conformance, code, merged, receipts } = trust;
  const changed = code.filter(({ published, now }) => published.some((one) => one !== now));
  return html`<ul>
${
    lock !== undefined &&
    html`<li>Everything that is published stands behind one digest, that of the lock: ${
      digestHtml(lock)
    }</li>`
  }
<li>${
    conformance.difference === undefined
      ? `The machine that made this report reproduces all ${conformance.digests} conformance digests.`
      : `The machine that made this report does not reproduce the bits: ${conformance.difference}.`
  }</li>
${
    lock !== undefined && html`<li>${
      changed.length === 0
        ? "The code of every kind of step is that of the publication."
        : `The code has changed since the publication: ${
          changed.map(({ kind }) => kind).join(", ")
        }.`
    }</li>`
  }
<li>${
    merged === undefined
      ? receipts.length === 0
        ? "No receipt of a reviewer was added to this report."
        : "The receipts cannot be added up; see Trust."
      : `${count(merged.receipts, "receipt")}: ${merged.result}, ${
        count(merged.segments, "segment")
      } replayed.`
  }</li>
</ul>
<p><a href="trust.html">What was checked, and how to check more</a></p>`;
}
