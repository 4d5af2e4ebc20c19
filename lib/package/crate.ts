/**
 * The archive as a Workflow Run RO-Crate (profile Workflow Run Crate 0.5 on RO-Crate 1.1): what is in it, by whom, under
 * which licence, and how the results of a recorded run came about, step by step, from action entries.
 *
 * @module
 */
import type { Action } from "../store/mod.ts";
import { objectPath } from "../store/path.ts";
import { PACKAGE, PAPER } from "./about.ts";

/** An entity of a crate: JSON-LD, flattened. */
export interface Entity {
  readonly "@id": string;
  readonly "@type": string | readonly string[];
  readonly [property: string]: unknown;
}

/** What of an archive its crate says. */
export interface Contents {
  /** Day of the archive, as ISO 8601 has it. */
  readonly date: string;
  /** Entry module of each kind of step. */
  readonly entries: Readonly<Record<string, string>>;
  /** Command line of the recorded run, and its steps. */
  readonly run: { readonly command: string; readonly actions: readonly Action[] };
  /** Paths of files, and of folders with a slash at their end, each with what it is. */
  readonly parts: Readonly<Record<string, string>>;
  /** Of those, the ones that the run ended in. */
  readonly results: readonly string[];
  /** Digests of objects that lie in the run's store. */
  readonly stored: ReadonlySet<string>;
}

/** Where the recorded run's store lies in an archive. */
export const RUN_STORE = "run/store/";
/** Where the project's code lies in an archive. */
export const CODE = "code/";

const PROFILES = {
  process: "https://w3id.org/ro/wfrun/process/0.5",
  workflow: "https://w3id.org/ro/wfrun/workflow/0.5",
  workflowCrate: "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
};
const WORKFLOW = `${CODE}tasks/reproduce.ts`, AUTHORS = "#authors", LANGUAGE = "#typescript";
const PARAMETER = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE";
const LICENSE = `https://spdx.org/licenses/${PACKAGE.license}`;

/** Text of ro-crate-metadata.json. */
export function crateText(contents: Contents): string {
  const crate = { "@context": CONTEXT, "@graph": crateGraph(contents) };
  return JSON.stringify(crate, null, 2) + "\n";
}

const CONTEXT = [
  "https://w3id.org/ro/crate/1.1/context",
  "https://w3id.org/ro/terms/workflow-run/context",
];

/** The entities of a crate, the descriptor and the root first. */
export function crateGraph(contents: Contents): Entity[] {
  const { run, entries } = contents;
  const actions = run.actions.map((action) => stepAction(action, contents));
  const blobs = blobsOf(run.actions, contents.stored);
  const whole = workflowRun(contents);
  const kinds = [...new Set(run.actions.map(({ step }) => step))].sort();
  const tools = kinds.map((kind) => toolOf(kind, entries[kind]!, run.actions));
  return [
    descriptor(),
    root(contents, [...blobs, ...tools].filter(isFile), [whole, ...actions]),
    ...Object.entries(PROFILES).map(([name, id]) => profile(id, name)),
    ...facts(),
    workflow(),
    ...PARAMETERS,
    ...Object.entries(contents.parts).map(([path, name]) => part(path, name)),
    ...tools,
    ...blobs,
    whole,
    ...actions,
  ];
}

function isFile(entity: Entity): boolean {
  return [entity["@type"]].flat().includes("File");
}

function descriptor(): Entity {
  return {
    ...{ "@id": "ro-crate-metadata.json", "@type": "CreativeWork", about: ref("./") },
    conformsTo: [ref("https://w3id.org/ro/crate/1.1"), ref(PROFILES.workflowCrate)],
  };
}

function root(
  { date, parts }: Contents,
  others: readonly Entity[],
  actions: readonly Entity[],
): Entity {
  return {
    ...{ "@id": "./", "@type": "Dataset", name: PACKAGE.title, description: PACKAGE.description },
    ...{ datePublished: date, version: PACKAGE.version, keywords: PACKAGE.keywords.join(", ") },
    ...{ license: ref(LICENSE), author: ref(AUTHORS), publisher: ref(AUTHORS) },
    citation: ref(PAPER.url),
    conformsTo: Object.values(PROFILES).map(ref),
    hasPart: [WORKFLOW, ...Object.keys(parts), ...others.map((one) => one["@id"])].map(ref),
    mainEntity: ref(WORKFLOW),
    mentions: actions.map((one) => ref(one["@id"])),
  };
}

function profile(id: string, name: string): Entity {
  return { "@id": id, "@type": "CreativeWork", name, version: id.slice(id.lastIndexOf("/") + 1) };
}

function facts(): Entity[] {
  return [
    { "@id": LICENSE, "@type": "CreativeWork", name: PACKAGE.license, identifier: LICENSE },
    { "@id": AUTHORS, "@type": "Organization", name: PACKAGE.author },
    {
      ...{ "@id": LANGUAGE, "@type": "ComputerLanguage", name: PACKAGE.language },
      ...{ alternateName: PACKAGE.runtime, url: ref("https://deno.com") },
    },
    {
      ...{ "@id": PAPER.url, "@type": "ScholarlyArticle", name: PAPER.title },
      author: PAPER.authors.map(([family, given]) => `${given} ${family}`).join(", "),
      datePublished: String(PAPER.year),
    },
  ];
}

function workflow(): Entity {
  return {
    ...{ "@id": WORKFLOW, "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"] },
    ...{ name: "reproduce", description: "Computes what is missing of figures and draws them." },
    ...{ programmingLanguage: ref(LANGUAGE), version: PACKAGE.version, license: ref(LICENSE) },
    ...{ creator: ref(AUTHORS), conformsTo: ref(WORKFLOW_PROFILE) },
    input: [ref("#input-figures"), ref("#input-preset")],
    output: ref("#output-figures"),
  };
}

const WORKFLOW_PROFILE = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE";

const PARAMETERS: readonly Entity[] = [
  parameter("#input-figures", "figures", "Text", "Ids of figures; all of them by default"),
  parameter("#input-preset", "preset", "Text", "smoke, quick or paper"),
  parameter("#output-figures", "results", "File", "Pictures, and the tables behind them"),
];

function parameter(id: string, name: string, type: string, description: string): Entity {
  return {
    ...{ "@id": id, "@type": "FormalParameter", name, description, additionalType: type },
    conformsTo: ref(PARAMETER),
  };
}

function part(path: string, name: string): Entity {
  return { "@id": path, "@type": path.endsWith("/") ? "Dataset" : "File", name };
}

/** The module of a kind of step, as it was when the run was recorded. */
function toolOf(kind: string, entry: string, actions: readonly Action[]): Entity {
  const code = actions.find(({ step }) => step === kind)!.key.code;
  return {
    ...{ "@id": CODE + entry, "@type": ["File", "SoftwareSourceCode"], name: `step ${kind}` },
    ...{ programmingLanguage: ref(LANGUAGE), identifier: `code digest ${code}` },
  };
}

/** The run as a whole. */
function workflowRun({ run, results }: Contents): Entity {
  return {
    ...{ "@id": "#run", "@type": "CreateAction", name: run.command, agent: ref(AUTHORS) },
    ...{ instrument: ref(WORKFLOW), actionStatus: COMPLETED },
    object: ref(`${CODE}fixtures/`),
    result: oneOrMore(results.map(ref)),
  };
}

const COMPLETED = ref("http://schema.org/CompletedActionStatus");

/** One step: its code made its outputs of its inputs. */
function stepAction(
  { id, step, key, outputs, digest }: Action,
  { entries, stored }: Contents,
): Entity {
  return {
    ...{ "@id": `#${id}`, "@type": "CreateAction", name: id, agent: ref(AUTHORS) },
    ...{ instrument: ref(CODE + entries[step]), actionStatus: COMPLETED },
    ...{
      identifier: `action entry ${digest}`,
      description: `parameters ${JSON.stringify(key.params)}`,
    },
    object: oneOrMore(Object.values(key.inputs).map((input) => ref(blobId(input, stored)))),
    result: oneOrMore(Object.values(outputs).map(({ sha256 }) => ref(blobId(sha256, stored)))),
  };
}

/** What steps read and made, each once: files of the run's store, and what is known by its digest alone. */
function blobsOf(actions: readonly Action[], stored: ReadonlySet<string>): Entity[] {
  const names = new Map<string, string>();
  for (const { id, key, outputs } of actions) {
    for (const [name, { sha256 }] of Object.entries(outputs)) names.set(sha256, `${name} of ${id}`);
    for (const [name, digest] of Object.entries(key.inputs)) {
      if (!names.has(digest)) names.set(digest, name);
    }
  }
  return [...names].sort(([a], [b]) => a < b ? -1 : 1).map(([digest, name]) => {
    const type = stored.has(digest) ? "File" : "CreativeWork";
    return { "@id": blobId(digest, stored), "@type": type, name, sha256: digest };
  });
}

/** Path of a blob in the archive, or a name for one that is not there. */
function blobId(digest: string, stored: ReadonlySet<string>): string {
  return stored.has(digest) ? RUN_STORE + objectPath("cas", digest) : `#sha256-${digest}`;
}

/** Flattened JSON-LD has no array of one. */
function oneOrMore<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? values[0]! : values;
}

function ref(id: string): { "@id": string } {
  return { "@id": id };
}
