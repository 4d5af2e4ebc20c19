import { assertEquals } from "@std/assert";
import { PROJECT } from "./support.ts";
import { blobsUnder } from "./versions.ts";

/** Supported range of Deno, as deno.json and README state it: the oldest, and the newest that the range gives. */
const VERSIONS = ["2.9.0", "2"];

Deno.test("the oldest and the newest supported Deno store the same bytes as this one", async () => {
  const here = await blobsUnder(Deno.execPath());
  assertEquals(here.length > 25, true);
  for (const version of VERSIONS) {
    assertEquals(await blobsUnder("npx", "-y", `deno@${version}`), here, version);
  }
});

Deno.test("an older Deno is told which one is needed, and nothing of its lock file", async () => {
  for (const version of ["2.5.0", "2.8.3"]) {
    const { code, stdout, stderr } = await new Deno.Command("npx", {
      args: ["-y", `deno@${version}`, "task", "-q", "figure", "fig3"],
      cwd: PROJECT,
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stderr);
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("Download"));
    const said = `Cannot run figure: Deno must be 2.9.0 or later, current value is ${version}; ` +
      "deno upgrade gets it, or npx -y deno@2 task figure runs it";
    assertEquals([code, stdout.length, lines], [1, 0, [said]]);
  }
});
