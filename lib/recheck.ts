/**
 * Computing again what an archive brought: whether a step really makes what an entry says only that can tell.
 *
 * @module
 */
import { canonical, type Json } from "./bits/canonical.ts";
import type { CodeDigester } from "./steps/code/digest.ts";
import { byteDigests, firstMismatch, type Mismatch, outputDigests } from "./steps/mismatch.ts";
import type { WorkerPool } from "./steps/pool.ts";
import { keyOf } from "./steps/step.ts";
import { isQuick, KINDS } from "./plan/kinds.ts";
import type { Action, ActionBody } from "./store/action.ts";
import { NonDeterminismError } from "./store/non_determinism.ts";
import type { Store } from "./store/mod.ts";

/** With what imported results are computed again. */
export interface RecheckOptions {
  readonly store: Store;
  readonly digester: CodeDigester;
  readonly pool: WorkerPool;
  /** At most so many passes, drawn at random; Infinity: all. */
  readonly most: number;
  /** Told of each pass that was computed. */
  onChecked?(id: string): void;
}

/** What came of it. */
export interface Recheck {
  /** Results that came out the same; they count as computed here from now on. */
  readonly agreed: number;
  /** Results that did not: what was computed is in the store now. */
  readonly differing: readonly Mismatch[];
  /** Results that cannot be computed: made by other code, or inputs are not in the store. */
  readonly impossible: number;
  /** Results that were not drawn. */
  readonly left: number;
}

/**
 * Computes imported results of training and measuring again, pass by pass. What takes no time is left out: it is computed
 * again whenever it is asked for.
 */
export async function recheckImported(
  imported: readonly Action[],
  { store, digester, pool, most, onChecked }: RecheckOptions,
): Promise<Recheck> {
  const slow = imported.filter(({ step }) => !isQuick({ kind: step }));
  const passes = [...Map.groupBy(slow, passOf).values()], drawn = sample(passes, most);
  let agreed = 0, impossible = 0;
  const differing: Mismatch[] = [];
  await Promise.all(drawn.map(async (pass) => {
    const made = await computed(pass, { store, digester, pool });
    if (made === undefined) {
      impossible += pass.length;
      return;
    }
    for (const [k, action] of pass.entries()) {
      const mismatch = await settle(store, action, made.result[k], made.seconds / pass.length);
      mismatch === undefined ? agreed++ : differing.push(mismatch);
    }
    onChecked?.(pass[0].id);
  }));
  const seen = drawn.reduce((sum, { length }) => sum + length, 0);
  return { agreed, differing, impossible, left: slow.length - seen };
}

/** What is made together: a segment and its measurements have everything in common but the estimator. */
function passOf({ key: { params, inputs }, step }: Action): string {
  const replayed = KINDS.some(({ kind, replayed }) => kind === step && replayed === true);
  if (!replayed) return canonical({ step, params, inputs: { ...inputs } });
  const { estimator: _, ...shared } = params as Record<string, Json>;
  return canonical({ params: shared, inputs: { ...inputs } });
}

function sample<T>(all: readonly T[], most: number): T[] {
  const left = [...all], drawn: T[] = [];
  while (left.length > 0 && drawn.length < most) {
    // An archive's maker must not know what will be drawn.
    const [at] = crypto.getRandomValues(new Uint32Array(1));
    drawn.push(left.splice(at % left.length, 1)[0]);
  }
  return drawn;
}

async function computed(
  pass: readonly Action[],
  { store, digester, pool }: Pick<RecheckOptions, "store" | "digester" | "pool">,
) {
  const steps = await Promise.all(pass.map(async ({ step, key: { code, params } }) => {
    for (const { kind, name, entry } of KINDS) {
      if (kind === step && await digester.digest(entry) === code) return { kind: name, params };
    }
    return undefined;
  }));
  const inputs: Record<string, Uint8Array> = {};
  for (const [name, digest] of Object.entries(pass[0].key.inputs)) {
    const bytes = await store.get(digest);
    if (bytes !== undefined) inputs[name] = bytes;
  }
  const known = steps.filter((step) => step !== undefined);
  const whole = Object.keys(inputs).length === Object.keys(pass[0].key.inputs).length;
  return known.length === pass.length && whole
    ? await pool.run(() => Promise.resolve({ steps: known, inputs }), 0)
    : undefined;
}

/** Stores what was computed as one's own; returns how it differs from what was imported. */
async function settle(
  store: Store,
  { digest: _, ...action }: Action,
  made: Readonly<Record<string, Uint8Array>>,
  seconds: number,
): Promise<Mismatch | undefined> {
  const mismatch = firstMismatch(action.id, byteDigests(made), outputDigests(action.outputs));
  const outputs: Record<string, ActionBody["outputs"][string]> = {};
  for (const [name, bytes] of Object.entries(made)) outputs[name] = await store.put(bytes);
  const own: ActionBody = { ...action, outputs, cost: { seconds } };
  const key = keyOf(action.key);
  await store.putAction(key, own).catch(async (error) => {
    if (!(error instanceof NonDeterminismError)) throw error;
    await store.refute(key, own, error);
  });
  return mismatch;
}
