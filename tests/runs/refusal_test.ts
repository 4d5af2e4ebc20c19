import { assertEquals } from "@std/assert";
import { quoted, refusal } from "../../lib/runs/refusal.ts";

const message = (path: PropertyKey[], value: unknown) =>
  refusal("a.json", [{ path, rule: "so", value }]).message;

Deno.test("quoted() shows sixty letters, and that there are more", () => {
  assertEquals(quoted("a".repeat(60)), `"${"a".repeat(60)}"`);
  assertEquals(quoted("a".repeat(61)), `"${"a".repeat(60)}…"`);
  assertEquals(quoted(""), '""');
});

Deno.test("refusal() names the field by its path, the rule and what is there", () => {
  const start = "Cannot run a.json: ", end = " must be so, current value is ";
  assertEquals(
    message(["network", "layers", 0, "units"], 3),
    `${start}network.layers[0].units${end}3`,
  );
  assertEquals(message([], null), `${start}the experiment${end}null`);
  assertEquals(message(["a b", "c"], undefined), `${start}["a b"].c${end}absent`);
  assertEquals(message(["x"], -0), `${start}x${end}-0`);
  assertEquals(message(["x"], 0), `${start}x${end}0`);
  assertEquals(message(["x"], [1, 2]), `${start}x${end}a list of 2`);
  assertEquals(message(["x"], {}), `${start}x${end}an object`);
});
