/** deno task doctor: what this machine can do; what is missing and the command that adds it. */
import expected from "../fixtures/conformance.json" with { type: "json" };
import { examine } from "../lib/doctor/doctor.ts";
import {
  type Command,
  main,
  noPositional,
  STORE_FLAG,
  storeFolder,
  type Words,
} from "./_command.ts";
import { reportText } from "./doctor/_text.ts";
import { say } from "./_output.ts";

export const command: Command = {
  name: "doctor",
  summary:
    "Says what this machine can do: Deno, cores, SIMD, CUDA, free disk, conformance, and each " +
    "engine\nwith the pace of its training step; what is missing, and the command that adds it.",
  examples: [
    ["doctor", "what is missing on this machine, and the command that adds it"],
  ],
  // What is wrong with the store is a part of the report.
  flags: { store: { ...STORE_FLAG.store, check: storeFolder } },
  run,
};

/** Length of each benchmark. */
const SECONDS = 1;

async function run(words: Words): Promise<number> {
  noPositional("doctor", words);
  const report = await examine({
    store: storeFolder(words),
    expected,
    seconds: SECONDS,
    clock: () => performance.now(),
  });
  say(words.on.json ? JSON.stringify(report) : reportText(report));
  return report.ok ? 0 : 1;
}

if (import.meta.main) await main(command);
