/** deno task report:watch: a page on this machine alone that shows how a run gets on. */
import { assetFiles, LIVE_PROGRAM } from "../../lib/report/bundle.ts";
import { livePage, STATE_PATH } from "../../lib/report/live.ts";
import { LIVE_POLICY } from "../../lib/report/page.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { Store } from "../../lib/store/mod.ts";
import { Study } from "../../lib/study.ts";
import { Watcher } from "../../lib/watching.ts";
import {
  type Command,
  main,
  reportDamage,
  STORE_FLAG,
  storeFolder,
  UsageError,
  wholeNumber,
  type Words,
} from "../_command.ts";
import { OUT_FLAG, recordedFailures } from "../_files.ts";
import { presetOf } from "../_figures.ts";
import { say } from "../_output.ts";
import { requestOf, targetsOf } from "../runs/_targets.ts";

/** The one address that it listens at. */
const HOST = "127.0.0.1";

/** A look at a large plan takes seconds: at most a tenth of the time goes into looking. */
const LEAST_PAUSE = 1000, SHARE = 10;

export const command: Command = {
  name: "report:watch",
  words: "[figure or run]",
  summary:
    "Serves a page on this machine alone that shows how something gets on that another command computes: " +
    "progress, time left, curves as they grow, workers, discarded attempts, errors. Ends with Ctrl-C.",
  examples: [
    ["report:watch", "what reproduce is at, in the default preset"],
    ["report:watch fig3 --preset paper --port 8000", "figure 3 in the paper's size"],
    ["report:watch wide~2", "a run of your own"],
  ],
  flags: {
    preset: { help: "smoke, quick or paper", value: "NAME", default: "quick", check: presetOf },
    port: { help: "where to listen (default: any that is free)", value: "N", check: portOf },
    ...STORE_FLAG,
    out: { ...OUT_FLAG.out, help: "folder of the results: what failed there is shown" },
  },
  run,
};

async function run(words: Words): Promise<number> {
  const watcher = await watcherOf(words), { title } = watcher;
  const page = livePage(title), assets = await assetFiles([LIVE_PROGRAM, "page"]);
  let state = JSON.stringify(await watcher.look()), next = 0;
  const files: Readonly<Record<string, () => Response>> = {
    "/": () => reply(page, "text/html; charset=utf-8"),
    [STATE_PATH]: () => reply(state, "application/json"),
    ...Object.fromEntries(
      [["style.css", "text/css"], ["page.js", "text/javascript"], ["live.js", "text/javascript"]]
        .map(
          ([name, type]) => [`/assets/${name}`, () => reply(assets.get(name)!, type)],
        ),
    ),
  };
  let port = 0;
  const server = Deno.serve({
    ...{ hostname: HOST, port: portOf(words) },
    onListen: (address) => {
      port = address.port;
      const url = `http://${HOST}:${port}/`;
      say(words.on.json ? JSON.stringify({ url }) : `${url} shows ${title}; Ctrl-C ends it`);
    },
  }, async (request) => {
    // A page from elsewhere whose name was led here asks under that name.
    if (request.headers.get("host") !== `${HOST}:${port}`) {
      return new Response(null, { status: 403 });
    }
    if (request.method !== "GET") return new Response(null, { status: 405 });
    const { pathname } = new URL(request.url);
    if (pathname === STATE_PATH && performance.now() >= next) {
      const begun = performance.now();
      next = Infinity;
      state = JSON.stringify(await watcher.look());
      const took = performance.now() - begun;
      next = performance.now() + Math.max(LEAST_PAUSE, SHARE * took);
    }
    return Object.hasOwn(files, pathname) ? files[pathname]() : new Response(null, { status: 404 });
  });
  await server.finished;
  return 0;
}

function reply(body: string | Uint8Array, type: string): Response {
  return new Response(body as BodyInit, {
    headers: {
      "content-type": type,
      "content-security-policy": LIVE_POLICY,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

function portOf(words: Words): number {
  const port = wholeNumber(words, "port", 1, 0);
  if (port < 65536) return port;
  throw new UsageError(
    `Cannot read flags: --port must be at most 65535, current value is ${port}`,
  );
}

async function watcherOf(words: Words) {
  const { figures, runs } = await targetsOf(words.positional, words);
  if (runs.length > 1 || (runs.length > 0 && figures.length > 0)) {
    throw new UsageError(
      `Cannot watch: words must be figures or one run, current value is ${
        words.positional.join(" ")
      }`,
    );
  }
  const store = await Store.open(storeFolder(words), { readOnly: true, onDamage: reportDamage });
  const study = await Study.open(store), [run] = runs, preset = presetOf(words);
  const title = run !== undefined
    ? `Run ${run.label}`
    : words.positional.length === 0
    ? `All figures, preset ${preset}`
    : `${figures.map(({ id }) => id).join(", ")}, preset ${preset}`;
  const watcher = new Watcher({
    ...{ study, store, host: Deno.hostname(), now: Date.now },
    request: run === undefined ? presetRequest(figures, preset, []) : requestOf(run),
    ...(run !== undefined && { label: run.label }),
    errors: async () =>
      (await recordedFailures(words.text.out)).map(({ missing, message }) =>
        `${missing}: ${message}`
      ),
  });
  return Object.assign(watcher, { title });
}

if (import.meta.main) await main(command);
