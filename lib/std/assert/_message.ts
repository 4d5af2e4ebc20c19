/** The end of an assertion's sentence: the caller's remark, or only the full stop. */
export function remark(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}

/** The whole value as text, one element a line and keys sorted, to be compared by line. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
  });
}

/** The value as text on few lines, for messages that name a single value. */
export function brief(value: unknown): string {
  return Deno.inspect(value, {
    depth: 4,
    iterableLimit: 20,
    breakLength: 100,
    strAbbreviateSize: 2000,
  });
}
