/** deno task conformance: writes the digests that `verify --level conformance` compares with. */
import { conformance } from "../lib/study/conformance.ts";

const text = JSON.stringify(conformance(), null, 2) + "\n";
await Deno.writeTextFile(new URL("../fixtures/conformance.json", import.meta.url), text);
