/**
 * Puts one blob and one action entry; the names of its temp files are known beforehand, so that a test can name the very
 * system call that is to fail. Arguments: folder, seed.
 */
let temps = 0;
crypto.randomUUID = () => `00000000-0000-4000-8000-00000000000${temps++}`;
const { Store } = await import("../../lib/store/mod.ts");
const { actionOf, bytesOf } = await import("./helpers.ts");

const [dir, seed] = Deno.args;
try {
  const store = await Store.open(dir);
  const output = await store.put(bytesOf(Number(seed), 20_000));
  const { key, body } = actionOf(output, { seed });
  await store.putAction(key, body);
  console.log("done");
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
