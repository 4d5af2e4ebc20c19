import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../../../tasks/dev/manifest.ts";
import { codeDigest } from "../../../lib/steps/code/digest.ts";
import { Fixture } from "../../steps/code/fixture.ts";
import { withErrors } from "./errors.ts";

Deno.test("manifest --check exits 1 and names the stale file until it is rebuilt", async () => {
  await using fixture = await Fixture.create();
  await Deno.mkdir(new URL("fixtures", fixture.root));
  assertEquals(await withErrors(() => main([], fixture.root, [])), { code: 0, errors: [] });
  assertEquals(await withErrors(() => main(["--check"], fixture.root, [])), {
    code: 0,
    errors: [],
  });
  await fixture.edit("lib/far.ts", "// The far", "// Another");
  const { code, errors } = await withErrors(() => main(["--check"], fixture.root, []));
  assertEquals([code, errors.length], [1, 1]);
  assertMatch(errors[0]!, /^lib\/far\.ts differs .*: run "deno task dev:manifest"$/);
  assertEquals((await withErrors(() => main([], fixture.root, []))).code, 0);
  assertEquals((await withErrors(() => main(["--check"], fixture.root, []))).code, 0);
});

Deno.test("manifest writes the code digest of each kind of step, and notices another one", async () => {
  await using fixture = await Fixture.create();
  await Deno.mkdir(new URL("fixtures", fixture.root));
  const run = (...args: string[]) => main(args, fixture.root, ["lib/data.ts"]);
  assertEquals(await run(), 0);
  const { entries } = JSON.parse(
    await Deno.readTextFile(new URL("fixtures/code-manifest.json", fixture.root)),
  );
  assertEquals(entries, { "lib/data.ts": await codeDigest("lib/data.ts", fixture) });
  await fixture.edit("deno.lock", "sha512-text", "sha512-other");
  const { code, errors } = await withErrors(() => run("--check"));
  assertEquals(code, 1);
  assertMatch(errors.join(), /^lib\/data\.ts differs from /);
});

Deno.test("manifest exits 2 on an unknown flag", async () => {
  const { code, errors } = await withErrors(() => main(["--chek"]));
  assertEquals(code, 2);
  assertMatch(errors.join(), /^Cannot .* must be --check or --help, current value is --chek$/);
});
