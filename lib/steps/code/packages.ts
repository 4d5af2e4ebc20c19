/** The registry packages behind an import: exactly which bytes, by deno.lock. */

/** The parts of deno.lock (version 5) that are read here. */
export interface DenoLock {
  /** From a request such as `npm:vega@6.4.0` to the version that was chosen. */
  readonly specifiers?: Readonly<Record<string, string>>;
  /** Packages of npm by `name@version`, with a suffix for their peers. */
  readonly npm?: Readonly<Record<string, LockedPackage>>;
  /** Packages of jsr by `name@version`. */
  readonly jsr?: Readonly<Record<string, LockedPackage>>;
}

/** A package as deno.lock describes it. */
export interface LockedPackage {
  /** Hash of the published archive. */
  readonly integrity?: string;
  /** Names, with a version where several are locked. */
  readonly dependencies?: readonly string[];
  /** As `dependencies`; a machine may lack them. */
  readonly optionalDependencies?: readonly string[];
}

type Registry = "npm" | "jsr";

/**
 * All packages that a request brings along, transitive dependencies included.
 *
 * @param lock The parsed deno.lock.
 * @param request `npm:name@range` or `jsr:@scope/name@range`, without a path inside the package.
 * @returns From `npm:name@version` to its integrity hash.
 * @throws {RangeError} if the lock does not say which package it is.
 */
export function packageClosure(lock: DenoLock, request: string): Map<string, string> {
  const closure = new Map<string, string>();
  const open = [lockedId(lock, request)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (closure.has(id)) continue;
    const [registry, key] = [id.slice(0, 3) as Registry, id.slice(4)];
    const found = lock[registry]?.[key];
    if (found?.integrity === undefined) throw unlocked(id);
    closure.set(id, found.integrity);
    for (const name of [...found.dependencies ?? [], ...found.optionalDependencies ?? []]) {
      open.push(registry === "npm" ? npmDependency(lock, name) : lockedId(lock, name));
    }
  }
  return closure;
}

function lockedId(lock: DenoLock, request: string): string {
  const name = packageName(request.slice(4));
  const versions = lock.specifiers ?? {};
  // deno.lock writes ranges in a normal form: if only one request names the package, it is this one.
  const same = Object.keys(versions).filter((key) =>
    key.startsWith(`${request.slice(0, 4)}${name}@`)
  );
  const version = versions[request] ?? (same.length === 1 ? versions[same[0]!] : undefined);
  if (version === undefined) throw unlocked(request);
  return `${request.slice(0, 4)}${name}@${version}`;
}

/** The lock drops the version of a dependency where the name alone tells the package. */
function npmDependency(lock: DenoLock, dependency: string): string {
  const packages = lock.npm ?? {};
  const wanted = dependency.split("@npm:").at(-1)!;
  if (wanted in packages) return `npm:${wanted}`;
  const same = Object.keys(packages).filter((key) => packageName(key) === wanted);
  if (same.length !== 1) throw unlocked(`npm:${wanted}`);
  return `npm:${same[0]}`;
}

/** The name in `name@version` or `@scope/name@version`. */
function packageName(text: string): string {
  const at = text.indexOf("@", 1);
  return at < 0 ? text : text.slice(0, at);
}

function unlocked(request: string): RangeError {
  return new RangeError(
    `Cannot digest code: ${request} must be one package in deno.lock, current value is absent`,
  );
}
