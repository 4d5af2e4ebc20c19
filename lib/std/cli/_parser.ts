import { hasNested, type Nested, setNested } from "./_nested.ts";
import { type Spec, takesValue } from "./_spec.ts";

/** One pass over the arguments of a command, up to `--`. */
export class Parser {
  /** The options by name and, under `_`, the positional arguments. */
  readonly result: Nested & { _: (string | number)[] } = { _: [] };
  readonly #args: readonly string[];
  readonly #spec: Spec;
  #at = 0;

  /** Makes a parser that stands before the first of `args`. */
  constructor(args: readonly string[], spec: Spec) {
    this.#args = args;
    this.#spec = spec;
  }

  /** Reads all arguments. */
  run(stopEarly: boolean): void {
    while (this.#at < this.#args.length) {
      const arg = this.#args[this.#at++]!;
      if (arg.startsWith("--")) this.#long(arg);
      else if (arg.startsWith("-") && arg !== "-") this.#short(arg);
      else {
        this.#positional(arg);
        if (stopEarly) this.result._.push(...this.#args.slice(this.#at));
        if (stopEarly) return;
      }
    }
  }

  /** Fills in what no argument has set. */
  complete(): void {
    const { defaults, boolean, string, collect } = this.#spec;
    for (const [key, value] of Object.entries(defaults)) {
      if (!hasNested(this.result, key)) this.#assign(key, value, false);
    }
    for (const key of boolean) this.#initialise(key, collect.has(key) ? [] : false);
    for (const key of string) if (collect.has(key)) this.#initialise(key, []);
  }

  #initialise(key: string, value: unknown): void {
    if (!hasNested(this.result, key)) setNested(this.result, key, value);
  }

  #positional(arg: string): void {
    if (this.#spec.unknown(arg) === false) return;
    this.result._.push(this.#spec.string.has("_") ? arg : numberOrText(arg));
  }

  /** `--key=value`, `--no-key`, `--key value` or `--key`. */
  #long(arg: string): void {
    const negated = arg.startsWith("--no-") && arg.length > 5;
    const body = arg.slice(negated ? 5 : 2);
    const equals = body.indexOf("=", 1);
    if (equals > 0) {
      const [key, text] = [body.slice(0, equals), body.slice(equals + 1)];
      return this.#set(key, this.#spec.boolean.has(key) ? text !== "false" : text, arg);
    }
    if (negated && this.#spec.negatable.has(body)) return this.#set(body, false, arg, false);
    const key = negated ? `no-${body}` : body;
    const next = this.#args[this.#at];
    const free = !this.#spec.allBoolean && !next?.startsWith("-");
    this.#setFromNext(key, arg, free);
  }

  /** `-abc`, `-n5`, `-n=5`, `-n=`, `-n/text`: flags up to the first with a value, or the next argument. */
  #short(arg: string): void {
    for (let j = 1; j < arg.length - 1; j++) {
      const rest = arg.slice(j + 1);
      const text = attachedValue(arg[j]!, rest);
      if (text === undefined) this.#set(arg[j]!, this.#bare(arg[j]!), arg);
      else return this.#set(arg[j]!, text, arg);
    }
    const next = this.#args[this.#at] ?? "";
    const isOption = /^--?[^-]/.test(next);
    this.#setFromNext(arg.at(-1)!, arg, !isOption);
  }

  /** Sets an option from the next argument if that is its value, and otherwise without one. */
  #setFromNext(key: string, arg: string, free: boolean): void {
    const next = this.#args[this.#at];
    const isWord = next === "true" || next === "false";
    if (next && free && takesValue(this.#spec, key)) this.#set(key, next, arg);
    else if (next && isWord) this.#set(key, next === "true", arg);
    else return this.#set(key, this.#bare(key), arg);
    this.#at++;
  }

  /** The value of an option that is given without one. */
  #bare(key: string): string | boolean {
    return this.#spec.string.has(key) ? "" : true;
  }

  #set(key: string, value: string | boolean, arg: string, append = true): void {
    if (!this.#isKnown(key, arg) && this.#spec.unknown(arg, key, value) === false) return;
    const isText = typeof value !== "string" || this.#spec.string.has(key);
    this.#assign(key, isText ? value : numberOrText(value), append && this.#spec.collect.has(key));
  }

  #isKnown(key: string, arg: string): boolean {
    const { boolean, string, collect, aliases, allBoolean } = this.#spec;
    if ([boolean, string, collect, aliases].some((names) => names.has(key))) return true;
    return allBoolean && arg.startsWith("--") && !arg.includes("=");
  }

  #assign(key: string, value: unknown, append: boolean): void {
    for (const name of [key, ...this.#spec.aliases.get(key) ?? []]) {
      setNested(this.result, name, value, append);
    }
  }
}

/** The value in the same argument behind a letter, if there is one. */
function attachedValue(letter: string, rest: string): string | undefined {
  if (rest === "-") return rest;
  if (rest === "=") return "";
  if (/[A-Za-z]/.test(letter)) {
    const afterEquals = /=(.+)/.exec(rest);
    if (afterEquals) return afterEquals[1];
    if (/\d(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  }
  return rest.length > 1 && /^\W/.test(rest) ? rest : undefined;
}

/** A text that is a finite number in any notation of JavaScript, as a number. */
function numberOrText(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
