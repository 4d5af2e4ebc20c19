/** deno task cache gc: removes what nobody needs. */
import { gc, type GcClass, type GcReport, Store } from "../../lib/store/mod.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { gcRoots } from "../../lib/published/gc_roots.ts";
import { nearest } from "../../lib/bits/nearest.ts";
import { keysOfOwn } from "../../lib/kept_runs.ts";
import type { RegisteredRun } from "../../lib/runs/registry.ts";
import { Study } from "../../lib/study.ts";
import type { CacheAction } from "./_action.ts";
import { ProgressLine } from "../_progress.ts";
import { existingStore, reportDamage, reportNotice, UsageError, type Words } from "../_command.ts";
import { say } from "../_output.ts";

export const gcAction: CacheAction = {
  name: "gc",
  words: "[run...]",
  summary:
    "removes the quarantine, leftovers of killed writers, blobs that no entry names, and entries of older code without any blob; your other results stay, however old.\n" +
    "  With --budget also results, the cheapest to recompute per byte first, until blobs and entries fit. What the lock names, runs of your own but those that you name here, pinned ones, and what these need always stay;\n" +
    "  a budget that is too small for them is refused. Nothing is removed while another process uses the store.",
  flags: {
    "dry-run": { help: "gc: say what would go and stay, remove nothing" },
    budget: {
      help: "gc: most bytes that may stay, such as 500M or 2G (powers of 1000)",
      value: "SIZE",
      check: budgetOf,
    },
    wait: { help: "gc: wait until no other process uses the store, instead of failing" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  const budget = budgetOf(words);
  const root = await existingStore(words, "collect garbage"), dryRun = words.on["dry-run"];
  const options = {
    ...(budget !== undefined && { budget }),
    dryRun,
    wait: words.on.wait,
    onNotice: reportNotice,
  };
  // Before it is waited for anybody: a name may be wrong.
  await runsIn(root, words);
  const locked = await gcRoots(await PublishedFolder.open());
  let goes: readonly RegisteredRun[] = [];
  const roots = async () => {
    const kept = await keptRuns(root, words);
    goes = kept.goes;
    return { ...locked, keys: new Set([...locked.keys, ...kept.keys]) };
  };
  const line = new ProgressLine("listing objects");
  let seen = 0;
  const report = await gc(root, roots, {
    ...options,
    onProgress: ({ what, done, total }) => {
      if (done === 1) {
        line.plan(total);
        seen = 0;
      }
      line.add(done - seen, `${done} of ${total} ${what === "blobs" ? what : "files of entries"}`);
      seen = done;
    },
  }).finally(() => line.end());
  if (!dryRun) await forget(root, goes);
  const runs = goes.map(({ label }) => label);
  if (words.on.json) {
    say(
      JSON.stringify({
        dryRun,
        budget: budget ?? null,
        ...(runs.length > 0 && { runs }),
        ...report,
      }),
    );
  } else say(textOf(report, dryRun));
  return 0;
}

/** The runs of the store; those that are named must be among them. */
async function runsIn(root: string, { positional }: Words) {
  const store = await Store.open(root, { readOnly: true, onDamage: reportDamage });
  // Here alone: the other actions have no use for the schema of an experiment.
  const { registeredRuns } = await import("../../lib/runs/registry.ts");
  const runs = await registeredRuns(store), labels = runs.map(({ label }) => label);
  for (const name of positional) if (!labels.includes(name)) throw noRun(name, labels);
  return { store, runs };
}

/** Keys of the runs that are kept, and the runs that are named, which are not. */
async function keptRuns(
  root: string,
  words: Words,
): Promise<{ keys: string[]; goes: RegisteredRun[] }> {
  const { store, runs } = await runsIn(root, words), study = await Study.open(store);
  const { positional } = words, keys: string[] = [];
  for (const run of runs) {
    if (!positional.includes(run.label)) keys.push(...(await keysOfOwn(study, run)).keys);
  }
  return { keys, goes: runs.filter(({ label }) => positional.includes(label)) };
}

function noRun(name: string, labels: readonly string[]): UsageError {
  const meant = nearest(name, labels), hint = meant === undefined ? "" : `, did you mean ${meant}?`;
  return new UsageError(
    `Cannot run cache: words must be gc alone or with runs that deno task runs lists${hint}, ` +
      `current value is gc ${name}`,
  );
}

/** Takes runs out of the registry. */
async function forget(root: string, runs: readonly RegisteredRun[]): Promise<void> {
  if (runs.length === 0) return;
  const { forgetRun } = await import("../../lib/runs/registry.ts");
  const store = await Store.open(root, { onDamage: reportDamage });
  for (const run of runs) await forgetRun(store, run);
  store.close();
}

function budgetOf({ text }: Words): number | undefined {
  return text.budget === undefined ? undefined : bytesOf(text.budget);
}

/** A size such as 500M in bytes. */
export function bytesOf(text: string): number {
  const [, digits, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([KMGT]?)$/.exec(text) ?? [];
  if (digits !== undefined) {
    return Math.floor(Number(digits) * 1000 ** "_KMGT".indexOf(unit || "_"));
  }
  throw new UsageError(
    `Cannot read flags: --budget must be a size such as 500M or 2G, current value is ${text}`,
  );
}

function textOf({ classes, go, stay, needed }: GcReport, dryRun: boolean): string {
  const row = (name: string, cells: readonly unknown[]) =>
    name.padEnd(16) + cells.map((cell) => String(cell).padStart(14)).join("");
  const counts = ({ go, stay }: GcClass) => [go.objects, go.bytes, stay.objects, stay.bytes];
  return [
    row(
      "",
      dryRun ? ["would go", "bytes", "would stay", "bytes"] : ["gone", "bytes", "stay", "bytes"],
    ),
    ...Object.entries(classes).map(([name, one]) => row(name, counts(one))),
    row("all", counts({ go, stay })),
    `The lock, runs of your own and pinned ones need ${needed} bytes.`,
  ].join("\n");
}
