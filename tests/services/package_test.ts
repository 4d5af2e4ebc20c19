/**
 * The archive for reviewers and the package of npm as strangers have them. Needs root (for `unshare -n` and another user),
 * tar, npm, and the network to fill caches; takes some minutes and 1 GB below the folder for temporary files, which must
 * not be below /dev: Deno refuses files there.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const PROJECT = new URL("../../", import.meta.url).pathname;

async function must(program: string, args: string[], cwd: string, env = {}): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    ...{ args, cwd, env: { NO_COLOR: "1", ...env }, stdin: "null" },
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertEquals(code, 0, text);
  return text;
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "reviewer-" });
  try {
    await Deno.chmod(folder, 0o777);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the archive works without network, as another user, with an empty home", async () => {
  await inFolder(async (folder) => {
    const args = ["task", "-q", "package", "--json", "--out", folder];
    const { file, bytes } = JSON.parse(
      (await must(Deno.execPath(), args, PROJECT)).split("\n")
        .find((line) => line.startsWith("{"))!,
    );
    assert(bytes < 400e6, String(bytes));
    await Deno.mkdir(`${folder}/home`, { mode: 0o777 });
    const script = `set -e; umask 022; cd ${folder}; export HOME=${folder}/home PATH=/usr/bin:/bin
mkdir opened; cd opened; tar xzf ${file}; cd */; sha256sum -c --quiet sha256.txt
(cd report; sha256sum -c --quiet SHA256SUMS; grep -q receipt.json trust.html; ls figure-fig3.html assets/vega.js)
./reproduce fig3 --preset smoke; ./verify --budget 20s; ./run-task figure fig4; ls -A $HOME`;
    const stranger = ["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script];
    await Deno.chmod(folder, 0o777);
    const text = await must("unshare", ["-n", "setpriv", ...stranger], folder);
    assertStringIncludes(text, "6 of 6 results agree with those published");
    assert(!/Download|differs/.test(text), text);
  });
});

Deno.test("the package of npm draws a figure and runs an experiment in an empty folder", async () => {
  await inFolder(async (folder) => {
    await must(Deno.execPath(), ["task", "-q", "dev:npm"], PROJECT);
    const [tarball] = (await Array.fromAsync(Deno.readDir(`${PROJECT}out`)))
      .flatMap(({ name }) => /^exact-ib-[\d.]+\.tgz$/.test(name) ? [`${PROJECT}out/${name}`] : []);
    await must("npm", ["install", "--silent", "--prefix", folder, tarball!], folder);
    const network = { layers: [4, 2], activation: "relu" };
    const own = JSON.stringify({ name: "own", network, repeats: 1, epochs: 6 });
    await Deno.writeTextFile(`${folder}/own.json`, own);
    await must("npx", ["exact-ib", "run", "own.json", "--format", "svg"], folder);
    await must(
      "npx",
      ["exact-ib", "reproduce", "fig3", "--preset", "smoke", "--format", "svg"],
      folder,
    );
    for (const path of ["out/figures/own-exact.svg", "out/figures/fig3.svg", ".cache/store.json"]) {
      assert((await Deno.stat(`${folder}/${path}`)).size > 0, path);
    }
  });
});
