import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readExperiment } from "../../lib/runs/file.ts";

const GOOD =
  '{"name": "own", "network": {"layers": [3], "activation": "tanh"}, "repeats": 1, "epochs": 5}';

async function withFile(content: string | Uint8Array, test: (path: string) => Promise<void>) {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(path, bytes);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

async function lineOf(path: string): Promise<string> {
  const { message } = await assertRejects(() => readExperiment(path), TypeError);
  assertEquals(message.split("\n").length, 1);
  return message;
}

Deno.test("readExperiment() reads an experiment, with a byte order mark or without", async () => {
  for (const content of [GOOD, `\uFEFF${GOOD}\r\n`]) {
    await withFile(content, async (path) => {
      assertEquals((await readExperiment(path)).name, "own");
    });
  }
});

Deno.test("readExperiment() says where a file is no JSON, and which field is wrong", async () => {
  const cases: [content: string | Uint8Array, line: string][] = [
    ["", "line 1 column 1 must be a JSON value, current value is the end of the file"],
    ['{\n  "name": own\n}', 'line 2 column 11 must be a JSON value, current value is "own"'],
    [
      GOOD.replace("{", '{"name": "first", '),
      'line 1 column 19 must be a field that is not there yet, current value is "name"',
    ],
    [
      GOOD.replace('"epochs": 5', '"epochs": 1e999'),
      "epochs must be a whole number from 1 to 100000, current value is Infinity",
    ],
    [Uint8Array.of(0x22, 0xff, 0x22), "file must be UTF-8 text, current value is other bytes"],
    [
      " ".repeat((1 << 20) + 1),
      "file must be one that can be read, current value is 1048577 bytes long, more than 1048576",
    ],
  ];
  for (const [content, line] of cases) {
    await withFile(content, async (path) => {
      assertEquals(await lineOf(path), `Cannot run ${path}: ${line}`);
    });
  }
});

Deno.test("readExperiment() reads a file of just the largest size", async () => {
  await withFile(GOOD + " ".repeat((1 << 20) - GOOD.length), async (path) => {
    assertEquals((await readExperiment(path)).epochs, 5);
  });
});

Deno.test("readExperiment() refuses what cannot be read, and a device without an end", async () => {
  const rule = "file must be one that can be read, current value is";
  for (const path of ["/nowhere/own.json", Deno.cwd(), "nul\0.json"]) {
    assertStringIncludes(await lineOf(path), `Cannot run ${path}: ${rule}`);
  }
  // Where it was looked for: a relative path alone would not say it.
  assertEquals(
    await lineOf("nowhere/own.json"),
    `Cannot run nowhere/own.json: ${rule} nothing at ${Deno.cwd()}/nowhere/own.json`,
  );
  if (Deno.build.os === "linux") assertStringIncludes(await lineOf("/dev/zero"), "a device");
});
