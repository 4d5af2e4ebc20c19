/** A report of a store's preset, gathered and built twice. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sha256 } from "../lib/bits/digest.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { presetBasis, report } from "../lib/reporting.ts";
import { Store } from "../lib/store/mod.ts";
import { Study } from "../lib/study.ts";
import { smokeStore } from "./tasks/smoke.ts";
import { withFolder } from "./tasks/support.ts";

Deno.test("report() of a preset has its figures with their tables, twice the same bytes, and says what is missing", async () => {
  await withFolder(async (folder) => {
    await smokeStore(`${folder}/store`);
    const store = await Store.open(`${folder}/store`, { readOnly: true }),
      study = await Study.open(store);
    const made = () => presetBasis(study, "smoke", [FIGURES.fig3, FIGURES.fig2], undefined);
    const files = await report(made(), { jobs: 1 }), again = await report(made(), { jobs: 2 });
    assertEquals([...again.keys()], [...files.keys()]);
    for (const [path, bytes] of files) assertEquals(sha256(again.get(path)!), sha256(bytes), path);
    const text = (path: string) => new TextDecoder().decode(files.get(path));
    const csv = text("tables/fig3.csv"), rows = csv.trimEnd().split("\n");
    assertEquals(rows[0], "epoch,layer,states,ixt,ity");
    const last = rows.filter((row) => row.startsWith(rows.at(-1)!.split(",")[0] + ","));
    const cells = [...text("figure-fig3.html").matchAll(/<tr>((?:<td[^>]*>[^<]*<\/td>)+)<\/tr>/g)]
      .map(([, row]) => row.replaceAll(/<td[^>]*>/g, "").split("</td>").slice(0, -1).join());
    assertEquals(cells, last);
    assertStringIncludes(text("figure-fig3.html"), "reproduce fig3 --preset smoke");
    assertStringIncludes(text("figure-fig3.html"), sha256(csv));
    assertStringIncludes(text("figures/fig3.svg"), "<svg");
    // Two repeats, each by binned states and the output layer by exact ones.
    assertEquals([...files.keys()].filter((path) => path.startsWith("repeats/")).length, 4);
    assertStringIncludes(text("trust.html"), "fig2 is left out");
    assert(!files.has("figure-fig2.html"));
    await assertRejects(
      () => report(presetBasis(study, "quick", [FIGURES.fig4], undefined), { jobs: 1 }),
      Error,
      "at least one figure must be finished",
    );
    store.close();
  });
});
