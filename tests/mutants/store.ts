/** Faults in the store: order of writes, checks, what is kept. */
import type { Mutant } from "./mutants.ts";

const FILES = ["tests/store/store_test.ts", "tests/store/write_test.ts"];
const GC = ["tests/store/gc/plan_test.ts"];
const COLLECT = ["tests/store/gc/collect_test.ts"];

/** Objects, durable writing, garbage collection, archives. */
export const STORE: readonly Mutant[] = [
  {
    file: "lib/store/write.ts",
    text: "    await file.sync();\n",
    replacement: "",
    why: "a name could be published before its bytes are on disk",
  },
  {
    file: "lib/store/write.ts",
    text: "    await syncFolder(parentOf(target));\n    return published;",
    replacement: "    return published;",
    why: "a published name could be lost in a power cut",
  },
  {
    file: "lib/store/write.ts",
    text: "    await writeAll(file, bytes);\n    await file.sync();\n",
    replacement: "    await file.sync();\n    await writeAll(file, bytes);\n",
    why: "the file would be synced before its bytes are written",
  },
  {
    file: "lib/store/write.ts",
    text: "if (isFile && isTempName(name) && await",
    replacement: "if (isFile && await",
    why: "a sweep would remove files that no store wrote",
    tests: FILES,
  },
  {
    file: "lib/store/write.ts",
    text: "return !writing.has(temp);",
    replacement: "return true;",
    why: "a sweep would remove what is being written",
    tests: FILES,
  },
  {
    file: "lib/store/write.ts",
    text: "> DAY;",
    replacement: "> 0;",
    why: "a sweep would remove what another host is writing",
    tests: FILES,
  },
  {
    file: "lib/store/write.ts",
    text: "while (done < bytes.length) done += await file.write(bytes.subarray(done));",
    replacement: "while (done < bytes.length) done += await file.write(bytes);",
    why: "a short write would repeat the first bytes",
  },
  {
    file: "lib/store/store.ts",
    text: "if (stored !== undefined) return checkSameOutputs(stored, action);",
    replacement: "if (stored !== undefined) return;",
    why: "other outputs under one key would pass unseen",
    tests: FILES,
  },
  {
    file: "lib/store/store.ts",
    text: 'await writeDurably(this.root, path, bytes, "keep")',
    replacement: 'await writeDurably(this.root, path, bytes, "replace")',
    why: "a second writer would overwrite the first one's entry",
    tests: FILES,
  },
  {
    file: "lib/store/store.ts",
    text: "return info.isFile && info.size === size;",
    replacement: "return info.isFile && info.size >= size;",
    why: "a blob of another length would count as there",
    tests: FILES,
  },
  {
    file: "lib/store/store.ts",
    text: "if (damage.movedTo === undefined) this.#reported.add(damage.path);",
    replacement: "this.#reported.add(damage.path);",
    why: "a blob that is damaged again after its repair would go unreported",
    tests: FILES,
  },
  {
    file: "lib/store/non_determinism.ts",
    text:
      "const names = new Set([...Object.keys(stored.outputs), ...Object.keys(computed.outputs)]);",
    replacement: "const names = new Set(Object.keys(stored.outputs));",
    why: "an output more would not be seen as non-determinism",
    tests: FILES,
  },
  {
    file: "lib/store/action_text.ts",
    text:
      'if (found !== expected) throw refusal("digest of the key material", expected, found);\n  return action;',
    replacement: "return action;",
    why: "an entry could lie under the key of another",
  },
  {
    file: "lib/store/action_text.ts",
    text: "Number.isSafeInteger(size) && (size as number) >= 0;",
    replacement: "Number.isSafeInteger(size) && (size as number) > 0;",
    why: "an empty output would be refused",
  },
  {
    file: "lib/store/action_text.ts",
    text: "if (last !== undefined && last >= key) return false;",
    replacement:
      "if (last !== undefined && last > key && key.length === last.length) return false;",
    why: "an entry with unsorted fields would pass for a canonical one",
  },
  {
    file: "lib/store/examine.ts",
    text: 'if (code === "EIO") return',
    replacement: "if (code !== undefined) return",
    why: "too many open files would look like damage, and sound objects be thrown away",
    tests: FILES,
  },
  {
    file: "lib/store/fsck.ts",
    text: "if (!store.readOnly) check.report.temps += await sweep(store.root);",
    replacement: "check.report.temps += await sweep(store.root);",
    why: "a read-only check would remove files",
  },
  {
    file: "lib/store/fsck.ts",
    text: "if (found !== undefined && found !== size) {",
    replacement: "if (found !== undefined && found < size) {",
    why: "an entry that promises too few bytes would pass",
  },
  {
    file: "lib/store/gc/collect.ts",
    text: "for (const path of paths) await removeFile(`${root}/${path}`);",
    replacement:
      'for (const digest of blobs.go) await removeFile(`${root}/${objectPath("cas", digest)}`);\n  for (const path of paths) await removeFile(`${root}/${path}`);',
    why: "a crash would leave entries without their blobs",
    tests: COLLECT,
  },
  {
    file: "lib/store/gc/collect.ts",
    text: "for (const shard of shards) await syncFolder(`${root}/${shard}`);\n",
    replacement: "",
    why: "a power cut could bring entries back whose blobs are gone",
    tests: COLLECT,
  },
  {
    file: "lib/store/gc/collect.ts",
    text: "const pinned = (await listPins(root)).flatMap(({ keys }) => keys);\n",
    replacement: "const pinned = (await listPins(root)).slice(0, 1).flatMap(({ keys }) => keys);\n",
    why: "only the first pin would be kept",
    tests: COLLECT,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "if (budget !== undefined && budget < needed) {",
    replacement: "if (budget !== undefined && budget <= needed) {",
    why: "the smallest budget would be refused",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "if (bytes <= budget) break;",
    replacement: "if (bytes < budget) break;",
    why: "a store that fits to the byte would lose a result",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "entry.outputs.some((digest) => inventory.blobs.has(digest))",
    replacement: "entry.outputs.every((digest) => inventory.blobs.has(digest))",
    why: "an old result of which one output is left would go",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "if (rest === 0) waiting.push(maker);",
    replacement: "if (rest >= 0) waiting.push(maker);",
    why: "an entry would be kept for one of its outputs, with all that it needs",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "[...entry.inputs, ...namedBy(entry)].forEach(want);",
    replacement: "[...entry.inputs, ...namedBy(entry)].forEach((digest) => digests.add(digest));",
    why: "what roots need would be found in one round only",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "const named = new Set([...digests, ...kept.flatMap(namedBy)]);",
    replacement: "const named = new Set(kept.flatMap(namedBy));",
    why: "a blob that only the lock names would go",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "let bytes = damaged.bytes;\n  for (const entry of entries) if",
    replacement: "let bytes = 0 * damaged.bytes;\n  for (const entry of entries) if",
    why: "the smallest budget would leave out damaged entries, which stay",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "for (const digest of digests) bytes += blobs.get(digest) ?? 0;",
    replacement: "for (const digest of digests) bytes += blobs.get(digest)!;",
    why: "a locked blob that is not there would make every budget large enough",
    tests: GC,
  },
  {
    file: "lib/store/gc/plan.ts",
    text: "return [...outputs, code];",
    replacement: 'return code === "" ? [] : [...outputs];',
    why: "the record of a kept entry's code would go",
    tests: GC,
  },
  {
    file: "lib/store/gc/leftovers.ts",
    text: "if (!isFile || !isTempName(name)) continue;",
    replacement: "if (!isFile) continue;",
    why: "a file that no store wrote would be removed",
    tests: COLLECT,
  },
  {
    file: "lib/store/gc/pins.ts",
    text: 'await writeDurably(root, path, bytes, "keep")',
    replacement: 'await writeDurably(root, path, bytes, "replace")',
    why: "a pin would silently replace another of its name",
    tests: ["tests/store/gc/pins_test.ts"],
  },
  {
    file: "lib/store/archive/export.ts",
    text: "if (!there.every(Boolean)) {",
    replacement: "if (!there.some(Boolean)) {",
    why: "an entry without one of its blobs would be exported",
    tests: ["tests/store/archive/export_test.ts"],
  },
  {
    file: "lib/store/archive/export.ts",
    text: "    await Deno.rename(temp, file);\n",
    replacement: "    await Deno.copyFile(temp, file);\n",
    why: "a half-written archive could lie under its name, and its temp file stay",
    tests: ["tests/store/archive/export_test.ts"],
  },
  {
    file: "lib/store/archive/import.ts",
    text:
      "    this.#accept(action);\n    // What was computed here stays known as that; what was not is told apart for ever.\n    await this.#store.putAction(key, { ...action, cost: { ...action.cost, imported: 1 } });\n",
    replacement:
      "    await this.#store.putAction(key, { ...action, cost: { ...action.cost, imported: 1 } });\n    this.#accept(action);\n",
    why: "an entry would be taken before anybody has accepted it",
    tests: ["tests/store/archive/import_test.ts"],
  },
  {
    file: "lib/store/archive/import.ts",
    text: "const least = length ?? BLOCK;",
    replacement: "const least = length ?? 0;",
    why: "an archive cut off before its end would pass",
    tests: ["tests/store/archive/import_test.ts"],
  },
  {
    file: "lib/store/usage_lock.ts",
    text: "await file.lock(false);",
    replacement: "await file.lock(true);",
    why: "two runs could not use a store at once",
    tests: ["tests/store/write_processes_test.ts"],
  },
  {
    file: "lib/store/key.ts",
    text: "    Object.freeze(inputs);\n",
    replacement: "",
    why: "a key's material could change after it was hashed",
  },
  {
    file: "lib/store/key.ts",
    text: "const fields = Object.keys(params).sort().map(",
    replacement: "const fields = Object.keys(params).map(",
    why: "the order in which parameters were written would decide the key",
    tests: ["tests/store/key_test.ts", "tests/steps/step_key_test.ts"],
  },
];
