import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseSettings } from "../../../tasks/cluster/_settings.ts";
import { failure, output, run, withFolder } from "../support.ts";

Deno.test("parseSettings() reads every field, and refuses others and wrong ones by name", () => {
  const settings = {
    ...{ store: "results", jobs: 4, remote: "http://host/cache", push: true },
    slurm: ["--partition=cpu"],
  };
  assertEquals(parseSettings(JSON.stringify(settings)), settings);
  assertEquals(parseSettings("{}"), {});
  const wrong: [string, string][] = [
    ["", "the text must be JSON"],
    ["[]", "the text must be an object, current value is []"],
    [
      '{"job": 2}',
      "a field must be one of store jobs remote push slurm (did you mean jobs?), current value is job",
    ],
    ['{"jobs": 0}', "jobs must be a whole number of at least 1, current value is 0"],
    ['{"store": ""}', 'store must be the name of a folder, current value is ""'],
    ['{"push": "yes"}', 'push must be true or false, current value is "yes"'],
    ['{"slurm": "-p cpu"}', 'slurm must be a list of options, current value is "-p cpu"'],
    ['{"__proto__": 1}', "a field must be one of"],
  ];
  for (const [text, message] of wrong) {
    const error = assertThrows(() => parseSettings(text), TypeError);
    assertStringIncludes(error.message, `Cannot read exact-ib.json: ${message}`);
  }
});

Deno.test("settings hold where one stands, for flags that are not typed", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/exact-ib.json`, '{"store": "here", "jobs": 3}');
    const place = { env: { INIT_CWD: folder } }, words = ["reproduce", "fig3", "--preset", "smoke"];
    const dry = async (...more: string[]) =>
      JSON.parse(await output([...words, "--dry-run", "--json", ...more], place)).workers;
    assertEquals([await dry(), await dry("--jobs", "1")], [3, 1]);
    await Deno.writeTextFile(`${folder}/exact-ib.json`, '{"jobs": "many"}');
    assertStringIncludes(await failure(2, words, place), "jobs must be a whole number");
  });
});

Deno.test("a remote is refused by a task without the network, and --push alone by all", async () => {
  const words = ["run", "examples/tanh-relu.json", "--remote", "http://127.0.0.1:1/c"];
  assertStringIncludes(await failure(2, words), "run:remote");
  const { code, stderr } = await run(["run:remote", "examples/tanh-relu.json", "--push"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--push must stand beside --remote");
});
