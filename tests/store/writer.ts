/**
 * A process that writes to a store until it is killed, or `count` objects long.
 * Arguments: folder, first seed, count. It prints a line once the store is open, and one at the end.
 */
import { Store } from "../../lib/store/mod.ts";
import { actionOf, bytesOf } from "./helpers.ts";

const [dir, first, count] = Deno.args;
const store = await Store.open(dir);
console.log("open");
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const output = await store.put(bytesOf(seed, 20_000 + seed));
  const { key, body } = actionOf(output, { seed });
  await store.putAction(key, body);
}
console.log("done");
