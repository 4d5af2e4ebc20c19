/** A real nginx with WebDAV as the remote: what one checkout sends, an empty one takes and computes nothing. */
import { assert, assertEquals } from "@std/assert";
import {
  digestsOf,
  ended,
  pause,
  requireProgram,
  run,
  start,
  type Summary,
  summaryOf,
  withFolder,
} from "../system/support.ts";

const PORT = 18_733, PASSWORD = "correct-horse";

interface Exchange extends Summary {
  readonly remote: Record<"pulled" | "pushed", Record<string, number>>;
}

/** Starts nginx, which lets in who has the password. */
async function startNginx(folder: string): Promise<Deno.ChildProcess> {
  await requireProgram("nginx", "nginx-light");
  await Deno.mkdir(`${folder}/root`);
  await Deno.writeTextFile(`${folder}/users`, `me:{PLAIN}${PASSWORD}\n`);
  await Deno.writeTextFile(
    `${folder}/nginx.conf`,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; user root;
events {}
http {
  access_log ${folder}/access.log;
  client_max_body_size 1g;
  client_body_temp_path ${folder}/body;
  server {
    listen 127.0.0.1:${PORT};
    root ${folder}/root;
    auth_basic cache;
    auth_basic_user_file ${folder}/users;
    location / { dav_methods PUT; create_full_put_path on; }
  }
}
`,
  );
  const nginx = new Deno.Command("nginx", {
    args: ["-c", `${folder}/nginx.conf`, "-e", `${folder}/error.log`],
    ...{ stdout: "null", stderr: "null" },
  }).spawn();
  for (let tries = 0; tries < 50; tries++) {
    const found = await fetch(`http://127.0.0.1:${PORT}/`).catch(() => undefined);
    await found?.body?.cancel();
    if (found !== undefined) return nginx;
    await pause(0.1);
  }
  throw new Error("Cannot test: nginx must answer, current value is silence");
}

/** Runs figures with store and results in a folder of their own. */
async function runRemote(folder: string, env: Record<string, string>, ...more: string[]) {
  const words = ["fig2", "fig3", "--preset", "smoke", "--json"];
  const remote = ["--remote", `http://127.0.0.1:${PORT}/cache`];
  const own = ["--store", `${folder}/store`, "--out", `${folder}/out`];
  const done = await ended(
    await start("reproduce:remote", [...words, ...remote, ...own, ...more], { env }),
  );
  return { summary: summaryOf(done) as Exchange, stderr: done.stderr };
}

/** Sweeps two seeds, and sends what was computed. */
async function sweepRemote(
  folder: string,
  base: string,
  env: Record<string, string>,
): Promise<Exchange & { files: Record<string, string> }> {
  const own = { name: "own", network: { layers: [3], activation: "relu" }, repeats: 1, epochs: 1 };
  await Deno.writeTextFile(`${base}/own.json`, JSON.stringify(own));
  const grid = { base: "own.json", over: { seed: [1, 2] } };
  await Deno.writeTextFile(`${base}/grid.json`, JSON.stringify(grid));
  const words = [`${base}/grid.json`, "--remote", `http://127.0.0.1:${PORT}/cache`, "--push"];
  const places = ["--store", `${folder}/store`, "--out", `${folder}/out`, "--json"];
  const done = await ended(await start("sweep:remote", [...words, ...places], { env }));
  assertEquals(done.code, 0, done.stderr);
  return JSON.parse(done.stdout);
}

Deno.test("what one checkout sends to nginx, an empty one takes: it computes nothing, and has the same digests", async () => {
  await withFolder(async (folder) => {
    const nginx = await startNginx(folder);
    try {
      await Deno.writeTextFile(
        `${folder}/netrc`,
        `machine 127.0.0.1 login me password ${PASSWORD}`,
      );
      const env = { NETRC: `${folder}/netrc` };
      const first = await runRemote(`${folder}/a`, env, "--push");
      const { pushed } = first.summary.remote;
      assertEquals([pushed.entries, pushed.refused], [first.summary.computed, 0]);
      const again = await runRemote(`${folder}/a`, env, "--push");
      assertEquals(again.summary.remote.pushed.entries, 0, "nothing is sent twice");
      const second = await runRemote(`${folder}/b`, env);
      assertEquals([second.summary.computed, second.summary.damages], [0, 0]);
      assertEquals(digestsOf(second.summary), digestsOf(first.summary));
      assertEquals(second.summary.remote.pulled.refused, 0);
      const log = await Deno.readTextFile(`${folder}/access.log`);
      const puts = [...log.matchAll(/"PUT \/cache\/(cas|ac)\/([0-9a-f]{64}) HTTP\/1.1" (\d+)/g)];
      assert(puts.every(([, , , status]) => status === "201"), log);
      assertEquals(puts.length, pushed.entries + pushed.blobs);

      // Without the password the run goes on alone.
      const alone = await runRemote(`${folder}/c`, { NETRC: "/dev/null" });
      assertEquals(digestsOf(alone.summary), digestsOf(first.summary));
      assert(alone.stderr.includes("The remote does not answer"), alone.stderr);
      for (const said of [first, second, alone]) assert(!said.stderr.includes(PASSWORD));

      const words = ["fig3", "--preset", "smoke", "--remote", `http://127.0.0.1:${PORT}/cache`];
      const pulled = await run(
        "cache:remote",
        ["pull", ...words, "--store", `${folder}/d/store`, "--json"],
        { env },
      );
      assertEquals(pulled.code, 0, pulled.stderr);
      assert(JSON.parse(pulled.stdout).entries > 10, pulled.stdout);

      const swept = await sweepRemote(`${folder}/e`, folder, env);
      const taken = await sweepRemote(`${folder}/f`, folder, env);
      assert(swept.computed > 0 && swept.remote.pushed.entries > 0);
      assertEquals([taken.computed, taken.remote.pulled.refused], [0, 0]);
      const [one, two] = [swept, taken].map(({ files }) => Deno.readTextFile(files.csv));
      assertEquals(await two, await one);
    } finally {
      nginx.kill("SIGTERM");
      await nginx.status;
    }
  });
});
