/**
 * The state of stacked repeats.
 *
 * @module
 */
import type { Clock, Moments } from "./adam.ts";
import type { Ranges } from "./network.ts";
import type { PlannedLayer } from "./plan.ts";
import type { Range } from "./ranges.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot.ts";
import type { Tensor, TensorFlow } from "./tensorflow.ts";

/** Everything that training goes on from, for R repeats. The tensors are the owner's to dispose of. */
export interface State extends Moments {
  readonly ranges: Ranges;
  /** One a repeat. */
  readonly clocks: readonly Clock[];
}

/**
 * Stacks snapshots.
 *
 * @throws {Error} If a tensor is missing, of another shape, or not of this network.
 */
export function loadState(
  tf: TensorFlow,
  layers: readonly PlannedLayer[],
  snapshots: readonly Uint8Array[],
): State {
  const plain = snapshots.map((bytes) => decodeSnapshot(layers, bytes));
  const [parameters, first, second] = [0, 1, 2].map((k) =>
    tf.stack(plain.map(({ moments }) => tf.tensor1d(moments[k])))
  );
  const edge = (k: number) => Float32Array.from(plain, ({ ranges }) => ranges[k]);
  const range = (at: number): Range => ({ min: edge(at), max: edge(at + 1) });
  const ranges = layers.map(({ ranged }, l) =>
    ranged ? { kernel: range(4 * l), output: range(4 * l + 2) } : null
  );
  return { parameters, first, second, ranges, clocks: plain.map(({ clock }) => clock) };
}

/** Tensors of a state. */
export function tensorsOf({ parameters, first, second }: State): Tensor[] {
  return [parameters, first, second];
}

/** The ranges of each repeat: layers x (kernel min, max, output min, max), 0 where none is kept. */
export function rangesOf({ ranges, clocks }: State): Float32Array[] {
  const columns = ranges.flatMap((pair) => {
    if (pair === null) return Array.from({ length: 4 }, () => null);
    const { kernel, output } = pair;
    return [kernel.min, kernel.max, output.min, output.max];
  });
  return clocks.map((_, r) => Float32Array.from(columns, (column) => column?.[r] ?? 0));
}

/**
 * A snapshot of each repeat.
 *
 * @throws {TypeError} If a tensor holds NaN; the message names it.
 */
export async function saveState(
  layers: readonly PlannedLayer[],
  state: State,
): Promise<Uint8Array[]> {
  const vectors = await Promise.all(tensorsOf(state).map((one) => one.data()));
  const ranges = rangesOf(state), length = state.parameters.shape[1]!;
  return state.clocks.map((clock, r) => {
    const moments = vectors.map((all) =>
      Float32Array.from(all.slice(r * length, (r + 1) * length))
    );
    return encodeSnapshot(layers, { clock, moments, ranges: ranges[r] });
  });
}

/** A state of some of the repeats, by their positions; its tensors are new ones. */
export function selectRepeats(tf: TensorFlow, state: State, positions: readonly number[]): State {
  const of = (x: Tensor): Tensor => tf.gather(x, tf.tensor1d([...positions], "int32"));
  const some = (edge: Float32Array) => Float32Array.from(positions, (r) => edge[r]);
  const range = ({ min, max }: Range): Range => ({ min: some(min), max: some(max) });
  return {
    parameters: of(state.parameters),
    first: of(state.first),
    second: of(state.second),
    ranges: state.ranges.map((pair) =>
      pair === null ? null : { kernel: range(pair.kernel), output: range(pair.output) }
    ),
    clocks: positions.map((r) => state.clocks[r]),
  };
}
