import { assertEquals } from "@std/assert";
import { complain, draw, HIDE, say } from "../../tasks/_output.ts";

/** Clears the screen, writes from right to left, hides a tag, and begins a line of its own. */
const HOSTILE = "a\x1b[2Jb\u202ec\u{e0041}d\re";
const SHOWN = "a\\u001b[2Jb\\u202ec\\udb40\\udc41d\\u000de";

/** What a function prints. */
function printed(print: () => void): string[] {
  const { log, error } = console, { writeSync } = Deno.stderr, lines: string[] = [];
  console.log = console.error = (line: string) => lines.push(line);
  Deno.stderr.writeSync = (bytes) => lines.push(new TextDecoder().decode(bytes));
  try {
    print();
  } finally {
    Object.assign(console, { log, error });
    Deno.stderr.writeSync = writeSync;
  }
  return lines;
}

Deno.test("nothing that a command prints controls a terminal", () => {
  assertEquals(printed(() => say(`one\n${HOSTILE}`)), [`one\n${SHOWN}`]);
  assertEquals(printed(() => complain(`${HOSTILE}\nx`)), [`${SHOWN}\\u000ax`]);
  assertEquals(printed(() => draw(HIDE, `${HOSTILE}\n`)), [`${HIDE}${SHOWN}\n`]);
});

Deno.test("say() leaves JSON the same value", () => {
  const value = { [HOSTILE]: [HOSTILE, "plain \u00e9"] };
  const [line] = printed(() => say(JSON.stringify(value)));
  assertEquals(JSON.parse(line), value);
  assertEquals(line.includes("\u202e"), false);
});
