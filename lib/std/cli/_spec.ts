import type { Aliases, OneOrMore, ParseOptions } from "./types.ts";

/** The options of a call, each name with its aliases already resolved. */
export interface Spec {
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
  readonly boolean: ReadonlySet<string>;
  readonly string: ReadonlySet<string>;
  readonly collect: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  /** Every long option without a value is boolean. */
  readonly allBoolean: boolean;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly unknown: NonNullable<ParseOptions["unknown"]>;
}

/** Resolves the options of a call. */
export function readSpec(options: ParseOptions): Spec {
  const aliases = readAliases(options.alias ?? {});
  const names = (given: OneOrMore<string> | undefined) => withAliases(listOf(given), aliases);
  const { boolean } = options;
  return {
    aliases,
    boolean: names(typeof boolean === "boolean" ? undefined : boolean),
    string: names(options.string),
    collect: names(options.collect),
    negatable: names(options.negatable),
    allBoolean: boolean === true,
    defaults: options.default ?? {},
    unknown: options.unknown ?? (() => true),
  };
}

/** Whether an option takes the argument after it, whatever that is. */
export function takesValue(spec: Spec, key: string): boolean {
  if (spec.boolean.has(key)) return false;
  return ![...spec.aliases.get(key) ?? []].some((name) => spec.boolean.has(name));
}

/** For every name of a group its other names. */
function readAliases(alias: Aliases): Map<string, Set<string>> {
  const map = new Map<string, Set<string>>();
  for (const [key, others] of Object.entries(alias)) {
    if (others === undefined) {
      throw new TypeError(
        `Cannot parse arguments: alias.${key} must be a name or several, current value is undefined`,
      );
    }
    const group = [key, ...listOf(others)];
    for (const name of group) map.set(name, new Set(group.filter((other) => other !== name)));
  }
  return map;
}

function listOf(given: OneOrMore<string> | undefined): readonly string[] {
  if (given === undefined) return [];
  return (typeof given === "string" ? [given] : given).filter((name) => name !== "");
}

function withAliases(names: readonly string[], aliases: Map<string, Set<string>>): Set<string> {
  return new Set(names.flatMap((name) => [name, ...aliases.get(name) ?? []]));
}
