import { assertEquals, assertRejects } from "@std/assert";
import { eachThatCanBe, type Failure } from "../lib/failures.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { RepeatError } from "../lib/plan/failed_repeat.ts";
import { engineOf, runWith } from "../lib/plan/engine.ts";
import { Settling } from "../lib/plan/settled_runs.ts";
import { tableStep } from "../lib/plan/tables.ts";
import { StepError } from "../lib/steps/step_error.ts";
import type { Outputs, Step } from "../lib/steps/step.ts";
import { runOf } from "../lib/paper/experiments.ts";

/** A resolver to which some steps are an error, by their ids or else, and nothing is known of the others. */
const failing = (which: RegExp | ((step: Step) => boolean)) => ({
  resolve: (step: Step): Promise<Outputs | undefined> =>
    (which instanceof RegExp ? which.test(step.id) : which(step))
      ? Promise.reject(new StepError(step, new Error("it broke\nhere")))
      : Promise.resolve(undefined),
});

const ENGINE = engineOf({ engine: "tfjs", backend: "wasm", version: "4.22.0" });

/** Plans the table of each figure over runs of 4 repeats, asking for each step of it. */
async function planned(
  which: RegExp | ((step: Step) => boolean),
  ids: readonly string[],
  engine?: typeof ENGINE,
) {
  const resolver = failing(which), failures: Failure[] = [];
  const settling = new Settling((name) => {
    const run = { ...runOf(name, "smoke"), repeats: 4 };
    return engine === undefined ? run : runWith(run, engine);
  }, resolver);
  const visit = async (step: Step): Promise<void> => {
    await resolver.resolve(step);
    for (const ref of Object.values(step.inputs)) if ("step" in ref) await visit(ref.step);
  };
  const made = await eachThatCanBe(
    ids.map((id) => FIGURES[id]),
    settling,
    async (figure) => {
      const step = tableStep(figure, "smoke", await settling.settleBehind(figure));
      await visit(step);
      const { step: aggregate } = Object.values(step.inputs)[0] as { step: Step };
      const { repeats, of } = aggregate.params as { repeats: string[]; of?: number };
      return [figure.id, repeats.join(" "), of ?? repeats.length];
    },
    (failure) => failures.push(failure),
  );
  return { made, failures: failures.map(({ missing }) => missing).sort(), messages: failures };
}

// The kind: whatever step of a repeat ends in an error, all else is made, and what is missing is said once.
for (
  const kind of ["init", "train", "measure", "information"] as const
) {
  Deno.test(`eachThatCanBe() leaves out a repeat whose step ${kind} fails, in every figure`, async () => {
    const pattern = new RegExp(`^${kind}/syn-relu-8/r02/`);
    const { made, failures, messages } = await planned(pattern, ["fig2", "fig3", "figB8"]);
    assertEquals(made, [
      ["fig2", "r00 r01 r02 r03", 4],
      ["fig3", "r00 r01 r03", 4],
      ["figB8", "r00 r01 r03", 4],
    ]);
    assertEquals(failures, ["syn-relu-8 r02"]);
    const [{ message }] = messages;
    assertEquals(message.replace(/ .*:/, " …:"), "Cannot …: it broke");
  });
}

Deno.test("eachThatCanBe() leaves out several repeats of several runs", async () => {
  const { made, failures } = await planned(
    /^train\/syn-(relu-8\/r0[01]|tanh-8\/r03)\//,
    ["fig2", "fig3"],
  );
  assertEquals(made, [["fig2", "r00 r01 r02", 4], ["fig3", "r02 r03", 4]]);
  assertEquals(failures, ["syn-relu-8 r00", "syn-relu-8 r01", "syn-tanh-8 r03"]);
});

Deno.test("eachThatCanBe() leaves out a figure without a repeat, or whose own step fails", async () => {
  const none = await planned(/^train\/syn-relu-8\//, ["fig2", "fig3"]);
  assertEquals(none.made, [["fig2", "r00 r01 r02 r03", 4]]);
  assertEquals(none.failures, [0, 1, 2, 3].map((r) => `syn-relu-8 r0${r}`).toSpliced(0, 0, "fig3"));
  const table = await planned(/^(table\/fig2|dataset\/mnist)/, ["fig2", "fig3", "fig4"]);
  assertEquals(table.made, [["fig3", "r00 r01 r02 r03", 4]]);
  assertEquals(table.failures, ["fig2", "fig4"]);
});

/** Whether a step trains or measures this repeat, alone or with others. */
const has = ({ params }: Step, repeat: number) => {
  const { repeats = [] } = params as unknown as { repeats?: readonly { repeat?: number }[] };
  return Array.isArray(repeats) && repeats.some((one) => one.repeat === repeat);
};

for (const kind of ["train-tfjs", "measure-tfjs"]) {
  Deno.test(`eachThatCanBe() leaves out the one repeat for which a stack's ${kind} fails`, async () => {
    const which = (step: Step) =>
      step.kind === kind && step.id.includes("syn-relu-8@") && has(step, 2);
    const { made, messages } = await planned(which, ["fig2", "fig3", "figB8"], ENGINE);
    assertEquals(made, [
      ["fig2", "r00 r01 r02 r03", 4],
      ["fig3", "r00 r01 r03", 4],
      ["figB8", "r00 r01 r03", 4],
    ]);
    const name = "syn-relu-8@tfjs-wasm";
    assertEquals(messages.map(({ missing, split = false }) => [missing, split]), [
      [`${name}/r00-r03/a0`, true],
      [`${name} r02`, false],
    ]);
  });
}

Deno.test("eachThatCanBe() leaves out nothing where a stack fails and each of its repeats does not", async () => {
  const which = ({ id }: Step) => /\/r00-r03\//.test(id);
  const { made, messages } = await planned(which, ["fig3"], ENGINE);
  assertEquals(made, [["fig3", "r00 r01 r02 r03", 4]]);
  assertEquals(messages.map(({ split }) => split), [true]);
});

Deno.test("eachThatCanBe() leaves out a repeat that was trained alone though others are stacked", async () => {
  const which = (step: Step) => step.kind === "train-tfjs" && has(step, 2);
  const { made, failures } = await planned(which, ["fig3"], { ...ENGINE, stack: 1 });
  assertEquals(made, [["fig3", "r00 r01 r03", 4]]);
  assertEquals(failures, ["syn-relu-8@tfjs-wasm r02"]);
});

Deno.test("eachThatCanBe() leaves out a figure where every repeat of a stack fails", async () => {
  const { made, failures } = await planned(/^train-tfjs\//, ["fig3"], ENGINE);
  assertEquals(made, []);
  const name = "syn-relu-8@tfjs-wasm", repeats = [0, 1, 2, 3].map((r) => `${name} r0${r}`);
  assertEquals(failures, ["fig3", ...repeats, `${name}/r00-r03/a0`]);
});

Deno.test("eachThatCanBe() throws what concerns all figures, and ends where a repeat cannot be left out", async () => {
  const settling = new Settling((name) => runOf(name, "smoke"), failing(/^$/));
  const full = () => Promise.reject(new Error("Cannot store: disk is full"));
  await assertRejects(
    () => eachThatCanBe([FIGURES.fig2], settling, full, () => {}),
    Error,
    "disk is full",
  );
  let tried = 0;
  const stuck = () => {
    tried++;
    return Promise.reject(new RepeatError({ seed: "syn-tanh-8" }, 0, "so"));
  };
  const failures: string[] = [];
  await eachThatCanBe([FIGURES.fig2], settling, stuck, ({ missing }) => failures.push(missing));
  assertEquals([tried, failures], [2, ["syn-tanh-8 r00", "fig2"]]);
});
