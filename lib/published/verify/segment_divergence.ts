/**
 * The first difference of a replayed segment from the published one, as closely as what is at hand allows.
 *
 * @module
 */
import type { Training } from "../../network/training.ts";
import { type Curves, decodeCurves } from "../../study/steps/curves.ts";
import { type InformationParams, runInformation } from "../../study/steps/information.ts";
import type { Step } from "../../steps/step.ts";
import {
  type Divergence,
  earliest,
  firstInCounts,
  firstInCurves,
  firstInTraces,
  firstTensor,
} from "./divergence.ts";
import type { Segment } from "../../plan/attempt.ts";
import { segmentInput } from "../../plan/ids.ts";
import type { Made } from "./replay.ts";

/** What replayed results can be compared with, number by number. */
export interface Counterparts {
  /** Bytes of a digest of the lock, if a store has them. */
  stored(digest: string): Promise<Uint8Array | undefined>;
  /** Published curves of the segment's repeat, if there are any. */
  readonly curves: Curves | undefined;
}

/** Curves of one segment alone; undefined where something that they are made of was not measured. */
function curvesOfSegment(number: string, made: Made, information: Step): Curves | undefined {
  const params = information.params as unknown as InformationParams;
  const names = ["trace", ...params.counts];
  if (names.some((name) => made[name] === undefined)) return undefined;
  const inputs = Object.fromEntries(names.map((name) => [segmentInput(name, number), made[name]]));
  return decodeCurves(runInformation({ ...params, segments: [number] }, inputs).curves);
}

/** What numbers say of a segment. */
export interface Numbers {
  /** Where they differ first; undefined if nowhere, as far as can be seen. */
  readonly place: Divergence | undefined;
  /** Whether there were published curves to compare with. */
  readonly curves: boolean;
}

/** Compares the numbers of a segment with all counterparts at hand. */
export async function explainSegment(
  { train, number, extent }: Segment,
  row: Readonly<Record<string, string>>,
  made: Made,
  { stored, curves }: Counterparts,
  information: Step | undefined,
): Promise<Numbers> {
  const { training } = train.params as unknown as { training: Training };
  const places: Divergence[] = [];
  for (const [name, digest] of Object.entries(row)) {
    const expected = await stored(digest), found = made[name];
    if (expected === undefined || found === undefined) continue;
    const place = divergenceIn(name, expected, found, training.protocol.every);
    // A snapshot is what is left at the end.
    if (place) places.push(name === "snapshot" ? { epoch: extent.to - 1, ...place } : place);
  }
  const own = information && curvesOfSegment(number, made, information);
  const place = curves && own ? firstInCurves(curves, own) : undefined;
  if (place !== undefined) places.push(place);
  return { place: earliest(places), curves: curves !== undefined && own !== undefined };
}

function divergenceIn(
  name: string,
  expected: Uint8Array,
  found: Uint8Array,
  every: number,
): Divergence | undefined {
  if (name === "trace") return firstInTraces(expected, found, every);
  if (name === "snapshot" || name === "extent") return firstTensor(expected, found);
  return firstInCounts(expected, found);
}
