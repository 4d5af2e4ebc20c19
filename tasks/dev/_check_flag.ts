/** Flags of the tasks that write generated files, or with --check compare them. */
import { parseArgs } from "@std/cli/parse-args";
import { complain, say } from "../_output.ts";

/**
 * Whether to compare only; an exit code where there is nothing more to do: 0 after the help, 2 after wrong usage.
 *
 * @param action What the task does, for the message: `rebuild the code manifest`.
 */
export function checkFlag(args: readonly string[], action: string, help: string): boolean | number {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    boolean: ["check", "help"],
    unknown: (arg: string) => void unknown.push(arg),
  });
  if (unknown.length > 0) {
    complain(
      `Cannot ${action}: flags must be --check or --help, current value is ${unknown.join(" ")}`,
    );
    return 2;
  }
  if (flags.help) return say(help), 0;
  return flags.check;
}
