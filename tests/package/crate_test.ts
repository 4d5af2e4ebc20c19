/** Terms that RO-Crate 1.1 and the profiles Workflow RO-Crate 1.0 and Process and Workflow Run Crate 0.5 require. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Contents, crateGraph, crateText, type Entity } from "../../lib/package/crate.ts";
import { sealAction } from "../../lib/store/action_text.ts";

const [A, B, C, D] = ["a", "b", "c", "d"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];

const made = (step: string, id: string, inputs: Record<string, string>, digest: string) =>
  sealAction({
    ...{ schema: 1, step, id, cost: {}, outputs: { out: { sha256: digest, size: 1 } } },
    key: { schema: 1, step, code: D, params: { n: 1 }, inputs },
  });

const CONTENTS: Contents = {
  date: "2026-01-31",
  entries: { dataset: "lib/x/dataset.ts", train: "lib/x/train.ts" },
  run: {
    command: "reproduce fig3 --preset smoke",
    actions: [
      made("dataset", "dataset/synthetic", { source: C }, A),
      made("train", "train/syn/r00", { data: A, again: A }, B),
    ],
  },
  parts: { "code/": "the project", "code/fixtures/": "published", "run/fig3.svg": "a picture" },
  results: ["run/fig3.svg"],
  stored: new Set([A, B]),
};

const graph = crateGraph(CONTENTS);
const byId = new Map(graph.map((entity) => [entity["@id"], entity]));
const types = (entity: Entity | undefined) => [entity?.["@type"]].flat();
const refs = (value: unknown) => [value].flat().map((one) => (one as { "@id": string })["@id"]);
const actions = graph.filter((entity) => types(entity).includes("CreateAction"));
const root = byId.get("./")!;

Deno.test("a crate is flattened: every entity once, every reference within it to one of them", () => {
  assertEquals(byId.size, graph.length);
  const missing = graph.flatMap((entity) =>
    Object.entries(entity).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => {
        const id = typeof one === "object" ? (one as Record<string, string>)["@id"] : undefined;
        const known = id === undefined || byId.has(id) || /^https?:/.test(id);
        return known ? [] : [`${entity["@id"]} ${name} ${id}`];
      })
    )
  );
  assertEquals(missing, []);
  for (const { "@id": id } of graph) assert(!id.startsWith("/") && !id.includes(" "), id);
});

Deno.test("descriptor and root say what RO-Crate 1.1 requires", () => {
  const descriptor = byId.get("ro-crate-metadata.json");
  assertEquals(types(descriptor), ["CreativeWork"]);
  assertEquals(refs(descriptor!.about), ["./"]);
  assert(refs(descriptor!.conformsTo).includes("https://w3id.org/ro/crate/1.1"));
  assertEquals(types(root), ["Dataset"]);
  for (const field of ["name", "description"]) assert(String(root[field]).length > 10, field);
  assertMatch(String(root.datePublished), /^\d{4}-\d{2}-\d{2}$/);
  const [license] = refs(root.license);
  assertMatch(String(byId.get(license!)?.name), /^MIT$/);
  const parts = refs(root.hasPart),
    isData = (one: Entity) =>
      types(one).some((type) => type === "File" || type === "Dataset") && one !== root;
  assertEquals(graph.filter(isData).map((one) => one["@id"]).sort(), parts.toSorted());
});

Deno.test("the main entity is a workflow in a language, and root names the profiles", () => {
  const [main] = refs(root.mainEntity), workflow = byId.get(main!);
  assertEquals(types(workflow), ["File", "SoftwareSourceCode", "ComputationalWorkflow"]);
  assertEquals(main, "code/tasks/reproduce.ts");
  const [language] = refs(workflow!.programmingLanguage);
  assertEquals(types(byId.get(language!)), ["ComputerLanguage"]);
  for (const id of [...refs(workflow!.input), ...refs(workflow!.output)]) {
    const parameter = byId.get(id);
    assertEquals(types(parameter), ["FormalParameter"]);
    assert(parameter!.additionalType !== undefined && parameter!.name !== undefined, id);
  }
  for (const profile of refs(root.conformsTo)) {
    assertMatch(String(byId.get(profile)?.version), /^\d\.\d$/);
  }
});

Deno.test("the run and each of its steps is an action: by what, of what, to what", () => {
  assertEquals(actions.map((action) => action.name), [
    "reproduce fig3 --preset smoke",
    "dataset/synthetic",
    "train/syn/r00",
  ]);
  assertEquals(refs(root.mentions), actions.map((action) => action["@id"]));
  for (const action of actions) {
    const [instrument] = refs(action.instrument);
    assert(types(byId.get(instrument!)).includes("SoftwareSourceCode"), instrument);
    assertEquals(refs(action.agent), ["#authors"]);
  }
  assertEquals(refs(actions[0]!.result), ["run/fig3.svg"]);
  assertEquals(refs(actions[1]!.object), [`#sha256-${C}`]);
  assertEquals(refs(actions[2]!.object), Array(2).fill(`run/store/cas/aa/${A}`));
  assertEquals(byId.get(`run/store/cas/bb/${B}`), {
    ...{ "@id": `run/store/cas/bb/${B}`, "@type": "File", name: "out of train/syn/r00", sha256: B },
  });
});

Deno.test("crateText() is JSON-LD by the contexts of RO-Crate and of workflow runs", () => {
  const crate = JSON.parse(crateText(CONTENTS));
  assertEquals(crate["@context"], [
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
  ]);
  assertEquals(crate["@graph"].length, graph.length);
});
