/** Ctrl-C: ends at once, keeps what is finished, gives the cursor back. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  inFolder,
  PROJECT,
  reproduce,
  requireProgram,
  run,
  start,
  type Summary,
  withFolder,
} from "./support.ts";

/** A second is the promise; the rest is for a machine that is busy with other work. */
const LONGEST = 1.5;

/** Reads until a text has come; resolves to everything read. */
async function readUntil(
  stream: ReadableStreamDefaultReader<Uint8Array>,
  wanted: RegExp,
): Promise<string> {
  const decoder = new TextDecoder();
  for (let text = "";;) {
    const { value, done } = await stream.read();
    if (done) throw new Error(`the run must say ${wanted}, it said ${text}`);
    text += decoder.decode(value, { stream: true });
    if (wanted.test(text)) return text;
  }
}

async function rest(stream: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  for (let text = "";;) {
    const { value, done } = await stream.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
}

/** Waits until some segments are in the store. */
async function trained(folder: string, segments: number): Promise<void> {
  for (;;) {
    const { code, stdout } = await run("status", [
      "fig3",
      "--store",
      `${folder}/store`,
      "--json",
    ]);
    assertEquals(code, 0);
    if (JSON.parse(stdout).figures.fig3.train.restored >= segments) return;
  }
}

function assertPrompt(began: number): void {
  const seconds = (performance.now() - began) / 1000;
  console.log(`ended ${seconds.toFixed(3)} s after Ctrl-C`);
  assert(seconds < LONGEST, `it must end within ${LONGEST} s, it took ${seconds} s`);
}

/** The next run takes over what the interrupted one has finished, and its store is sound. */
async function assertGoesOn(folder: string): Promise<void> {
  const { code, stderr } = await run("cache", ["fsck", "--store", `${folder}/store`]);
  assertEquals(code, 0, stderr);
  // The first segments of quick are those of smoke.
  const next: Summary = await reproduce(folder, ["fig3", "--preset", "smoke"]);
  assert(next.restored >= 8, `the next run must go on, it restored ${next.restored} steps`);
  assertEquals(next.damages, 0);
}

Deno.test("SIGINT ends reproduce within a second with 130, and the next run goes on", async () => {
  await withFolder(async (folder) => {
    const child = await start("reproduce", ["fig3", ...inFolder(folder)]);
    const errors = child.stderr.getReader(), words = child.stdout.getReader();
    await trained(folder, 4);
    const began = performance.now();
    child.kill("SIGINT");
    const { code, signal } = await child.status;
    assertPrompt(began);
    assertEquals({ code, signal }, { code: 130, signal: null });
    assertMatch(await rest(errors), /Interrupted: [^\n]*\n$/);
    assertEquals(await rest(words), "");
    await assertGoesOn(folder);
  });
});

/** A progress that is shown until a signal comes; it says its process number first. */
const SHOWN = `
  import { ProgressLine } from "../../tasks/_progress.ts";
  const line = new ProgressLine(1, "Interrupted: so");
  line.add(0, "pid " + Deno.pid + ".");
  setInterval(() => {}, 1000);
`;

Deno.test("TERM, HUP and INT end a command with 130 and give the cursor back", async () => {
  await requireProgram("script", "bsdutils");
  const file = `${PROJECT}/tests/system/.shown-${crypto.randomUUID()}.ts`;
  await Deno.writeTextFile(file, SHOWN);
  try {
    for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
      const child = new Deno.Command("script", {
        args: ["-qfec", `"${Deno.execPath()}" run --no-lock "${file}"`, "/dev/null"],
        cwd: PROJECT,
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const screen = child.stdout.getReader(), shown = await readUntil(screen, /pid \d+\./);
      Deno.kill(Number(/pid (\d+)/.exec(shown)![1]), signal);
      const last = await rest(screen), { code } = await child.status;
      await child.stdin.close().catch(() => {});
      assertEquals(code, 130, signal);
      assert(shown.includes("\x1b[?25l") && last.includes("\x1b[?25h"), signal);
      assertMatch(last, /Interrupted: so\r?\n$/);
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("Ctrl-C on a terminal ends `deno task reproduce` and gives the cursor back", async () => {
  await requireProgram("script", "bsdutils");
  await withFolder(async (folder) => {
    const flags = `--store "${folder}/store" --out "${folder}/out"`;
    const child = new Deno.Command("script", {
      args: ["-qfec", `"${Deno.execPath()}" task reproduce fig3 ${flags}`, "/dev/null"],
      cwd: PROJECT,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const keyboard = child.stdin.getWriter(), screen = child.stdout.getReader();
    const shown = await readUntil(screen, /% *,? .*\/s0[3-9]/);
    assert(shown.includes("\x1b[?25l"), "a live line hides the cursor");
    const began = performance.now();
    await keyboard.write(new Uint8Array([3]));
    const last = await rest(screen);
    const { code } = await child.status;
    assertPrompt(began);
    await keyboard.close().catch(() => {});
    assertEquals(code, 130);
    // deno-lint-ignore no-control-regex -- escape sequences are what is looked for
    const escapes = (shown + last).match(/\x1b\[[?0-9;]*[A-Za-z]/g)!;
    assertEquals(escapes.filter((one) => one.startsWith("\x1b[?25")).at(-1), "\x1b[?25h");
    assertMatch(last, /Interrupted: /);
    await assertGoesOn(folder);
  });
});
