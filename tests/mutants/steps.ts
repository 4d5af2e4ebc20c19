/** Faults in running steps: order of checks, what is remembered, who waits for whom. */
import type { Mutant } from "./mutants.ts";

const CODE = ["tests/steps/code"];

/** Runner, pool, inspector, explanations, code digests. */
export const STEPS: readonly Mutant[] = [
  {
    file: "lib/steps/runner.ts",
    text:
      "      return await this.#made(steps, await this.#run(steps, claim));\n    } finally {\n      if (held !== undefined && !this.#options.fresh) this.#options.claims?.done(held.step);\n    }\n  }\n\n  async #made(\n    steps: readonly Keyed[],\n    { result, seconds }: Done,\n  ): Promise<Map<string, Outputs>> {\n    await this.#requireSameCode(steps);\n",
    replacement:
      "      await this.#requireSameCode(steps);\n      return await this.#made(steps, await this.#run(steps, claim));\n    } finally {\n      if (held !== undefined && !this.#options.fresh) this.#options.claims?.done(held.step);\n    }\n  }\n\n  async #made(\n    steps: readonly Keyed[],\n    { result, seconds }: Done,\n  ): Promise<Map<string, Outputs>> {\n",
    why: "a source edited while its step runs would go unseen",
  },
  {
    file: "lib/steps/runner.ts",
    text:
      "    await this.#record.record(this.#options.entries[implementationOf(step)]);\n    await store.putAction(key, action).catch(",
    replacement:
      "    await store.putAction(key, action).then(() => this.#record.record(this.#options.entries[implementationOf(step)])).catch(",
    why: "an entry would be published before its code record",
  },
  {
    file: "lib/steps/runner.ts",
    text: "return keyed.filter((_, k) => !present[k]);",
    replacement: "return present.every(Boolean) ? [] : keyed;",
    why: "a pass would compute again what is there",
  },
  {
    file: "lib/steps/runner.ts",
    text: "const share = seconds / steps.length, { step } = keyed;",
    replacement: "const share = seconds, { step } = keyed;",
    why: "the seconds of a pass would be counted once for each of its steps",
  },
  {
    file: "lib/steps/runner.ts",
    text: "if (made.sha256 !== wanted.sha256 || again === undefined) {",
    replacement: "if (again === undefined) {",
    why: "a repair with other bytes would pass as the bytes that were there",
  },
  {
    file: "lib/steps/runner.ts",
    text: "return await this.#options.store.get(digest) ?? await this.#options.known?.get(digest);",
    replacement:
      "return await this.#options.known?.get(digest) ?? await this.#options.store.get(digest);",
    why: "published bytes would be read although the store has them",
  },
  {
    file: "lib/steps/runner.ts",
    text: "return await this.#options.pool.run(load, first.rank);",
    replacement: "return await this.#options.pool.run(load, 0);",
    why: "no rank: what others wait for would not go first",
  },
  {
    file: "lib/steps/runner.ts",
    text: "cost: { seconds: Math.round(seconds * 1e6) / 1e6 },",
    replacement: "cost: { seconds: Math.round(seconds * 1e3) / 1e3 },",
    why: "steps of microseconds would have cost nothing",
  },
  {
    file: "lib/steps/step.ts",
    text: "    if (digest === undefined) return undefined;\n",
    replacement: "    if (digest === undefined) continue;\n",
    why: "a step without one of its inputs would have a key",
  },
  {
    file: "lib/steps/step.ts",
    text: "return { schema: 1, step: step.kind, code, params: step.params, inputs };",
    replacement:
      "return { schema: 1, step: implementationOf(step), code, params: step.params, inputs };",
    why: "a variant's name would be in its key",
  },
  {
    file: "lib/steps/pool.ts",
    text: "if (rank < this.#queue[best].rank) best = k;",
    replacement: "if (rank <= this.#queue[best].rank) best = k;",
    why: "of jobs of one rank the last would go first",
  },
  {
    file: "lib/steps/pool.ts",
    text: "if (this.#all.length === this.#size) return undefined;",
    replacement: "if (this.#all.length > this.#size) return undefined;",
    why: "a worker more than asked for",
  },
  {
    file: "lib/steps/pool.ts",
    text: "      this.#all.splice(this.#all.indexOf(worker), 1);\n",
    replacement: "",
    why: "a worker that died would never be replaced",
  },
  {
    file: "lib/steps/inspector.ts",
    text: 'const standing = action ? "restored" : material ? "missing" : "unknown";',
    replacement: 'const standing = action ? "restored" : material ? "unknown" : "missing";',
    why: "what can run and what waits would be mistaken for each other",
  },
  {
    file: "lib/steps/inspector.ts",
    text:
      'for (const ref of Object.values(step.inputs)) if ("step" in ref) await this.resolve(ref.step);',
    replacement:
      'for (const ref of Object.values(step.inputs).slice(0, 1)) if ("step" in ref) await this.resolve(ref.step);',
    why: "steps behind a second input would be no part of the plan",
  },
  {
    file: "lib/steps/lost_bytes.ts",
    text: "    addInputs(refs, ref.step);\n  }\n  return remade;",
    replacement: "  }\n  return remade;",
    why: "bytes lost two steps back would not be counted as work",
  },
  {
    file: "lib/steps/lost_bytes.ts",
    text: "if (await store.has(found.sha256, found.size)) continue;",
    replacement: "if (await store.has(found.sha256, found.size)) break;",
    why: "the first blob that is there would end the search",
  },
  {
    file: "lib/steps/history.ts",
    text: "timed.sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));",
    replacement: "timed.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));",
    why: "a step would be explained by its oldest run",
    tests: ["tests/steps/explanation_test.ts", "tests/steps/history_test.ts"],
  },
  {
    file: "lib/steps/history.ts",
    text: "of entries) {",
    replacement: "of entries.slice(0, keys.size < 64 ? 1 : 0)) {",
    why: "only the first 64 entries of a store would be seen",
    tests: ["tests/steps/explanation_test.ts", "tests/steps/history_test.ts"],
  },
  {
    file: "lib/steps/key_difference.ts",
    text: "(a: string, b: string) => Number(a) - Number(b)",
    replacement: "(a: string, b: string) => a < b ? -1 : 1",
    why: "indices sorted as text: layer 10 would be said to differ before layer 2",
    tests: ["tests/steps/key_difference_test.ts", "tests/steps/explanation_test.ts"],
  },
  {
    file: "lib/steps/key_difference.ts",
    text: "const name = different.find((name) => !pending(name)) ?? different[0];",
    replacement: "const name = different[0];",
    why: "a pending input would hide the one that has changed",
    tests: ["tests/steps/key_difference_test.ts", "tests/steps/explanation_test.ts"],
  },
  {
    file: "lib/steps/explanation.ts",
    text: "const maker = entries.find(({ outputs }) => outputs[ref.output]?.sha256 === old);",
    replacement: "const maker = entries[0];",
    why: "the cause behind an input would be sought in a run that did not make it",
  },
  {
    file: "lib/steps/code/files.ts",
    text: "return sha256(bytes) === this.#raw.get(path) ? undefined",
    replacement: "return bytes.length > 0 ? undefined",
    why: "an edited file would count as unchanged",
    tests: CODE,
  },
  {
    file: "lib/steps/code/record.ts",
    text: "const names = new Set([...Object.keys(before), ...Object.keys(after)]);",
    replacement: "const names = new Set(Object.keys(before));",
    why: "a module that was added would be no change",
    tests: ["tests/steps/code", "tests/steps/explanation_test.ts"],
  },
  {
    file: "lib/steps/code/manifest.ts",
    text: "return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()",
    replacement: "return [...new Set(Object.keys(a))].sort()",
    why: "a manifest with a module that is gone would count as fresh",
    tests: ["tests/steps/code/manifest_test.ts"],
  },
  {
    file: "lib/steps/code/resolve.ts",
    text: ".sort(([a], [b]) => b.length - a.length);",
    replacement: ".sort(([a], [b]) => a.length - b.length);",
    why: "of two prefixes of the import map the shorter one would win",
    tests: ["tests/steps/code/resolve_test.ts"],
  },
];
