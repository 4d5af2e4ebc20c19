/** deno task dev:conformance:write: commits the digests that `deno task conformance` compares with, after a change that is meant. */
import { conformance } from "../../lib/published/conformance.ts";

const text = JSON.stringify(conformance(), null, 2) + "\n";
await Deno.writeTextFile(new URL("../../fixtures/conformance.json", import.meta.url), text);
