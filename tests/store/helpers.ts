/** What the tests of the store share. */
import { digestOf } from "../../lib/bits/digest.ts";
import type { Json } from "../../lib/bits/canonical.ts";
import type { ActionBody, Damage, Output } from "../../lib/store/mod.ts";
import { Store } from "../../lib/store/mod.ts";

/** Runs a test on a fresh store and removes it. */
export async function withStore(
  test: (store: Store, damages: Damage[]) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "store-" });
  try {
    const damages: Damage[] = [];
    await test(await Store.open(dir, { onDamage: (damage) => damages.push(damage) }), damages);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Bytes that depend on a number. */
export function bytesOf(seed: number, length = 1000): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => seed + i * 7 + (i >> 8));
}

/** An action entry with one output, and its key. */
export function actionOf(
  output: Output,
  params: Json = { epochs: 50 },
): { key: string; body: ActionBody } {
  const material = { schema: 1, step: "train", code: "c0de".repeat(16), params, inputs: {} };
  const id = "train/syn-relu-8/r03/a0/s07";
  return {
    key: digestOf(material),
    body: {
      schema: 1,
      step: "train",
      id,
      key: material,
      outputs: { trace: output },
      cost: { seconds: 0.5 },
    },
  };
}

/** Changes a read-only file of a store in place. */
export async function tamper(
  store: Store,
  path: string,
  change: (bytes: Uint8Array) => Uint8Array,
): Promise<void> {
  const full = `${store.root}/${path}`;
  const bytes = change(await Deno.readFile(full));
  await Deno.chmod(full, 0o644);
  await Deno.writeFile(full, bytes);
}

/** Names in a folder of a store. */
export async function namesIn(store: Store, folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${store.root}/${folder}`));
  return entries.map((entry) => entry.name).sort();
}
