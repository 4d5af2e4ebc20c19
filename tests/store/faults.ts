/** Fault injection: records the system calls of the store, and makes one of them fail. */

// deno-lint-ignore no-explicit-any
type Call = (...args: any[]) => Promise<unknown>;

const CALLS: [Record<string, unknown>, string[]][] = [
  [Deno as unknown as Record<string, unknown>, ["open", "mkdir", "rename", "link", "remove"]],
  [Deno.FsFile.prototype as unknown as Record<string, unknown>, ["write", "sync"]],
];

/**
 * Runs an action with its file system calls recorded.
 *
 * @param action What to run.
 * @param failAt Index of the call that fails with `error`; none by default.
 * @param error The failure.
 * @returns The calls, in order, and what the action threw.
 */
export async function traced(
  action: () => Promise<unknown>,
  failAt = -1,
  error = new Error("No space left on device (os error 28)"),
): Promise<{ calls: string[]; thrown: unknown }> {
  const calls: string[] = [];
  const restore: (() => void)[] = [];
  for (const [owner, names] of CALLS) {
    for (const name of names) {
      const original = owner[name] as Call;
      restore.push(() => owner[name] = original);
      owner[name] = function (this: unknown, ...args: unknown[]) {
        calls.push(label(name, args));
        return calls.length - 1 === failAt ? Promise.reject(error) : original.apply(this, args);
      };
    }
  }
  let thrown: unknown;
  await action().catch((error) => thrown = error);
  restore.forEach((undo) => undo());
  return { calls, thrown };
}

/** A call with the store's folder that its last path lies in. */
function label(name: string, args: unknown[]): string {
  const path = args.findLast((arg) => typeof arg === "string") as string | undefined;
  const folder = path?.match(/^.*\/(tmp|cas|ac)(\/..)?(\/|$)/);
  return folder ? `${name} ${folder[1]}${folder[2] ? "/*" : ""}` : name;
}
