import { jointCaption } from "../../../lib/study/steps/tables/text.ts";
import { assertEquals } from "@std/assert";
import { runAggregate } from "../../../lib/study/steps/aggregate.ts";
import { encodeCurves } from "../../../lib/study/steps/curves.ts";
import { runTable, type TableParams } from "../../../lib/study/steps/table.ts";
import { curvesOf, traceOf } from "./samples.ts";

const PLANE: TableParams = { form: "plane", estimators: "drawn" };

/** The table of repeats with these I(X;T), after `epochs` epochs. */
function table(
  ixt: number[][],
  { epochs = 8000, ity = ixt.map((one) => one.map(() => 0)), ends = [] as [number, number][] } = {},
): { csv: string; caption: string } {
  const inputs: Record<string, Uint8Array> = {};
  const repeats = ixt.map((one, r) => {
    inputs[`r0${r}`] = encodeCurves(curvesOf({ ixt: one, ity: ity[r] }));
    return `r0${r}`;
  });
  const discarded = ends.map(([stopped, correct], a) => {
    const of = { from: stopped, trainRows: 1000, trainCorrect: [correct], stopped };
    inputs[`r00-discarded-a${a}`] = traceOf(of);
    return `r00-discarded-a${a}`;
  });
  const params = { repeats, discarded, epochs, restartFrom: 1000, estimator: "exact" };
  const { csv, caption } = runTable(PLANE, { aggregate: runAggregate(params, inputs).aggregate });
  return { csv: new TextDecoder().decode(csv), caption: new TextDecoder().decode(caption) };
}

Deno.test("runTable() writes a line for each epoch and layer, six places, line ends of Unix", () => {
  const { csv } = table([[12, 2 / 3]], { ity: [[0.5, 1e-7]] });
  assertEquals(csv, "epoch,layer,ixt,ity\n0,1,12.000000,0.500000\n0,2,0.666667,0.000000\n");
});

Deno.test("runTable() goes through epochs, then layers", () => {
  const curves = {
    epochs: Uint32Array.of(0, 5),
    layers: 2,
    ixt: Float64Array.of(4, 3, 2, 1),
    ity: Float64Array.of(0.4, 0.3, 0.2, 0.1),
    trainAccuracy: Float64Array.of(1, 1),
    testAccuracy: Float64Array.of(1, 1),
  };
  const params = {
    repeats: ["r00"],
    discarded: [],
    epochs: 10,
    restartFrom: 1000,
    estimator: "exact",
  };
  const { csv } = runTable(PLANE, runAggregate(params, { r00: encodeCurves(curves) }));
  assertEquals(new TextDecoder().decode(csv).split("\n").slice(1, -1), [
    "0,1,4.000000,0.400000",
    "0,2,3.000000,0.300000",
    "5,1,2.000000,0.200000",
    "5,2,1.000000,0.100000",
  ]);
});

Deno.test("runTable() writes the mean over repeats", () => {
  assertEquals(table([[1], [2]]).csv.split("\n")[1], "0,1,1.500000,0.000000");
});

Deno.test("runTable() never writes -0", () => {
  assertEquals(table([[-0]]).csv.split("\n")[1], "0,1,0.000000,0.000000");
  assertEquals(table([[-1e-9]]).csv.split("\n")[1], "0,1,0.000000,0.000000");
  assertEquals(table([[-6e-7]]).csv.split("\n")[1], "0,1,-0.000001,0.000000");
});

Deno.test("runTable()'s caption says when the restart rule was not reached", () => {
  assertEquals(
    table([[1], [1]], { epochs: 1000 }).caption,
    "Mean of 2 repeats, 1000 epochs; restart rule (from epoch 1000) not reached",
  );
});

Deno.test("runTable()'s caption counts one epoch as one", () => {
  assertEquals(
    table([[1]], { epochs: 1 }).caption,
    "Mean of 1 repeat, 1 epoch; restart rule (from epoch 1000) not reached",
  );
});

Deno.test("jointCaption() says once what became of the attempts, where it is the same", () => {
  const none = "no attempt discarded", some = "1 attempt discarded after epoch 1000";
  const mean = (repeats: number) => `Mean of ${repeats} repeats, 3000 epochs`;
  const joint = (...captions: string[]) => jointCaption(captions.map((_, k) => "abc"[k]), captions);
  assertEquals(joint(`${mean(2)}; ${none}`, `${mean(2)}; ${none}`), `${mean(2)}; ${none}`);
  assertEquals(
    joint(`${mean(2)}; ${none}`, `${mean(4)}; ${none}`, `${mean(3)}; ${none}`),
    `a: ${mean(2)}. b: ${mean(4)}. c: ${mean(3)}. All: ${none}`,
  );
  assertEquals(
    joint(`${mean(2)}; ${none}`, `${mean(4)}; ${some}`),
    `a: ${mean(2)}; ${none}. b: ${mean(4)}; ${some}`,
  );
});

Deno.test("runTable()'s caption says that nothing was discarded", () => {
  assertEquals(
    table([[1]], { epochs: 1001 }).caption,
    "Mean of 1 repeat, 1001 epochs; no attempt discarded",
  );
});

Deno.test("runTable()'s caption lists what was discarded, where and with which accuracy", () => {
  assertEquals(
    table([[1], [1]], { ends: [[1000, 517]] }).caption,
    "Mean of 2 repeats, 8000 epochs; 1 attempt discarded after epoch 1000, training accuracy 0.517",
  );
  assertEquals(
    table([[1], [1]], { ends: [[1000, 517], [1203, 500]] }).caption,
    "Mean of 2 repeats, 8000 epochs; 2 attempts discarded after epoch 1000, training accuracy 0.517, " +
      "and after epoch 1203, training accuracy 0.500",
  );
});

Deno.test("runTable()'s caption names an epoch once, with the accuracies of all that ended there", () => {
  const { caption } = table([[1]], { ends: [[1000, 517], [1203, 500], [1000, 400]] });
  assertEquals(
    caption.slice(caption.indexOf("; ")),
    "; 3 attempts discarded after epoch 1000, training accuracy 0.517, 0.400, " +
      "and after epoch 1203, training accuracy 0.500",
  );
});
