/** A store that cannot be written, on a read-only file system or of another user: whatever only reads works on it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  denoFolder,
  type Ended,
  ended,
  namesOf,
  PROJECT,
  requireProgram,
  requireRoot,
  taskWords,
  withFolder,
} from "./support.ts";
import { smokeStore } from "../tasks/smoke.ts";

/** Nobody, who owns nothing: project, packages and Deno are put where he can reach them. */
const AS_NOBODY = `
mount --bind "$PROJECT" "$PLACE/project"; mount --bind "$DENO_DIR" "$PLACE/deno"
mount --bind "$PROGRAM" "$PLACE/bin"; cd "$PLACE/project"
export HOME="$PLACE/home" DENO_DIR="$PLACE/deno"
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$PLACE/bin/$NAME" "$@"`;

/** The very user, and a file system that takes no writes from anybody. */
const READ_ONLY = `
mount --bind "$PLACE/store" "$PLACE/store"; mount -o remount,bind,ro "$PLACE/store"
cd "$PROJECT"; exec "$PROGRAM/$NAME" "$@"`;

/** Runs a task in mount and user of its own, so that nothing is left behind. */
async function runThere(
  place: string,
  script: string,
  task: string,
  args: readonly string[],
): Promise<Ended> {
  const program = await Deno.realPath(Deno.execPath()), slash = program.lastIndexOf("/");
  const words = [...await taskWords(task), ...args, "--store", `${place}/store`];
  const child = new Deno.Command("unshare", {
    args: ["--mount", "sh", "-ec", script, "sh", ...words],
    env: {
      ...{ NO_COLOR: "1", PLACE: place, PROJECT, DENO_DIR: await denoFolder() },
      ...{ PROGRAM: program.slice(0, slash), NAME: program.slice(slash + 1) },
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return await ended(child);
}

/** A finished smoke store at `<place>/store`, and a folder at `<place>/home` that anybody may write. */
async function withPlace(test: (place: string) => Promise<void>): Promise<void> {
  await requireRoot();
  for (const program of ["unshare", "setpriv"]) await requireProgram(program, "util-linux");
  await requireProgram("mount", "mount");
  await withFolder(async (place) => {
    await Deno.chmod(place, 0o755);
    for (const name of ["project", "deno", "bin", "home"]) await Deno.mkdir(`${place}/${name}`);
    await Deno.chmod(`${place}/home`, 0o777);
    await smokeStore(`${place}/store`);
    await test(place);
  });
}

/** Every file of a store by its path: when it was changed last, and its owner. */
async function filesOf(store: string): Promise<Map<string, string>> {
  const files = new Map<string, string>(), open = [store];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`, { mtime, uid } = await Deno.stat(path);
      files.set(path, `${mtime?.getTime()} ${uid}`);
      if (isDirectory) open.push(path);
    }
  }
  return files;
}

const scripts: [string, string, RegExp][] = [
  ["of another user", AS_NOBODY, /Permission denied/],
  ["on a read-only file system", READ_ONLY, /Read-only file system/],
];

for (const [which, script, reason] of scripts) {
  Deno.test(`a store ${which} can be verified, shown and drawn from, and refuses what writes`, async () => {
    await withPlace(async (place) => {
      const before = await filesOf(`${place}/store`), out = ["--out", `${place}/home/out`];
      const there = (task: string, ...args: string[]) => runThere(place, script, task, args);

      const verified = await there("verify", "fig3", "--level", "0", "--json");
      assertEquals([verified.code, verified.stderr], [0, ""]);
      const { levels } = JSON.parse(verified.stdout);
      assert(levels.at(-1).checked["store rows"] >= 6, verified.stdout);

      const status = await there("status", "fig3", "--preset", "smoke", "--json");
      assertEquals([status.code, status.stderr], [0, ""]);
      assertEquals(JSON.parse(status.stdout).figures.fig3.train.missing, 0);

      for (const preset of [[], ["--preset", "smoke"]]) {
        const drawn = await there("figure", "fig3", ...preset, ...out, "--json");
        assertEquals([drawn.code, drawn.stderr], [0, ""]);
        assert((await Deno.stat(`${place}/home/out/figures/fig3.svg`)).size > 1000);
        await Deno.remove(`${place}/home/out`, { recursive: true });
      }

      const dry = await there("reproduce", "fig3", "--preset", "smoke", "--dry-run");
      assertEquals([dry.code, dry.stderr], [0, ""]);

      const reads: [string, ...string[]][] = [
        ["reproduce", "fig3", "--preset", "smoke", ...out, "--json"],
        ["cache", "fsck", "--json"],
      ];
      for (const words of reads) {
        const { code, stdout, stderr } = await there(...words);
        assertEquals(code, 0, stderr);
        assertEquals(JSON.parse(stdout).bad ?? [], []);
        assertMatch(stderr, /^The store in \S+ is read only: it cannot be written \([^\n]*\)\.\n$/);
        assertMatch(stderr, reason);
      }
      const refused = await there("reproduce", "fig2", "--preset", "smoke", ...out);
      assertEquals([refused.code, refused.stdout], [1, ""]);
      assertMatch(
        refused.stderr,
        /\nCannot write to the store: it must be open for writing, [^\n]*\n$/,
      );
      assertMatch(refused.stderr, reason);
      assertEquals(await filesOf(`${place}/store`), before, "nothing may change");
    });
  });
}

Deno.test("a file of the store that may not be read is named in one line", async () => {
  await withPlace(async (place) => {
    const { ac } = await namesOf(`${place}/store`);
    for (const key of ac) {
      const path = `${place}/store/ac/${key.slice(0, 2)}/${key}`;
      if (JSON.parse(await Deno.readTextFile(path)).step !== "train") continue;
      await Deno.chmod(path, 0o000);
      for (const task of ["verify", "status"]) {
        const level = task === "verify" ? ["--level", "0"] : ["--preset", "smoke"];
        const ended = await runThere(place, AS_NOBODY, task, ["fig3", ...level]);
        assertEquals(ended.code, 1, ended.stdout);
        if (task === "verify") {
          // It goes on; its report may be read elsewhere, so that the store's own place is left out.
          const name = path.slice(path.indexOf("/ac/") + 1);
          const line = `^  train/.*: Cannot read from the store: ${name} must be readable, `;
          assertMatch(ended.stdout, new RegExp(line, "m"));
          assertMatch(ended.stdout, /[1-9]\d* store rows: 1 COULD NOT BE CHECKED$/m);
          assertMatch(ended.stderr, /^Cannot verify everything: [^\n]*\n$/);
          continue;
        }
        assertMatch(
          ended.stderr,
          new RegExp(`^Cannot read from the store: ${path} must be readable, [^\n]*\n$`),
        );
      }
      return;
    }
    throw new Error("a store must hold a training");
  });
});
