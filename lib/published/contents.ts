/**
 * Contents of what is published, the results whose bytes are there: those of the lock's results but for some, and
 * those of some of its rows.
 *
 * @module
 */
import type { Json } from "../bits/canonical.ts";
import { MEDIAN_REPEAT } from "../paper/figures.ts";
import { estimatorKind, idText, parseId, parseSegmentName } from "../plan/ids.ts";
import type { ExperimentLock, Lock } from "./lock/lock.ts";

/**
 * Whether the bytes of a result are published, or its digest alone: of measurements by bins, which figures show as
 * means, the repeats' curves would be as large as all others together.
 *
 * @param id Logical id of a step whose outputs the lock names.
 */
export function hasBytes(id: string): boolean {
  const name = parseId(id);
  return name?.role !== "information" || !["uniform", "adaptive"].includes(estimatorKind(name));
}

/** Of networks that take an hour to train, so many segments lie between published snapshots: a sample takes minutes. */
const STRIDE = 6;

/**
 * Bytes behind rows that are published: ends of discarded attempts, of which aggregates are made; representations of
 * the repeat that a figure shows; snapshots of networks with convolutions.
 *
 * @returns Ids of the steps with the name of the output, by digest.
 */
export function publishedRows(
  { rows, measures, training, repeats }: Pick<
    ExperimentLock,
    "rows" | "measures" | "training" | "repeats"
  >,
): Map<string, string> {
  const found = new Map<string, string>(), shown = measures.indexOf("representation");
  const pictured = Math.min(MEDIAN_REPEAT, repeats - 1);
  const slow = hasConvolution(training);
  for (const [name, row] of Object.entries(rows)) {
    const segment = parseSegmentName(name)!, train = idText({ role: "train", ...segment });
    if (row.length === 1) found.set(row[0], `${train} trace`);
    else if (slow && segment.segment % STRIDE === 0) found.set(row[0], `${train} snapshot`);
    if (shown >= 0 && row.length > 2 && segment.repeat === pictured) {
      const id = idText({ role: "measure", ...segment, measurement: "representation" });
      found.set(row[2 + shown], `${id} occupied`);
    }
  }
  return found;
}

function hasConvolution(training: Json): boolean {
  const { network } = training as { network?: { layers?: object[] } };
  return network?.layers?.some((layer) => "kernel" in layer) ?? false;
}

/** Digests of all bytes that a lock promises: outputs of its results, and some behind its rows. */
export function publishedDigests(
  lock: Lock,
  experiments: Iterable<Pick<ExperimentLock, "rows" | "measures" | "training" | "repeats">>,
): Set<string> {
  const parts = [...Object.values(lock.experiments), ...Object.values(lock.figures)];
  const results = parts.flatMap(({ results }) =>
    Object.entries(results).flatMap(([id, outputs]) => hasBytes(id) ? [outputs] : [])
  );
  const rows = [...experiments].flatMap((one) => [...publishedRows(one).keys()]);
  return new Set([...results.flatMap((outputs) => Object.values(outputs)), ...rows]);
}
