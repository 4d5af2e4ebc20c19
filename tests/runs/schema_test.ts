import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import { experimentJsonSchema } from "../../lib/runs/schema.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

const valid = new Ajv({ strict: false }).compile(experimentJsonSchema());

Deno.test("fixtures/experiment.schema.json is what deno task run --schema prints", () => {
  const text = JSON.stringify(experimentJsonSchema(), null, 2) + "\n";
  assertEquals(read("fixtures/experiment.schema.json"), text);
});

Deno.test("the JSON Schema takes the examples and refuses what the validator refuses", () => {
  const names = [...Deno.readDirSync(new URL("examples/", ROOT))].map(({ name }) => name)
    // A grid of experiments has a form of its own.
    .filter((name) => name.endsWith(".json") && name !== "sweep.json");
  assert(names.length > 0);
  for (const name of names) {
    const example: { $schema: string } = JSON.parse(read(`examples/${name}`));
    assert(valid({ ...example }), JSON.stringify(valid.errors));
    assert(new URL(example.$schema, new URL(`examples/${name}`, ROOT)).href.endsWith(
      "/fixtures/experiment.schema.json",
    ));
    for (const wrong of [{ epochs: 0 }, { epoch: 1 }, { quantization: { bits: 5 } }]) {
      assert(!valid({ ...example, ...wrong }), JSON.stringify(wrong));
    }
  }
});
