/** Faults in published results and their verification. */
import type { Mutant } from "./mutants.ts";

const PROBABILITY = ["tests/published/verify/probability_test.ts"];
const CARRY = ["tests/published/carry_test.ts"];
const GOAL = ["tests/published/verify/goal_test.ts"];

/** Locks, sampling, levels. */
export const VERIFY: readonly Mutant[] = [
  {
    file: "lib/published/verify/carry_level.ts",
    text: "if (whole.has(name)) return own;",
    replacement: "if (whole.size > 1) return own;",
    why: "aggregates of bins would be believed, whose repeats have no published bytes",
    tests: CARRY,
  },
  {
    file: "lib/published/verify/carry_level.ts",
    text: "return own.filter(({ repeat }) => repeat === drawn);",
    replacement: "return own.slice(0, 1);",
    why: "the first attempt would stand for a repeat, whatever the nonce",
    tests: CARRY,
  },
  {
    file: "lib/published/carry.ts",
    text: "const carried = recordOf(published.digest, next, reports.at(-1)!);",
    replacement: "const carried = recordOf(published.digest, next, reports[0]);",
    why: "the record would be of level 0",
    tests: CARRY,
  },
  {
    file: "lib/published/carry.ts",
    text: "if (!own.includes(repeat)) own.push(repeat);",
    replacement: "own.push(repeat);",
    why: "a repeat with discarded attempts would be counted several times",
    tests: CARRY,
  },
  {
    file: "lib/published/lock/codec.ts",
    text: "if (carried) checkCarried(lock.carried);",
    replacement: 'if (carried) named(lock.preset, "preset");',
    why: "records of carrying over would be read without distrust",
    tests: CARRY,
  },
  {
    file: "lib/published/publish.ts",
    text: "const carried = old?.carried && { carried: old.carried };",
    replacement: "const carried = undefined;",
    why: "a lock written anew would forget what it was carried over by",
    tests: CARRY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "Math.max(1, Math.ceil(fraction * segments))",
    replacement: "Math.max(1, Math.floor(fraction * segments))",
    why: "the probability would be of fewer wrong segments than the share says",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "const chances = missChances(draw, Math.ceil(faults / draw.size));",
    replacement: "const chances = missChances(draw, Math.floor(faults / draw.size));",
    why: "faults that fill a unit in part would not be hidden in it",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "chances.push(chances[bad - 1] * (units - drawn - bad + 1) / (units - bad + 1));",
    replacement: "chances.push(chances[bad - 1] * (units - drawn) / units);",
    why: "drawing would be with replacement",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/probability.ts",
    text: "return Math.max(most, chance * missed[Math.max(0, f - bad * draw.size)]);",
    replacement: "return Math.max(most, chance * missed[Math.max(0, f - bad)]);",
    why: "units of several segments would be of one",
    tests: PROBABILITY,
  },
  {
    file: "lib/published/verify/strata.ts",
    text: "if (share < drawn[least] * strata[k].units.length) least = k;",
    replacement: "if (share <= drawn[least] * strata[k].units.length) least = k;",
    why: "of strata drawn alike the longest would come first",
  },
  {
    file: "lib/published/verify/sample.ts",
    text: "const seed = digestOf({ lock, nonce });",
    replacement: "const seed = digestOf({ nonce });",
    why: "authors could prepare the sample of a nonce for any lock",
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "if (reaches(half)) enough = half;\n    else few = half + 1;",
    replacement: "if (reaches(half)) enough = half;\n    else few = half + 2;",
    why: "the search for the fewest replays would step over them",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "strata.filter(({ seconds }) => seconds <= left)",
    replacement: "strata.filter(({ seconds }) => seconds < left)",
    why: "a replay that just fits would not be drawn",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "(spent += each.get(order[count])!) <= seconds",
    replacement: "(spent += each.get(order[count])!) < seconds",
    why: "a budget that is spent to the end would buy a replay less",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/goal.ts",
    text: "seconds: secondsOf(strata, units) / jobs,",
    replacement: "seconds: secondsOf(strata, units),",
    why: "several workers would seem as slow as one",
    tests: GOAL,
  },
  {
    file: "lib/published/verify/merge.ts",
    text: "one.segments > most.segments ? one : most",
    replacement: "one.segments < most.segments ? one : most",
    why: "of two receipts of one nonce the emptier would count",
    tests: ["tests/published/verify/merge_test.ts"],
  },
  {
    file: "lib/published/verify/receipt.ts",
    text: 'return reports.length > 0 && reports.every(comparedSomething) ? "agrees" : "nothing";',
    replacement:
      'return reports.length > 0 && reports.some(comparedSomething) ? "agrees" : "nothing";',
    why: "a level that compared nothing would agree",
    tests: ["tests/published/verify/receipt_test.ts"],
  },
  {
    file: "lib/published/verify/receipt.ts",
    text: "if (result !== found) throw refusal(",
    replacement: "if (result === undefined) throw refusal(",
    why: "a receipt could claim another result than its levels have",
    tests: ["tests/published/verify/receipt_test.ts"],
  },
  {
    file: "lib/published/verify/units.ts",
    text: "if (to < attempt.rows.length && !await stored(attempt.rows[to - 1][0])) continue;",
    replacement: "if (!await stored(attempt.rows[to - 1][0])) continue;",
    why: "the last segments of an attempt would be in no unit",
    tests: ["tests/published/verify/units_test.ts"],
  },
  {
    file: "lib/published/verify/budget.ts",
    text: "seconds = Math.min(seconds, (clock() - start) / 1000);",
    replacement: "seconds = (clock() - start) / 1000;",
    why: "one slow round would spoil the plan",
    tests: ["tests/published/verify/budget_test.ts"],
  },
  {
    file: "lib/published/verify/budget.ts",
    text: "return predicted * factor <= this.#left();",
    replacement: "return predicted <= this.#left();",
    why: "a machine that has become slow would overrun its budget",
    tests: ["tests/published/verify/budget_test.ts"],
  },
  {
    file: "lib/published/verify/replay.ts",
    text: "if (first !== undefined) return first;\n",
    replacement: "",
    why: "a snapshot that differs would not be a difference",
    tests: ["tests/published/verify/replay_test.ts"],
  },
  {
    file: "lib/published/verify/level2.ts",
    text:
      "const claimed = difference === undefined && whole ? draws.filter(({ drawn }) => drawn > 0) : [];",
    replacement:
      "const claimed = difference === undefined ? draws.filter(({ drawn }) => drawn > 0) : [];",
    why: "a sample with gaps would claim an assurance",
    tests: ["tests/published/verify/verify_unreadable_test.ts"],
  },
  {
    file: "lib/published/publish.ts",
    text: 'return files.set("lock/lock.json", new TextEncoder().encode(top));',
    replacement: 'return new Map([["lock/lock.json", new TextEncoder().encode(top)], ...files]);',
    why: "whoever writes the files in order would have a lock of files that are not there",
  },
  {
    file: "lib/published/publish.ts",
    text: "for (let before = -1; before < all.size;) {",
    replacement: "for (let before = -1; before < 0;) {",
    why: "figures that share an experiment indirectly would be found in one round only",
  },
  {
    file: "lib/published/publish.ts",
    text: "files.set(path, packed ?? pack(bytes));",
    replacement: "files.set(path, pack(bytes));",
    why: "a file that is there would be packed twice",
  },
  {
    file: "lib/published/lock/resolver.ts",
    text: "Object.values(inputs).every((digest) => this.made(digest));",
    replacement: "Object.values(inputs).some((digest) => this.made(digest));",
    why: "a table with two inputs of which one is foreign would be taken for the lock's",
  },
  {
    file: "lib/published/lock/resolver.ts",
    text: "digest = at < 0 ? undefined : row[2 + at];",
    replacement: "digest = at < 0 ? undefined : row[1 + at];",
    why: "a measurement would have the digest of the column before its own",
  },
  {
    file: "lib/published/lock/resolver.ts",
    text: "return row.length === 1 ? { trace: row[0] } : { snapshot: row[0], trace: row[1] };",
    replacement:
      "return row.length <= 2 ? { trace: row[0] } : { snapshot: row[0], trace: row[1] };",
    why: "a segment of a discarded attempt would seem to be its end",
  },
  {
    file: "lib/published/lock/resolver.ts",
    text: "experimentsOf(figure).some((name) => experiments[name]?.repeats !== runs(name).repeats)",
    replacement:
      "experimentsOf(figure).every((name) => experiments[name]?.repeats !== runs(name).repeats)",
    why: "a table of two experiments of which one is published in part would be compared",
  },
  {
    file: "lib/published/lock/attempts.ts",
    text: "row.length === (k + 1 < rows.length ? 2 : 1)",
    replacement: "row.length === (k + 1 < rows.length ? 2 : row.length)",
    why: "a discarded attempt could end with a snapshot",
    tests: ["tests/published/lock/attempts_test.ts"],
  },
  {
    file: "lib/published/lock/attempts.ts",
    text: "if (repeat !== lock.repeats || attempt !== 0) {",
    replacement: "if (repeat !== lock.repeats) {",
    why: "discarded attempts without a survivor could follow the last repeat",
    tests: ["tests/published/lock/attempts_test.ts"],
  },
  {
    file: "lib/published/reused_results.ts",
    text: "kindOf({ kind })?.cheap || code[kind] === digest",
    replacement: "kindOf({ kind })?.cheap || code[kind] !== undefined || code[kind] === digest",
    why: "results of other code would be gone on from",
  },
  {
    file: "lib/published/rekey/rekey.ts",
    text: "  await requireSameCode(candidates, options.digester);\n  const justification",
    replacement: "  const justification",
    why: "code edited while it was proven would be carried to",
  },
  {
    file: "lib/published/rekey/rekey.ts",
    text: "rest.slice(0, Math.max(0, sample - firsts.length))",
    replacement: "rest.slice(0, sample)",
    why: "more segments would be drawn than asked for",
  },
  {
    file: "lib/published/rekey/rekey.ts",
    text:
      "const jobs = [...cheap.map((one) => [one]), ...sample.map(({ candidates }) => candidates)];",
    replacement: "const jobs = sample.map(({ candidates }) => candidates);",
    why: "cheap steps would be carried over unseen",
  },
  {
    file: "lib/published/rekey/rekey.ts",
    text: "cost: { ...old.cost, carried: 1 },",
    replacement: "cost: old.cost,",
    why: "what was carried over would look computed",
  },
  {
    file: "lib/published/rekey/predecessors.ts",
    text:
      "const old = [last, ...older].find((entry) => entry && differsInCodeAlone(entry.key, material));",
    replacement:
      "const old = [last].find((entry) => entry && differsInCodeAlone(entry.key, material));",
    why: "a newer run of other parameters would hide what could be carried over",
  },
  {
    file: "lib/published/verify/level0.ts",
    text: "if (outputs !== undefined) comparison.see(step, outputs);",
    replacement:
      "if (outputs !== undefined && comparison.agreed < 1) comparison.see(step, outputs);",
    why: "only the first result of a store would be compared",
  },
  {
    file: "lib/published/verify/level1.ts",
    text: "if (!this.#told.has(error)) this.#findings.refused(id, error);",
    replacement: "this.#findings.refused(id, error);",
    why: "what cannot be read would be named again by all that is made of it",
  },
  {
    file: "lib/published/verify/level1.ts",
    text: "        this.#tell(from, error);\n        failed.push(error);\n",
    replacement: "        throw error;\n",
    why: "of two inputs that cannot be read only the first would be named",
  },
  {
    file: "lib/published/verify/level3.ts",
    text: "segments.at(-1)!.trace",
    replacement: "segments.at(0)!.trace",
    why: "a discarded attempt would end as its first segment did",
    tests: ["tests/published/verify/level3_test.ts"],
  },
  {
    file: "lib/published/verify/level3.ts",
    text: "const found = findings.isEmpty ? await results.check(plans) : findings;",
    replacement: "const found = await results.check(plans);",
    why: "what differs would be forgotten where tables agree",
    tests: ["tests/published/verify/level3_test.ts"],
  },
  {
    file: "lib/published/contents.ts",
    text: "segment.segment % STRIDE === 0",
    replacement: "segment.segment % STRIDE === 1",
    why: "other snapshots would be published than those that verification starts from",
  },
  {
    file: "lib/published/contents.ts",
    text: "if (shown >= 0 && row.length > 2 && segment.repeat === pictured) {",
    replacement: "if (shown > 0 && row.length > 2 && segment.repeat === pictured) {",
    why: "a representation in the first column would not be published",
  },
  {
    file: "lib/published/folder.ts",
    text:
      "if (found !== known.rows) throw new PublishedError(path, `of SHA-256 ${known.rows}`, found);",
    replacement: "",
    why: "rows could be others than the lock has signed",
  },
  {
    file: "lib/published/folder.ts",
    text: 'for (const field of ["epochs", "repeats"] as const) {',
    replacement: 'for (const field of ["epochs"] as const) {',
    why: "rows of fewer repeats would pass for all of them",
  },
  {
    file: "lib/published/folder.ts",
    text: "      unpack(digest, packed);\n      return packed;\n",
    replacement: "      return packed;\n",
    why: "a damaged file would be published again as it is",
  },
  {
    file: "lib/published/verify/completeness.ts",
    text: "if (repeats > whole.repeats) {",
    replacement: "if (repeats >= whole.repeats) {",
    why: "a lock of all repeats would be refused",
  },
];
