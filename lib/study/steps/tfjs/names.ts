/** Name of an input or output of a stacked step that is about one repeat: `trace-r03`. */
export function stackedName(what: string, repeat: number): string {
  return `${what}-r${String(repeat).padStart(2, "0")}`;
}
