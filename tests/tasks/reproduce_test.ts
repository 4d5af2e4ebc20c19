/** The commands on one store, from empty to complete: each step goes on from the one before. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { exists, failure, filesIn, output, run, withFolder } from "./support.ts";

const FIGURES = ["fig2", "fig3"], SMOKE = ["--preset", "smoke"];
const PATHS = FIGURES.flatMap((id) => [
  `/data/${id}-exact.csv`,
  `/data/${id}.csv`,
  `/figures/${id}.png`,
  `/figures/${id}.svg`,
]).sort();

type Counts = Record<string, { restored: number; missing: number; unknown: number }>;
interface Summary {
  preset: string;
  restored: number;
  computed: number;
  damages: number;
  figures: Record<
    string,
    { files: Record<string, string>; digests: Record<string, string>; caption: string }
  >;
}

function totalOf(plan: Counts, ...standings: (keyof Counts[string])[]): number {
  return Object.values(plan).flatMap((row) => standings.map((one) => row[one]))
    .reduce((sum, n) => sum + n, 0);
}

async function digestsIn(folder: string): Promise<Record<string, string>> {
  const files = Object.entries(await filesIn(folder));
  return Object.fromEntries(files.map(([path, bytes]) => [path, sha256(bytes)]).sort());
}

Deno.test("reproduce, status, figure and cache on one store", async (t) => {
  await withFolder(async (folder) => {
    const store = `${folder}/store`, out = `${folder}/out`;
    const inStore = ["--store", store], flags = [...inStore, "--out", out];
    const smoke = ["reproduce", ...FIGURES, ...SMOKE, ...flags];
    const status = async (...words: string[]): Promise<Counts> => {
      const text = await output(["status", "fig3", ...SMOKE, "--json", ...words]);
      return JSON.parse(text).figures.fig3;
    };
    const dryRun = async (words = smoke): Promise<Counts> =>
      JSON.parse(await output([...words, "--dry-run", "--json"])).kinds;
    const counts = ({ restored, missing, unknown }: Counts[string]) => {
      return { restored, missing, unknown };
    };
    let steps = 0, digests: Record<string, string> = {}, first: Summary;

    await t.step("--dry-run says what would run and writes nothing at all", async () => {
      const plan = await dryRun(),
        counts = ({ restored, missing, unknown }: Counts[string]) => {
          return { restored, missing, unknown };
        };
      assertEquals([counts(plan.dataset), counts(plan.svg)], [
        { restored: 0, missing: 1, unknown: 0 },
        { restored: 0, missing: 0, unknown: FIGURES.length },
      ]);
      assertEquals(totalOf(plan, "restored"), 0);
      steps = totalOf(plan, "missing", "unknown");
      const text = await output([...smoke, "--dry-run"]);
      assertMatch(text, /^step +restored +to run +time +bytes$/m);
      assertMatch(text, /^dataset +0 +1 +\d/m);
      assertMatch(text, /^train +0 +4 .* at most$/m);
      assertEquals(await filesIn(folder), {});
      assertEquals(await exists(store), false);
    });

    await t.step("status of a store that is not there says so and makes none", async () => {
      assertEquals(totalOf(await status(...inStore), "restored"), 0);
      assertMatch(await output(["status", "fig3", ...inStore]), /^fig3 \(quick\)\nstep /);
      assertEquals(await exists(store), false);
    });

    await t.step("reproduce computes everything and prints digests of what it wrote", async () => {
      first = JSON.parse(await output([...smoke, "--jobs", "2", "--json"]));
      assertEquals([first.preset, first.restored, first.computed], ["smoke", 0, steps]);
      assertEquals(first.damages, 0);
      digests = await digestsIn(out);
      assertEquals(Object.keys(digests), [...PATHS, "/sha256.txt"]);
      for (const id of FIGURES) {
        const { files, digests: said, caption } = first.figures[id];
        assertEquals(Object.keys(files).sort(), ["csv", "exact", "png", "svg"]);
        for (const [format, path] of Object.entries(files)) {
          assertEquals(said[format], digests[path.slice(out.length)]);
        }
        assertStringIncludes(caption, "Mean of 2 repeats, 50 epochs");
        assertStringIncludes(caption, "not reached");
      }
    });

    await t.step("the files are what their names say", async () => {
      const files = await filesIn(out),
        text = (path: string) => new TextDecoder().decode(files[path]);
      for (const id of FIGURES) {
        const lines = text(`/data/${id}.csv`).split("\n");
        // 10 recorded epochs of 6 layers and the exact output layer, a head and the last line's end.
        assertEquals([lines.length, lines[0]], [72, "epoch,layer,states,ixt,ity"]);
        assertMatch(text(`/figures/${id}.svg`), /^<svg [^]*<\/svg>\s*$/);
        assertEquals([...files[`/figures/${id}.png`].subarray(0, 4)], [137, 80, 78, 71]);
      }
    });

    await t.step("typed again it computes nothing", async () => {
      const times = await Promise.all(
        PATHS.map(async (path) => (await Deno.stat(out + path)).mtime),
      );
      const text = await output(smoke);
      assertMatch(text, new RegExp(`^smoke: ${steps} steps restored, 0 computed, `, "m"));
      // A screenful at most; digests where sha256sum finds them, and on demand.
      assert(text.trimEnd().split("\n").length <= 10, text);
      const list = await Deno.readTextFile(`${out}/sha256.txt`),
        verbose = await output([...smoke, "--verbose"]);
      for (const path of PATHS) {
        assertStringIncludes(text, `${out}${path}`);
        assertStringIncludes(list, `${digests[path]}  ${path.slice(1)}\n`);
        assertStringIncludes(verbose, `${out}${path}  sha256 ${digests[path]}`);
      }
      // Files that are right already are left alone.
      const again = await Promise.all(
        PATHS.map(async (path) => (await Deno.stat(out + path)).mtime),
      );
      assertEquals(again, times);
    });

    await t.step("--dry-run and status find everything restored", async () => {
      const plan = await dryRun();
      assertEquals([totalOf(plan, "restored"), totalOf(plan, "missing", "unknown")], [steps, 0]);
      assertEquals(totalOf(await status(...inStore), "missing", "unknown"), 0);
    });

    await t.step("the store is --store, else EXACT_IB_STORE, else .cache", async () => {
      const env = { EXACT_IB_STORE: store }, other = `${folder}/other`;
      const restored = async (args: string[], place = {}) =>
        totalOf(
          JSON.parse(await output(["status", "fig3", ...SMOKE, "--json", ...args], place))
            .figures.fig3,
          "restored",
        );
      assert(await restored([], { env }) > 0);
      assertEquals(await restored(["--store", other], { env }), 0);
      assert(await restored(inStore, { env: { EXACT_IB_STORE: other } }) > 0);
      await Deno.mkdir(`${folder}/cwd`);
      await Deno.symlink(store, `${folder}/cwd/.cache`);
      assert(await restored([], { cwd: `${folder}/cwd` }) > 0);
    });

    await t.step("the larger preset takes over the smaller one's segments", async () => {
      const plan = await dryRun(["reproduce", "fig3", "--preset", "quick", ...flags]);
      // Two repeats' first segments of three times 17.
      assertEquals(counts(plan.train), { restored: 2, missing: 2, unknown: 47 });
    });

    await t.step("figure draws from the store, in the formats named", async () => {
      const elsewhere = `${folder}/drawn`;
      const words = ["figure", "fig2", "--format", "svg", ...inStore, "--out", elsewhere];
      const said = JSON.parse(await output([...words, ...SMOKE, "--json"]));
      const { png: _, ...others } = first.figures.fig2.digests;
      assertEquals([said.preset, said.digests], ["smoke", others]);
      assertEquals(await digestsIn(elsewhere), {
        "/data/fig2-exact.csv": digests["/data/fig2-exact.csv"],
        "/data/fig2.csv": digests["/data/fig2.csv"],
        "/figures/fig2.svg": digests["/figures/fig2.svg"],
      });
      const text = await output([...words, ...SMOKE]);
      assertStringIncludes(text, first.figures.fig2.caption);
      assertStringIncludes(text, `${elsewhere}/figures/fig2.svg`);
      assertMatch(
        await failure(1, [...words, "--preset", "paper"]),
        /reproduce fig2 --preset paper/,
      );
    });

    await t.step("results that cannot be written end with 1 and one line", async () => {
      await Deno.writeTextFile(`${folder}/file`, "");
      for (const command of [["reproduce"], ["figure"]]) {
        const words = [...command, "fig2", ...SMOKE, ...inStore, "--out", `${folder}/file/out`];
        assertStringIncludes(await failure(1, words), "--out must be a folder that can be written");
      }
    });

    await t.step("--fresh recomputes everything and agrees with what is stored", async () => {
      const whole = await dryRun([...smoke, "--fresh"]);
      assertEquals([totalOf(whole, "restored"), totalOf(whole, "missing")], [0, steps]);
      const one = ["reproduce", "fig3", ...SMOKE, ...flags, "--fresh"], plan = await dryRun(one);
      const found: Summary = JSON.parse(await output([...one, "--json"]));
      assertEquals([found.restored, found.computed], [0, totalOf(plan, "missing")]);
      assertEquals(found.figures.fig3.digests, first.figures.fig3.digests);
      assertEquals(await digestsIn(out), digests);
    });

    await t.step("a sound store passes cache fsck", async () => {
      const report = JSON.parse(await output(["cache", "fsck", "--json", ...inStore]));
      assertEquals([report.actions, report.bad], [steps, []]);
      assertMatch(await output(["cache", "fsck", ...inStore]), / 0 damaged, /);
    });

    /** An action entry and its path in the store, by the step's id. */
    const entryOf = async (wanted: string) => {
      const decoder = new TextDecoder();
      for (const [path, bytes] of Object.entries(await filesIn(`${store}/ac`))) {
        const entry = JSON.parse(decoder.decode(bytes));
        if (entry.id === wanted) return { path: `${store}/ac${path}`, entry };
      }
      throw new Error(`no entry of ${wanted}`);
    };

    await t.step("figure does not measure what is missing, reproduce does", async () => {
      await Deno.remove((await entryOf("measure/syn-relu-8/r01/a0/s01/exact")).path);
      const line = await failure(1, ["figure", "fig3", ...SMOKE, ...flags]);
      assertStringIncludes(line, "deno task reproduce fig3 --preset smoke computes them");
      assertEquals(JSON.parse(await output([...smoke, "--json"])).computed, 1);
      assertEquals(await digestsIn(out), digests);
    });

    const damage = async (path: string) => {
      const bytes = await Deno.readFile(path);
      bytes[bytes.length >> 1] ^= 4;
      await Deno.chmod(path, 0o644);
      await Deno.writeFile(path, bytes);
    };
    const blob = (digest: string) => `cas/${digest.slice(0, 2)}/${digest}`;

    await t.step("a flipped bit is reported when it is read, and repaired", async () => {
      const path = blob(digests["/data/fig2.csv"]);
      await damage(`${store}/${path}`);
      const { code, stdout, stderr } = await run([...smoke, "--json"]);
      assertEquals([code, JSON.parse(stdout).damages], [0, 1]);
      assertStringIncludes(stderr, `Damaged in the store: ${path} `);
      assertEquals(await digestsIn(out), digests);
      assertEquals(JSON.parse(await output([...smoke, "--json"])).computed, 0);
    });

    await t.step("cache fsck finds a flipped bit that no run would read, ends with 1", async () => {
      // The data set: whatever is computed from it is there.
      const dataset = (await entryOf("dataset/synthetic")).entry.outputs.dataset.sha256;
      await damage(`${store}/${blob(dataset)}`);
      assertEquals(JSON.parse(await output([...smoke, "--json"])).computed, 0);
      const { code, stdout } = await run(["cache", "fsck", "--json", ...inStore]);
      assertEquals(code, 1);
      const bad = JSON.parse(stdout).bad as { kind: string; path: string }[];
      assertEquals(bad.map(({ kind }) => kind), ["blob", "action"]);
      assertEquals(bad[0].path, blob(dataset));
      await output(["cache", "fsck", ...inStore]);
      assertEquals(JSON.parse(await output([...smoke, "--json"])).computed, 1);
      assertEquals(await digestsIn(out), digests);
    });

    await t.step(
      "another folder, locale, time zone and number of workers change no bit",
      async () => {
        const cwd = `${folder}/Üçüncü yer`;
        await Deno.mkdir(cwd);
        const env = { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kolkata" };
        const words = ["reproduce", "fig2", ...SMOKE, "--jobs", "1", "--json"];
        const found: Summary = JSON.parse(
          await output([...words, "--store", "depo", "--out", "çıktı"], { cwd, env }),
        );
        assertEquals(found.restored, 0);
        assertEquals(found.figures.fig2.digests, first.figures.fig2.digests);
        const { "/sha256.txt": _, ...drawn } = await digestsIn(`${cwd}/çıktı`);
        const own = PATHS.filter((path) => path.includes("fig2"));
        assertEquals(drawn, Object.fromEntries(own.map((path) => [path, digests[path]])));
        const names = async (of: string) => Object.keys(await filesIn(`${of}/cas`));
        const known = new Set(await names(store)), made = await names(`${cwd}/depo`);
        assertEquals(made.filter((name) => !known.has(name)), []);
        // Half of what both figures have, at least: nothing but the data is shared.
        assert(made.length > known.size / 2, `${made.length} of ${known.size}`);
      },
    );
  });
});
