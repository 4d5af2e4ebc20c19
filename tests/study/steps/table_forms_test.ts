import { assertEquals } from "@std/assert";
import { runAggregate } from "../../../lib/study/steps/aggregate.ts";
import { type Curves, encodeCurves } from "../../../lib/study/steps/curves.ts";
import { encodeOccupied } from "../../../lib/study/steps/mnist/representation.ts";
import { runTable, type TableParams } from "../../../lib/study/steps/table.ts";

/** Curves of two epochs and two layers. */
function curves(ixt: number[], accuracy = 0.5): Curves {
  return {
    epochs: Uint32Array.of(0, 5),
    layers: 2,
    ixt: Float64Array.from(ixt),
    ity: Float64Array.from(ixt, (value) => value / 10),
    trainAccuracy: Float64Array.of(accuracy, accuracy),
    testAccuracy: Float64Array.of(accuracy, accuracy / 2),
  };
}

function aggregate(all: readonly Curves[], epochs = 8000, of?: number): Uint8Array {
  const repeats = all.map((_, r) => `r${r}`);
  const run = { epochs, restartFrom: 1000, ...(of === undefined ? {} : { of }) };
  const params = { estimator: "exact", repeats, discarded: [], ...run };
  const inputs = Object.fromEntries(all.map((one, r) => [`r${r}`, encodeCurves(one)]));
  return runAggregate(params, inputs).aggregate;
}

function table(params: object, inputs: Record<string, Uint8Array>): Record<string, string> {
  const outputs = runTable({ ...params, estimators: "drawn" } as TableParams, inputs);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
  );
}

const lines = (csv: string): string[] => csv.split("\n").slice(0, -1);

Deno.test("a table of panels names each row's panel, and says once what holds of all", () => {
  const inputs = {
    "train-1": aggregate([curves([4, 3, 2, 1])]),
    "train-2": aggregate([curves([8, 7, 6, 5])]),
  };
  const { csv, caption } = table({ form: "panels", labels: ["30", "100"] }, inputs);
  assertEquals(lines(csv), [
    "panel,epoch,layer,ixt,ity",
    "30,0,1,4.000000,0.400000",
    "30,0,2,3.000000,0.300000",
    "30,5,1,2.000000,0.200000",
    "30,5,2,1.000000,0.100000",
    "100,0,1,8.000000,0.800000",
    "100,0,2,7.000000,0.700000",
    "100,5,1,6.000000,0.600000",
    "100,5,2,5.000000,0.500000",
  ]);
  assertEquals(caption, "Mean of 1 repeat, 8000 epochs; no attempt discarded");
});

Deno.test("a caption says of how many repeats it has a part", () => {
  const { caption } = table({ form: "plane" }, {
    aggregate: aggregate([curves([4, 3, 2, 1])], 3000, 20),
  });
  assertEquals(caption, "Mean of 1 of 20 repeats, 3000 epochs; no attempt discarded");
});

Deno.test("a joint caption tells panels apart where they differ", () => {
  const one = curves([4, 3, 2, 1]);
  const inputs = { "train-1": aggregate([one]), "train-2": aggregate([one, one]) };
  const { caption } = table({ form: "panels", labels: ["Tanh", "ReLU"] }, inputs);
  assertEquals(
    caption,
    "Tanh: Mean of 1 repeat, 8000 epochs. ReLU: Mean of 2 repeats, 8000 epochs. " +
      "All: no attempt discarded",
  );
});

Deno.test("a table of phases has the prefit before the training, whose caption it takes", () => {
  const inputs = {
    "prefit-1": aggregate([curves([1, 1, 1, 1])], 1000),
    "train-1": aggregate([curves([2, 2, 2, 2])]),
  };
  const { csv, caption } = table({ form: "phases", labels: ["ReLU"] }, inputs);
  assertEquals(lines(csv).length, 9);
  assertEquals([lines(csv)[1], lines(csv)[5]], [
    "ReLU,prefit,0,1,1.000000,0.100000",
    "ReLU,train,0,1,2.000000,0.200000",
  ]);
  assertEquals(caption, "Mean of 1 repeat, 8000 epochs; no attempt discarded");
});

Deno.test("a table of planes has exact states of the output layer beside, where inputs have them", () => {
  const output = (ixt: number[]) => encodeCurves({ ...curves(ixt), layers: 1 });
  const inputs = {
    "train-1": aggregate([curves([4, 3, 2, 1])]),
    a: output([5, 6]),
    b: output([7, 8]),
  };
  const exact = [
    "epoch,layer,states,ixt,ity",
    "0,2,exact,6.000000,0.600000",
    "5,2,exact,7.000000,0.700000",
  ];
  const { csv } = table({ form: "plane", exact: ["a", "b"] }, {
    ...inputs,
    aggregate: inputs["train-1"],
  });
  assertEquals(lines(csv).slice(0, 2), [exact[0], "0,1,binned,4.000000,0.400000"]);
  assertEquals(lines(csv).slice(-2), exact.slice(1));
  const panels = table({ form: "panels", labels: ["Conv"], exact: [["a", "b"]] }, inputs);
  assertEquals(lines(panels.csv)[0], `panel,${exact[0]}`);
  assertEquals(lines(panels.csv).slice(-2), exact.slice(1).map((line) => `Conv,${line}`));
  const phases = { ...inputs, "prefit-1": aggregate([curves([4, 3, 2, 1])], 1000) };
  const both = table({ form: "phases", labels: ["Tanh"], exact: [["a", "b"]] }, phases);
  const found = lines(both.csv).filter((line) => line.includes("exact"));
  assertEquals(found, exact.slice(1).map((line) => `Tanh,train,${line}`));
});

Deno.test("a table of runs has the median of all repeats, and each of them", () => {
  const all = [0.2, 0.9, 0.4].map((accuracy) => curves([1, 1, 1, 1], accuracy));
  const inputs = Object.fromEntries(all.map((one, r) => [`curves-1-r0${r}`, encodeCurves(one)]));
  const networks = [{ label: "Conv", repeats: ["r00", "r01", "r02"] }];
  const found = table({ form: "runs", networks }, { ...inputs, "aggregate-1": aggregate(all) });
  const rows = lines(found.csv);
  assertEquals(rows[0], "network,part,repeat,epoch,accuracy");
  assertEquals(rows.slice(1, 5), [
    ...["Conv,train,median,0,0.400000", "Conv,train,median,5,0.400000"],
    ...["Conv,train,r00,0,0.200000", "Conv,train,r00,5,0.200000"],
  ]);
  assertEquals([rows.length, rows.at(-1)], [17, "Conv,test,r02,5,0.200000"]);
  assertEquals(found.caption, "Median of 3 repeats, 8000 epochs; no attempt discarded");
});

Deno.test("a table of runs thins single repeats, and keeps their beginning and their end", () => {
  const long: Curves = {
    ...curves([]),
    epochs: Uint32Array.from({ length: 35 }, (_, k) => 2 * k),
    trainAccuracy: new Float64Array(35),
    testAccuracy: new Float64Array(35),
  };
  const inputs = {
    "curves-1-r00": encodeCurves({ ...long, layers: 0 }),
    "aggregate-1": aggregate([curves([1, 1, 1, 1])]),
  };
  const { csv } = table({ form: "runs", networks: [{ label: "Conv", repeats: ["r00"] }] }, inputs);
  const epochs = lines(csv).filter((line) => line.startsWith("Conv,test,r00,"))
    .map((line) => Number(line.split(",")[3]));
  assertEquals(epochs, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 40, 60, 68]);
});

Deno.test("a table of the spread has quantiles, and the median repeat's own curves", () => {
  const all = [curves([1, 1, 1, 1]), curves([3, 3, 3, 3]), curves([8, 8, 8, 8])];
  const inputs = {
    aggregate: aggregate(all),
    ...Object.fromEntries(all.map((one, r) => [`r0${r}`, encodeCurves(one)])),
  };
  const params = { form: "spread", repeats: ["r00", "r01", "r02"] };
  const { csv, caption } = table(params, inputs);
  // Mean 4, deviations -3, -1, 4; by distance 1 < 9 < 16: the median is the first.
  // A fifth of the way from the least to the middle one, and from the middle one to the greatest.
  const ixt = "4.000000,1.400000,7.000000", ity = "0.400000,0.140000,0.700000";
  assertEquals(lines(csv)[1], `0,1,${ixt},${ity},1.000000,0.100000`);
  assertEquals(lines(csv).length, 5);
  const output = encodeCurves({ ...curves([0.5, 0.25]), layers: 1 });
  const beside = table({ ...params, exact: ["a", "b", "c"] }, { ...inputs, a: output });
  assertEquals(lines(beside.csv).map((line) => line.split(",").slice(-2).join()), [
    "ixt_exact,ity_exact",
    ...["1.000000,0.100000", "0.500000,0.050000", "1.000000,0.100000", "0.250000,0.025000"],
  ]);
  assertEquals(
    caption,
    "Mean of 3 repeats, 8000 epochs; no attempt discarded; the median repeat is r00",
  );
});

Deno.test("a table of accuracies has 95% intervals of the mean, training before test", () => {
  const inputs = { "train-1": aggregate([curves([1, 1, 1, 1], 0.6), curves([1, 1, 1, 1], 0.8)]) };
  const { csv } = table({ form: "accuracy", labels: ["8 bit"] }, inputs);
  // A deviation of 0.1, by Student's t of one degree of freedom over the root of 1.
  const half = 1.27062,
    at = (mean: number, h: number) =>
      [mean, mean - h, mean + h].map((value) => value.toFixed(6)).join(",");
  assertEquals(lines(csv), [
    "network,part,epoch,mean,low,high",
    `8 bit,train,0,${at(0.7, half)}`,
    `8 bit,train,5,${at(0.7, half)}`,
    `8 bit,test,0,${at(0.7, half)}`,
    `8 bit,test,5,${at(0.35, half / 2)}`,
  ]);
});

Deno.test("a table of the output layer has each repeat's own peak, end and fall, averaged", () => {
  const binned = [curves([9, 6, 9, 2]), curves([9, 4, 9, 4])];
  const exact = [[6, 5], [4, 4]].map((ixt): Curves => ({
    ...curves([0, 0, 0, 0]),
    layers: 1,
    ixt: Float64Array.from(ixt),
    ity: Float64Array.from(ixt),
  }));
  const inputs: Record<string, Uint8Array> = { "aggregate-1": aggregate(binned) };
  for (const [r, name] of ["r00", "r01"].entries()) {
    inputs[`binned-1-${name}`] = encodeCurves(binned[r]);
    inputs[`exact-1-${name}`] = encodeCurves(exact[r]);
  }
  const networks = [{ label: "ReLU", repeats: ["r00", "r01"] }];
  const { csv, summary } = table({ form: "output", networks }, inputs);
  const half = 12.7062,
    at = (mean: number, sd: number) =>
      [mean, mean - sd * half, mean + sd * half].map((value) => value.toFixed(6)).join(",");
  assertEquals(lines(csv), [
    "activation,states,epoch,mean,low,high",
    `ReLU,binned,0,${at(5, 1)}`,
    `ReLU,binned,5,${at(3, 1)}`,
    `ReLU,exact,0,${at(5, 1)}`,
    `ReLU,exact,5,${at(4.5, 0.5)}`,
  ]);
  assertEquals(lines(summary), [
    "activation,states,quantity,mean,low,high",
    `ReLU,binned,peak,${at(5, 1)}`,
    `ReLU,binned,end,${at(3, 1)}`,
    `ReLU,binned,fall,${at(2, 2)}`,
    `ReLU,exact,peak,${at(5, 1)}`,
    `ReLU,exact,end,${at(4.5, 0.5)}`,
    `ReLU,exact,fall,${at(0.5, 0.5)}`,
  ]);
});

Deno.test("a table of a representation has a row for each state, and the class that most of its rows are of", () => {
  const occupied = (epochs: number[], offsets: number[], of: number[][]) =>
    encodeOccupied({
      epochs: Uint32Array.from(epochs),
      offsets: Uint32Array.from(offsets),
      levels: Uint8Array.from(of.flatMap(([first, second]) => [first, second])),
      classes: Uint8Array.from(of.map(([, , digit]) => digit)),
      counts: Uint32Array.from(of.map(([, , , count]) => count)),
    });
  const inputs = {
    "occupied-02": occupied([48], [0, 1], [[0, 255, 9, 7]]),
    "occupied-01": occupied([0, 2], [0, 3, 5], [
      ...[[1, 2, 3, 4], [1, 2, 5, 6], [1, 3, 3, 1]],
      ...[[1, 2, 0, 5], [1, 2, 8, 5]],
    ]),
  };
  const { csv, caption } = table({ form: "representation", repeat: "r00" }, inputs);
  assertEquals(lines(csv), [
    "epoch,level1,level2,rows,class,of_class",
    // The states, the fullest last; then names, of which only the first stands where two would.
    ...["0,1,3,1,3,1", "0,1,2,10,5,6", "0,1,2,0,5,0"],
    ...["2,1,2,10,0,5", "2,1,2,0,0,0"],
    ...["48,0,255,7,9,7", "48,0,255,0,9,0"],
  ]);
  assertEquals(caption, "Repeat r00, after epochs 0, 2, 48");
});

Deno.test("a table of the spread takes the median repeat's curves, whichever it is", () => {
  // Mean 5; by distance 1 (r2), 2 (r1), 2 (r4), 3 (r3), 4 (r0): the third is the last.
  const all = [1, 3, 6, 8, 7].map((value) => curves(Array(4).fill(value)));
  const repeats = ["r0", "r1", "r2", "r3", "r4"];
  const own = Object.fromEntries(all.map((one, r) => [`r${r}`, encodeCurves(one)]));
  const inputs = { aggregate: aggregate(all), ...own };
  const { csv, caption } = table({ form: "spread", repeats }, inputs);
  assertEquals(lines(csv)[1].split(",").slice(-2), ["7.000000", "0.700000"]);
  assertEquals(caption.endsWith("the median repeat is r4"), true);
});

Deno.test("a name stands at the median levels of its class, and as far apart as its axis needs", () => {
  const of = [[10, 10, 0, 1], [12, 40, 0, 1], [200, 90, 0, 1], [100, 100, 1, 9], [120, 110, 2, 8]];
  const occupied = encodeOccupied({
    epochs: Uint32Array.of(0),
    offsets: Uint32Array.of(0, of.length),
    levels: Uint8Array.from(of.flatMap(([first, second]) => [first, second])),
    classes: Uint8Array.from(of.map(([, , digit]) => digit)),
    counts: Uint32Array.from(of.map(([, , , count]) => count)),
  });
  const { csv } = table({ form: "representation", repeat: "r00" }, { "occupied-01": occupied });
  const names = lines(csv).filter((line) => line.split(",")[3] === "0");
  // Digit 2 would stand 20 levels from digit 1, which has more images: nearer than a fifth of 16 + 120.
  assertEquals(names, ["0,100,100,0,1,0", "0,12,40,0,0,0"]);
});
