/** deno task conformance: what this machine computes against the committed digests, and the way to commit others. */
import expected from "../fixtures/conformance.json" with { type: "json" };
import { conformance, firstDifference } from "../lib/study/conformance.ts";
import { type Command, main, noPositional, type Words } from "./_command.ts";
import { writeWhole } from "./_figures.ts";

const FILE = new URL("../fixtures/conformance.json", import.meta.url);

const command: Command = {
  name: "conformance",
  summary:
    "Compares functions, random numbers and short segments with their committed digests, as " +
    "verify --level conformance does.",
  flags: {
    write: { help: "make what this machine computes the reference: after a change that is meant" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  noPositional("conformance", words);
  const { on } = words;
  if (on.write) {
    const digests = conformance(), text = JSON.stringify(digests, null, 2) + "\n";
    await writeWhole(FILE, new TextEncoder().encode(text));
    const written = Object.keys(digests).length;
    console.log(on.json ? JSON.stringify({ written }) : `${written} digests written`);
    return 0;
  }
  const difference = firstDifference(expected), checked = Object.keys(expected).length;
  if (on.json) console.log(JSON.stringify({ checked, difference: difference ?? null }));
  else if (difference === undefined) console.log(`${checked} digests agree`);
  else {
    const { name, expected, found } = difference;
    console.log(`${name} must be ${expected}, current value is ${found}`);
  }
  return difference === undefined ? 0 : 3;
}

await main(command);
