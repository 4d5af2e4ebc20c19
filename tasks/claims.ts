/** deno task claims: the checkable sentences of the paper, each with its verdict. */
import {
  type Claim,
  CLAIMS,
  type Holding,
  judgeClaims,
  type Measured,
  UNCHECKABLE,
} from "../lib/paper/claims/judge.ts";
import { claimsTable, partsTable } from "../lib/paper/claims/markdown.ts";
import { hangsOn, sectionsOf, summaryTable, VERDICTS } from "../lib/paper/claims/summary.ts";
import { detailText, rowText, uncheckableText } from "../lib/paper/claims/text.ts";
import { type PresetName, PRESETS } from "../lib/paper/presets.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { publishedHolding } from "../lib/published/holding.ts";
import { Store } from "../lib/store/mod.ts";
import { Study } from "../lib/study.ts";
import {
  type Command,
  main,
  oneOf,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  type Words,
} from "./_command.ts";
import { presetOf } from "./_figures.ts";
import { say } from "./_output.ts";
import { columns, ProgressLine } from "./_progress.ts";

const SECTIONS = [...new Set([...CLAIMS, ...UNCHECKABLE].flatMap(sectionsOf))];
const CHOICES = [...VERDICTS, "not checkable"] as const;

export const command: Command = {
  name: "claims",
  words: "[claim...]",
  summary: "Judges what the paper says of its results: a summary of all claims, or those that " +
    "are named.",
  examples: [
    ["claims", "how many sentences of the paper hold, by the published results"],
    ["claims --verdict 'does not hold'", "a paragraph for each row with that verdict"],
    ["claims 4.1-relu-no-compression", "every part of a claim, and why its thresholds"],
    ["claims --preset quick", "by what reproduce has computed here"],
  ],
  flags: {
    verdict: {
      help: "rows with this verdict: holds, 'does not hold', undecided, 'not measured', " +
        "'not checkable'",
      value: "VERDICT",
      check: verdictOf,
    },
    section: { help: "rows of a section: abstract, 1 to 5, A to F", value: "ID", check: sectionOf },
    markdown: { help: "tables in Markdown, of all rows or those that are named" },
    preset: {
      help: "smoke, quick or paper, of the store (default: published, else what the store has)",
      value: "NAME",
      check: presetOf,
    },
    ...STORE_FLAG,
  },
  run,
};

function verdictOf({ text: { verdict } }: Words): string | undefined {
  return verdict === undefined ? undefined : oneOf("verdict", verdict, CHOICES);
}

function sectionOf({ text: { section } }: Words): string | undefined {
  return section === undefined ? undefined : oneOf("section", section, SECTIONS);
}

async function run(words: Words): Promise<number> {
  const ids = CLAIMS.map(({ id }) => id), named = [...new Set(words.positional)];
  const verdict = verdictOf(words), section = sectionOf(words);
  if (named.length > 0 && (verdict ?? section) !== undefined) {
    throw new UsageError(
      "Cannot run claims: --verdict and --section must be without the name of a claim, current " +
        `value is ${named[0]}`,
    );
  }
  const inSection = (one: Pick<Claim, "where">) =>
    section === undefined || sectionsOf(one).includes(section);
  const claims = named.length === 0
    ? CLAIMS.filter(inSection)
    : named.map((name) => CLAIMS[ids.indexOf(oneOf("claim", name, ids))]);
  const all = await judged(words, verdict === "not checkable" ? [] : claims);
  const shown = all.filter((one) => verdict === undefined || one.verdict === verdict);
  const unchecked = named.length === 0 && (verdict ?? "not checkable") === "not checkable"
    ? UNCHECKABLE.filter(inSection)
    : [];
  const width = columns();
  if (words.on.json) {
    say(JSON.stringify({ claims: shown.map(jsonOf), notCheckable: unchecked }));
  } else if (words.on.markdown) {
    say(named.length === 0 ? claimsTable(shown) : shown.map(partsTable).join("\n\n"));
  } else if (named.length > 0) {
    say(shown.map((one) => detailText(one, width)).join("\n\n"));
  } else if ((verdict ?? section) !== undefined) {
    const rows = shown.map((one) => rowText(one, width));
    say([...rows, ...unchecked.map((one) => uncheckableText(one, width))].join("\n\n"));
  } else say(summary(shown, width));
  return 0;
}

async function judged(words: Words, claims: readonly Claim[]): Promise<Measured[]> {
  const line = new ProgressLine("reading results");
  line.plan(claims.length);
  const holdings = await holdingsOf(words);
  return await judgeClaims(holdings, claims, ({ id }) => line.add(1, id)).finally(() => line.end());
}

function summary(all: readonly Measured[], width: number): string {
  const holdings = new Set(all.flatMap(({ basis }) => basis.map(({ holding }) => holding)));
  return [
    `What the paper says, judged by ${[...holdings].join(" and ") || "nothing"}.`,
    "",
    ...summaryTable(all, UNCHECKABLE),
    "",
    ...hangsOn(all, width),
    "",
    "deno task claims --section 4.1    the rows of a section",
    "deno task claims --verdict holds  the rows with a verdict",
    "deno task claims <id>             all that was measured of a claim",
  ].join("\n");
}

/** With --preset the store alone, else published results, and what the store has, the fullest first. */
async function holdingsOf(words: Words): Promise<Holding[]> {
  const names = Object.keys(PRESETS) as PresetName[], holdings: Holding[] = [];
  const presets = words.text.preset === undefined ? names.toReversed() : [presetOf(words)];
  if (words.text.preset === undefined) {
    const published = await PublishedFolder.open();
    if (published !== undefined) holdings.push(await publishedHolding(published));
  }
  const folder = storeFolder(words), info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isDirectory !== true) return holdings;
  const store = await Store.open(folder, { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store);
  return [...holdings, ...presets.map((preset) => study.holding(preset))];
}

function jsonOf(one: Measured) {
  const { claim, verdict, parts, basis, peaks, halved, doubled, near, filtered } = one;
  const { id, where, text, quantity, unit, why, epochs, sentence, aside } = claim;
  return {
    ...{ id, where, text, quantity, unit, why, epochs, verdict, basis },
    ...{ sentence: sentence ?? id, aside, halved, doubled, near, filtered },
    peaks: Object.fromEntries(peaks),
    parts: parts.map(({ part: { name, claimed, threshold }, estimate, peaks, ...rest }) => {
      const { verdict, missing, past, by } = rest;
      // JSON has no infinity: an end of an interval that is not bounded is null.
      return {
        ...{ name, claimed, threshold, verdict, ...estimate, missing, past, by },
        peaks: Object.fromEntries(peaks),
      };
    }),
  };
}

if (import.meta.main) await main(command);
