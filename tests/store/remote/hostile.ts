/** Remotes that answer as they should not, over loopback; run by remote_test.ts with no more network than that. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Json } from "../../../lib/bits/canonical.ts";
import { sha256 } from "../../../lib/bits/digest.ts";
import { encodeAction, sealAction } from "../../../lib/store/action_text.ts";
import { Key } from "../../../lib/store/key.ts";
import { type Action, HttpCache, type Output, Remote, type Store } from "../../../lib/store/mod.ts";
import { actionOf, bytesOf, withStore } from "../helpers.ts";

const PATIENCE = { idle: 300, pace: 20_000, backoff: [10, 20], failures: 3 };
const AUTHORIZATION = "Bearer secret-word";

/** What a request is answered with; undefined: with what is right. */
type Answer = (path: string, request: Request) => Response | undefined | Promise<Response>;

const blob = bytesOf(1, 5000), output: Output = { sha256: sha256(blob), size: blob.length };
const { key: digest, body } = actionOf(output), key = Key.of(body.key);
const entry = encodeAction(sealAction(body));
const ENTRY = `/c/ac/${digest}`, BLOB = `/c/cas/${output.sha256}`;

/** What a test sees. */
interface Seen {
  readonly store: Store;
  readonly remote: Remote;
  readonly cache: HttpCache;
  readonly said: string[];
  /** Method, path and whether credentials came along, of each request. */
  readonly asked: string[];
  readonly port: number;
}

/** Runs a test against a server that has one result, or answers otherwise. */
async function against(answer: Answer, test: (seen: Seen) => Promise<void>): Promise<void> {
  const asked: string[] = [], said: string[] = [], stored = new Map<string, Uint8Array>();
  const handle = async (request: Request) => {
    const { pathname } = new URL(request.url), let_in = request.headers.has("authorization");
    asked.push(`${request.method} ${pathname}${let_in ? " let in" : ""}`);
    const answered = await answer(pathname, request);
    if (answered !== undefined) return answered;
    if (request.method === "PUT") {
      stored.set(pathname, await request.bytes());
      return new Response(null, { status: 201 });
    }
    const found = stored.get(pathname);
    if (found !== undefined) return new Response(found as Uint8Array<ArrayBuffer>);
    if (pathname === ENTRY) return new Response(entry);
    if (pathname === BLOB) return new Response(blob as Uint8Array<ArrayBuffer>);
    return new Response("none", { status: 404 });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
  const { port } = server.addr as Deno.NetAddr;
  try {
    await withStore(async (store) => {
      const address = { url: `http://127.0.0.1:${port}/c`, authorization: AUTHORIZATION };
      const cache = new HttpCache(address, PATIENCE);
      const remote = new Remote(store, cache, { onNotice: (line) => said.push(line) });
      await test({ store, remote, cache, said, asked, port });
    });
  } finally {
    await server.shutdown();
  }
}

/** Nothing of it may be in the store, and it must be said once. */
async function refused(answer: Answer, message: RegExp): Promise<void> {
  await against(answer, async ({ store, remote, said }) => {
    assertEquals(await remote.pull(key), undefined);
    assertEquals(await store.getAction(digest), undefined);
    assertEquals(await store.has(output.sha256, output.size), false);
    assertEquals(said.length, 1, said.join("\n"));
    assertMatch(said[0], message);
    assert(said[0].startsWith(`Refused from the remote: ac/${digest} must be`), said[0]);
    assertEquals({ ...remote.pulled }, { entries: 0, blobs: 0, bytes: 0, refused: 1 });
  });
}

const at = (path: string, response: (request: Request) => Response): Answer => (asked, request) =>
  asked === path ? response(request) : undefined;
const bytes = (value: Uint8Array | string) => () => new Response(value as Uint8Array<ArrayBuffer>);

Deno.test("what is right is taken over with its blobs, as imported, and credentials go along", async () => {
  await against(() => undefined, async ({ store, remote, said, asked }) => {
    const action = await remote.pull(key) as Action;
    assertEquals([action.outputs, action.cost.imported], [body.outputs, 1]);
    assertEquals(await store.get(output.sha256), blob);
    assertEquals([said, asked], [[], [`GET ${ENTRY} let in`, `GET ${BLOB} let in`]]);
    assertEquals({ ...remote.pulled }, {
      ...{ entries: 1, blobs: 1, refused: 0 },
      bytes: entry.length + blob.length,
    });
  });
});

Deno.test("what the remote has not is absent, and nothing to speak of", async () => {
  await against(at(ENTRY, () => new Response(null, { status: 404 })), async (seen) => {
    assertEquals(await seen.remote.pull(key), undefined);
    assertEquals([seen.said, seen.asked.length], [[], 1]);
  });
});

const other = actionOf(output, { epochs: 51 });
const CASES: [string, Answer, RegExp][] = [
  ["wrong bytes of a blob", at(BLOB, bytes(bytesOf(2, 5000))), /bytes have SHA-256 [0-9a-f]{64}/],
  ["a blob that is too short", at(BLOB, bytes(blob.subarray(1))), /bytes have SHA-256/],
  [
    "a blob that is longer than its entry says",
    at(BLOB, bytes(bytesOf(1, 5001))),
    /5001 bytes long/,
  ],
  [
    "an entry that names a blob which is missing",
    at(BLOB, () => new Response(null, { status: 404 })),
    /is not there/,
  ],
  [
    "an entry of another key",
    at(ENTRY, bytes(encodeAction(sealAction(other.body)))),
    /key material/,
  ],
  ["an entry that is cut off", at(ENTRY, bytes(entry.slice(0, -20))), /JSON/],
  [
    "an entry with another digest",
    at(ENTRY, bytes(entry.replace('"seconds":0.5', '"seconds":0.6'))),
    /digest/,
  ],
  ["a page of HTML for an entry", at(ENTRY, bytes("<html>\u001b[31mhello</html>")), /JSON/],
  [
    "an entry of four megabytes",
    at(ENTRY, bytes(new Uint8Array((1 << 22) + 1))),
    /4194305 bytes long/,
  ],
];
for (const [what, answer, message] of CASES) {
  Deno.test(`${what} is refused`, () => refused(answer, message));
}

/** A body that never ends, in pieces of so many bytes, so many milliseconds apart. */
function endless(length: number, pause: number): Response {
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        controller.enqueue(new Uint8Array(length));
      },
    }),
  );
}

Deno.test("an endless blob is given up once it is longer than its entry says", async () => {
  await refused(at(BLOB, () => endless(2000, 0)), /more than 5000 bytes long/);
});

Deno.test("a blob in drops is given up, tried again, and counts as absent", async () => {
  await against(at(BLOB, () => endless(1, 50)), async ({ store, remote, asked, said }) => {
    assertEquals(await remote.pull(key), undefined);
    assertEquals(asked.filter((one) => one.includes("/cas/")).length, 3);
    assertEquals(await store.getAction(digest), undefined);
    assertEquals([said, remote.pulled.refused], [[], 1]);
  });
});

Deno.test("a server that is silent, or ends in the middle, is tried again", async () => {
  for (const silent of [true, false]) {
    let times = 0;
    const answer: Answer = (path) => {
      if (path !== BLOB || ++times > 2) return undefined;
      if (silent) return new Promise((resolve) => setTimeout(() => resolve(new Response()), 500));
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(blob.subarray(0, 100));
            controller.error(new Error("gone"));
          },
        }),
      );
    };
    await against(answer, async ({ remote, said }) => {
      assertEquals((await remote.pull(key))?.id, body.id);
      assertEquals([times, said], [3, []]);
    });
  }
});

Deno.test("a remote that fails three times is given up, said once, and the run goes on", async () => {
  const keys = [1, 2, 3, 4, 5].map((epochs) => Key.of(actionOf(output, { epochs }).body.key));
  await against(
    () => new Response("oh", { status: 503 }),
    async ({ remote, cache, said, asked }) => {
      for (const one of keys) assertEquals(await remote.pull(one), undefined);
      assertEquals(cache.isDead, true);
      assertEquals(said, [
        "The remote does not answer (it answers GET with status 503): it is not asked any more.",
      ]);
      // Three keys, three attempts each; what was asked later was not sent.
      assertEquals(asked.length, 9);
    },
  );
});

Deno.test("one that lets nobody in is asked once, and said", async () => {
  await against(
    () => new Response(null, { status: 403 }),
    async ({ remote, cache, asked, said }) => {
      assertEquals(await remote.pull(key), undefined);
      assertEquals([asked.length, said.length, cache.isDead], [1, 1, true]);
    },
  );
});

Deno.test("one that cannot take a request is not asked three times for the same", async () => {
  await against(() => new Response(null, { status: 405 }), async ({ remote, cache, asked }) => {
    assertEquals(await remote.pull(key), undefined);
    assertEquals([asked.length, cache.isDead], [1, false]);
  });
});

const redirected = (to: string, status = 302) =>
  new Response(null, { status, headers: { location: to } });

Deno.test("a redirect is followed, to another origin without credentials", async () => {
  await against(() => undefined, async (elsewhere) => {
    const to = (path: string) => `http://localhost:${elsewhere.port}${path}`;
    const answer: Answer = (path) => redirected(to(path), 307);
    await against(answer, async ({ remote, asked, said }) => {
      assertEquals((await remote.pull(key))?.id, body.id);
      assertEquals(asked, [`GET ${ENTRY} let in`, `GET ${BLOB} let in`]);
      assertEquals(elsewhere.asked, [`GET ${ENTRY}`, `GET ${BLOB}`]);
      assertEquals(said, []);
    });
  });
});

Deno.test("redirects in a circle, to another protocol, or of what is to be stored, are refused", async () => {
  await refused(() => redirected("/c/again"), /redirected more than 3 times/);
  await refused(() => redirected("file:///etc/passwd"), /redirected to file:/);
  await refused(() => redirected("ftp://127.0.0.1/x"), /redirected to ftp:/);
  await against(
    (_, { method }) => method === "PUT" ? redirected("/c/x", 307) : undefined,
    async (seen) => {
      await seen.store.put(blob);
      await seen.store.putAction(other.key, other.body);
      await seen.remote.push(other.key);
      assertMatch(seen.said[0], /redirected elsewhere what was to be stored/);
    },
  );
});

Deno.test("an entry that contradicts the store's is refused, and the store's stays", async () => {
  const made = bytesOf(9), mine = { sha256: sha256(made), size: made.length };
  await against(() => undefined, async ({ store, remote, said }) => {
    await store.put(made);
    await store.putAction(digest, { ...body, outputs: { trace: mine } });
    await remote.pull(key);
    assertEquals((await store.getAction(digest))?.outputs.trace, mine);
    assertMatch(said[0], new RegExp(`current value is .*${output.sha256.slice(0, 8)}`));
  });
});

Deno.test("an entry that is not accepted is refused before its blobs are asked for", async () => {
  await against(() => undefined, async ({ store, cache, asked }) => {
    const said: string[] = [],
      accept = () => Promise.reject(new Error("Cannot accept it: \u001b[1m"));
    const remote = new Remote(store, cache, { accept, onNotice: (line) => said.push(line) });
    assertEquals(await remote.pull(key), undefined);
    assertEquals(asked.length, 1);
    assertEquals(said.length, 1);
    assert(said[0].endsWith("\\u001b[1m"), said[0]);
  });
});

Deno.test("push() sends blobs before entries, what is missing alone, and nothing that was imported", async () => {
  await against(() => undefined, async ({ store, remote, asked, said }) => {
    const made = bytesOf(7), mine = await store.put(made);
    await store.put(blob);
    const { key: both } = other, outputs = { trace: output, counts: mine };
    await store.putAction(both, { ...other.body, outputs });
    await store.putAction(digest, { ...body, cost: { ...body.cost, imported: 1 } });
    for (const one of [both, digest, both]) await remote.push(one);
    const sent = asked.filter((one) => one.startsWith("PUT"));
    assertEquals(sent, [`PUT /c/cas/${mine.sha256} let in`, `PUT /c/ac/${both} let in`]);
    assertEquals([said, remote.pushed.entries, remote.pushed.blobs], [[], 1, 1]);
    assertEquals(asked.some((one) => one.includes(digest)), false);
  });
});

Deno.test("a blob that could not be sent or taken is tried again for the next entry that shares it", async () => {
  const { key: both } = other, failing = new Set<string>();
  // All attempts for the one entry, none for the other.
  const answer: Answer = (path, { method }) =>
    path === BLOB && failing.has(method) ? new Response(null, { status: 503 }) : undefined;
  await against(answer, async ({ store, remote }) => {
    failing.add("GET");
    assertEquals(await remote.pull(key), undefined);
    failing.clear();
    assertEquals((await remote.pull(key))?.id, body.id);
    await store.putAction(both, { ...other.body, outputs: { trace: output } });
    failing.add("HEAD");
    await remote.push(both);
    failing.clear();
    await remote.push(both);
    assertEquals([remote.pushed.entries, remote.pushed.refused], [1, 1]);
  });
});

Deno.test("push() that repairs looks for the blobs of entries that are there, too", async () => {
  await against(() => undefined, async ({ store, remote, asked }) => {
    const mine = await store.put(bytesOf(7)), { key: both } = other;
    await store.putAction(both, { ...other.body, outputs: { counts: mine } });
    const sent = () => asked.filter((one) => one.startsWith("PUT")).map((one) => one.split("/")[2]);
    const lost: Answer = (path) => path === `/c/ac/${both}` ? new Response("there") : undefined;
    await remote.push(both);
    assertEquals(sent(), ["cas", "ac"]);
    await against(lost, async ({ cache, asked: again }) => {
      const second = new Remote(store, cache);
      await second.push(both);
      assertEquals(again.filter((one) => one.startsWith("PUT")), []);
      await second.push(both, true);
      assertEquals(again.filter((one) => one.startsWith("PUT")), [
        `PUT /c/cas/${mine.sha256} let in`,
      ]);
      assertEquals([second.pushed.entries, second.pushed.blobs], [0, 1]);
    });
  });
});

Deno.test("no credential is in anything that is said", async () => {
  const echo: Answer = (_, { headers }) =>
    new Response(headers.get("authorization"), { status: 500, statusText: "Bearer secret-word" });
  await against(echo, async ({ remote, said }) => {
    for (const epochs of [1, 2, 3]) {
      await remote.pull(Key.of(actionOf(output, { epochs } as Json).body.key));
    }
    assertEquals(said.length, 1);
    assertEquals(said.join().includes("secret"), false);
  });
});
