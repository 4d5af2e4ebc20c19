/**
 * Runs one command several times in one process: where it ends in wrong usage its start is all that it costs. Arguments are
 * the command's name and, as JSON, a list of its words for each time; prints how each ended.
 */
import config from "../../deno.json" with { type: "json" };
import { execute } from "../../tasks/_command.ts";

const [name, lists] = Deno.args, tasks: Record<string, { command: string }> = config.tasks;
const path = tasks[name].command.split(" ").find((word) => word.endsWith(".ts"));
const { command } = await import(new URL(`../../${path}`, import.meta.url).href);
const print = console.log, ends: { code: number; stdout: string; stderr: string }[] = [];

for (const words of JSON.parse(lists) as string[][]) {
  const printed = { stdout: "", stderr: "" };
  console.log = (line: string) => printed.stdout += `${line}\n`;
  console.error = (line: string) => printed.stderr += `${line}\n`;
  ends.push({ code: await execute(command, words), ...printed });
}

print(JSON.stringify(ends));
