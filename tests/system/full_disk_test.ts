/** A store on a full disk: one clear line, nothing half-written, and with more space it goes on. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  digestsOf,
  inFolder,
  reproduce,
  requireProgram,
  requireRoot,
  run,
  system,
  withFolder,
} from "./support.ts";

/** With all formats of pictures: every kind of file meets the full disk. */
const ALL = ["fig2", "fig3", "--preset", "smoke"];

/** Runs a test on a file system of a size that `resize` changes, mounted at `<folder>/store`. */
async function onSmallDisk(
  size: string,
  test: (folder: string, resize: (size: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  await requireRoot();
  await requireProgram("mount", "mount");
  await withFolder(async (folder) => {
    const disk = `${folder}/store`;
    await Deno.mkdir(disk);
    await system("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk);
    try {
      await test(folder, (size) => system("mount", "-o", `remount,size=${size}`, disk));
    } finally {
      await system("umount", disk);
    }
  });
}

/** A run must fail for want of space, with one line on it and a sound store. */
async function assertFull(folder: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run("reproduce", [...args, ...inFolder(folder)]);
  assertEquals({ code, stdout }, { code: 1, stdout: "" });
  const lines = stderr.split("\n").filter((line) => line !== "" && !/^\d+ %, /.test(line));
  assertEquals(lines.length, 1, stderr);
  assertMatch(lines[0], /^Cannot .*store.*, current value is .*[Nn]o space left/);
  const check = await run("cache", ["fsck", "--store", `${folder}/store`, "--json"]);
  const { bad, absent } = JSON.parse(check.stdout);
  assertEquals({ code: check.code, bad, absent }, { code: 0, bad: [], absent: 0 });
  // The command ends at the first failure; temp files of writers under way are swept after a day, or by gc.
  const gc = await run("cache", ["gc", "--store", `${folder}/store`, "--json"]);
  assertEquals([gc.code, await Array.fromAsync(Deno.readDir(`${folder}/store/tmp`))], [0, []]);
}

Deno.test("reproduce on a disk that is full at any point fails clearly and goes on", async () => {
  await withFolder(async (ample) => {
    const undisturbed = await reproduce(ample, ALL);
    await onSmallDisk("64k", async (folder, resize) => {
      // Full while opening, after the data set, amid training, and while drawing.
      for (const size of ["64k", "200k", "400k", "600k"]) {
        await resize(size);
        await assertFull(folder, ALL);
      }
      await resize("200m");
      const last = await reproduce(folder, ALL);
      assert(last.restored > 0, "nothing was kept");
      assertEquals(digestsOf(last), digestsOf(undisturbed));
    });
  });
});

Deno.test("reproduce at full length fails clearly on a disk of 3 MB and goes on", async () => {
  await onSmallDisk("3m", async (folder, resize) => {
    await assertFull(folder, ["fig3"]);
    await resize("200m");
    const { code, stdout } = await run("status", ["fig3", "--store", `${folder}/store`, "--json"]);
    assertEquals(code, 0);
    assert(JSON.parse(stdout).figures.fig3.train.restored > 4, stdout);
    // The first segments of quick are those of smoke.
    const { restored } = await reproduce(folder, ["fig3", "--preset", "smoke"]);
    assert(restored >= 8);
  });
});
