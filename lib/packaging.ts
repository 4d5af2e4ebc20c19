/**
 * One archive with everything that a reviewer needs: the project with its published results, these drawn, a recorded run with its
 * provenance, what verifying came to, an appendix, and Deno with its packages, so that no network is needed.
 *
 * @module
 */
import { sha256 } from "./bits/digest.ts";
import { type Drawn, drawPublished } from "./drawing.ts";
import { appendixText } from "./package/appendix.ts";
import { type Member, memberOf } from "./package/archive.ts";
import { CODE, crateText, RUN_STORE } from "./package/crate.ts";
import { denoMembers, MNIST, packageMembers, type Platform } from "./package/offline.ts";
import { HANDED_ON, inFolder, projectMembers } from "./package/project.ts";
import { type RecordedRun, recordedRun } from "./package/recorded_run.ts";
import { scripts } from "./package/scripts.ts";
import { CLAIMS, judgeClaims } from "./paper/claims/judge.ts";
import { FIGURES } from "./paper/figures.ts";
import type { PresetName } from "./paper/presets.ts";
import { presetRequest } from "./paper/request.ts";
import { codeDigests } from "./plan/code_digests.ts";
import { ENTRIES } from "./plan/kinds.ts";
import { type Figure, tableFile, tableOutputs } from "./plan/figure.ts";
import type { PublishedFolder } from "./published/folder.ts";
import { publishedHolding } from "./published/holding.ts";
import { encodeReceipt } from "./published/verify/receipt.ts";
import { verify } from "./published/verify/verify.ts";
import { publishedBasis, report } from "./reporting.ts";
import { Store } from "./store/mod.ts";
import { createCodeDigester } from "./steps/code/digest.ts";
import type { DenoLock } from "./steps/code/packages.ts";
import { projectRoot } from "./steps/code/project.ts";
import { Study } from "./study.ts";

/** What goes into an archive. */
export interface PackagingOptions {
  /** Its day, as ISO 8601 has it. */
  readonly date: string;
  /** Platforms whose Deno goes in; of none neither Deno, its packages nor MNIST. */
  readonly platforms: readonly Platform[];
  /** Number of workers, at least 1. */
  readonly jobs: number;
  /** Told of each part before it is made. */
  readonly onPart?: (part: string) => void;
}

/** How many times {@linkcode PackagingOptions.onPart} is told, besides once a figure. */
export const PARTS = 6;

/** The run that is recorded. */
const RUN = { figure: "fig3", preset: "smoke" } as const;
/** Its file in an archive. */
const RECEIPT = "receipt.json";
const COMMAND = `reproduce ${RUN.figure} --preset ${RUN.preset}`;

/**
 * Makes the members of an archive. The same project, day, platforms and Deno give the same bytes.
 *
 * @throws {Error} in one line, if anything that is published cannot be read, or a package cannot be had.
 */
export async function packaged(
  published: PublishedFolder,
  options: PackagingOptions,
): Promise<Member[]> {
  const { platforms, onPart = () => {} } = options;
  onPart("code");
  const code = inFolder(CODE.slice(0, -1), await projectMembers(projectRoot, HANDED_ON));
  onPart("packages");
  const offline = platforms.length === 0 ? [] : await offlineMembers(platforms);
  const results = await publishedFigures(published, onPart);
  onPart("a run in miniature");
  const run = await miniature(options.jobs);
  onPart("claims");
  const appendix = await appendixOf(published, options);
  onPart("receipt");
  const verified = await receiptOf(published, options.jobs);
  const receipt = memberOf(RECEIPT, verified);
  onPart("report");
  const pages = await reportMembers(published, verified, options.jobs);
  const members = [
    ...code,
    ...offline,
    ...scripts(),
    ...results,
    ...run.members,
    ...pages,
    appendix,
    receipt,
  ];
  members.push(memberOf("ro-crate-metadata.json", crateOf(members, run, options.date)));
  return await withDigests(members);
}

/** Deno, the packages of all commands, MNIST. */
async function offlineMembers(platforms: readonly Platform[]): Promise<Member[]> {
  const [plain, dev] = await Promise.all(["deno.lock", "dev.lock"].map(readLock));
  return [
    ...(await Promise.all(platforms.map(denoMembers))).flat(),
    ...await packageMembers(plain, Object.keys(plain.specifiers ?? {})),
    ...await packageMembers(dev, [MNIST]),
  ];
}

async function readLock(name: string): Promise<DenoLock> {
  return JSON.parse(await Deno.readTextFile(new URL(name, projectRoot)));
}

/** Every published figure, drawn, with its tables. */
async function publishedFigures(
  published: PublishedFolder,
  onPart: (part: string) => void,
): Promise<Member[]> {
  const members: Member[] = [];
  for (const id of Object.keys(published.lock.figures).sort()) {
    onPart(id);
    const figure = FIGURES[id], drawn = await drawPublished(figure, published, FORMATS);
    members.push(...pictures("results/", figure, drawn));
  }
  return members;
}

const FORMATS = ["svg", "png"] as const;

function pictures(folder: string, figure: Figure, { files }: Drawn): Member[] {
  return [
    ...tableOutputs(figure).map((name) =>
      memberOf(`${folder}data/${tableFile(figure, name)}`, files[name])
    ),
    ...FORMATS.map((format) => memberOf(`${folder}figures/${figure.id}.${format}`, files[format])),
  ];
}

/** A run in a store of its own. */
interface Miniature extends RecordedRun {
  /** Paths of what it drew. */
  readonly results: readonly string[];
}

async function miniature(jobs: number): Promise<Miniature> {
  const folder = await Deno.makeTempDir({ prefix: "exact-ib-package-" });
  try {
    const store = await Store.open(`${folder}/store`);
    try {
      const figure = FIGURES[RUN.figure], request = presetRequest([figure], RUN.preset, FORMATS);
      const drawn = await (await Study.open(store)).reproduce(request, { jobs });
      const files = drawn.flatMap((one) => pictures("run/", figure, one));
      const run = await recordedRun(store);
      return {
        actions: run.actions,
        members: [...files, ...inFolder(RUN_STORE.slice(0, -1), run.members)],
        results: files.map(({ path }) => path),
      };
    } finally {
      store.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function appendixOf(
  published: PublishedFolder,
  { platforms }: PackagingOptions,
): Promise<Member> {
  const claims = await judgeClaims([await publishedHolding(published)], CLAIMS);
  const about = { claims, lock: published.digest, platforms, run: COMMAND };
  return memberOf("APPENDIX.md", appendixText(about));
}

/** What verifying comes to without training: the lock against the bytes, tables against curves. */
async function receiptOf(published: PublishedFolder, jobs: number): Promise<string> {
  const { lock, digest } = published;
  const figures = Object.keys(lock.figures).map((id) => FIGURES[id]);
  const request = presetRequest(figures, lock.preset as PresetName);
  const reports = await verify({
    ...{ published, request, level: 1, nonce: "none", jobs, goal: { budget: 0 } },
    clock: () => 0,
  });
  const ids = figures.map(({ id }) => id), versions = { deno: Deno.version.deno };
  const code = await codeDigests(await createCodeDigester());
  return encodeReceipt({
    lock: digest,
    preset: lock.preset,
    figures: ids,
    code,
    reports,
    versions,
  });
}

/** Pages to look at. Of single repeats the bytes are in the project, so that they need not be here, too. */
async function reportMembers(
  published: PublishedFolder,
  receipt: string,
  jobs: number,
): Promise<Member[]> {
  const receipts = [{ name: RECEIPT, bytes: new TextEncoder().encode(receipt) }];
  const files = await report(await publishedBasis(published), { jobs, lean: true, receipts });
  return inFolder("report", [...files].map(([path, bytes]) => memberOf(path, bytes)));
}

function crateOf(members: readonly Member[], run: Miniature, date: string): string {
  const paths = members.map(({ path }) => path);
  const blobs = paths.filter((path) => path.startsWith(`${RUN_STORE}cas/`));
  const parts: Record<string, string> = {};
  for (const [path, name] of Object.entries(PART_NAMES)) {
    if (paths.some((one) => one === path || (path.endsWith("/") && one.startsWith(path)))) {
      parts[path] = name;
    }
  }
  for (const path of run.results) parts[path] = `${path.split("/").at(-1)} of the recorded run`;
  return crateText({
    ...{ date, entries: ENTRIES, run: { command: COMMAND, actions: run.actions } },
    ...{ parts, results: run.results },
    stored: new Set(blobs.map((path) => path.split("/").at(-1)!)),
  });
}

const PART_NAMES: Readonly<Record<string, string>> = {
  "code/": "the project",
  "code/fixtures/": "published results and their lock",
  "results/": "the published figures and tables",
  "report/": "pages to look at, of the published results",
  "run/store/": "store of the recorded run",
  "packages/": "npm packages, as Deno keeps them",
  "deno/": "Deno",
  "APPENDIX.md": "the artifact appendix",
  [RECEIPT]: "what verifying the published results came to",
  "reproduce": "reproduces figures, without network",
  "verify": "verifies published results, without network",
  "run-task": "runs any command of the project, without network",
};

/** Adds what `sha256sum -c` reads; a file that is another by the time it is written is refused. */
async function withDigests(members: readonly Member[]): Promise<Member[]> {
  const lines: string[] = [], pinned: Member[] = [];
  for (const member of members) {
    const digest = sha256(await member.bytes());
    lines.push(`${digest}  ${member.path}\n`);
    pinned.push({ ...member, bytes: () => unchanged(member, digest) });
  }
  lines.sort((a, b) => a.slice(66) < b.slice(66) ? -1 : 1);
  return [...pinned, memberOf("sha256.txt", lines.join(""))];
}

async function unchanged({ path, bytes }: Member, digest: string): Promise<Uint8Array> {
  const data = await bytes();
  if (sha256(data) === digest) return data;
  throw new Error(
    `Cannot package: ${path} must stay as it is meanwhile, current value is another file`,
  );
}
