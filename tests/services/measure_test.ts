/** The README's lines of Python, run with NumPy, and measured. Needs Python with NumPy, and says so where it is not. */
import { assert, assertEquals } from "@std/assert";
import { PROJECT, taskWords } from "../system/support.ts";

/** Output of a program that must succeed. */
async function ran(program: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    ...{ args, cwd, env: { NO_COLOR: "1", INIT_CWD: cwd } },
  }).output();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stderr));
  return text.decode(stdout);
}

/** A Python that has NumPy: what EXACT_IB_PYTHON names, else python3. */
async function python(): Promise<string> {
  const program = Deno.env.get("EXACT_IB_PYTHON") ?? "python3";
  const found = await new Deno.Command(program, { args: ["-c", "import numpy"], stderr: "null" })
    .output()
    .catch(() => undefined);
  if (found?.success) return program;
  throw new Error(
    `Cannot test what README writes: ${program} must be Python with NumPy, current value is none such`,
  );
}

/** A network whose layers' information is known: 16 rows, then pairs, then the label; from epoch 2 on pairs throughout. */
const NETWORK = `
import numpy as np
epochs, now = 4, -1
x = np.array([[r >> (3 - c) & 1 for c in range(4)] for r in range(16)], dtype=np.uint8)
y = x[:, 0].astype(np.int64)
def train_one_epoch():
    global now
    now += 1
def activations(x):
    number = x @ np.array([8, 4, 2, 1])
    first = number if now < 2 else number >> 1
    return [np.tanh(first[:, None] * [0.1, -0.2]), (number >> 1)[:, None].astype(np.float32), x[:, :1] == 1]
`;

Deno.test("README's Python writes what measure reads, with the known answer", async () => {
  const folder = await Deno.makeTempDir({ prefix: "measure-" });
  try {
    const readme = await Deno.readTextFile(`${PROJECT}README.md`);
    const lines = /```python\n([\s\S]*?)```/.exec(readme)![1];
    assert(lines.trim().split("\n").length <= 10);
    await ran(await python(), ["-c", NETWORK + lines], folder);
    const words = await taskWords("measure"), script = `${PROJECT}${words.pop()}`;
    const args = [
      "net.npz",
      "--labels",
      "labels.npy",
      "--estimators",
      "exact,kde:0.000001",
      "--format",
      "svg",
      "--store",
      "store",
      "--json",
    ];
    const { table, epochs } = JSON.parse(
      await ran(Deno.execPath(), [...words, script, ...args], folder),
    );
    assertEquals(epochs, [0, 1, 2, 3]);
    const rows = (await Deno.readTextFile(`${folder}/${table}`)).trim().split("\n").slice(1).map((
      row,
    ) => row.split(","));
    assertEquals(rows.length, 3 * 4 * 3);
    for (const [, epoch, layer, , ixt, ity] of rows) {
      const bits = layer === "3" ? 1 : layer === "2" || Number(epoch) >= 2 ? 3 : 4;
      // Noise so small leaves states apart: both bounds are exact.
      assert(
        Math.abs(Number(ixt) - bits) < 1e-9 && Math.abs(Number(ity) - 1) < 1e-9,
        `${epoch} ${layer}`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
