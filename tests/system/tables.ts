/**
 * Trains, measures and tabulates figures at smoke size into a store, and draws nothing; prints the digest of each output by
 * id as JSON: `tables.ts STORE FIGURE…`.
 */
import { outputDigests } from "../../lib/steps/mismatch.ts";
import { Store } from "../../lib/store/mod.ts";
import { FIGURES } from "../../lib/paper/figures.ts";
import { presetRequest } from "../../lib/paper/request.ts";
import { Study } from "../../lib/study.ts";

const [root, ...figures] = Deno.args;
const store = await Store.open(root), study = await Study.open(store);
const digests: Record<string, unknown> = {};
const request = presetRequest(figures.map((id) => FIGURES[id]), "smoke", []);
await study.tables(request, {
  jobs: 2,
  progress: ({ step, outputs }) => digests[step.id] = outputDigests(outputs),
});
store.close();
console.log(JSON.stringify(digests));
