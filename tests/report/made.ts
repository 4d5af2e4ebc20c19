/** A small report, made by hand, for tests of its pages. */
import { sha256 } from "../../lib/bits/digest.ts";
import { CLAIMS, UNCHECKABLE } from "../../lib/paper/claims/judge.ts";
import type { JudgedClaim, ReportContents, ReportFigure } from "../../lib/report/contents.ts";

/** Markup, quotes, direction marks. */
export const HOSTILE = `<b onclick="x('y')">&\u202Ename`;

export const CSV = "epoch,layer,states,ixt,ity\n" +
  "0,1,binned,11.970809,0.990356\n0,2,binned,5.000000,0.500000\n0,2,exact,6.123456,0.654321\n" +
  "7995,1,binned,11.100000,0.990000\n7995,2,binned,2.300000,-0.000001\n7995,2,exact,2.345678,0.900000\n";

const bytes = (text: string) => new TextEncoder().encode(text);

function figureOf(id: string, title: string): ReportFigure {
  const csv = bytes(CSV);
  return {
    figure: { id, title, spec: "plane" },
    form: "plane",
    spec: JSON.stringify({
      title: { text: "Plane", subtitle: ["Mean", "A point a layer"], limit: 500 },
      description: `A plane ${HOSTILE}`,
    }),
    tables: [{ file: `${id}.csv`, url: "plane.csv", bytes: csv, sha256: sha256(csv) }],
    caption: `Mean of 2 repeats ${HOSTILE}`,
    svg: bytes("<svg/>"),
    command: `figure ${id}`,
    experiments: ["SYN-ReLU-8"],
    chain: [
      { kind: "dataset", count: 1, from: [] },
      { kind: "train", count: 40, from: ["dataset", "train"] },
      { kind: "table", count: 1, from: ["train"] },
    ],
    results: [{ id: `table/${id}/paper csv`, sha256: sha256(csv) }, {
      id: "gone",
      sha256: undefined,
    }],
    repeats: [{
      panel: undefined,
      phase: "train",
      states: "binned",
      digests: { r00: sha256("curves") },
    }],
  };
}

const claim = CLAIMS.find(({ parts }) => parts.length > 1)!;

/** A claim that holds, of made-up numbers. */
export const JUDGED: JudgedClaim = {
  claim,
  verdict: "holds",
  parts: claim.parts.map((part, k) => ({
    ...{ part, verdict: "holds", margin: 1, peaks: new Map() },
    estimate: { value: 0.25 + k, low: 0.125 + k, high: k === 0 ? Infinity : 0.375 + k },
    past: { past: 3, of: 4 },
  })),
  basis: [{ experiment: "SYN-ReLU-8", holding: "published results", repeats: 50, of: 50 }],
  remarks: [`Close ${HOSTILE}.`],
};

/** Contents with a figure of a plain name and one of a hostile name. */
export function contents(): ReportContents {
  return {
    ...{ basis: "published results", isPaper: true, claims: [JUDGED], uncheckable: UNCHECKABLE },
    figures: [figureOf("fig3", "Information plane"), figureOf(HOSTILE, HOSTILE)],
    runs: [HOSTILE, "SYN-ReLU-8"].map((label) => ({
      label,
      about: `12-10-2 ${HOSTILE}`,
      seconds: 90,
      digests: { "r00/binned": sha256("curves") },
      summary: {
        ...{ finished: 2, asked: 3, discarded: 1 },
        train: { end: 0.98765432, best: 0.99 },
        test: { end: 0.9, best: 0.95 },
        end: { binned: { ixt: [11.5, 2.25], ity: [0.99, 0.5] } },
      },
    })),
    differences: [{
      ...{ run: HOSTILE, than: "SYN-ReLU-8", quantity: "ixt", layer: "1", epoch: 7995 },
      ...{ mean: -0.125, low: -0.25, high: 0, p: 0.0625, repeats: [2, 2] },
    }],
    trust: {
      lock: sha256("lock"),
      experiments: [
        { name: "SYN-ReLU-8", repeats: 50, epochs: 8000, rows: 1000, sha256: sha256("rows") },
      ],
      code: [{ kind: "train", published: [sha256("code")], now: sha256("other code") }],
      conformance: { digests: 642, difference: undefined },
      receipts: [{
        ...{ name: `${HOSTILE}.json`, sha256: sha256("receipt"), result: "agrees" },
        levels: [{ level: "level 1", checked: { tables: 19 }, differences: 0, unchecked: 0 }],
        versions: { deno: HOSTILE },
      }],
      merged: {
        ...{
          lock: sha256("lock"),
          receipts: 1,
          nonces: 1,
          machines: 1,
          segments: 40,
          result: "agrees",
        },
        ...{ disagreeing: [], assurances: [{ faults: 10, segments: 100, seen: 0.95 }] },
      },
      problems: [`fig4 is left out: ${HOSTILE}`],
    },
    provenance: {
      packages: [{ name: "vega@6.4.0", integrity: "sha512-x" }],
      sources: [{ path: "figures/theme.json", sha256: sha256("{}") }],
      citation: "cff-version: 1.2.0\n",
    },
    lockFiles: new Map([["lock/lock.json", bytes("{}\n")]]),
    packed: new Map([[sha256("curves"), bytes("packed")]]),
  };
}
