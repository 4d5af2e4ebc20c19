/** The folder as a library among others: checked by itself, beside another npm package, ready to be published. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { namesOf, PROJECT, withFolder } from "./support.ts";

async function deno(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args: [...args], cwd, env: { NO_COLOR: "1", ...env }, stdin: "null" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

Deno.test("deno check mod.ts passes by itself: the lock file has all that its types need", async () => {
  const { code, text } = await deno(PROJECT, ["check", "mod.ts"]);
  assertEquals(code, 0, text);
});

Deno.test("a program beside another npm package runs and checks with a lock file of its own", async () => {
  await withFolder(async (folder) => {
    // A package that deno.lock has not.
    await Deno.writeTextFile(
      `${folder}/program.ts`,
      `import { Ajv } from "npm:ajv@8.20.0";
import { experiment, informationPlanes } from "${PROJECT}mod.ts";
const network = { layers: [4, 2], activation: "relu" } as const;
const own = experiment({ name: "outside", network, repeats: 1, epochs: 6 });
const { exact } = await informationPlanes(own, { store: "./store", jobs: 1 });
console.log(new Ajv().validate({ type: "number" }, exact.points.length), exact.points.length);
`,
    );
    const own = ["--config", `${PROJECT}deno.json`, "--lock=program.lock", "--frozen=false"];
    const ran = await deno(folder, [
      "run",
      "-q",
      "--no-prompt",
      ...own,
      "-R",
      "-W=.",
      "program.ts",
    ]);
    assertEquals(ran, { code: 0, text: "true 6\n" });
    assertStringIncludes(await Deno.readTextFile(`${folder}/program.lock`), '"ajv@8.20.0"');
    const checked = await deno(folder, ["check", "-q", ...own, "program.ts"]);
    assertEquals(checked.code, 0, checked.text);
  });
});

/** A folder for Deno with the packages of this machine's, and no module of the network. */
async function emptyModules(folder: string): Promise<string> {
  const { text } = await deno(PROJECT, ["info", "--json"]), cache = `${folder}/deno`;
  await Deno.mkdir(cache);
  await Deno.symlink(JSON.parse(text).npmCache, `${cache}/npm`);
  return cache;
}

/** Serves the project on this machine, as a web server would, until it is disposed of. */
function served(): AsyncDisposable & { readonly url: string } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const type = TYPES[path.slice(path.lastIndexOf("."))];
    const bytes = await Deno.readFile(PROJECT + path).catch(() => undefined);
    if (bytes === undefined || type === undefined) return new Response(null, { status: 404 });
    return new Response(bytes, { headers: { "content-type": type } });
  });
  const { hostname, port } = server.addr;
  return { url: `http://${hostname}:${port}/`, [Symbol.asyncDispose]: () => server.shutdown() };
}

const TYPES: Record<string, string> = {
  ".ts": "application/typescript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

Deno.test("mod.ts runs over http, by the import map of deno.json, under the same keys", async () => {
  await using server = served();
  await withFolder(async (folder) => {
    const program = (from: string) =>
      `import { experiment, informationPlanes } from "${from}mod.ts";
const network = { layers: [4, 2], activation: "relu" } as const;
const own = experiment({ name: "outside", network, repeats: 1, epochs: 6 });
const { exact } = await informationPlanes(own, { store: "./store", jobs: 1 });
console.log(exact.csv.trim());
`;
    await Deno.writeTextFile(`${folder}/http.ts`, program(server.url));
    await Deno.writeTextFile(`${folder}/file.ts`, program(PROJECT));
    const common = ["run", "-q", "--no-prompt", "--no-lock", "-R", "-W=.", "--cached-only"];
    const env = { DENO_DIR: await emptyModules(folder) };
    const own = [
      `--import-map=${server.url}deno.json`,
      `--allow-import=${new URL(server.url).host}`,
    ];
    const over = await deno(folder, [...common.slice(0, -1), ...own, "http.ts"], env);
    assertEquals(over.code, 0, over.text);
    assertEquals(over.text.split("\n").length, 1 + 6 + 1, over.text);
    const stored = await namesOf(`${folder}/store`);
    assert(stored.ac.length > 5, stored.ac.join());
    const local = await deno(folder, [...common, `--config=${PROJECT}deno.json`, "file.ts"]);
    assertEquals(local, over);
    // All of it was there: keys that are made of files are those of the manifest.
    assertEquals(await namesOf(`${folder}/store`), stored);
  });
});

Deno.test("deno publish has what the library needs and not the published results, in 20 MB", async () => {
  const { code, text } = await deno(PROJECT, ["publish", "--dry-run", "--allow-dirty"]);
  assertEquals(code, 0, text);
  const sizes = [...text.matchAll(/^ +file:\S+ \(([\d.]+)(B|KB|MB)\)$/gm)];
  const bytes = sizes.map(([, size, unit]) => Number(size) * { B: 1, KB: 1e3, MB: 1e6 }[unit!]!);
  assert(sizes.length > 100 && bytes.reduce((a, b) => a + b) < 5e6, text);
  for (const path of ["/mod.ts", "/fixtures/conformance.json", "/figures/theme.json"]) {
    assertStringIncludes(text, `${path} (`);
  }
  for (const path of ["/fixtures/lock/", "/fixtures/paper/", "/tests/"]) {
    assertEquals(text.includes(path), false, path);
  }
  const packed = await deno(PROJECT, ["pack", "--dry-run", "--allow-dirty"]);
  assertEquals(packed.code, 0, packed.text);
});
