/** deno task package: one archive with everything that a reviewer needs, without network. */
import { dirname } from "node:path";
import { PACKAGE } from "../lib/package/about.ts";
import { writeArchive } from "../lib/package/archive.ts";
import { type Platform, PLATFORMS } from "../lib/package/offline.ts";
import { packaged, PARTS } from "../lib/packaging.ts";
import { PublishedFolder } from "../lib/published/folder.ts";
import { sha256 } from "../lib/bits/digest.ts";
import {
  type Command,
  jobsOf,
  main,
  noPositional,
  oneOf,
  UsageError,
  type Words,
} from "./_command.ts";
import { makeFolder, requireFolder } from "./_files.ts";
import { say } from "./_output.ts";
import { ProgressLine } from "./_progress.ts";

const NAME = `exact-ib-${PACKAGE.version}`;

export const command: Command = {
  name: "package",
  summary:
    "Writes one archive with everything that a reviewer needs, without network: the project and its " +
    "published results, these drawn, a report to look at, a recorded run, an appendix, Deno, its packages, MNIST.",
  examples: [
    ["package", `writes out/${NAME}.tar.gz, in two minutes`],
    ["package --platforms linux-x64-glibc,darwin-arm64", "for two kinds of machines"],
    ["package --lean", "without Deno, its packages and MNIST"],
  ],
  flags: {
    lean: { help: "leave out Deno, its packages and MNIST" },
    platforms: {
      help: `whose Deno goes in: ${PLATFORMS.join(", ")}`,
      value: "LIST",
      default: PLATFORMS[0],
      check: platformsOf,
    },
    date: { help: "its day, as 2026-01-31 (default: today)", value: "DAY", check: dateOf },
    jobs: { help: "number of workers (default: the number of cores)", value: "N", check: jobsOf },
    out: {
      help: "folder of the archive",
      value: "DIR",
      default: "out",
      check: ({ text }) => requireFolder(text.out, "--out"),
    },
  },
  run,
};

async function run(words: Words): Promise<number> {
  noPositional("package", words);
  const published = await PublishedFolder.open();
  if (published === undefined) {
    throw new Error("Cannot package: something must be published, current value is no lock");
  }
  const { out } = words.text, lean = words.on.lean;
  const name = lean ? `${NAME}-lean` : NAME, file = `${out}/${name}.tar.gz`;
  const line = new ProgressLine("packaging");
  line.plan(PARTS + Object.keys(published.lock.figures).length);
  const members = await packaged(published, {
    ...{ date: dateOf(words), jobs: jobsOf(words) },
    platforms: lean ? [] : platformsOf(words),
    onPart: (part) => line.add(1, part),
  }).finally(() => line.end());
  await makeFolder(dirname(file));
  const written = await writeArchive(file, name, members);
  const digest = sha256(await Deno.readFile(file));
  if (words.on.json) say(JSON.stringify({ file, sha256: digest, ...written }));
  else {
    const size = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    say(`${file}: ${size(written.bytes)}, ${written.files} files of ${size(written.content)}`);
    say(`SHA-256 ${digest}`);
    say(`next: unpack it anywhere, then ./verify --budget 1m; APPENDIX.md has the rest`);
  }
  return 0;
}

function platformsOf({ text }: Words): Platform[] {
  return [...new Set(text.platforms.split(","))].map((name) =>
    oneOf("--platforms", name, PLATFORMS)
  );
}

/** The day of the archive. */
function dateOf({ text: { date } }: Words): string {
  const now = new Date().toISOString().slice(0, 10), day = date ?? now;
  const known = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (known) return day;
  throw new UsageError(
    `Cannot read flags: --date must be a day such as ${now}, current value is ${day}`,
  );
}

if (import.meta.main) await main(command);
