/** deno task verify: is what this machine computes what was published? */
import expected from "../fixtures/conformance.json" with { type: "json" };
import { firstDifference } from "../lib/study/conformance.ts";
import { type Command, main, oneOf, UsageError, type Words } from "./_command.ts";

const command: Command = {
  name: "verify",
  summary:
    "conformance: elementary functions, generator and tiny segments against the committed digests, in seconds.",
  flags: { level: { help: "what is checked: conformance", value: "NAME" } },
  run,
};

function run(words: Words): Promise<number> {
  if (words.positional.length > 0) {
    throw new UsageError(
      `Cannot verify: words must be none, current value is ${words.positional.join(" ")}`,
    );
  }
  oneOf("--level", words.text.level ?? "none", ["conformance"]);
  const difference = firstDifference(expected), checked = Object.keys(expected).length;
  if (words.on.json) console.log(JSON.stringify({ checked, difference: difference ?? null }));
  else if (difference === undefined) {
    console.log(`conformance: ${checked} digests agree; this machine reproduces the bits`);
  } else {
    const { name, expected, found } = difference;
    console.log(`conformance: ${name} differs: must be ${expected}, current value is ${found}`);
  }
  return Promise.resolve(difference === undefined ? 0 : 3);
}

await main(command);
