/** One line of the bench's table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Least and largest of the rounds whose median the value is. */
  readonly range?: readonly [number, number];
  /** The number to reach: at most, or at least; undefined where none is set. */
  readonly bar?: { readonly most: number } | { readonly least: number };
}

/** Whether a row reaches its bar; undefined without a bar. NaN reaches none. */
export function reached({ value, bar }: Row): boolean | undefined {
  if (bar === undefined) return undefined;
  return "most" in bar ? value <= bar.most : value >= bar.least;
}

const digits = (x: number): string =>
  x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);

/** A row as aligned text: what, value, bar, verdict. */
export function format(row: Row): string {
  const { what, value, unit, range, bar } = row, ok = reached(row);
  const limit = bar === undefined ? "" : "most" in bar ? `<= ${bar.most}` : `>= ${bar.least}`;
  const verdict = ok === undefined ? "" : ok ? "ok" : "missed";
  const spread = range === undefined ? "" : `${range.map(digits).join(" to ")}  `;
  return `${what.padEnd(58)}${digits(value).padStart(8)} ${unit.padEnd(6)}${
    limit.padEnd(9)
  }${spread}${verdict}`
    .trimEnd();
}
