import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { gzipSync } from "node:zlib";
import { canonical, type Json } from "../../../lib/bits/canonical.ts";
import { digestOf, sha256 } from "../../../lib/bits/digest.ts";
import { encodeAction, sealAction } from "../../../lib/store/action_text.ts";
import { fsck, importArchive, type Output, type Store } from "../../../lib/store/mod.ts";
import { NonDeterminismError } from "../../../lib/store/non_determinism.ts";
import { objectPath } from "../../../lib/store/path.ts";
import { actionOf, bytesOf, namesIn, withStore } from "../helpers.ts";
import {
  contentOf,
  fill,
  joined,
  type Raw,
  rawArchive,
  rawMember,
  system,
  withTwo,
} from "./support.ts";

Deno.test("importArchive() takes what another tar has written", async () => {
  await withTwo(async (from, to, folder) => {
    await fill(from);
    const names = Object.keys(await contentOf(from)).sort().reverse();
    const order = [
      ...names.filter((n) => n.startsWith("cas")),
      ...names.filter((n) => n[0] === "a"),
    ];
    const path = `${folder}/other.tar`;
    await system("tar", "--format=ustar", "-C", from.root, "-cf", path, ...order);
    assertEquals((await importArchive(to, path)).actions, 4);
    assertEquals(await contentOf(to), await contentOf(from));
  });
});

/** A sound blob and a sound entry that names it. */
const BLOB = bytesOf(9, 600), DIGEST = sha256(BLOB);
const OUTPUT: Output = { sha256: DIGEST, size: 600 };
const { key: KEY, body: BODY } = actionOf(OUTPUT);
const GOOD: Raw = { name: objectPath("cas", DIGEST), content: BLOB };
const ENTRY: Raw = { name: objectPath("ac", KEY), content: encodeAction(sealAction(BODY)) };
const TYPE = 156;

/** An entry of another key, and what is changed about it. */
function entryOf(change: object, output: Output = OUTPUT): Raw {
  const { key, body } = actionOf(output, { other: true });
  return rawEntry(key, { ...body, ...change });
}

/** An entry sealed whether it is one or not. */
function rawEntry(key: string, body: object): Raw {
  const content = canonical({ ...body, digest: digestOf(body as Json) } as Json) + "\n";
  return { name: objectPath("ac", key), content };
}

/** The same of its key material. */
function entryWith(change: object): Raw {
  const { body } = actionOf(OUTPUT), key = { ...body.key, ...change };
  return rawEntry(digestOf(key as Json), { ...body, key });
}

/** What is refused: members after a good blob, and what the line must name. */
const HOSTILE: Readonly<Record<string, readonly [readonly Raw[], ...string[]]>> = {
  "a path that leaves the store": [[{ ...GOOD, name: `cas/../../${DIGEST}` }], "name", "../.."],
  "a path through a shard": [[{ ...GOOD, name: `cas/../${DIGEST}` }], "name", `cas/../`],
  "an absolute path": [[{ ...GOOD, name: "/etc/passwd" }], "name", '"/etc/passwd"'],
  "a hidden path": [[{ ...GOOD, name: `./cas/ab/${DIGEST}` }], "name", "./cas"],
  "a path in the prefix": [[{ ...GOOD, fields: { 345: "/tmp" } }], "name", '"/tmp/cas/'],
  "another folder": [[{ ...GOOD, name: `pins/${DIGEST.slice(0, 2)}/${DIGEST}` }], "name", "pins/"],
  "a wrong shard": [[{ ...GOOD, name: `cas/zz/${DIGEST}` }], "name", "cas/zz/"],
  "a blob in the shard of others": [
    [{ ...GOOD, name: `cas/${DIGEST.startsWith("00") ? "11" : "00"}/${DIGEST}` }],
    "name",
    DIGEST,
  ],
  "upper case": [[{ ...GOOD, name: GOOD.name.toUpperCase() }], "name", "CAS/"],
  "control characters": [[{ ...GOOD, name: "\x1b[2J" }], "name", "\\u001b[2J"],
  "a hard link": [[{ ...GOOD, fields: { [TYPE]: "1", 157: "/etc/passwd" } }], "regular", '"1"'],
  "a symbolic link": [
    [{ name: GOOD.name, fields: { [TYPE]: "2", 157: "/etc" } }],
    "regular",
    '"2"',
  ],
  "a device": [[{ name: GOOD.name, fields: { [TYPE]: "3" } }], "regular", '"3"'],
  "a block device": [[{ name: GOOD.name, fields: { [TYPE]: "4" } }], "regular", '"4"'],
  "a folder": [[{ name: "cas/", fields: { [TYPE]: "5" } }], "regular", '"5"'],
  "a pipe": [[{ name: GOOD.name, fields: { [TYPE]: "6" } }], "regular", '"6"'],
  "an extended header": [[{ name: "x", fields: { [TYPE]: "x" } }], "regular", '"x"'],
  "a long name": [[{ name: "x", fields: { [TYPE]: "L" } }], "regular", '"L"'],
  "another magic": [[{ ...GOOD, fields: { 257: "gnutar" } }], "magic"],
  "a size that is no number": [[{ ...GOOD, fields: { 124: "9999999999z" } }], "size"],
  "a huge blob": [[{ ...GOOD, size: 2 ** 31 }], "size", "1073741824", "2147483648"],
  "a huge entry": [[{ ...ENTRY, size: 2 ** 23 }], "size", "4194304"],
  "a promise that is not kept": [[{ ...GOOD, size: 10_000 }], GOOD.name, "10000 bytes long"],
  "a wrong digest": [[{ ...GOOD, content: bytesOf(8, 600) }], GOOD.name, sha256(bytesOf(8, 600))],
  "the same member twice": [[GOOD, GOOD], GOOD.name, "there once"],
  "an entry twice with another content": [
    [GOOD, ENTRY, {
      ...ENTRY,
      content: encodeAction(sealAction({ ...BODY, cost: { seconds: 9 } })),
    }],
    ENTRY.name,
    "there once",
  ],
  "an entry before its blob": [[ENTRY, GOOD], ENTRY.name, "output trace", "neither"],
  "an entry with another size": [[GOOD, entryOf({}, { ...OUTPUT, size: 1 })], "output trace"],
  "an entry of another key": [[GOOD, { ...ENTRY, name: entryOf({}).name }], "digest of the key"],
  "an entry of another text": [[GOOD, { ...ENTRY, content: " " + ENTRY.content }], "text"],
  "an entry with another digest": [
    [GOOD, { ...ENTRY, content: String(ENTRY.content).replace('"seconds":0.5', '"seconds":0.6') }],
    ENTRY.name,
    "digest",
  ],
  "an id that clears the screen": [[GOOD, entryOf({ id: "train/\x1b[2J" })], "\\u001b"],
  "an input whose name colours the screen": [
    [GOOD, entryWith({ inputs: { "\x1b[31mx": DIGEST } })],
    "name in key.inputs",
    "\\u001b",
  ],
  "code that is a path": [[GOOD, entryWith({ code: "../../etc/passwd" })], "key.code"],
  "a cost beyond reason": [[GOOD, entryOf({ cost: { seconds: 1e300 } })], "cost.seconds"],
};

async function refusal(store: Store, folder: string, bytes: Uint8Array, name = "bad.tar") {
  await Deno.writeFile(`${folder}/${name}`, bytes);
  const error = await assertRejects(
    () => importArchive(store, `${folder}/${name}`),
    Error,
  ) as Error;
  assert(/^Cannot read archive: .*$/.test(error.message), error.message);
  return error;
}

for (const [what, [members, ...named]] of Object.entries(HOSTILE)) {
  Deno.test(`importArchive() refuses ${what} in one line, and takes no byte of it`, async () => {
    await withTwo(async (_, to, folder) => {
      const first: Raw = { name: objectPath("cas", sha256("first")), content: "first" };
      const { message } = await refusal(to, folder, rawArchive([first, ...members]));
      for (const part of named) assertStringIncludes(message, part);
      const report = await fsck(to);
      assertEquals([report.bad, report.absent], [[], 0]);
      const good = await to.get(DIGEST) === undefined ? 0 : 1;
      assertEquals(report.blobs, 1 + good, "only verified blobs are there");
      assert((await to.getAction(KEY)) === undefined || what.startsWith("an entry twice"));
      assertEquals(await namesIn(to, "tmp"), []);
      const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
      assertEquals(names, ["bad.tar", "from", "to"]);
    });
  });
}

Deno.test("importArchive() refuses an archive that is cut off anywhere", async () => {
  await withTwo(async (_, to, folder) => {
    const bytes = rawArchive([GOOD, ENTRY]), packed = new Uint8Array(gzipSync(bytes));
    for (let end = 0; end < bytes.length; end += 250) {
      await refusal(to, folder, bytes.subarray(0, end));
    }
    for (const end of [0, 5, 20, packed.length >> 1, packed.length - 1]) {
      await refusal(to, folder, packed.subarray(0, end), "bad.tar.gz");
    }
    await refusal(to, folder, joined([packed, bytesOf(1)]), "bad.tar.gz");
    await refusal(to, folder, joined([bytes, rawMember(GOOD)]));
    assertEquals((await fsck(to)).bad, []);
  });
});

Deno.test("importArchive() looks at the bytes, not at the name, and reads all members of gzip", async () => {
  const bytes = rawArchive([GOOD, ENTRY]);
  const gzip = (from: number, to?: number) => new Uint8Array(gzipSync(bytes.subarray(from, to)));
  const files = {
    "plain.tar.gz": bytes,
    "packed.tar": gzip(0),
    "packed.tgz": gzip(0),
    "packed": gzip(0),
    // As pigz and bgzip write it, or cat; also within a member.
    "members.tar.gz": joined([gzip(0, 700), gzip(700, 701), gzip(701)]),
  };
  for (const [name, content] of Object.entries(files)) {
    await withTwo(async (_, to, folder) => {
      await Deno.writeFile(`${folder}/${name}`, content);
      assertEquals((await importArchive(to, `${folder}/${name}`)).actions, 1, name);
    });
  }
});

Deno.test("importArchive() says what a file is that is no archive", async () => {
  const text = (words: string) => new TextEncoder().encode(words.padEnd(600));
  const hex = (start: string) => joined([Uint8Array.fromHex(start), new Uint8Array(600).fill(7)]);
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), "an empty file"],
    [hex("504b0304"), "a zip archive"],
    [hex("fd377a585a00"), "packed by xz"],
    [hex("28b52ffd"), "packed by zstd"],
    [text("#!/bin/sh"), 'a file that begins with "#!/bin/sh       "'],
    [new Uint8Array(gzipSync(text('{"a": 1}'))), 'a file that begins with "{\\"a\\": 1}'],
    [text("\x1b[2J"), 'a file that begins with "\\u001b[2J'],
  ];
  await withTwo(async (_, to, folder) => {
    for (const [content, what] of cases) {
      const { message } = await refusal(to, folder, content, "other.tar");
      const rule = "must be a tar archive, plain or packed by gzip, current value is";
      assertStringIncludes(message, `${folder}/other.tar ${rule} ${what}`);
    }
  });
});

Deno.test("importArchive() refuses a header with any byte flipped", async () => {
  await withTwo(async (_, to, folder) => {
    const bytes = rawArchive([GOOD]);
    for (let k = 0; k < 512; k++) {
      if (k === 155) continue; // What follows the end of the checksum's text means nothing.
      const flipped = bytes.slice();
      flipped[k] ^= 1;
      await refusal(to, folder, flipped);
    }
    assertEquals((await fsck(to)).blobs, 0);
  });
});

Deno.test("importArchive() refuses what unpacks to more than a hundred times its file", async () => {
  await withTwo(async (_, to, folder) => {
    const blob = new Uint8Array(40_000_000), name = objectPath("cas", sha256(blob));
    const bomb = new Uint8Array(gzipSync(rawArchive([{ name, content: blob }])));
    assert(bomb.length < 100_000);
    const { message } = await refusal(to, folder, bomb, "bomb.tar.gz");
    assertStringIncludes(message, "a hundred times its file");
    const zeros = new Uint8Array(gzipSync(joined([rawArchive([GOOD]), blob])));
    assertStringIncludes((await refusal(to, folder, zeros, "zeros.tar.gz")).message, "a hundred");
    assertEquals((await fsck(to)).bad, []);
  });
});

Deno.test("importArchive() refuses an entry with other outputs than the store's own", async () => {
  await withTwo(async (_, to, folder) => {
    const { key, body } = actionOf(await to.put(bytesOf(1)));
    await to.putAction(key, body);
    const error = await refusal(to, folder, rawArchive([GOOD, ENTRY]));
    assertStringIncludes(error.message, ENTRY.name);
    assertStringIncludes(error.message, `output trace must be ${body.outputs.trace.sha256}`);
    assert(error.cause instanceof NonDeterminismError);
    assertEquals((await to.getAction(key))?.outputs, body.outputs);
  });
});

Deno.test("importArchive() asks before it takes an entry", async () => {
  await withTwo(async (_, to, folder) => {
    await Deno.writeFile(`${folder}/a.tar`, rawArchive([GOOD, ENTRY]));
    const refuse = () => {
      throw new Error("not this one");
    };
    await assertRejects(() => importArchive(to, `${folder}/a.tar`, refuse), Error, "not this one");
    assertEquals(await to.getAction(KEY), undefined);
    await importArchive(to, `${folder}/a.tar`, ({ id }) => assertEquals(id, BODY.id));
    assertEquals((await to.getAction(KEY))?.outputs, BODY.outputs);
  });
});

Deno.test("importArchive() of a missing file or a folder ends in one line", async () => {
  await withStore(async (store) => {
    for (const file of [`${store.root}/none.tar`, store.root]) {
      await assertRejects(() => importArchive(store, file), Error, "file must be an archive");
    }
  });
});
