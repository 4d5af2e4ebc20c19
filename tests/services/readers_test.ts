/**
 * Exports read back by NumPy, pandas, pyarrow and safetensors; the notebooks of examples/, run. Needs Python; what it lacks
 * of the packages is installed into a folder of its own.
 */
import { assert, assertEquals } from "@std/assert";
import { PROJECT, taskWords } from "../system/support.ts";

const PACKAGES = ["numpy", "pandas", "pyarrow", "safetensors", "matplotlib"];

async function ran(program: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    ...{ args, cwd, env: { NO_COLOR: "1", INIT_CWD: cwd, MPLBACKEND: "Agg" } },
  }).output();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stderr));
  return text.decode(stdout);
}

async function task(folder: string, name: string, ...args: string[]): Promise<string> {
  const words = await taskWords(name), script = `${PROJECT}${words.pop()}`;
  return await ran(Deno.execPath(), [...words, script, ...args], folder);
}

/** A Python that has the packages. */
async function python(folder: string): Promise<string> {
  const named = Deno.env.get("EXACT_IB_PYTHON");
  if (named !== undefined) return named;
  await ran("python3", ["-m", "venv", `${folder}/venv`], folder);
  await ran(`${folder}/venv/bin/pip`, ["install", "-q", ...PACKAGES], folder);
  return `${folder}/venv/bin/python`;
}

/** The code of a notebook's cells, one after the other. */
async function codeOf(notebook: string): Promise<string> {
  const { cells } = JSON.parse(await Deno.readTextFile(`${PROJECT}examples/${notebook}`));
  return (cells as { cell_type: string; source: string[] }[])
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => source.join("")).join("\n\n");
}

const READ = `
import json, numpy, pandas, pyarrow.parquet
from safetensors.numpy import load_file
csv = pandas.read_csv("results/results.csv")
parquet = pandas.read_parquet("results/results.parquet")
pandas.testing.assert_frame_equal(csv, parquet, check_dtype=False, check_exact=True)
assert pyarrow.parquet.read_table("results/results.parquet").num_rows == len(csv)
npz, tensors = numpy.load("results/results.npz"), load_file("results/results.safetensors")
assert sorted(npz.files) == sorted(tensors)
for name in npz.files:
    assert numpy.array_equal(npz[name], tensors[name]), name
checked = 0
for (run, estimator), rows in csv.groupby(["run", "estimator"], sort=False):
    rows = rows.sort_values(["repeat", "epoch", "layer"])
    for column in ["ixt", "ity"]:
        assert numpy.array_equal(rows[column].values, npz[f"{run}/{estimator}/{column}"].ravel())
        checked += len(rows)
    first = rows[rows.layer == 1]
    for column in ["train_accuracy", "test_accuracy", "loss"]:
        assert numpy.array_equal(first[column].values, npz[f"{run}/{column}"].ravel())
        checked += len(first)
weights = numpy.load("results/tanh-relu-r01-e123-weights.npz")
print(json.dumps({"rows": len(csv), "checked": checked, "kernel": weights["layer1.kernel"].shape}))
`;

Deno.test("exports are read back with equal numbers, and the notebooks run", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "readers-" });
  try {
    const store = ["--store", `${folder}/store`], program = await python(folder);
    const example = `${PROJECT}examples/tanh-relu.json`;
    await task(folder, "run", example, "--pictures", "loss", "--format", "svg", ...store);
    await task(folder, "sweep", `${PROJECT}examples/sweep.json`, "--format", "svg", ...store);
    const runs = ["tanh-relu", "tanh-relu-learningrate-0p003-bits-4"];

    await t.step("by numpy, pandas, pyarrow and safetensors", async () => {
      for (const format of ["csv", "parquet", "npz", "safetensors"]) {
        await task(folder, "export", ...runs, "results", "--to", format, ...store);
      }
      await task(
        folder,
        "export",
        "weights",
        "tanh-relu/r01@123",
        "results",
        "--to",
        "npz",
        ...store,
      );
      const found = JSON.parse(await ran(program, ["-c", READ], folder));
      console.log(found);
      // Two runs of 4 repeats, 100 records, 4 layers, two estimators.
      assertEquals([found.rows, found.kernel], [2 * 4 * 100 * 4 * 2, [12, 10]]);
      assert(found.checked > found.rows);
    });

    await t.step("examples/plane.ipynb draws the plane of each run", async () => {
      await ran(program, ["-c", await codeOf("plane.ipynb")], folder);
      const [first] = runs;
      assert((await Deno.stat(`${folder}/results/${first}-plane.png`)).size > 10_000);
    });

    await t.step("examples/deno.ipynb runs on Deno", async () => {
      await Deno.writeTextFile(`${folder}/cells.ts`, await codeOf("deno.ipynb"));
      const flags = ["--no-check", `--config=${PROJECT}deno.json`, `--lock=${PROJECT}dev.lock`];
      await ran(Deno.execPath(), ["run", ...flags, "-A", `${folder}/cells.ts`], folder);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
