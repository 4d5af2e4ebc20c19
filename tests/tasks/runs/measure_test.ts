import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { tensor } from "../../../lib/bits/tensor.ts";
import { encodeNpy, encodeNpz } from "../../../lib/runs/npz.ts";
import { exists, failures, output, run, withFolder } from "../support.ts";

/** Two epochs of 32 rows: layer a tells rows apart by twos and fours, layer b by classes. */
async function written(folder: string): Promise<void> {
  const rows = Array.from({ length: 32 }, (_, r) => r);
  const a = [...rows.map((r) => r >> 1), ...rows.map((r) => r >> 2)],
    b = [...rows, ...rows].map((r) => r >> 4);
  await Deno.writeFile(
    `${folder}/net 1.npz`,
    await encodeNpz({
      fc: tensor(Float32Array.from(a), [2, 32, 1]),
      out: tensor(Int8Array.from(b), [2, 32, 1]),
    }),
  );
  await Deno.writeFile(`${folder}/y.npy`, encodeNpy(tensor(Uint8Array.from(rows, (r) => r >> 4))));
  await Deno.writeFile(`${folder}/short.npy`, encodeNpy(tensor(new Uint8Array(31))));
}

const place = (cwd: string) => ({ cwd: cwd + "/", env: { EXACT_IB_STORE: `${cwd}/store` } });

Deno.test("measure draws a plane an estimator, and writes every number in one table", async () => {
  await withFolder(async (folder) => {
    await written(folder);
    const words = [
      "measure",
      "net 1.npz",
      "--labels",
      "y.npy",
      "--estimators",
      "exact,kde,exact",
      "--format",
      "svg",
      "--out",
      "o",
      "--jobs",
      "1",
    ];
    const { figures, table, ...found } = JSON.parse(
      await output([...words, "--json"], place(folder)),
    );
    assertEquals(found, {
      name: "net-1",
      layers: ["fc", "out"],
      epochs: [0, 1],
      rows: 32,
      classes: 2,
      failed: [],
    });
    assertEquals(
      Object.keys(figures),
      ["exact", "kde-0p001-upper", "kde-0p001-lower"].map((name) => `measure~net-1-${name}`),
    );
    const plane = await Deno.readTextFile(`${folder}/o/data/measure~net-1-exact.csv`);
    const rows = [
      "0,1,4.000000,1.000000",
      "0,2,1.000000,1.000000",
      "1,1,3.000000,1.000000",
      "1,2,1.000000,1.000000",
    ];
    assertEquals(plane, ["epoch,layer,ixt,ity", ...rows, ""].join("\n"));
    const all = (await Deno.readTextFile(table)).split("\n");
    assertEquals(all.slice(0, 2), ["estimator,epoch,layer,name,ixt,ity", "exact,0,1,fc,4,1"]);
    assertEquals(all.length, 1 + 3 * 4 + 1);
    const svg = await Deno.readTextFile(`${folder}/o/figures/measure~net-1-exact.svg`);
    assertStringIncludes(svg, "net-1: exact states");
    assertStringIncludes(svg, "2 epochs, 2 layers (T1 fc, T2 out), 32 rows, 2 classes");
    // Nothing is computed again, and a text for people says where everything is.
    const again = await output(words, place(folder));
    assertStringIncludes(again, "all numbers: ");
    assertEquals(await Deno.readTextFile(table), all.join("\n"));
  });
});

Deno.test("an estimator that has no answer is said in one line, and the others are drawn", async () => {
  await withFolder(async (folder) => {
    await written(folder);
    const words = [
      "measure",
      "net 1.npz",
      "--labels",
      "y.npy",
      "--inputs",
      "y.npy",
      "--estimators",
      "knn:noise=0,exact",
      "--format",
      "svg",
      "--out",
      "o",
      "--jobs",
      "1",
    ];
    const { code, stderr } = await run(words, place(folder));
    assertEquals(code, 1, stderr);
    assert(
      /^Cannot compute estimate\/.*: Cannot estimate layer \d by knn: row \d+ must be different from 3 other rows/m
        .test(stderr),
      stderr,
    );
    assertEquals([
      await exists(`${folder}/o/data/measure~net-1-exact.csv`),
      await exists(`${folder}/o/data/measure~net-1-knn-3-noise-0.csv`),
    ], [true, false]);
  });
});

Deno.test("wrong words and files end in one line, and nothing is written", async () => {
  await withFolder(async (folder) => {
    await written(folder);
    await Deno.writeTextFile(`${folder}/bad.npz`, "PK");
    const ok = ["net 1.npz", "--labels", "y.npy"];
    const cases: readonly [number, string[], string][] = [
      [2, [], "activations must be one npz file or folder, current value is none"],
      [2, [...ok, "--estimators", "kdf"], "--estimators: kind must be one of exact binned"],
      [
        2,
        [...ok, "--estimators", "kde:-1"],
        "--estimators: kde.variance must be a number from 1e-12",
      ],
      [2, [...ok, "--at", "5"], "--at must be all, every=N or log=N, current value is 5"],
      [
        2,
        [...ok, "--at", "log=1"],
        "--at: log must be a whole number of at least 2, current value is 1",
      ],
      [2, [...ok, "--name", "a/b"], "--name must be letters, digits, dashes and underscores"],
      [1, ["net 1.npz"], "labels must be given, current value is none"],
      [
        1,
        ["net 1.npz", "--labels", "short.npy"],
        "Cannot read short.npy: labels must be 32, one a row of the layers, current value is 31",
      ],
      [
        1,
        [...ok, "--estimators", "edge"],
        "inputs, the rows of the data set, must be given for edge",
      ],
      [
        1,
        ["bad.npz", "--labels", "y.npy"],
        "Cannot read bad.npz: file must be a whole zip archive",
      ],
      [1, ["none.npz", "--labels", "y.npy"], "none.npz: file must be one that can be read"],
    ];
    const lines = await failures(
      "measure",
      cases.map(([code, words]) => [code, words]),
      place(folder),
    );
    lines.forEach((line, k) => assertStringIncludes(line, cases[k][2]));
    const made = await Promise.all(["out", "store"].map((one) => exists(`${folder}/${one}`)));
    assertEquals(made, [false, false]);
  });
});
