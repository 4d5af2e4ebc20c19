import { assertEquals, assertRejects } from "@std/assert";
import { recordedRun } from "../../lib/package/recorded_run.ts";
import { sealAction } from "../../lib/store/action_text.ts";
import { keyOf } from "../../lib/steps/step.ts";
import { Store } from "../../lib/store/mod.ts";

/** Fills a store with two steps, the second one of what the first one made. */
async function filled(root: string, seconds: number): Promise<Store> {
  const store = await Store.open(root), bytes = (text: string) => new TextEncoder().encode(text);
  const code = (await store.put(bytes("code"))).sha256;
  const one = await store.put(bytes("one")), two = await store.put(bytes("two"));
  const put = async (step: string, inputs: Record<string, string>, out: typeof one) => {
    const key = { schema: 1, step, code, params: {}, inputs };
    const body = {
      schema: 1,
      step,
      id: `${step}/x`,
      key,
      outputs: { out },
      cost: { seconds },
    } as const;
    await store.putAction(keyOf(key), sealAction(body));
  };
  await put("second", { data: one.sha256, font: "f".repeat(64) }, two);
  await put("first", {}, one);
  return store;
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "package-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function contentOf(store: Store) {
  const { actions, members } = await recordedRun(store);
  store.close();
  const files = members.map(({ path, bytes }) => [path, bytes()] as const);
  return { actions, files: files.sort(([a], [b]) => a < b ? -1 : 1) };
}

Deno.test("recordedRun() is the same whatever the steps have cost", async () => {
  await inFolder(async (folder) => {
    const slow = await contentOf(await filled(`${folder}/1`, 7));
    assertEquals(await contentOf(await filled(`${folder}/2`, 0.5)), slow);
    assertEquals(slow.actions.map(({ id, cost }) => [id, cost]), [["first/x", {}], [
      "second/x",
      {},
    ]]);
    // Two entries; what they made, and the record of their code.
    const places = slow.files.map(([path]) => path.split("/")[0]);
    assertEquals(places, ["ac", "ac", "cas", "cas", "cas", "store.json"]);
  });
});

Deno.test("recordedRun() makes files that a store is made of", async () => {
  await inFolder(async (folder) => {
    const { actions, files } = await contentOf(await filled(`${folder}/1`, 7));
    for (const [path, bytes] of files) {
      await Deno.mkdir(`${folder}/2/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/2/${path}`, await bytes);
    }
    const store = await Store.open(`${folder}/2`, { readOnly: true });
    for (const action of actions) assertEquals(await store.getAction(keyOf(action.key)), action);
  });
});

Deno.test("recordedRun() names what is gone", async () => {
  await inFolder(async (folder) => {
    const store = await filled(`${folder}/1`, 1);
    const { members } = await recordedRun(store);
    const lost = members.findLast(({ path }) => path.startsWith("cas/"))!;
    await Deno.remove(`${folder}/1/${lost.path}`);
    await assertRejects(() => recordedRun(store), Error, lost.path);
    store.close();
  });
});
