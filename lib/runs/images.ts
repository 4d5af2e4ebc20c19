/**
 * Limits of an experiment on images, since there are no other kernels and counters for it: a quantised ReLU network,
 * convolutions first, its states measured exactly or as released.
 *
 * @module
 */
import { type Estimator, estimatorName } from "../information/estimator.ts";
import { isConv } from "../network/mnist.ts";
import type { Training } from "../network/training.ts";
import type { Refuse } from "./refusal.ts";
import type { Completed } from "./schema.ts";

/** Filters of a convolution: the states of its map over all images take 47 MB for each of them. */
const MOST_FILTERS = 4;
/** Maps of 28, 13 and 5 pixels; no convolution fits into what is left. */
const MOST_CONVOLUTIONS = 3;

const SINCE = "since data is mnist";

/** Refuses the first thing that networks on images cannot have. */
export function checkImages(
  own: Completed,
  { network, quantization, protocol }: Training,
  estimators: readonly Estimator[],
  refuse: Refuse,
): void {
  own.network.layers.forEach((layer, k) => {
    const { activation } = network.layers[k];
    const place = typeof layer === "number" ? [] : ["layers", k];
    if (activation !== "relu") {
      refuse(["network", ...place, "activation"], `relu, ${SINCE}`, activation);
    }
  });
  checkConvolutions(network.layers, refuse);
  if (quantization === null) return refuse(["quantization"], `an object, ${SINCE}`, null);
  const { ranges } = quantization;
  if (ranges !== "moving_average") {
    refuse(["quantization", "ranges"], `moving_average, ${SINCE}`, ranges);
  }
  if (protocol.prefit !== 0) refuse(["protocol", "prefit"], `0, ${SINCE}`, protocol.prefit);
  estimators.forEach((one, k) => {
    if ((one.kind === "exact" || one.kind === "binned") && one.per === "layer") return;
    refuse(["estimators", k], `exact or binned, per layer, ${SINCE}`, estimatorName(one));
  });
}

function checkConvolutions(layers: Training["network"]["layers"], refuse: Refuse): void {
  const place = (k: number) => ["network", "layers", k];
  // The output is dense, so that there is a first one.
  const dense = layers.findIndex((layer) => !isConv(layer));
  const late = layers.findIndex((layer, k) => k > dense && isConv(layer));
  if (late >= 0) refuse(place(late), "dense, since it follows a dense layer", layers[late]);
  if (dense > MOST_CONVOLUTIONS) {
    const rule = `dense: images are too small for more than ${MOST_CONVOLUTIONS} convolutions`;
    refuse(place(MOST_CONVOLUTIONS), rule, layers[MOST_CONVOLUTIONS]);
  }
  layers.slice(0, dense).forEach(({ units }, k) => {
    if (units <= MOST_FILTERS) return;
    refuse([...place(k), "units"], `at most ${MOST_FILTERS}, since it is a convolution`, units);
  });
}
