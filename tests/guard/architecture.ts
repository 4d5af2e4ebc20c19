/**
 * The rules of the house (docs/architecture.md, section 2) as functions of its files: which way imports point, that
 * none go round in a circle, how long a file and how full a folder may be, and where tests lie.
 */

/** Rooms of lib from the ground up; a module may import from its own room and from those before it. */
export const ROOMS = [
  "std",
  "bits",
  "statistics",
  "store",
  "steps",
  "data",
  "network",
  "engines",
  "information",
  "render",
  "study/steps",
  "plan",
  "paper",
  "forecast",
  "published",
  "runs",
  "doctor",
  "cluster",
  "package",
  "report",
].map((room) => `lib/${room}/`);

/** The floors above the rooms: what commands and programs call, the public face, the commands. */
const FLOORS = [...ROOMS, "lib/", "mod.ts", "tasks/"];

/** Most lines of a file of lib. */
const LONGEST = 300;
/** Most source files of a folder. */
const FULLEST = 25;

/** Folders of tests that lie beside no source: of the whole program, of what is under docs/ and figures/, of two engines. */
const CROSS_CUTTING = [
  "docs",
  "figures",
  "golden",
  "guard",
  "laws",
  "long",
  "mutants",
  "services",
  "system",
  "witness",
];

/** Paths of files with their texts. */
export type Files = ReadonlyMap<string, string>;

/** From a module to the local modules that it imports, both as paths. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** What modules import. */
export interface Reading {
  readonly imports: Imports;
  /** Modules with an import whose name is computed, which no reader can follow. */
  readonly computed: readonly string[];
}

/**
 * Reads local imports of modules: static and dynamic ones, re-exports, and types.
 *
 * @param modules TypeScript by path.
 */
export function readImports(modules: Files): Reading {
  const imports = new Map<string, string[]>(), computed: string[] = [];
  for (const [path, text] of modules) {
    const specifiers: string[] = [];
    const unread = Deno.lint.runPlugin(noting(specifiers), "module.ts", text);
    if (unread.length > 0) computed.push(path);
    imports.set(path, specifiers.filter((name) => /^\.\.?\//.test(name)).map(resolver(path)));
  }
  return { imports, computed };
}

/** A plugin that notes the specifiers of a module, and reports those that are computed. */
function noting(specifiers: string[]): Deno.lint.Plugin {
  const create: Deno.lint.Rule["create"] = (context) => {
    const note = (node: Deno.lint.Node, source: Deno.lint.Node | null) => {
      if (source === null) return;
      if (source.type === "Literal" && typeof source.value === "string") {
        specifiers.push(source.value);
      } else context.report({ node, message: "computed import" });
    };
    return {
      ImportDeclaration: (node) => note(node, node.source),
      ExportNamedDeclaration: (node) => note(node, node.source),
      ExportAllDeclaration: (node) => note(node, node.source),
      ImportExpression: (node) => note(node, node.source),
      TSImportType({ argument }) {
        note(argument, argument.type === "TSLiteralType" ? argument.literal : argument);
      },
    };
  };
  return { name: "architecture", rules: { imports: { create } } };
}

function resolver(from: string): (specifier: string) => string {
  return (specifier) => new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** Data that any room may import: what scripts wrote, and the versions of packages. */
const DATA = /^(fixtures\/|deno\.json$)/;

/** Imports that point upwards or out of the house, and modules in no room. */
export function upwardImports(imports: Imports): string[] {
  const faults: string[] = [];
  for (const [path, targets] of imports) {
    const floor = floorOf(path);
    if (floor < 0) faults.push(`${path} is in no room`);
    for (const target of targets) {
      if (DATA.test(target)) continue;
      const below = floorOf(target);
      if (below < 0 || below > floor) faults.push(`${path} imports ${target}`);
    }
  }
  return faults;
}

function floorOf(path: string): number {
  const room = FLOORS.findIndex((floor) => path.startsWith(floor));
  // A folder of lib that has no place in the order is no room.
  return FLOORS[room] === "lib/" && path.split("/").length > 2 ? -1 : room;
}

/** Circles of imports: a shortest way round for each module that is on none of those before. */
export function importCycles(imports: Imports): string[] {
  const faults: string[] = [], seen = new Set<string>();
  for (const start of imports.keys()) {
    if (seen.has(start)) continue;
    const circle = wayRound(imports, start);
    if (circle === undefined) continue;
    for (const path of circle) seen.add(path);
    faults.push([...circle, start].join(" -> "));
  }
  return faults;
}

/** A shortest way from a module back to itself; undefined if there is none. */
function wayRound(imports: Imports, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>(), queue = [start];
  for (const path of queue) {
    for (const target of imports.get(path) ?? []) {
      if (target === start) return wayTo(path, start, cameFrom);
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, path);
      queue.push(target);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end];
  while (way[0] !== start) way.unshift(cameFrom.get(way[0])!);
  return way;
}

/** Files of lib that are too long; the ledger's entries and what stands in for jsr packages may be as long as they are. */
export function longFiles(files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    const lines = text.split("\n").length - 1;
    const free = !path.startsWith("lib/") || /^lib\/(std|paper\/claims\/ledger)\//.test(path);
    return free || lines <= LONGEST ? [] : [`${path} has more than ${LONGEST} lines`];
  });
}

/** Folders of lib and tasks with too many files. */
export function fullFolders(paths: readonly string[]): string[] {
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/")));
  return [...folders].flatMap(([folder, { length }]) => {
    const free = !/^(lib|tasks)(\/|$)/.test(folder) || folder.startsWith("lib/std/");
    return free || length <= FULLEST ? [] : [`${folder} has more than ${FULLEST} files`];
  });
}

/**
 * Tests that lie beside nothing: `tests/room/x_test.ts` tests `lib/room/x.ts` (or `x/`, or `x` of tasks and bench), and
 * `x_aspect_test.ts` an aspect of it.
 */
export function homelessTests(tests: readonly string[], sources: readonly string[]): string[] {
  const homes = new Set<string>();
  for (const source of sources) {
    const home = source.replace(/^lib\//, "").replace(/\.ts$/, "").replace("/_", "/");
    homes.add(home).add(home.slice(0, home.lastIndexOf("/")));
  }
  return tests.filter((test) => {
    const path = test.slice("tests/".length, -"_test.ts".length);
    if (CROSS_CUTTING.includes(path.split("/")[0])) return false;
    return !aspectsOf(path).some((home) => homes.has(home));
  }).map((test) => `${test} tests no file of its name`);
}

/** `a/b_c_d`, `a/b_c`, `a/b`. */
function aspectsOf(path: string): string[] {
  const at = path.lastIndexOf("/") + 1, words = path.slice(at).split("_");
  return words.map((_, k) => path.slice(0, at) + words.slice(0, k + 1).join("_"));
}

const KIND =
  "(?:dataset|split|init|train|measure|bounds|information|aggregate|estimate|table|caption|svg|png|pdf)";
const VARIANT = "(?:-mnist|-tfjs)?";
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** A kind that is compared as text, and an id that is written or taken apart as text. */
const AS_TEXT = [
  new RegExp(`kind\\b.{0,3}[!=]==\\s*"${KIND}${VARIANT}"`),
  new RegExp(`["'\`](?:${KIND}${VARIANT}|render)/`),
];

/**
 * Modules that know kinds of steps or logical ids as texts: `plan/kinds.ts` and `plan/ids.ts` alone may, and the steps
 * themselves, which know no plan.
 */
export function kindsAsText(files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    if (/^lib\/(plan\/(kinds|ids)\.ts$|study\/steps\/|std\/)/.test(path)) return [];
    const code = text.replaceAll(COMMENTS, "");
    const found = AS_TEXT.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
    return found.map((what) => `${path} has ${what}`);
  });
}
