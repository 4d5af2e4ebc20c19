/** deno task cache gc: removes what nobody needs. */
import { gc, type GcClass, type GcReport } from "../../lib/store/mod.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import { gcRoots } from "../../lib/published/gc_roots.ts";
import { type CacheAction, noWords } from "./_action.ts";
import { ProgressLine } from "../_progress.ts";
import { existingStore, reportNotice, UsageError, type Words } from "../_command.ts";
import { say } from "../_output.ts";

export const gcAction: CacheAction = {
  name: "gc",
  summary:
    "removes the quarantine, leftovers of killed writers, blobs that no entry names, and entries of older code without any blob; your other results stay, however old.\n" +
    "  With --budget also results, the cheapest to recompute per byte first, until blobs and entries fit. What the lock names, pinned runs, and what these need always stay;\n" +
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
  noWords("gc", words);
  const budget = budgetOf(words);
  const root = await existingStore(words, "collect garbage"), dryRun = words.on["dry-run"];
  const options = {
    ...(budget !== undefined && { budget }),
    dryRun,
    wait: words.on.wait,
    onNotice: reportNotice,
  };
  const roots = await gcRoots(await PublishedFolder.open());
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
  if (words.on.json) say(JSON.stringify({ dryRun, budget: budget ?? null, ...report }));
  else say(textOf(report, dryRun));
  return 0;
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
    `The lock and pinned runs need ${needed} bytes.`,
  ].join("\n");
}
