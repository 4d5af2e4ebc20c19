/**
 * Where a replayed segment differs from the published one, as closely as what is at hand allows.
 *
 * @module
 */
import type { Training } from "../../network/training.ts";
import type { Row } from "../lock.ts";
import { type Curves, decodeCurves } from "../steps/curves.ts";
import { runInformation } from "../steps/information.ts";
import type { TrainParams } from "../steps/train.ts";
import type { Step } from "../../steps/step.ts";
import {
  earliest,
  firstInCounts,
  firstInCurves,
  firstInTraces,
  firstTensor,
  type Place,
} from "./difference.ts";
import { digestsOfRow, type Made } from "./replay.ts";

/** What replayed results can be compared with, number by number. */
export interface Counterparts {
  /** Bytes of a digest of the lock, if a store has them. */
  stored(digest: string): Promise<Uint8Array | undefined>;
  /** Published curves of the segment's repeat, if there are any. */
  readonly curves: Curves | undefined;
}

/** Curves of one segment alone. */
export function curvesOfSegment(made: Made, information: Step): Curves {
  const params = { ...information.params as object, segments: 1 } as never;
  const inputs = { "trace-01": made.trace, "exact-01": made.exact, "binned-01": made.binned };
  return decodeCurves(runInformation(params, inputs).curves);
}

/** What numbers say of a segment. */
export interface Numbers {
  /** Where they differ first; undefined if nowhere, as far as can be seen. */
  readonly place: Place | undefined;
  /** Whether there were published curves to compare with. */
  readonly curves: boolean;
}

/** Compares the numbers of a segment with all counterparts at hand. */
export async function explainSegment(
  { train }: { readonly train: Step },
  row: Row,
  made: Made,
  { stored, curves }: Counterparts,
  information: Step | undefined,
): Promise<Numbers> {
  const { training, to } = train.params as unknown as TrainParams & { training: Training };
  const { every } = training.protocol, places: Place[] = [];
  for (const [name, digest] of Object.entries(digestsOfRow(row))) {
    const expected = await stored(digest), found = made[name];
    if (expected === undefined || found === undefined) continue;
    const place = name === "trace"
      ? firstInTraces(expected, found, every)
      : name === "snapshot"
      ? firstTensor(expected, found)
      : firstInCounts(expected, found);
    // A snapshot is what is left at the end.
    if (place) places.push(name === "snapshot" ? { epoch: to - 1, ...place } : place);
  }
  const measured = curves !== undefined && information !== undefined && made.exact !== undefined;
  const place = measured ? firstInCurves(curves, curvesOfSegment(made, information)) : undefined;
  if (place !== undefined) places.push(place);
  return { place: earliest(places), curves: measured };
}
