import { assertThrows } from "@std/assert";
import { checkFields } from "../../lib/render/fields.ts";

const use = (field: string) => ({ mark: "point", encoding: { x: { field } } });

Deno.test("checkFields() accepts columns, keys of inline rows and what transforms define", () => {
  checkFields({ data: { values: "a,b\r\n1,2\r\n" }, ...use("b") });
  checkFields({ data: { values: "a" }, ...use("a") });
  checkFields({ data: { values: [{ left: 1 }] }, ...use("left") });
  checkFields({ transform: [{ calculate: "1", as: "c" }], ...use("c") });
  checkFields({
    transform: [{ window: [{ op: "lead", as: "d" }] }, { fold: [], as: ["e"] }],
    ...use("e"),
  });
});

Deno.test("checkFields() names the field that nothing defines", () => {
  const data = { values: "epoch,ixt\n0,1\n" };
  const message = "field must be one of epoch, ixt, current value is epok";
  assertThrows(() => checkFields({ data, ...use("epok") }), RangeError, message);
  const sorted = { data, transform: [{ window: [{ op: "lead", field: "ity", as: "next" }] }] };
  assertThrows(() => checkFields(sorted), RangeError, "current value is ity");
});

Deno.test("checkFields() takes the keys of every inline row", () => {
  checkFields({ data: { values: [{ left: 1 }, { right: 1 }] }, ...use("right") });
  checkFields({ data: { values: [] }, transform: [{ as: "c" }], ...use("c") });
});
