import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { sha256 } from "../../lib/bits/digest.ts";
import { Key } from "../../lib/store/key.ts";
import { objectPath } from "../../lib/store/path.ts";
import { type Damage, NonDeterminismError, Store } from "../../lib/store/mod.ts";
import { actionOf, bytesOf, namesIn, tamper, withStore } from "./helpers.ts";

const flip = (bytes: Uint8Array) => {
  bytes[bytes.length >> 1] ^= 4;
  return bytes;
};

Deno.test("Store.put() files bytes under their own SHA-256", async () => {
  await withStore(async (store) => {
    const output = await store.put(bytesOf(1));
    assertEquals(output, { sha256: sha256(bytesOf(1)), size: 1000 });
    const path = `${store.root}/cas/${output.sha256.slice(0, 2)}/${output.sha256}`;
    assertEquals(await Deno.readFile(path), bytesOf(1));
    assertEquals(await store.get(output.sha256), bytesOf(1));
    assertEquals(await store.has(output.sha256, 1000), true);
    assertEquals(await store.has(output.sha256, 999), false);
    assertEquals(await store.put(bytesOf(1)), output);
  });
});

Deno.test("Store.put() takes no bytes, and many", async () => {
  await withStore(async (store) => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(3_000_000).fill(7)]) {
      const { sha256, size } = await store.put(bytes);
      assertEquals(size, bytes.length);
      assertEquals((await store.get(sha256))?.length, size);
    }
  });
});

Deno.test("Store.put() of the same bytes eight times at once gives one blob", async () => {
  await withStore(async (store, damages) => {
    const puts = Array.from({ length: 8 }, () => store.put(bytesOf(2)));
    assertEquals(new Set((await Promise.all(puts)).map((output) => output.sha256)).size, 1);
    assertEquals((await namesIn(store, "cas")).length, 1);
    assertEquals(await namesIn(store, "tmp"), []);
    assertEquals(damages, []);
  });
});

Deno.test("Store.get() and has() know nothing of what was never put", async () => {
  await withStore(async (store) => {
    const digest = sha256("never");
    assertEquals(await store.get(digest), undefined);
    assertEquals(await store.has(digest, 5), false);
    assertEquals(await store.getAction(digest), undefined);
    for (const name of ["../../etc/passwd", digest.toUpperCase(), ""]) {
      await assertRejects(() => store.get(name), TypeError, "Cannot name object: sha256 must be");
      await assertRejects(
        () => store.getAction(name),
        TypeError,
        "Cannot name object: key must be",
      );
    }
  });
});

const changes: [string, (bytes: Uint8Array) => Uint8Array][] = [
  ["with a flipped bit", flip],
  ["truncated to nothing", () => new Uint8Array(0)],
  ["with a byte more", (bytes) => Uint8Array.of(...bytes, 0)],
  ["of garbage", () => bytesOf(99)],
];

for (const [name, change] of changes) {
  Deno.test(`Store.get() sets a blob ${name} aside, once, and put() repairs it`, async () => {
    await withStore(async (store, damages) => {
      const { sha256 } = await store.put(bytesOf(3));
      const path = objectPath("cas", sha256);
      await tamper(store, path, change);
      const reads = await Promise.all([store.get(sha256), store.get(sha256), store.get(sha256)]);
      assertEquals(reads, [undefined, undefined, undefined]);
      assertEquals(damages.length, 1);
      assertEquals([damages[0].kind, damages[0].path], ["blob", path]);
      assertEquals(damages[0].movedTo, `quarantine/${(await namesIn(store, "quarantine"))[0]}`);
      assertEquals(damages[0].expected, `bytes with SHA-256 ${sha256}`);
      await store.put(bytesOf(3));
      assertEquals(await store.get(sha256), bytesOf(3));
      assertEquals(damages.length, 1);
    });
  });

  Deno.test(`Store.put() onto a blob ${name} repairs it`, async () => {
    await withStore(async (store, damages) => {
      const { sha256 } = await store.put(bytesOf(3));
      await tamper(store, objectPath("cas", sha256), change);
      await store.put(bytesOf(3));
      assertEquals(await store.get(sha256), bytesOf(3));
      assertEquals(damages.length, 1);
    });
  });

  Deno.test(`Store.getAction() sets an entry ${name} aside, and putAction() repairs it`, async () => {
    await withStore(async (store, damages) => {
      const { key, body } = actionOf(await store.put(bytesOf(4)));
      await store.putAction(key, body);
      await tamper(store, objectPath("ac", key), change);
      assertEquals(await store.getAction(key), undefined);
      assertEquals(await store.getAction(key), undefined);
      assertEquals(damages.map(({ kind, path }) => [kind, path]), [[
        "action",
        objectPath("ac", key),
      ]]);
      await store.putAction(key, body);
      assertEquals((await store.getAction(key))?.outputs, body.outputs);
    });
  });
}

Deno.test("Store.get() sets a folder in place of a blob aside", async () => {
  await withStore(async (store, damages) => {
    const digest = sha256(bytesOf(5));
    await Deno.mkdir(`${store.root}/${objectPath("cas", digest)}`, { recursive: true });
    assertEquals(await store.has(digest, 1000), false);
    await store.put(bytesOf(5));
    assertEquals(await store.get(digest), bytesOf(5));
    assertEquals(damages[0].found, "a folder");
  });
});

/** Code and message as Deno has them. */
const TOO_MANY = Object.assign(new Error("Too many open files (os error 24)"), { code: "EMFILE" });

Deno.test("Store.get() throws away nothing for a passing trouble", async () => {
  await withStore(async (store, damages) => {
    const { sha256 } = await store.put(bytesOf(5));
    const original = Deno.readFile;
    Deno.readFile = () => Promise.reject(TOO_MANY);
    const message = "must be readable, current value is Too many open files";
    await assertRejects(() => store.get(sha256), Error, message).finally(() => {
      Deno.readFile = original;
    });
    assertEquals(await store.get(sha256), bytesOf(5));
    assertEquals(damages, []);
  });
});

Deno.test("Store.getAction() throws away nothing for a passing trouble", async () => {
  await withStore(async (store, damages) => {
    const { key, body } = actionOf(await store.put(bytesOf(5)));
    await store.putAction(key, body);
    const original = Deno.readFileSync;
    Deno.readFileSync = () => {
      throw TOO_MANY;
    };
    const message = "must be readable, current value is Too many open files";
    await assertRejects(() => store.getAction(key), Error, message).finally(() => {
      Deno.readFileSync = original;
    });
    assertEquals((await store.getAction(key))?.outputs, body.outputs);
    assertEquals(damages, []);
  });
});

Deno.test("Store.getAction() sets a folder in place of an entry aside", async () => {
  await withStore(async (store, damages) => {
    const { key, body } = actionOf(await store.put(bytesOf(5)));
    await Deno.mkdir(`${store.root}/${objectPath("ac", key)}`, { recursive: true });
    assertEquals(await store.getAction(Key.of(body.key)), undefined);
    assertEquals(damages[0].found, "a folder");
    await store.putAction(key, body);
    assertEquals((await store.getAction(Key.of(body.key)))?.outputs, body.outputs);
  });
});

Deno.test("Store.getAction() gives what putAction() took", async () => {
  await withStore(async (store) => {
    const { key, body } = actionOf(await store.put(bytesOf(6)));
    await store.putAction(key, body);
    const action = await store.getAction(key);
    assertEquals(action, { ...body, digest: action?.digest ?? "" });
    assertMatch(action?.digest ?? "", /^[0-9a-f]{64}$/);
  });
});

Deno.test("Store.getAction() refuses an entry that was copied under another key", async () => {
  await withStore(async (store, damages) => {
    const { key, body } = actionOf(await store.put(bytesOf(6)));
    const other = actionOf(await store.put(bytesOf(6)), { epochs: 100 }).key;
    await store.putAction(key, body);
    await Deno.mkdir(`${store.root}/ac/${other.slice(0, 2)}`, { recursive: true });
    const [from, to] = [key, other].map((name) => `${store.root}/${objectPath("ac", name)}`);
    await Deno.copyFile(from, to);
    assertEquals(await store.getAction(other), undefined);
    assertMatch(damages[0].found, new RegExp(`digest of the key material must be ${other}`));
    assert(await store.getAction(key) !== undefined);
  });
});

Deno.test("Store.putAction() leaves a valid entry with equal outputs", async () => {
  await withStore(async (store) => {
    const { key, body } = actionOf(await store.put(bytesOf(6)));
    await store.putAction(key, body);
    await store.putAction(key, { ...body, cost: { seconds: 99 } });
    assertEquals((await store.getAction(key))?.cost, { seconds: 0.5 });
  });
});

Deno.test("Store.putAction() refuses other outputs for the same key, and keeps the old", async () => {
  await withStore(async (store) => {
    const [before, now] = [await store.put(bytesOf(6)), await store.put(bytesOf(7))];
    const { key, body } = actionOf(before);
    await store.putAction(key, body);
    const putOther = () => store.putAction(key, { ...body, outputs: { trace: now } });
    const error = await assertRejects(putOther, NonDeterminismError) as NonDeterminismError;
    assertEquals([error.id, error.output], [body.id, "trace"]);
    assertEquals([error.stored, error.computed], [before.sha256, now.sha256]);
    assertMatch(error.message, new RegExp(`${body.id}.*trace.*${before.sha256}.*${now.sha256}`));
    const more = { ...body, outputs: { ...body.outputs, extra: now } };
    await assertRejects(() => store.putAction(key, more), NonDeterminismError, "absent");
    await assertRejects(() => store.putAction(key, { ...body, outputs: {} }), NonDeterminismError);
    assertEquals((await store.getAction(key))?.outputs, { trace: before });
  });
});

Deno.test("Store.putAction() lets one of several different results win, and tells the rest", async () => {
  await withStore(async (store) => {
    const outputs = await Promise.all([1, 2, 3, 4].map((seed) => store.put(bytesOf(seed))));
    const { key } = actionOf(outputs[0]);
    const puts = outputs.map((output) => store.putAction(key, actionOf(output).body));
    const results = await Promise.allSettled(puts);
    const winner = results.findIndex(({ status }) => status === "fulfilled");
    const losers = results.filter((result) => result.status === "rejected");
    assertEquals(losers.length, 3);
    assert(losers.every(({ reason }) => reason instanceof NonDeterminismError));
    assertEquals((await store.getAction(key))?.outputs.trace, outputs[winner]);
  });
});

Deno.test("Store.putAction() refuses a key that is not the digest of its material", async () => {
  await withStore(async (store) => {
    const { key, body } = actionOf(await store.put(bytesOf(6)));
    const rule = `key must be ${key} as its material says, current value is ${sha256("x")}`;
    await assertRejects(() => store.putAction(sha256("x"), body), TypeError, rule);
    assertEquals(await namesIn(store, "ac"), []);
  });
});

Deno.test("Store.open() names a folder that cannot be written", async () => {
  await withStore(async ({ root }) => {
    await Deno.writeTextFile(`${root}/file`, "");
    for (const dir of [`${root}/file`, `${root}/file/below`]) {
      const message = "Cannot open store: --store must be a folder that can be written, " +
        `current value is "${dir}"`;
      const error = await assertRejects(() => Store.open(dir), Error, message) as Error;
      assertEquals(error.message.includes("\n"), false);
      const rule = "--store must be a folder, current";
      await assertRejects(() => Store.open(dir, { readOnly: true }), Error, rule);
    }
  });
});

Deno.test("a read-only store reads, reports damage once, and changes nothing", async () => {
  await withStore(async (writable) => {
    const good = await writable.put(bytesOf(1)), bad = await writable.put(bytesOf(2));
    const { key, body } = actionOf(good);
    await writable.putAction(key, body);
    await tamper(writable, objectPath("cas", bad.sha256), flip);
    const temp = `put-${crypto.randomUUID()}`;
    await Deno.writeTextFile(`${writable.root}/tmp/${temp}`, "half");

    const damages: Damage[] = [];
    const onDamage = (damage: Damage) => damages.push(damage);
    const store = await Store.open(writable.root, { readOnly: true, onDamage });
    assertEquals(await store.get(good.sha256), bytesOf(1));
    assertEquals((await store.getAction(key))?.id, body.id);
    assertEquals([await store.get(bad.sha256), await store.get(bad.sha256)], [
      undefined,
      undefined,
    ]);
    assertEquals(damages.map(({ movedTo }) => movedTo), [undefined]);
    assertEquals(await namesIn(store, "quarantine"), []);
    assertEquals(await namesIn(store, "tmp"), [temp]);
    for (const write of [() => store.put(bytesOf(1)), () => store.putAction(key, body)]) {
      await assertRejects(write, Error, "current value is read-only");
    }
  });
});

Deno.test("a read-only store in a missing folder is empty and stays missing", async () => {
  await withStore(async ({ root }) => {
    const store = await Store.open(`${root}/missing`, { readOnly: true });
    assertEquals(await store.get(sha256("x")), undefined);
    await assertRejects(() => Deno.stat(`${root}/missing`), Deno.errors.NotFound);
  });
});

Deno.test("Store.get() reports a blob that is damaged again after its repair", async () => {
  await withStore(async (store, damages) => {
    const { sha256 } = await store.put(bytesOf(3)), path = objectPath("cas", sha256);
    for (const times of [1, 2, 3]) {
      await tamper(store, path, flip);
      assertEquals(await store.get(sha256), undefined);
      assertEquals(damages.length, times);
      await store.put(bytesOf(3));
    }
    assertEquals(await store.get(sha256), bytesOf(3));
  });
});
