/** Changed code in a copy of the project. */
import { sha256 } from "../../lib/bits/digest.ts";
import { formatManifest, manifestPath, readManifest } from "../../lib/steps/code/manifest.ts";
import { stripModule } from "../../lib/steps/code/strip.ts";

/**
 * Writes a module of a copy of the project. Its manifest knows the module from then on, beside what it knew: a command that
 * must strip it, as one does whose manifest was not written anew, takes a second more each time.
 */
export async function writeModule(project: string, path: string, text: string): Promise<void> {
  const root = new URL(`file://${project}/`), bytes = new TextEncoder().encode(text);
  await Deno.writeFile(new URL(path, root), bytes);
  const manifest = (await readManifest(root))!, raw = sha256(bytes);
  if (Object.values(manifest.modules).some((known) => known.raw === raw)) return;
  const own = { raw, ...await stripModule(bytes, path) };
  const modules = { ...manifest.modules, [`${path} ${raw}`]: own };
  await Deno.writeTextFile(new URL(manifestPath, root), formatManifest({ ...manifest, modules }));
}
