/**
 * Explanations in words.
 *
 * @module
 */
import { canonical } from "../bits/canonical.ts";
import type { CodeChange } from "./code/record.ts";
import { type Cause, chainOf, type Explanation, rootOf } from "./explanation.ts";
import type { KeyDifference } from "./key_difference.ts";

/** At most so many parts of a code are named in a sentence. */
const MOST = 4;

/** First digits of a digest, enough to tell it from others. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}

/** What happened to one part of a code: `lib/bits/random.ts changed`. */
function changeText({ part, name, old, now }: CodeChange): string {
  const file = part === "module" || part === "asset";
  const what = file ? name : part === "stripper" ? "the stripper" : `${part} ${name}`;
  if (part === "name" || part === "stripper") {
    return `${what} changed from ${old ?? "none"} to ${now ?? "none"}`;
  }
  return `${what} ${
    old === undefined ? "was added" : now === undefined ? "was removed" : "changed"
  }`;
}

/** What a cause says of its own step: a phrase without the step's id, the same for all steps with one cause. */
export function causeText(cause: Cause): string {
  if (cause.kind === "new") return "it was never computed here";
  if (cause.kind === "lost") {
    const outputs = Object.entries(cause.outputs)
      .map(([name, { sha256 }]) => `${name} (${short(sha256)})`);
    return `the bytes of its output ${outputs.join(", ")} are gone from the store`;
  }
  const { difference, changes } = cause;
  switch (difference.component) {
    case "code":
      return changes === undefined
        ? `its code changed from ${short(difference.old)} to ${short(difference.now)}; ` +
          "the store does not remember the old code"
        : changesText(changes);
    case "params": {
      const [old, now] = [difference.old, difference.now].map((value) =>
        value === undefined ? "none" : canonical(value)
      );
      return `its parameter ${difference.path || "as a whole"} changed from ${old} to ${now}`;
    }
    case "inputs":
      return `its input ${difference.name} ${inputText(difference)}`;
    default:
      return `its ${difference.component} changed from ${difference.old} to ${difference.now}`;
  }
}

function inputText(
  { old, now, pending }: Extract<KeyDifference, { component: "inputs" }>,
): string {
  if (pending) return "is not known yet";
  if (old === undefined) return "was added";
  return now === undefined ? "was removed" : `changed from ${short(old)} to ${short(now)}`;
}

function changesText(changes: readonly CodeChange[]): string {
  const named = changes.slice(0, MOST).map(changeText), more = changes.length - MOST;
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Why something would run, root cause last: `train/x would run because lib/y.ts changed`. */
export function becauseText(what: string, explanation: Explanation): string {
  const root = rootOf(explanation), own = root.step.id === what;
  const verb = root.action === undefined || root.cause?.kind === "lost"
    ? "would run"
    : "is another";
  const cause = causeText(root.cause!);
  return own
    ? `${what} would run because ${cause}`
    : `${what} would run because ${root.step.id} ${verb} because ${cause}`;
}

/** Every link from a step to its root cause, one line each. */
export function chainText(explanation: Explanation): string[] {
  return chainOf(explanation).map(({ step, cause }) => `${step.id}: ${causeText(cause!)}`);
}
