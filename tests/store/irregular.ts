/** What may lie where a file should be, made for tests. */

/** Makes something irregular at a path; what it makes besides lies in `beside`. */
type Maker = (path: string, beside: string) => Promise<unknown>;

async function pipe(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  if (!success) throw new Error("Cannot test: mkfifo must make a pipe");
}

/** A socket stays when nobody listens any more. */
async function socket(path: string, beside: string): Promise<void> {
  // The name of a socket is at most 107 bytes long.
  const short = `${beside}/s`,
    code = `Deno.listen({ transport: "unix", path: "${short}" });
    Deno.kill(Deno.pid, "SIGKILL");`;
  await new Deno.Command(Deno.execPath(), { args: ["eval", code] }).output();
  await Deno.rename(short, path);
}

async function giant(path: string): Promise<void> {
  await Deno.writeFile(path, new Uint8Array());
  await Deno.truncate(path, 2 ** 40);
}

/** By name; each holds up, misleads or fills the memory of whoever opens it without a look. */
export const IRREGULAR: Readonly<Record<string, Maker>> = {
  "a pipe": pipe,
  "a socket": socket,
  "a sparse giant": giant,
  "a folder": (path) => Deno.mkdir(`${path}/with/more`, { recursive: true }),
  "a link to a device": (path) => Deno.symlink("/dev/zero", path),
  "a dangling link": (path) => Deno.symlink("/nowhere/at/all", path),
  "a link to itself": (path) => Deno.symlink(path.slice(path.lastIndexOf("/") + 1), path),
};

/** Runs a test for each of them, in a folder of its own. */
export async function forEachIrregular(
  test: (name: string, make: (path: string) => Promise<unknown>, folder: string) => Promise<void>,
): Promise<void> {
  for (const [name, make] of Object.entries(IRREGULAR)) {
    const folder = await Deno.makeTempDir({ prefix: "irr-" });
    try {
      await Deno.mkdir(`${folder}/store`);
      await test(name, async (path) => {
        await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
        await Deno.remove(path, { recursive: true }).catch(() => {});
        await make(path, folder);
      }, folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}
