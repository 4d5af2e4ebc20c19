import { assert, assertEquals } from "@std/assert";
import lock from "../../fixtures/lock/lock.json" with { type: "json" };
import {
  does,
  ENTRIES,
  kindFields,
  kindFor,
  kindNamed,
  kindOf,
  KINDS,
} from "../../lib/plan/kinds.ts";

const where = (holds: (kind: typeof KINDS[number]) => boolean) =>
  KINDS.filter(holds).map(({ name }) => name);

Deno.test("KINDS name each implementation once, and each has an entry of its own", () => {
  assertEquals(new Set(where(() => true)).size, KINDS.length);
  assertEquals(new Set(Object.values(ENTRIES)).size, KINDS.length);
  assertEquals(kindFor("train", "mnist").entry, "lib/study/steps/mnist/train.ts");
  assertEquals(ENTRIES["train-tfjs"], "lib/study/steps/tfjs/train.ts");
});

Deno.test("KINDS are named in a lock by the implementations that made its experiments", () => {
  const codes = Object.values(lock.experiments).flatMap(({ code }) => Object.keys(code));
  assertEquals(new Set(codes), new Set(where(({ locked }) => locked !== undefined)));
});

Deno.test("KINDS say of a step what a lock, a figure and a forecast ask", () => {
  const replayed = ["train", "train-mnist", "train-tfjs", "measure", "measure-mnist"];
  assertEquals(where((one) => one.replayed === true), [...replayed, "measure-tfjs"]);
  assertEquals(where((one) => one.locked === "row"), replayed.filter((name) => !/tfjs/.test(name)));
  const results = ["bounds", "information", "aggregate", "table"];
  assertEquals(where((one) => one.locked === "result"), results);
  assertEquals(where((one) => one.cheap === true), ["aggregate", "table"]);
  assertEquals(where((one) => one.file === true), ["table", "svg", "png", "pdf"]);
  assertEquals(where((one) => one.rate === undefined), ["train-tfjs", "measure-tfjs"]);
});

Deno.test("a variant is told by the implementation, and by the kind where keys have another one", () => {
  assertEquals(kindFields("train"), { kind: "train" });
  assertEquals(kindFields("train", "mnist"), { kind: "train", implementation: "train-mnist" });
  assertEquals(kindFields("train", "tfjs"), { kind: "train-tfjs" });
  // What no variant has of its own is the first one.
  assertEquals(kindFields("information", "mnist"), { kind: "information" });
  for (const { kind, name, role, variant } of KINDS) {
    const step = kindFields(role, variant);
    assertEquals([kindOf(step)?.name, does(step, role)], [name, true]);
    assertEquals(kindNamed(kind, variant)?.name, name);
  }
  assertEquals(kindNamed("train-tfjs", "mnist")?.name, "train-tfjs");
  assertEquals(kindNamed("bounds", "mnist")?.name, "bounds");
});

Deno.test("a kind that the study does not have is none", () => {
  assertEquals([kindOf({ kind: "rekey" }), kindNamed("rekey")], [undefined, undefined]);
  assert(!does({ kind: "rekey" }, "table"));
});
