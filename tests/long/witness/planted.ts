/**
 * The planted fault: repeats trained by our engine with another decay of the moving ranges.
 *
 * @module
 */
import { syntheticDataset } from "../../../lib/data/synthetic.ts";
import { syntheticSplit } from "../../../lib/data/split.ts";
import { initialSnapshot } from "../../../lib/engines/wasm/initialize.ts";
import { runSegment, type Session } from "../../../lib/engines/wasm/segment.ts";
import { StateWriter } from "../../../lib/engines/wasm/states.ts";
import { StateCounter } from "../../../lib/information/counts.ts";
import { mutualInformation } from "../../../lib/information/entropy.ts";
import { syntheticTraining } from "../../../lib/paper/synthetic_trainings.ts";
import { EPOCHS, type RepeatResult } from "../../witness/results.ts";
import { resultOfTrace, type Seen, TOTAL } from "./run.ts";

/** Information of all layers at the chosen epochs, as the study measures it. */
class Eye {
  readonly seen: Pick<Seen, "ixt" | "ity">[] = [];
  #tools: { readonly writer: StateWriter; readonly counter: StateCounter } | undefined;

  look(session: Session, bits: number): void {
    const { y, classes } = syntheticDataset();
    if (this.#tools === undefined) {
      const writer = new StateWriter(session);
      this.#tools = { writer, counter: new StateCounter(y, classes, writer.words) };
    }
    const { writer, counter } = this.#tools;
    session.evaluate();
    const all = session.network.layers.map((_, l) => {
      const { at, words } = writer.binned(l, bits);
      return mutualInformation(counter.count(at, words));
    });
    this.seen.push({ ixt: all.map(({ ixt }) => ixt), ity: all.map(({ ity }) => ity) });
  }
}

/**
 * Trains one repeat of a synthetic network of 8 bit, some seconds.
 *
 * @param decay Of the moving ranges; with that of the protocol it is the published repeat.
 * @throws {Error} If it meets the restart rule.
 */
export function trainWithDecay(
  activation: "relu" | "tanh",
  decay: number,
  repeat: number,
): RepeatResult {
  const protocol = syntheticTraining(activation, 8), dataset = syntheticDataset(), eye = new Eye();
  const training = { ...protocol, quantization: { ...protocol.quantization!, decay } };
  const { trace, snapshot } = runSegment({
    ...{ training, dataset, split: syntheticSplit(), repeat, attempt: 0, phase: "train" },
    ...{ snapshot: initialSnapshot(training, dataset.columns, repeat, 0), from: 0, to: TOTAL },
  }, (epoch, session) => {
    if (EPOCHS.includes(epoch)) eye.look(session, training.quantization.bits);
  });
  if (snapshot !== null) return resultOfTrace(trace, eye.seen);
  throw new Error(
    `Cannot train repeat ${repeat}: it must not meet the restart rule, current value is epoch ${trace.stopped}`,
  );
}
