import { assertEquals, assertThrows } from "@std/assert";
import { setSubtitle, setTitle, titleOf } from "../../lib/render/title.ts";

const width = (text: string) => text.length;

function subtitle(caption: string, limit: number, lines: string[]): unknown {
  const title = { text: "Title", subtitle: lines, limit };
  setSubtitle({ title }, caption, width);
  return title.subtitle;
}

Deno.test("setSubtitle() replaces the first line and keeps the others", () => {
  assertEquals(subtitle("new", 10, ["old", "second", "third"]), ["new", "second", "third"]);
  assertEquals(subtitle("", 10, ["old"]), [""]);
  assertEquals(subtitle("new", 10, []), ["new"]);
});

Deno.test("setSubtitle() breaks at spaces, at the limit and not before, and never inside a word", () => {
  assertEquals(subtitle("aaa bbb ccc", 7, [""]), ["aaa bbb", "ccc"]);
  assertEquals(subtitle("aaa bbb ccc", 6, [""]), ["aaa", "bbb", "ccc"]);
  assertEquals(subtitle("aaa bbb ccc", 11, [""]), ["aaa bbb ccc"]);
  assertEquals(subtitle("a wwwwwwwwww b", 4, [""]), ["a", "wwwwwwwwww", "b"]);
});

Deno.test("setSubtitle() refuses a title without a list of lines or a limit", () => {
  const titles = [undefined, "Title", { subtitle: "one", limit: 9 }, { subtitle: ["one"] }];
  for (const title of titles) {
    const message = "Cannot render figure: title must have a list subtitle and a limit";
    assertThrows(() => setSubtitle({ title }, "text", width), RangeError, message);
  }
});

Deno.test("setTitle() breaks a title at the limit, and leaves the subtitle", () => {
  const title = { text: "old", subtitle: ["one"], limit: 7 };
  setTitle({ title }, "aaa bbb ccc", width);
  assertEquals(title as unknown, { text: ["aaa bbb", "ccc"], subtitle: ["one"], limit: 7 });
  assertThrows(
    () => setTitle({ title: "Title" }, "text", width),
    RangeError,
    'Cannot render figure: title must have a limit, current value is "Title"',
  );
});

Deno.test("titleOf() gives the title in one line", () => {
  assertEquals(titleOf({ title: { text: ["aaa bbb", "ccc"] } }), "aaa bbb ccc");
  assertEquals(titleOf({ title: { text: "aaa" } }), "aaa");
  assertEquals(titleOf({}), undefined);
});
