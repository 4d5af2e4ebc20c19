import { assert, assertEquals } from "@std/assert";
import expected from "../../fixtures/conformance.json" with { type: "json" };
import { conformance, conformanceMismatch } from "../../lib/published/conformance.ts";
import { MNIST_NETWORKS } from "../../lib/paper/mnist_trainings.ts";

Deno.test("conformance() equals the committed digests, name for name and in their order", () => {
  const found = conformance();
  assertEquals(found, expected);
  assertEquals(Object.keys(found), Object.keys(expected));
});

Deno.test("conformanceMismatch() is undefined where all agree, else names the first that differs", () => {
  assertEquals(conformanceMismatch(expected), undefined);
  const names = Object.keys(expected), wrong = { ...expected, [names[3]]: "x", [names[9]]: "y" };
  const difference = conformanceMismatch(wrong);
  assertEquals(difference?.id, names[3]);
  assertEquals(difference?.expected, "x");
  const { [names[5]]: _, ...short } = expected as Record<string, string>;
  assertEquals(conformanceMismatch(short)?.expected, "absent");
});

Deno.test("conformance() covers every elementary function and every kind of segment", () => {
  const names = Object.keys(expected);
  for (const f of ["exp", "log", "tanh"]) {
    assert(names.includes(f) && names.includes(`${f} kernel`));
  }
  for (const kind of ["relu 8", "tanh 8", "relu 4", "tanh 4", "relu 32", "tanh 32"]) {
    assert(names.includes(`segment ${kind} bit, exact counts`));
  }
  for (const network of MNIST_NETWORKS) {
    assert(names.includes(`segment ${network}, exact counts`), network);
    assert(names.includes(`segment ${network}, binned counts`), network);
  }
});
