import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import committed from "../fixtures/conformance.json" with { type: "json" };
import { ConformanceError } from "../lib/published/conformance_error.ts";
import { Store } from "../lib/store/mod.ts";
import { experiment } from "../lib/runs/experiment.ts";
import { informationPlanes } from "../lib/planes.ts";
import { ownRequest } from "../lib/runs/request.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { Study } from "../lib/study.ts";
import { presetRequest } from "../lib/paper/request.ts";
import type { Request } from "../lib/plan/request.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "planes-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The first table of a request, and the kinds of the steps that were computed for it. */
async function reproduced(
  study: Study,
  request: Request,
): Promise<{ csv: string; computed: string[] }> {
  const computed = new Set<string>();
  const [{ files }] = await study.reproduce(request, {
    jobs: 2,
    progress: ({ step: { kind }, how }) => how === "computed" && computed.add(kind),
  });
  return { csv: text(files.csv), computed: [...computed].sort() };
}

Deno.test("informationPlanes() trains, measures and tabulates each estimator, in layers and epochs", async () => {
  await withFolder(async (store) => {
    const own = experiment({
      name: "small",
      network: { layers: [{ units: 5, activation: "tanh" }, 3], activation: "relu" },
      quantization: null,
      protocol: { every: 2, firstSegment: 2, segment: 4 },
      repeats: 2,
      epochs: 5,
      estimators: [
        { kind: "binned", per: "neuron" },
        "exact",
        { kind: "uniform", bins: 30 },
        { kind: "uniform", bins: 4, bounds: [-1, 1] },
        { kind: "adaptive", bins: 4, per: "neuron" },
      ],
    });
    const planes = await informationPlanes(own, { store, jobs: 2 });
    const names = ["adaptive-4-neurons", "binned-neurons", "exact", "uniform-30-global"];
    assertEquals(Object.keys(planes).sort(), [...names, "uniform-4-from-m1-to-1"]);
    for (const { points, csv, caption } of Object.values(planes)) {
      // Epochs 0, 2 and 4 of two hidden layers and the output.
      assertEquals(
        points.map(({ epoch, layer }) => [epoch, layer]),
        [0, 2, 4].flatMap((epoch) => [1, 2, 3].map((layer) => [epoch, layer])),
      );
      const rows = points.map(({ epoch, layer, ixt, ity }) =>
        [epoch, layer, ixt.toFixed(6), ity.toFixed(6)].join()
      );
      assertEquals(csv, ["epoch,layer,ixt,ity", ...rows, ""].join("\n"));
      assertEquals(caption.startsWith("Mean of 2 repeats, 5 epochs; "), true, caption);
      for (const { ixt, ity } of points) {
        assertEquals(ixt >= ity && ity >= 0 && ixt <= 12, true, `${ixt} ${ity}`);
      }
    }
    // Fewer states hold less.
    planes.exact.points.forEach(({ ixt }, k) =>
      assertEquals(planes["uniform-30-global"].points[k].ixt <= ixt, true)
    );
  });
});

Deno.test("an experiment under another name is the paper's: nothing is trained or measured again, the bits agree", async () => {
  await withFolder(async (folder) => {
    const store = await Store.open(folder), study = await Study.open(store);
    const paper = await reproduced(study, presetRequest([FIGURES.fig3], "smoke", []));
    const input = {
      network: { layers: [10, 7, 5, 4, 3], activation: "relu" },
      repeats: 2,
      epochs: 50,
      estimators: ["binned"],
    } as const;
    const same = experiment({ ...input, name: "mine", seed: "syn-relu-8" });
    // The paper's table has the exact output layer as well, in rows of their own.
    const computed = ["table"], csv = paper.csv.replaceAll(/^.*,exact,.*\n/gm, "");
    assertNotEquals(csv, paper.csv);
    assertEquals(await reproduced(study, ownRequest(same, [])), {
      csv: csv.replaceAll(/^(\d+,\d),binned,/gm, "$1,").replace("states,", ""),
      computed,
    });
    const other = await reproduced(study, ownRequest(experiment({ ...input, name: "mine" }), []));
    assertNotEquals(other.csv, paper.csv);
    assertEquals(other.computed.includes("train"), true);
    store.close();
  });
});

Deno.test("an experiment on MNIST that is the paper's trains and measures to the locked bits", async () => {
  const lock = new URL("../fixtures/lock/MNIST-Bottleneck-2.json", import.meta.url);
  const { rows } = JSON.parse(await Deno.readTextFile(lock));
  const name = "mnist-bottleneck-2", segment = `${name}/r00/a0/s01`;
  const own = experiment({
    name: "mine",
    data: "mnist",
    network: { layers: [16, 8, 4, 2], activation: "relu" },
    seed: name,
    repeats: 1,
    epochs: 2,
  });
  await withFolder(async (folder) => {
    const store = await Store.open(folder), study = await Study.open(store);
    const found: string[] = [];
    const [{ files }] = await study.reproduce(ownRequest(own, []), {
      jobs: 1,
      progress: ({ step: { id }, outputs }) => {
        if (id.includes(segment)) found.push(...Object.values(outputs).map(({ sha256 }) => sha256));
      },
    });
    store.close();
    // Snapshot, trace and the counts of both estimators; the paper's row has a representation beside them.
    assertEquals(found.length, 4);
    assertEquals(found.filter((digest) => !rows[segment].includes(digest)), []);
    // Epoch 0 of four hidden layers and the output.
    assertEquals(text(files.csv).split("\n").length, 7);
  });
});

Deno.test("an estimator more computes measurements and what follows from them, no training", async () => {
  await withFolder(async (folder) => {
    const store = await Store.open(folder), study = await Study.open(store);
    const input = {
      name: "small",
      network: { layers: [4], activation: "tanh" },
      repeats: 1,
      epochs: 60,
    } as const;
    const first = await reproduced(study, ownRequest(experiment(input), []));
    assertEquals(first.computed.includes("train"), true);
    const more = experiment({
      ...input,
      estimators: ["exact", "binned", { kind: "uniform", bins: 8, bounds: "layer" }],
    });
    assertEquals(await reproduced(study, ownRequest(more, [])), {
      csv: first.csv,
      computed: ["aggregate", "information", "measure", "table"],
    });
    store.close();
  });
});

Deno.test("informationPlanes() of a part: the repeats that are asked for, or finished", async () => {
  await withFolder(async (store) => {
    const own = experiment({
      name: "small",
      network: { layers: [2], activation: "tanh" },
      repeats: 2,
      epochs: 5,
    });
    const none = () => informationPlanes(own, { store, finished: true });
    await assertRejects(none, Error, "Cannot show small: finished repeats must be at least 1");
    const { exact: one } = await informationPlanes(own, { store, jobs: 1, repeats: 1 });
    assertStringIncludes(one.caption, "Mean of 1 of 2 repeats");
    assertEquals((await informationPlanes(own, { store, finished: true })).exact, one);
  });
});

Deno.test("informationPlanes() trains nothing on a machine of other bits, and restores what there is", async () => {
  const input = { name: "small", repeats: 1, epochs: 5 } as const;
  const own = experiment({ ...input, network: { layers: [2], activation: "tanh" } });
  const other = experiment({ ...input, network: { layers: [3], activation: "tanh" } });
  await withFolder(async (store) => {
    const before = await informationPlanes(own, { store, jobs: 1 });
    const { exp } = committed;
    committed.exp = "another";
    try {
      assertEquals(await informationPlanes(own, { store, jobs: 1 }), before);
      const refused = () => informationPlanes(other, { store, jobs: 1 });
      const { difference } = await assertRejects(
        refused,
        ConformanceError,
        `Cannot reproduce: exp must be another, current value is ${exp}`,
      );
      assertEquals(difference, { id: "exp", output: "digest", expected: "another", found: exp });
    } finally {
      committed.exp = exp;
    }
  });
});

Deno.test("informationPlanes() fails in one line where the store cannot be", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const own = experiment({
      name: "small",
      network: { layers: [2], activation: "relu" },
      repeats: 1,
      epochs: 1,
    });
    const failed = informationPlanes(own, { store: `${folder}/file` });
    const { message } = await assertRejects(() => failed, Error);
    assertEquals(message.startsWith("Cannot open store: "), true, message);
  });
});
