/** All mutants, by room from the ground up. */
import { BITS } from "./bits.ts";
import { CLAIMS } from "./claims.ts";
import { ESTIMATORS } from "./estimators.ts";
import type { Mutant } from "./mutants.ts";
import { RENDER } from "./render.ts";
import { SCIENCE } from "./science.ts";
import { STEPS } from "./steps.ts";
import { STORE } from "./store.ts";
import { STUDY } from "./study.ts";
import { VERIFY } from "./verify.ts";

/** Every mutant that a test must notice. */
export const MUTANTS: readonly Mutant[] = [
  ...BITS,
  ...STORE,
  ...STEPS,
  ...SCIENCE,
  ...ESTIMATORS,
  ...RENDER,
  ...CLAIMS,
  ...STUDY,
  ...VERIFY,
];
