/**
 * An epoch of training, and the test pass after it (docs/protocol.md, sections 4, 5 and 7).
 *
 * @module
 */
import type { Protocol } from "../../network/training.ts";
import { countCorrect } from "./loss.ts";
import { forward, type Network } from "./network.ts";
import { type AnyDataset, labelsTensor, rowsTensor } from "./rows.ts";
import type { State } from "./state.ts";
import { type Totals, trainStep } from "./step.ts";

/** Rows of a batch of the test pass. */
const TEST_BATCH = 256;

/** What an epoch trains on. */
export interface EpochRows {
  readonly dataset: AnyDataset;
  /** The training rows, in each repeat's order. */
  readonly orders: readonly Int32Array[];
  /** Labels of all rows of the data set that each repeat fits to. */
  readonly labels: readonly Uint8Array[];
}

function slices(order: Int32Array, size: number): Int32Array[] {
  const count = Math.ceil(order.length / size);
  return Array.from({ length: count }, (_, b) => order.subarray(b * size, (b + 1) * size));
}

/**
 * Trains one epoch; disposes of the state before it.
 *
 * @returns The state after it and, by repeat and in training mode, the mean loss (nats) and the rows classified rightly.
 */
export async function trainEpoch(
  network: Network,
  protocol: Protocol,
  state: State,
  { dataset, orders, labels }: EpochRows,
): Promise<{ state: State; loss: Float64Array; correct: Uint32Array }> {
  const { tf } = network, batches = orders.map((order) => slices(order, protocol.batch));
  const zeros = () => tf.zeros([orders.length, 1, 1]);
  let totals: Totals = { loss: zeros(), correct: zeros() };
  for (let b = 0; b < batches[0].length; b++) {
    const rows = batches.map((of) => of[b]);
    const x = rowsTensor(tf, dataset, rows), y = labelsTensor(tf, labels, rows);
    ({ state, totals } = await trainStep(network, protocol, state, totals, x, y));
  }
  const [sums, right] = await Promise.all([totals.loss.data(), totals.correct.data()]);
  const loss = Float64Array.from(sums, (sum) => sum / orders[0].length);
  const correct = Uint32Array.from(right);
  tf.dispose([totals.loss, totals.correct]);
  return { state, loss, correct };
}

/** Rows that inference, in batches of 256, puts in their class: by repeat. */
export async function countRight(
  network: Network,
  { parameters, ranges, clocks }: State,
  dataset: AnyDataset,
  rows: Int32Array,
): Promise<Uint32Array> {
  const { tf } = network, right = new Uint32Array(clocks.length);
  for (const batch of slices(rows, TEST_BATCH)) {
    const x = rowsTensor(tf, dataset, [batch]), y = labelsTensor(tf, [dataset.y], [batch]);
    const { logits } = await forward(network, parameters, ranges, x, { training: false });
    const counts = tf.tidy(() => countCorrect(tf, logits, y));
    (await counts.data()).forEach((count, r) => right[r] += count);
    tf.dispose([x, y, logits, counts]);
  }
  return right;
}
