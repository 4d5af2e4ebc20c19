/** Compiles the kernel families to .wasm, or with --check compares the committed ones with their source. */
import { sha256 } from "../../lib/bits/digest.ts";
import { projectRoot } from "../../lib/steps/code/project.ts";
import { compileKernel, compilerFlags } from "./_compile.ts";
import { complain } from "../_output.ts";
import { checkFlag } from "./_check_flag.ts";

/** One .wasm for each; a new kernel for one network must not change the keys of another. */
const FAMILIES = ["bins", "conv", "count", "dense", "pairs", "sparse"];
const FOLDER = "lib/engines/wasm/";
const RECORD = "fixtures/kernels.json";

const HELP = `Usage: deno task dev:kernels [--check]

Compiles ${FOLDER}assembly/<family>.ts to ${FOLDER}<family>.wasm and writes ${RECORD}.
Families: ${FAMILIES.join(", ")}.

  --check  change nothing; exit 1 if a committed file differs from what its source gives`;

/** Files to write, by path relative to the project; a family that fails is reported and left out. */
async function build(
  root: URL,
  names: readonly string[],
  failures: string[],
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { scopes } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const compiler = scopes["./tasks/"].assemblyscript.replace(/^npm:/, "");
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const families: Record<string, { source: string; wasm: string }> = {};
  for (const family of names) {
    try {
      const { wasm, source } = await compileKernel(family, new URL(`${FOLDER}assembly/`, root));
      files.set(`${FOLDER}${family}.wasm`, wasm);
      families[family] = { source, wasm: sha256(wasm) };
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  const record = JSON.stringify({ compiler, flags: compilerFlags, families }, null, 2) + "\n";
  return files.set(RECORD, new TextEncoder().encode(record));
}

async function same(url: URL, bytes: Uint8Array): Promise<boolean> {
  const committed = await Deno.readFile(url).catch(() => new Uint8Array());
  return sha256(committed) === sha256(bytes);
}

/**
 * @param args Command line.
 * @param root Folder of the project, with a slash at its end.
 * @param names Kernel families.
 * @returns Exit code: 0 done, 1 failed or different, 2 wrong usage.
 */
export async function main(
  args: readonly string[],
  root: URL = projectRoot,
  names: readonly string[] = FAMILIES,
): Promise<number> {
  const check = checkFlag(args, "build kernels", HELP);
  if (typeof check === "number") return check;
  const problems: string[] = [];
  for (const [path, bytes] of await build(root, names, problems)) {
    const url = new URL(path, root);
    if (!check) await Deno.writeFile(url, bytes);
    else if (!await same(url, bytes)) {
      problems.push(`${path} differs from what its source gives: run "deno task dev:kernels"`);
    }
  }
  for (const problem of problems) complain(problem);
  return problems.length > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
