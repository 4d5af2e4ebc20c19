import { assertEquals, assertThrows } from "@std/assert";
import { FIGURES } from "../../lib/paper/figures.ts";
import { UsageError } from "../../tasks/_command.ts";
import { figuresOf, formatsOf } from "../../tasks/_figures.ts";
import { writeWhole } from "../../tasks/_files.ts";
import { withFolder } from "./support.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("writeWhole() writes what is other than what is there, and says whether it did", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.txt`;
    const written: boolean[] = [];
    for (const text of ["one", "one", "two", "twos", "two", ""]) {
      written.push(await writeWhole(path, bytes(text)));
      assertEquals(await Deno.readTextFile(path), text);
    }
    assertEquals(written, [true, false, true, true, true, true]);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assertEquals(names, ["a.txt"], "no temp file stays");
  });
});

Deno.test("figuresOf() has each named figure once, in the order of the words, and all without any", () => {
  const ids = (...names: string[]) => figuresOf(names).map(({ id }) => id);
  assertEquals(ids("fig3", "fig2", "fig3"), ["fig3", "fig2"]);
  assertEquals(ids(), Object.keys(FIGURES));
  assertThrows(() => ids("fig99"), UsageError, "current value is fig99");
});

Deno.test("formatsOf() reads formats between commas", () => {
  const formats = (format: string) => formatsOf({ positional: [], on: {}, text: { format } });
  assertEquals(formats("svg,pdf"), ["svg", "pdf"]);
  assertThrows(() => formats("svg,"), UsageError, "--format");
});
