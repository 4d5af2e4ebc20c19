/**
 * The steps that make up a repeat, for whoever keeps its results together.
 *
 * @module
 */
import type { Membership } from "../store/mod.ts";
import { parseId, repeatName, type RunName, runName } from "./ids.ts";

/** Name of a repeat with all its attempts, or of a group of repeats by its first one: `syn-relu-8/r03`. */
export function chainName(run: RunName, repeat: number): string {
  return `${runName(run)}/${repeatName(repeat)}`;
}

/** The repeat that an id is about, all its attempts together; its curves are the last that is made of it. */
export function membershipOf(text: string): Membership {
  const id = parseId(text);
  if (id === undefined || !("repeat" in id)) return { group: undefined, last: false };
  return { group: chainName(id, id.repeat), last: id.role === "information" };
}
