import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../../../tasks/dev/manifest.ts";
import { Fixture } from "../../steps/code/fixture.ts";
import { withErrors } from "./errors.ts";

Deno.test("manifest --check exits 1 and names the stale file until it is rebuilt", async () => {
  await using fixture = await Fixture.create();
  await Deno.mkdir(new URL("fixtures", fixture.root));
  assertEquals(await withErrors(() => main([], fixture.root)), { code: 0, errors: [] });
  assertEquals(await withErrors(() => main(["--check"], fixture.root)), { code: 0, errors: [] });
  await fixture.edit("lib/far.ts", "// The far", "// Another");
  const { code, errors } = await withErrors(() => main(["--check"], fixture.root));
  assertEquals([code, errors.length], [1, 1]);
  assertMatch(errors[0]!, /^lib\/far\.ts differs .*: run "deno task dev:manifest"$/);
  assertEquals((await withErrors(() => main([], fixture.root))).code, 0);
  assertEquals((await withErrors(() => main(["--check"], fixture.root))).code, 0);
});

Deno.test("manifest exits 2 on an unknown flag", async () => {
  const { code, errors } = await withErrors(() => main(["--chek"]));
  assertEquals(code, 2);
  assertMatch(errors.join(), /^Cannot .* must be --check or --help, current value is --chek$/);
});
