import { assertEquals, assertRejects } from "@std/assert";
import { eachThatCanBe, type Failure } from "../lib/failures.ts";
import { FIGURES } from "../lib/paper/figures.ts";
import { RepeatError } from "../lib/plan/failed_repeat.ts";
import { Settling } from "../lib/plan/settled_runs.ts";
import { tableStep } from "../lib/plan/tables.ts";
import { StepError } from "../lib/steps/step_error.ts";
import type { Outputs, Step } from "../lib/steps/step.ts";
import { runOf } from "../lib/paper/experiments.ts";

/** A resolver to which a step is an error if its id matches, and nothing is known of the others. */
const failing = (pattern: RegExp) => ({
  resolve: (step: Step): Promise<Outputs | undefined> =>
    pattern.test(step.id)
      ? Promise.reject(new StepError(step, new Error("it broke\nhere")))
      : Promise.resolve(undefined),
});

/** Plans the table of each figure over runs of 4 repeats, asking for each step of it. */
async function planned(pattern: RegExp, ...ids: string[]) {
  const resolver = failing(pattern), failures: Failure[] = [];
  const settling = new Settling((name) => ({ ...runOf(name, "smoke"), repeats: 4 }), resolver);
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
    const { made, failures, messages } = await planned(pattern, "fig2", "fig3", "figB8");
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
    "fig2",
    "fig3",
  );
  assertEquals(made, [["fig2", "r00 r01 r02", 4], ["fig3", "r02 r03", 4]]);
  assertEquals(failures, ["syn-relu-8 r00", "syn-relu-8 r01", "syn-tanh-8 r03"]);
});

Deno.test("eachThatCanBe() leaves out a figure without a repeat, or whose own step fails", async () => {
  const none = await planned(/^train\/syn-relu-8\//, "fig2", "fig3");
  assertEquals(none.made, [["fig2", "r00 r01 r02 r03", 4]]);
  assertEquals(none.failures, [0, 1, 2, 3].map((r) => `syn-relu-8 r0${r}`).toSpliced(0, 0, "fig3"));
  const table = await planned(/^(table\/fig2|dataset\/mnist)/, "fig2", "fig3", "fig4");
  assertEquals(table.made, [["fig3", "r00 r01 r02 r03", 4]]);
  assertEquals(table.failures, ["fig2", "fig4"]);
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
