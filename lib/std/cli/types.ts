/** The names of options as the caller lists them: one name or several. */
export type OneOrMore<Name extends string> = Name | readonly Name[];

/** Other names of options: each key and its aliases always have the same value. */
export type Aliases = Readonly<Record<string, string | readonly string[]>>;

/** What {@linkcode parseArgs} is told about the arguments; all of it may be left out. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
  A extends Aliases = Aliases,
  DD extends boolean = boolean,
> {
  /** Whether what follows `--` is kept apart, under `"--"`, and not added to `_`. */
  "--"?: DD;
  /** Other names of options. */
  alias?: A;
  /** Options that are true or false and take the next argument only if it is `true` or `false`. */
  boolean?: boolean | OneOrMore<B>;
  /** Values of options that are not given. */
  default?: D;
  /** Whether everything after the first positional argument is positional too. */
  stopEarly?: boolean;
  /** Options whose values stay text, even when they look like numbers. */
  string?: OneOrMore<S>;
  /** Options whose values are gathered in an array; of the others the last one counts. */
  collect?: OneOrMore<C>;
  /** Options that `--no-<name>` sets to false. */
  negatable?: OneOrMore<N>;
  /**
   * Called with each argument that is no listed boolean, string, collected option or alias; an
   * argument is left out of the result if false comes back.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The result of {@linkcode parseArgs}: the options by name and the positional arguments. */
export type Args<
  // deno-lint-ignore no-explicit-any
  T = Record<string, any>,
  DD extends boolean = false,
> =
  & T
  & {
    /** The positional arguments; those that look like numbers are numbers. */
    _: (string | number)[];
  }
  & DoubleDash<DD>;

/** The arguments after `--`, if they are kept apart. */
export type DoubleDash<DD extends boolean> = DD extends true ? { "--": string[] } : unknown;

/**
 * The options of a call by name. Without any listed name the values may be anything; with some,
 * they have their types and all other names are unknown.
 */
export type Values<
  B extends string,
  S extends string,
  C extends string,
  N extends string,
  D,
  A extends Aliases,
> = [B | S | C] extends [never]
  // deno-lint-ignore no-explicit-any
  ? Record<string, any>
  // deno-lint-ignore no-explicit-any
  : string extends B | S | C ? Record<string, any>
  :
    & Record<string, unknown>
    & { [K in Known<B | keyof D & (S | C) | C, A>]: Value<Origin<K, A>, B, S, C, N, D> }
    & { [K in Known<Exclude<S, keyof D | C>, A>]?: Value<Origin<K, A>, B, S, C, N, D> };

/** Names with a type: those listed and their aliases; a dotted name nests and is left unknown. */
export type Known<Name, A extends Aliases> = Undotted<
  Extract<Name, string> | { [K in keyof A]: K extends Name ? AliasesOf<A[K]> : never }[keyof A]
>;

/** Names without a dot. */
export type Undotted<Name> = Name extends `${string}.${string}` ? never : Name;

/** The aliases in one entry of `alias`. */
export type AliasesOf<T> = T extends readonly (infer Name)[] ? Name : T;

/** A name or, for an alias, the names it stands for. */
export type Origin<K, A extends Aliases> =
  | K
  | { [Name in keyof A]: K extends AliasesOf<A[Name]> ? Name : never }[keyof A];

/** The type of an option that is called by any of the names K. */
export type Value<K, B, S, C, N, D> =
  | Parsed<K, B, S, C>
  | (K extends N ? (K extends B ? never : false) : never)
  | (K extends keyof D ? D[K] : never);

/** The type that the arguments themselves give to an option. */
export type Parsed<K, B, S, C> = [Extract<K, C>] extends [never] ? Single<K, B, S>
  : [Single<K, B, S>] extends [never] ? unknown[]
  : Single<K, B, S>[];

/** The type of one value of an option. */
export type Single<K, B, S> =
  | (K extends B ? boolean : never)
  | (K extends S ? string : never);
