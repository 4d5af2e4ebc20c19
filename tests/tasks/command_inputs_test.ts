import { assertEquals } from "@std/assert";
import { failure, output, withFolder } from "./support.ts";

const SMALL = {
  name: "small",
  network: { layers: [2], activation: "tanh" },
  repeats: 1,
  epochs: 1,
  estimators: ["exact"],
};

// The kind: whether an input is right never depends on what the store has, nor on whether it is needed.
Deno.test("a folder of MNIST that is none is refused by every command, cold and warm, in the same words", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/small.json`, mnist = ["--mnist", `${folder}/nowhere`];
    await Deno.writeTextFile(file, JSON.stringify(SMALL));
    const own = ["--store", `${folder}/store`];
    const run = ["run", file, "--out", `${folder}/out`, "--format", "svg", ...own];
    const commands = [
      run,
      [...run, "--dry-run"],
      [...run, "--fresh"],
      ["reproduce", "fig3", "--dry-run", ...own],
      ["verify", "--level", "conformance"],
      ["verify", "--level", "0"],
    ];
    const refused = async () => {
      for (const command of commands) {
        assertEquals(
          await failure(1, [...command, ...mnist]),
          `Cannot load MNIST: file must be readable, current value is ${
            mnist[1]
          }/train-images-idx3-ubyte (NotFound)`,
        );
      }
    };
    await refused();
    await output(run);
    await refused();
  });
});
