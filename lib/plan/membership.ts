/**
 * The steps that make up a repeat, for whoever keeps its results together.
 *
 * @module
 */
import type { Membership } from "../store/mod.ts";
import { parseId, repeatName, runName } from "./ids.ts";

/** The repeat that an id is about, all its attempts together; its curves are the last that is made of it. */
export function membershipOf(text: string): Membership {
  const id = parseId(text);
  if (id === undefined || !("repeat" in id)) return { group: undefined, last: false };
  const group = `${runName(id)}/${repeatName(id.repeat)}`;
  return { group, last: id.role === "information" };
}
