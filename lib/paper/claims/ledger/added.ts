/**
 * Claims that were added when the results were known already, apart from the others for that reason.
 *
 * @module
 */
import type { Claim } from "../claim.ts";
import { increase } from "../contrast.ts";
import { atLeast, bins, claim, LAYERS, side, VISIBLE, WHY_VISIBLE } from "./vocabulary.ts";

/** In the order of the paper. */
export const ADDED: readonly Claim[] = [
  claim("A-relu-30-monotone-label", {
    where: "A, figure A.6",
    text: "ReLU, 30 bins: the data-processing inequality is violated, I(T;Y) grows with depth",
    aside: "reading",
    quantity: "largest growth of the mean I(T;Y) over 100 epochs from a layer to the next",
    why: "our copy of the sentence does not show which information it means; added after results " +
      `were known, with the threshold of all others: ${WHY_VISIBLE}`,
    parts: [atLeast(VISIBLE.ity, "ReLU", side(bins("ReLU", 30), increase("ity", LAYERS)))],
  }),
];
